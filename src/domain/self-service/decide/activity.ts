import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';

/** What may be told of what happened around one's own account. */
export const ACTIVITIES = [
  'signed-in',
  'signed-out',
  'sessions-ended',
  'sessions-ended-for-you',
  'browsers-forgotten',
  'wrong-code',
  'too-many-codes',
  'password-chosen',
  'password-link-asked',
  'password-changed',
  'set-up-finished',
  'everything-stopped',
  'stop-lifted',
  'app-added',
  'app-removed',
  'passkey-added',
  'passkey-removed',
  'method-renamed',
  'default-chosen',
  'method-suspended',
  'method-resumed',
  'recovery-code-saved',
  'recovery-code-used',
  'account-enabled',
  'account-disabled',
  'address-changed',
  'organization-joined',
  'organization-left',
  'unlock-asked',
  'browser-unlocked',
  'reset-opened',
  'reset-carried-out',
  'reset-cancelled',
  'reset-stopped',
  'application-allowed',
] as const;

/** One of these. */
export type Activity = (typeof ACTIVITIES)[number];

/** An event as its owner is told of it; null: not at all. */
type Telling = Activity | null | ((details: AuditDetails) => Activity | null);

/**
 * Every kind of event, and how its owner is told. A new kind without a line does not compile. Wrong passwords are left out:
 * strangers could fill the list with them.
 */
export const TELLINGS: Readonly<Record<AuditName, Telling>> = {
  'attempt.identified': null,
  'attempt.ended': null,
  'attempt.throttled': null,
  'password.ok': null,
  'password.bad': null,
  'password.throttled': null,
  'password.set': 'password-chosen',
  'password.rehashed': null,
  'password.unsafe': null,
  'password.reset-requested': 'password-link-asked',
  'password.reset-done': 'password-changed',
  'password.changed': 'password-changed',
  'proof.ok': null,
  'proof.bad': ({ method }) => (method === 'passkey' ? null : 'wrong-code'),
  'proof.throttled': 'too-many-codes',
  'proof.method-chosen': null,
  'code.sent': null,
  'set-up.started': null,
  'set-up.postponed': null,
  'set-up.finished': 'set-up-finished',
  'set-up.frozen': 'everything-stopped',
  'set-up.unfrozen': 'stop-lifted',
  'authenticator.bound': ({ method }) => ofMethod(method, 'app-added', 'passkey-added'),
  'authenticator.revoked': ({ method }) => ofMethod(method, 'app-removed', 'passkey-removed'),
  'authenticator.renamed': 'method-renamed',
  'authenticator.suspended': 'method-suspended',
  'authenticator.resumed': 'method-resumed',
  'recovery-code.saved': 'recovery-code-saved',
  'recovery-code.used': 'recovery-code-used',
  'trust.accepted': null,
  'trust.declined': null,
  'trust.failed': null,
  'session.started': 'signed-in',
  'session.ended': ({ reason }) => sessionEnded(reason),
  'browser.forgotten': 'browsers-forgotten',
  'browser.unlock-requested': 'unlock-asked',
  'browser.unlocked': 'browser-unlocked',
  'account.created': null,
  'account.invited': null,
  'account.invitation-withdrawn': null,
  'account.imported': null,
  'account.enabled': 'account-enabled',
  'account.disabled': 'account-disabled',
  'account.address-changed': 'address-changed',
  'account.language-changed': null,
  'account.default-method-chosen': 'default-chosen',
  'account.deleted': null,
  // Told by the rows beside it: left an organization, disabled.
  'account.offboarded': null,
  'organization.created': null,
  'organization.changed': null,
  'organization.branding-changed': null,
  'workstation.link-made': null,
  'workstation.marked': null,
  'workstation.unmarked': null,
  'member.added': null,
  'member.accepted': 'organization-joined',
  'member.removed': 'organization-left',
  'member.kind-changed': null,
  'client.created': null,
  'client.secret-rotated': null,
  'client.disabled': null,
  'client.enabled': null,
  'mfa.requested': null,
  'mfa.granted': null,
  'mfa.revoked': null,
  'mfa.changed': null,
  'reset.opened': 'reset-opened',
  'reset.approved': null,
  'reset.carried-out': 'reset-carried-out',
  'reset.cancelled': 'reset-cancelled',
  'reset.vetoed': 'reset-stopped',
  'reset.pass-made': null,
  'reset.pass-used': null,
  'reset.finished': null,
  'reset.alert': null,
  'reset.alert-reviewed': null,
  'consent.given': 'application-allowed',
  'logout.delivered': null,
  'logout.failed': null,
  'mail.handed-over': null,
  'mail.failed': null,
  'import.finished': null,
  'backup.made': null,
  'throttling.alarm': null,
  'evidence.made': null,
  'audit.exported': null,
  'audit.checked': null,
  'setup-link.made': null,
  'break-glass.made': null,
  'break-glass.renewed': null,
  'break-glass.revoked': null,
  'break-glass.used': null,
  'break-glass.reviewed': null,
  'role.granted': null,
  'role.revoked': null,
  'demo.seeded': null,
};

/** The kinds of event that may be told. */
export const TOLD = (Object.keys(TELLINGS) as AuditName[]).filter((name) => TELLINGS[name] !== null);

/** How an event is told; null: not at all, as is one whose kind this version does not know. */
export function activityOf(name: AuditName, details: AuditDetails): Activity | null {
  const telling = TELLINGS[name] ?? null;
  return typeof telling === 'function' ? telling(details) : telling;
}

function ofMethod(method: AuditDetails[string] | undefined, app: Activity, passkey: Activity): Activity | null {
  if (method === 'totp') return app;
  return method === 'passkey' ? passkey : null;
}

/** What else ends sessions is told by an event of its own. */
function sessionEnded(reason: AuditDetails[string] | undefined): Activity | null {
  if (reason === 'sign-out') return 'signed-out';
  if (reason === 'ended-by-administrator') return 'sessions-ended-for-you';
  return reason === 'ended-by-owner' ? 'sessions-ended' : null;
}
