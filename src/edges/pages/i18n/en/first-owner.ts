/** Sentences of the page that makes the first owner. */
export const firstOwner = {
  firstOwner: {
    heading: 'Become the first owner',
    why: 'Nobody is here yet. Say who runs this sign-in, and choose how you’ll sign in yourself.',
    organization: 'Your organization',
    organizationHint: 'Whoever runs this sign-in for everybody else.',
    name: 'Your name',
    address: 'Email',
    addressHint: 'You’ll sign in with it, and security notices go there. Check it for typing errors.',
    begin: 'Create and go on',
    organizationTitle: 'The organization needs a name',
    nameTitle: 'You need a name here',
    lineNext: 'Type 1 to 120 characters on one line.',
    addressTitle: 'That isn’t an email address',
    addressNext: 'Type it as name@example.com.',
    doneHeading: 'You’re the first owner',
    doneWhy:
      'Now sign in. You’ll set up an authenticator app, and then the console is open to you: add /console to this site’s address.',
  },
};
