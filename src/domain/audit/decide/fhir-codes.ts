import type { AuditName } from './event.ts';

/** A code of the DICOM vocabulary (PS3.16, CID 400 and 401), which FHIR takes over. */
interface DicomCode {
  readonly code: string;
  readonly display: string;
}

/** How FHIR sees an event. */
export interface AuditKind {
  readonly type: DicomCode;
  /** Null: the type says enough. */
  readonly subtype: DicomCode | null;
  /** Create, read, update, delete or execute. */
  readonly action: 'C' | 'R' | 'U' | 'D' | 'E';
  /** Somebody tried, and it did not work. */
  readonly failed: boolean;
}

const AUTHENTICATION = { code: '110114', display: 'User Authentication' };
const ALERT = { code: '110113', display: 'Security Alert' };
const ACTIVITY = { code: '110100', display: 'Application Activity' };
const IMPORT = { code: '110107', display: 'Import' };
const EXPORT = { code: '110106', display: 'Export' };

const LOGIN = { code: '110122', display: 'Login' };
const LOGOUT = { code: '110123', display: 'Logout' };
const EMERGENCY = { code: '110127', display: 'Emergency Override Started' };
const CONFIGURATION = { code: '110129', display: 'Security Configuration' };
const ROLES = { code: '110136', display: 'Security Roles Changed' };
const ATTRIBUTES = { code: '110137', display: 'User Security Attributes Changed' };

/** How FHIR sees events of a name. */
export function kindOf(name: AuditName): AuditKind {
  return TABLE[name];
}

const login = kind(AUTHENTICATION, LOGIN, 'E');
const failedLogin = failed(login);
const logout = kind(AUTHENTICATION, LOGOUT, 'E');
const attributes = kind(ALERT, ATTRIBUTES, 'U');
const roles = kind(ALERT, ROLES, 'U');
const configuration = kind(ALERT, CONFIGURATION, 'U');
const alert = kind(ALERT, null, 'E');
const activity = kind(ACTIVITY, null, 'E');

const TABLE: Readonly<Record<AuditName, AuditKind>> = {
  'attempt.identified': login,
  'attempt.ended': failedLogin,
  'attempt.throttled': failedLogin,
  'password.ok': login,
  'password.bad': failedLogin,
  'password.throttled': failedLogin,
  'password.set': attributes,
  'password.rehashed': attributes,
  'password.unsafe': attributes,
  'password.reset-requested': attributes,
  'password.reset-done': attributes,
  'password.changed': attributes,
  'proof.ok': login,
  'proof.bad': failedLogin,
  'proof.throttled': failedLogin,
  'proof.method-chosen': login,
  'code.sent': login,
  'set-up.started': attributes,
  'set-up.postponed': attributes,
  'set-up.finished': attributes,
  'set-up.frozen': attributes,
  'set-up.unfrozen': attributes,
  'authenticator.bound': { ...attributes, action: 'C' },
  'authenticator.revoked': { ...attributes, action: 'D' },
  'authenticator.renamed': attributes,
  'recovery-code.saved': attributes,
  'recovery-code.used': login,
  'trust.accepted': attributes,
  'trust.declined': attributes,
  'trust.failed': failed(attributes),
  'session.started': login,
  'session.ended': logout,
  'account.created': { ...attributes, action: 'C' },
  'account.invited': { ...attributes, action: 'C' },
  'account.invitation-withdrawn': attributes,
  'account.imported': { ...attributes, action: 'C' },
  'account.enabled': attributes,
  'account.disabled': attributes,
  'account.address-changed': attributes,
  'account.offboarded': attributes,
  'account.deleted': { ...attributes, action: 'D' },
  'organization.created': { ...configuration, action: 'C' },
  'organization.changed': configuration,
  'organization.branding-changed': configuration,
  'member.added': { ...roles, action: 'C' },
  'member.accepted': roles,
  'member.removed': { ...roles, action: 'D' },
  'member.kind-changed': roles,
  'setup-link.made': configuration,
  'break-glass.made': { ...attributes, action: 'C' },
  'break-glass.renewed': attributes,
  'break-glass.revoked': { ...attributes, action: 'D' },
  'break-glass.used': kind(ALERT, EMERGENCY, 'E'),
  'break-glass.reviewed': activity,
  'role.granted': roles,
  'role.revoked': roles,
  'client.created': { ...configuration, action: 'C' },
  'client.secret-rotated': configuration,
  'client.disabled': configuration,
  'client.enabled': configuration,
  'mfa.requested': configuration,
  'mfa.granted': configuration,
  'mfa.revoked': configuration,
  'mfa.changed': configuration,
  'reset.opened': attributes,
  'reset.approved': attributes,
  'reset.carried-out': attributes,
  'reset.cancelled': attributes,
  'reset.vetoed': attributes,
  'reset.pass-made': attributes,
  'reset.pass-used': login,
  'reset.finished': attributes,
  'reset.alert': alert,
  'reset.alert-reviewed': activity,
  'consent.given': activity,
  'logout.delivered': logout,
  'logout.failed': failed(logout),
  'mail.handed-over': activity,
  'mail.failed': failed(activity),
  'authenticator.suspended': attributes,
  'authenticator.resumed': attributes,
  'browser.forgotten': attributes,
  'browser.unlock-requested': attributes,
  'browser.unlocked': attributes,
  'account.language-changed': attributes,
  'account.default-method-chosen': attributes,
  'workstation.link-made': configuration,
  'workstation.marked': configuration,
  'workstation.unmarked': configuration,
  'throttling.alarm': failed(kind(ALERT, null, 'E')),
  'import.finished': kind(IMPORT, null, 'C'),
  'backup.made': kind(EXPORT, null, 'R'),
  'evidence.made': kind(EXPORT, null, 'R'),
  'audit.exported': kind(EXPORT, null, 'R'),
  'audit.checked': kind(ACTIVITY, null, 'R'),
  'demo.seeded': { ...activity, action: 'C' },
};

function kind(type: DicomCode, subtype: DicomCode | null, action: AuditKind['action']): AuditKind {
  return { type, subtype, action, failed: false };
}

function failed(of: AuditKind): AuditKind {
  return { ...of, failed: true };
}
