/** Sentences about a browser that is let in by a mailed link. */
export const unlock = {
  unlock: {
    link: 'Sure that it’s right?',
    heading: 'Your password isn’t accepted?',
    why: 'When somebody has guessed at an account, browsers that it doesn’t know are kept out for a while, even with the right password. A link by mail lets this one in.',
    sentWhy: 'If {{address}} has an account here, a link is on its way to it.',
    openHeading: 'Let this browser in?',
    openWhy:
      'It then counts as one that {{address}} knows. You still sign in with your password and, if you use one, your second step.',
    open: 'Let this browser in',
    openedHeading: 'This browser is let in',
    openedWhy: 'Now sign in with your password.',
    sharedHeading: 'This can’t be done on a shared device',
    sharedWhy: 'It keeps nothing about the people who use it. Sign in on your own device, or try again later.',
  },
};
