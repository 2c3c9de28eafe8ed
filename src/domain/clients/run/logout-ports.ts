import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { ClientId } from '../decide/client.ts';

/** Which clients a session was used for. */
export interface SessionClients {
  /**
   * The `sid` under which a client knows a session: the one it has, else `fresh`, which is then kept. It stays when a stronger
   * sign-in replaces the session.
   */
  sidOf(sessionId: string, clientId: ClientId, fresh: string): Promise<string>;
}

/** A logout token that is to be delivered, held by this process until its lease ends. */
export interface DueLogout {
  readonly id: string;
  readonly clientId: ClientId;
  readonly accountId: AccountId;
  readonly sid: string;
  /** How often it was taken, this time included; settling works only while it stands. */
  readonly tries: number;
}

/** What became of a delivery. */
export type LogoutSettlement =
  | { readonly kind: 'delivered'; readonly at: EpochMs; readonly audit: AuditEvent }
  | { readonly kind: 'given-up'; readonly at: EpochMs; readonly audit: AuditEvent }
  | { readonly kind: 'again'; readonly at: EpochMs };

/** Logout tokens that wait: a row for each client of a session that ended, in the transaction that ended it. */
export interface LogoutQueue {
  lease(now: EpochMs, leaseUntil: EpochMs, limit: number): Promise<readonly DueLogout[]>;
  settle(id: string, tries: number, settlement: LogoutSettlement): Promise<boolean>;
}

/** Tells one client that a session ended (OpenID Connect Back-Channel Logout 1.0 §2.5). Never rejects. */
export type DeliverLogout = (
  logout: DueLogout,
) => Promise<
  | { readonly outcome: 'delivered' }
  | { readonly outcome: 'later'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly reason: string }
>;
