/** What mails say in English, the source language. */
export const en = {
  greeting: 'Hello {{name}},',
  when: 'When',
  device: 'Device',
  account: 'Account',
  network: 'Network address',
  unknownDevice: 'not recognized',
  browserOn: '{{browser}} on {{system}}',
  footer: '{{instance}} sent this because it concerns your account. Security mails cannot be switched off.',
  support: 'Help: {{support}}',
  linkHint: 'If the button does not work, copy this address into your browser:',
  wasNotMe: 'This was not me',
  ifNotYou:
    'If this was not you, follow the link below. It signs out every device and stops any set-up. It works for 7 days.',
  ifYou: 'If this was you, there is nothing to do.',
  code: {
    subject: 'Here is your {{instance}} code',
    lead: 'This is the one-time code for signing in to {{instance}}.',
    until: 'It works for {{duration}}, until {{until}}, and only in the browser that asked for it.',
    anyway: 'It works only in the browser that asked for it.',
    notYou:
      'If you are not signing in just now, somebody else has typed your password. Give this code to nobody, and tell support.',
  },
  invitation: {
    subject: '{{organization}} invites you to {{instance}}',
    heading: 'You are invited',
    lead: '{{organization}} has made an account for you. Choose a password to begin.',
    button: 'Choose a password',
    code: 'During set-up you are asked for this code:',
    notYou: 'If you do not know {{organization}}, you can leave this mail unanswered: nothing happens.',
  },
  join: {
    subject: '{{organization}} asks you to join',
    heading: 'Join {{organization}}?',
    lead: '{{organization}} would like to add your account. It has no say over your sign-in until you accept.',
    button: 'See the invitation',
    notYou: 'If you do not know {{organization}}, you can leave this mail unanswered: nothing happens.',
  },
  setUpStarted: {
    subject: 'Set-up of your sign-in was started',
    heading: 'Set-up was started',
    lead: 'Somebody gave your password and began to set up how you prove that it is you.',
  },
  setUpFinished: {
    subject: 'Your sign-in is set up',
    heading: 'Set-up is finished',
    lead: 'From now on, signing in needs more than your password.',
  },
  recoveryUsed: {
    subject: 'Your recovery code was used',
    heading: 'Your recovery code was used',
    lead: 'Somebody signed in with your password and your recovery code. That code is used up; a new one was shown.',
  },
  bound: {
    subject: 'A way to sign in was added',
    heading: 'A way to sign in was added',
    lead: 'Added to your account: {{what}}.',
  },
  removed: {
    subject: 'A way to sign in was removed',
    heading: 'A way to sign in was removed',
    lead: 'Removed from your account: {{what}}.',
  },
  recoveryMade: {
    subject: 'A new recovery code was saved',
    heading: 'You have a new recovery code',
    lead: 'The recovery code you had before no longer works.',
  },
  appResumed: {
    subject: 'Your authenticator app works again',
    heading: 'Your authenticator app works again',
    lead: 'It had been reported lost. Its codes get you in again.',
  },
  suspended: {
    subject: 'A way to sign in is out of use',
    heading: 'A way to sign in is out of use',
    lost: 'Reported lost: {{what}}. It no longer lets anybody in. Use another way, or your recovery code, and set up a new one.',
    guessed:
      'Too many wrong codes in a row: {{what}}. It no longer lets anybody in. Use another way, or your recovery code, and set it up again.',
  },
  wrongProofs: {
    subject: 'Wrong codes after your password',
    heading: 'Was that you?',
    lead_one: 'Your password was typed correctly, then {{count}} wrong code. That try did not get in.',
    lead_other: 'Your password was typed correctly, then {{count}} wrong codes. Those tries did not get in.',
  },
  afterFailures: {
    subject: 'Signed in after wrong codes',
    heading: 'Was that you?',
    lead: 'Somebody signed in to your account after {{count}} wrong tries of the second step since the last sign-in.',
  },
  browserUnlock: {
    subject: 'Let your browser in at {{instance}}',
    heading: 'Let your browser in',
    lead: 'Somebody, most likely you, asked to sign in at {{instance}} from a browser that your account doesn’t know. This link lets it try your password:',
    button: 'Let this browser in',
    until: 'It works once, for {{duration}}, until {{until}}, and only in the browser that asked for it.',
    anyway: 'It works once, and only in the browser that asked for it.',
    notYou: 'If you didn’t ask for it, don’t open it: nothing changes, and nobody can sign in with this mail alone.',
  },
  passwordReset: {
    subject: 'Choose a new password for {{instance}}',
    heading: 'Choose a new password',
    lead: 'Somebody, most likely you, asked for a new password for {{instance}}. It is chosen at this link:',
    button: 'Choose a new password',
    until: 'It works once, for {{duration}}, until {{until}}, and only in the browser that asked for it.',
    anyway: 'It works once, and only in the browser that asked for it.',
    notYou: 'If you did not ask, leave this mail alone: nothing changes, and your password stays as it is.',
  },
  passwordChanged: {
    subject: 'Your password was changed',
    heading: 'Your password was changed',
    lead: 'Your account has a new password. All other devices were signed out.',
  },
  newDevice: {
    subject: 'New device signed in to your account',
    heading: 'A new device signed in',
    lead: 'Your account was opened in a browser that had not opened it before.',
  },
  resetOpened: {
    subject: 'Support was asked to reset your sign-in',
    heading: 'Somebody asked support for a reset',
    lead: 'Support was asked to remove your authenticator apps, passkeys and recovery code, so that they can be set up anew. Your password stays.',
    hold: 'This will not happen before {{until}}.',
    noHold: 'This can happen at any moment.',
    ask: 'If you did not ask for this, stop it now. The button works for 7 days, also after the reset.',
    button: 'Stop the reset',
    you: 'If you asked for it, there is nothing to do. Support will read out a one-time pass to you.',
  },
  resetCarriedOut: {
    subject: 'Your sign-in was reset by support',
    heading: 'Your sign-in was reset',
    lead: 'Support removed your authenticator apps, passkeys, recovery code and trusted devices. You are signed out everywhere. Your password stays.',
    next: 'Sign in with your password and the one-time pass that support reads out to you. Then you set up your sign-in again.',
    ask: 'If you did not ask for this, stop it now. The button works for 7 days.',
    button: 'Stop the reset',
  },
  resetCancelled: {
    subject: 'The reset of your sign-in was called off',
    heading: 'The reset was called off',
    lead: 'Support has called off the reset of your sign-in. Nothing was changed.',
  },
  resetStopped: {
    subject: 'You stopped it: your account is safe',
    heading: 'Stopped',
    lead: 'Every device is signed out, whatever was added since then is removed, and nothing can be set up until support allows it.',
    next: 'Call support to get back in. Use a number that you know already, not one from a mail.',
  },
  addressChanged: {
    subject: 'Your sign-in address was changed',
    heading: 'Your address was changed',
    lead: 'The address you sign in with is now {{newAddress}}. Mail about your account goes there.',
    ask: 'If you did not expect this, tell support now. Use a number that you know already, not one from a mail.',
  },
};

/** The shape that every language has: a missing or extra sentence does not compile. */
export type MailCatalog = typeof en;
