/** Sentences about browsers that several people share. */
export const workstation = {
  workstation: {
    notice: 'Shared workstation: nothing of yours is kept here.',
    notYou: 'Shared workstation, used by {{name}}. Not you?',
    switch: 'Switch person',
    heading: 'Make this a shared workstation?',
    why: 'For a computer at {{organization}} that several people use. This is for this browser alone.',
    keepsNothing: 'Nobody’s device is trusted here, and nothing is filled in for the next person.',
    endsSoon: 'Whoever leaves is signed out after five minutes at most.',
    switches: 'One press signs the last person out and lets the next one in.',
    isMarked: 'This browser is a shared workstation already.',
    mark: 'Make it a shared workstation',
    unmark: 'Make it an ordinary browser again',
    markedHeading: 'This is a shared workstation now',
    markedWhy: 'It stays one until somebody opens another such link here.',
    unmarkedHeading: 'This is an ordinary browser again',
    unmarkedWhy: 'People may trust this device when they sign in.',
    overHeading: 'This link doesn’t work any more',
    overWhy: 'It works once, for a day. Ask whoever gave it to you for a new one.',
    noPasskey:
      'Several people use this device, so nobody’s fingerprint, face or PIN is kept here. Add a security key instead.',
  },
};
