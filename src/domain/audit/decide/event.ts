import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';

/** Names of events. Closed: a new one is added here first. */
export const AUDIT_NAMES = [
  'attempt.identified',
  'attempt.ended',
  'attempt.throttled',
  'password.ok',
  'password.bad',
  'password.throttled',
  'password.set',
  'password.rehashed',
  /** It is one that others use, or that was stolen elsewhere; its owner must choose another. */
  'password.unsafe',
  'password.reset-requested',
  'password.reset-done',
  'password.changed',
  'proof.ok',
  'proof.bad',
  'proof.throttled',
  'proof.method-chosen',
  'code.sent',
  'set-up.started',
  'set-up.postponed',
  'set-up.finished',
  'set-up.frozen',
  'set-up.unfrozen',
  'authenticator.bound',
  'authenticator.revoked',
  'authenticator.renamed',
  'authenticator.suspended',
  'authenticator.resumed',
  'recovery-code.saved',
  'recovery-code.used',
  'trust.accepted',
  'trust.declined',
  'trust.failed',
  'session.started',
  'session.ended',
  'browser.forgotten',
  'browser.unlock-requested',
  'browser.unlocked',
  'account.created',
  'account.invited',
  'account.invitation-withdrawn',
  'account.imported',
  'account.enabled',
  'account.disabled',
  'account.address-changed',
  'account.language-changed',
  'account.default-method-chosen',
  'account.deleted',
  'account.offboarded',
  'organization.created',
  'organization.changed',
  'organization.branding-changed',
  'workstation.link-made',
  'workstation.marked',
  'workstation.unmarked',
  'member.added',
  'member.accepted',
  'member.removed',
  'member.kind-changed',
  'setup-link.made',
  'break-glass.made',
  'break-glass.renewed',
  'break-glass.revoked',
  'break-glass.used',
  'break-glass.reviewed',
  'role.granted',
  'role.revoked',
  'client.created',
  'client.secret-rotated',
  'client.disabled',
  'client.enabled',
  'mfa.requested',
  'mfa.granted',
  'mfa.revoked',
  'mfa.changed',
  'reset.opened',
  'reset.approved',
  'reset.carried-out',
  'reset.cancelled',
  'reset.vetoed',
  'reset.pass-made',
  'reset.pass-used',
  'reset.finished',
  /** Raised to every owner. */
  'reset.alert',
  'reset.alert-reviewed',
  'consent.given',
  'logout.delivered',
  'logout.failed',
  'mail.handed-over',
  'mail.failed',
  'import.finished',
  'backup.made',
  'throttling.alarm',
  'evidence.made',
  'audit.exported',
  'audit.checked',
  'demo.seeded',
] as const;

/** Names an event of that list. */
export type AuditName = (typeof AUDIT_NAMES)[number];

/** What a row says in the clear: ids, method names, reasons, numbers. Never an address, a name, free text or a secret. */
export type AuditDetails = Readonly<Record<string, string | number | boolean | null>>;

/** One thing that happened. Stored in the transaction that made it happen, or it does not happen. */
export interface AuditEvent {
  readonly id: string;
  readonly at: EpochMs;
  readonly name: AuditName;
  /** Whom it is about. */
  readonly accountId: AccountId | null;
  /** Who did it: an account's id, `claimant` before proof, or `system`. */
  readonly actor: string;
  readonly organizationId: OrganizationId | null;
  readonly attemptId: string | null;
  readonly details: AuditDetails;
  /** Source address and free text, sealed with the account's own key; null when there is none. */
  readonly sealed: string | null;
}
