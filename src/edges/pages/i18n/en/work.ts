/** Sentences about a browser that is checked before its password is. */
export const work = {
  work: {
    checking: 'One moment, checking your browser…',
    withoutScript:
      'Many wrong passwords come from your network. Without JavaScript, please take 30 seconds before you press Continue.',
    missingTitle: 'We haven’t checked your password yet.',
    missingNext:
      'Many wrong passwords come from your network, so we check your browser first. Enter your password again. Without JavaScript, do so {{when}}.',
  },
};
