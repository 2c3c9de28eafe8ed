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
  },
  alertWhy: {
    'many-resets': 'A busy day, or somebody who talked the agent into it, or the agent’s account in other hands.',
  },
  alertAbout: {
    'many-resets': 'Agent',
  },
  alertNext: {
    'many-resets':
      'Look at each reset and its call-back, ask the agent, and call people who were reset if anything seems odd. Then write down what it was.',
  },
  alert: {
    resets: 'Resets it tells of',
    facts: 'How it stands',
    person: 'Person',
    opener: 'Opened by',
    carriedOut: 'Carried out',
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
