/** What happened, by the name of the event. */
export const events = {
  event: {
    attempt: {
      identified: 'An email was entered',
      ended: 'A sign-in was given up or ran out',
      throttled: 'A sign-in was slowed down',
    },
    password: {
      ok: 'Right password',
      bad: 'Wrong password',
      throttled: 'Password tries were slowed down',
      set: 'First password chosen',
      rehashed: 'Password hash renewed',
      unsafe: 'Password found to be unsafe',
      'reset-requested': 'Link for a new password asked for',
      'reset-done': 'New password set by mail',
      changed: 'Password changed',
    },
    proof: {
      ok: 'Second step proved',
      bad: 'Wrong second step',
      throttled: 'Second steps were slowed down',
      'method-chosen': 'Another method chosen',
    },
    code: {
      sent: 'Code mailed',
    },
    'set-up': {
      started: 'Set-up started',
      postponed: 'Set-up put off',
      finished: 'Set-up finished',
      frozen: 'Set-up frozen',
      unfrozen: 'Set-up allowed again',
    },
    authenticator: {
      bound: 'Method added',
      revoked: 'Method removed',
      renamed: 'Method renamed',
      suspended: 'Method suspended',
      resumed: 'Method back in use',
    },
    'recovery-code': {
      saved: 'Recovery code saved',
      used: 'Recovery code used',
    },
    trust: {
      accepted: 'Device trusted',
      declined: 'Trusting the device declined',
      failed: 'Trusting the device didn’t work',
    },
    session: {
      started: 'Session started',
      ended: 'Session ended',
    },
    browser: {
      forgotten: 'Known browser forgotten',
      'unlock-requested': 'Unlock link asked for',
      unlocked: 'Browser unlocked by mail',
    },
    account: {
      created: 'Account made',
      invited: 'Invited',
      'invitation-withdrawn': 'Invitation withdrawn',
      imported: 'Account imported',
      enabled: 'Account enabled',
      disabled: 'Account disabled',
      'address-changed': 'Email changed',
      'language-changed': 'Language changed',
      'default-method-chosen': 'Default method chosen',
      deleted: 'Account deleted',
      offboarded: 'Person offboarded',
    },
    organization: {
      created: 'Organization made',
      changed: 'Organization changed',
      'branding-changed': 'Look of the organization changed',
    },
    workstation: {
      'link-made': 'Link for a shared workstation made',
      marked: 'Browser marked as shared workstation',
      unmarked: 'Browser no longer a shared workstation',
    },
    member: {
      added: 'Asked to join',
      accepted: 'Joined',
      removed: 'Removed from the organization',
      'kind-changed': 'Kind of member changed',
    },
    role: {
      granted: 'Role granted',
      revoked: 'Role taken back',
    },
    client: {
      created: 'Application registered',
      'secret-rotated': 'Application’s secret renewed',
      disabled: 'Application disabled',
      enabled: 'Application enabled',
    },
    mfa: {
      requested: 'MFA asked for',
      granted: 'MFA required',
      revoked: 'MFA no longer required, or declined',
      changed: 'MFA terms changed',
    },
    reset: {
      opened: 'Reset opened',
      approved: 'Reset approved',
      'carried-out': 'Reset carried out',
      cancelled: 'Reset called off',
      vetoed: 'Reset stopped by the owner',
      'pass-made': 'One-time pass made',
      'pass-used': 'One-time pass used',
      finished: 'Set-up after reset finished',
      alert: 'Alert about resets raised',
      'alert-reviewed': 'Alert about resets reviewed',
    },
    consent: {
      given: 'Access to an application allowed',
    },
    logout: {
      delivered: 'Application told of a sign-out',
      failed: 'Application could not be told of a sign-out',
    },
    mail: {
      'handed-over': 'Mail handed over',
      failed: 'Mail failed',
    },
    import: {
      finished: 'Import finished',
    },
    backup: {
      made: 'Backup made',
    },
    throttling: {
      alarm: 'Far more failures than usual',
    },
    evidence: {
      made: 'Evidence pack made',
    },
    audit: {
      exported: 'Audit trail exported',
      checked: 'Audit trail checked',
    },
    'break-glass': {
      made: 'Break-glass account made',
      renewed: 'Break-glass codes made anew',
      revoked: 'Break-glass account revoked',
      used: 'Break-glass account used',
      reviewed: 'Break-glass use reviewed',
    },
    'setup-link': {
      made: 'Setup link made',
    },
    demo: {
      seeded: 'Demo filled',
    },
  },
};
