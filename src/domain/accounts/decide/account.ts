import type { Brand } from '../../../platform/kernel/brand.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';

/** Names an account, for ever. */
export type AccountId = Brand<string, 'AccountId'>;
/** Names one bound authenticator. */
export type AuthenticatorId = Brand<string, 'AuthenticatorId'>;
/** Names an organization. */
export type OrganizationId = Brand<string, 'OrganizationId'>;
/** Names a browser that is recognized. */
export type DeviceId = Brand<string, 'DeviceId'>;

/** What somebody is in an organization. A mandate covers providers, staff and admins unless it says otherwise. */
export type MemberKind = 'provider' | 'staff' | 'admin' | 'patient';

export const MEMBER_KINDS = ['provider', 'staff', 'admin', 'patient'] as const satisfies readonly MemberKind[];

/** A language the pages and mails are written in. */
export type Locale = 'en' | 'es';

export const LOCALES = ['en', 'es'] as const satisfies readonly Locale[];

/** The subscriber account: one person, for ever; its id is never used again. */
export interface Account {
  readonly id: AccountId;
  readonly name: string;
  readonly locale: Locale;
  readonly createdAt: EpochMs;
  readonly disabledAt: EpochMs | null;
  readonly lastSignInAt: EpochMs | null;
  /** The owner's own choice of method, shown first where no device is trusted. */
  readonly preferredMethod: string | null;
  /** Set by a veto: no set-up until support lifts it. */
  readonly setUpFrozenAt: EpochMs | null;
  /** Set when the password was replaced by mail, cleared by the next proof that is not the mailbox. */
  readonly passwordResetByMailAt: EpochMs | null;
}
