/** How far MFA reaches. */
export const coverage = {
  coverage: {
    heading: 'Coverage of {{name}}',
    link: 'Coverage',
    sentence_one: 'One member is covered. Set up: {{setUp}}. Not yet: {{missing}}.',
    sentence_other: '{{count}} members are covered. Set up: {{setUp}}. Not yet: {{missing}}.',
    notRequired: 'MFA is off here. Counted is who could use an authenticator app or a passkey.',
    nobody: 'Nobody belongs to this organization yet. Invite its people first.',
    kinds: 'Set up, by kind of member',
    methods: 'Methods in use',
    weeks: 'Set up, week by week',
    covered: 'Covered',
    setUp: 'Set up',
    missing: 'Not yet',
    until: 'On',
    of: '{{value}} of {{of}}',
    csv: 'Download as CSV: {{chart}}',
  },
};
