/** Alerts about resets. */
export const alerts = {
  alerts: {
    heading: 'Alerts about resets',
    why: 'Raised when resets look wrong, mailed to every owner, and kept here with what an owner found out.',
    caption: 'Alerts, newest first',
    noneHint: 'No alert was ever raised.',
    unreviewed: 'Alerts about resets wait for their review',
    link: 'Alerts about resets',
    what: 'What was seen',
    when: 'Raised',
    review: 'Review',
    reviewer: 'Reviewed by',
    waits: 'Waits for a review',
    reviewed: 'Reviewed',
  },
  alertSentence: {
    'many-resets_one': '{{count}} reset by {{name}} within a day',
    'many-resets_other': '{{count}} resets by {{name}} within a day',
    'new-country': 'Sign-in of {{name}} from a new country after a reset',
  },
  alertWhy: {
    'many-resets': 'A busy day, or somebody who talked the agent into it, or the agent’s account in other hands.',
    'new-country':
      'A journey, or whoever talked an agent into the reset. Within seven days after it the account signed in from a country where it was not seen in the year before.',
  },
  alertAbout: {
    'many-resets': 'Agent',
    'new-country': 'Person',
  },
  alertNext: {
    'many-resets':
      'Look at each reset and its call-back, ask the agent, and call people who were reset if anything seems odd. Then write down what it was.',
    'new-country':
      'Call the person at the number that was on record before the reset. If it wasn’t them, end their sessions, disable the account, and ask the agent. Then write down what it was.',
  },
  alert: {
    resets: 'Resets it tells of',
    facts: 'How it stands',
    person: 'Person',
    opener: 'Opened by',
    carriedOut: 'Carried out',
    signIn: 'Signed in',
    from: 'From',
    browser: 'Browser',
    unknownBrowser: 'Not recognized',
    country: '{{country}} ({{source}})',
    gone: 'Not readable any more',
    told: 'Told',
    toldOwners: 'Every owner, by mail',
    reviewedByOthers: 'An owner whom it isn’t about reviews it.',
    reviewNow: 'Review it',
    reviewHeading: 'Review the alert',
    reviewWhy: 'Your name and what you write are kept with the alert.',
    note: 'What it was',
    noteHint: 'Whom you asked, what you found, and what was done.',
    keep: 'Keep the review',
    unreadable: 'Not readable any more',
  },
};
