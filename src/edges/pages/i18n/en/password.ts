/** Sentences about a new password: forgotten, and changed. */
export const password = {
  forgot: {
    heading: 'Forgot your password?',
    why: 'Tell us your email, and we’ll send you a link to choose a new one.',
    send: 'Send the link',
    sending: 'Sending…',
    sentHeading: 'Check your email',
    sentWhy: 'If {{address}} has an account here, a link is on its way to it.',
    sentHere: 'Open the link in this browser. It works once, for 30 minutes.',
    sentNone:
      'No mail after a few minutes? Look in spam, and check the address. You can ask up to three times an hour.',
    sentAgain: 'Ask again',
    chooseHeading: 'Choose a new password',
    chooseWhy: 'It replaces the one for {{address}}. You’re signed out everywhere, and then sign in with the new one.',
    choose: 'Change password',
    doneHeading: 'Your password is changed',
    doneWhy: 'Everybody is signed out. Now sign in with the new one.',
    doneNext: 'If you confirm your sign-in with a second step, have your authenticator app or recovery code at hand.',
    otherHeading: 'Open this link in the other browser',
    otherWhy:
      'It works only in the browser that asked for it. Open the mail there, or ask for a new link here. Nothing was changed.',
    overHeading: 'This link can’t be used any more',
    overWhy: 'It was used already, or it’s older than 30 minutes. Ask for a new one.',
    ask: 'Ask for a new link',
  },
  ownPassword: {
    link: 'Change password',
    heading: 'Change your password',
    proveWhy: 'First confirm that it’s you. It takes a moment, and then you choose the new one.',
    prove: 'Confirm it’s you',
    why: 'You stay signed in here. Everywhere else you’re signed out.',
    current: 'Current password',
    wrongTitle: 'That isn’t your current password.',
    wrongNext: 'Check it, and whether Caps Lock is on.',
    throttledTitle: 'That’s been tried too often.',
    changedWhy: 'Use the new one from now on. You’re signed out everywhere but here, and a mail tells you about it.',
    frozenHeading: 'Your password can’t be changed now',
    frozenWhy:
      'Somebody used the link “this wasn’t me” in a mail about this account. Until support has spoken with you, it stays as it is.',
  },
};
