/** What is done to a person. */
export const people = {
  personActs: {
    title: 'What you can do',
    disable: 'Disable the account',
    disableHeading: 'Disable {{name}}?',
    disableWhy: 'They can’t sign in until somebody enables the account again.',
    disableEnds: 'Every session and every sign-in under way ends now.',
    disableKeeps: 'Their app, passkeys and memberships stay.',
    enable: 'Enable the account',
    enableHeading: 'Enable {{name}}?',
    enableWhy: 'They sign in as before, with what is bound to the account.',
  },
};
