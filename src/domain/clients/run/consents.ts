import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { ClientId } from '../decide/client.ts';

/** What an account's owner allowed a client that is not first-party. */
export interface Consent {
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  /** OpenID scopes. */
  readonly scopes: readonly string[];
  /** Scopes by API. */
  readonly resources: Readonly<Record<string, readonly string[]>>;
  readonly givenAt: EpochMs;
}

/** Consents in the store. */
export interface ConsentStore {
  of(accountId: AccountId, clientId: ClientId): Promise<Consent | null>;
  /** Replaces an earlier one; one transaction with its audit row. */
  put(consent: Consent, audit: AuditEvent): Promise<void>;
}
