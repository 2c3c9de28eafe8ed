import type { Brand } from '../../../platform/kernel/brand.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { Acr } from '../../sign-in/decide/acr.ts';
import type { Proof } from '../../sign-in/decide/facts.ts';

/** Names a session in the store and the audit trail; never a credential. */
export type SessionId = Brand<string, 'SessionId'>;

/** Why a session ended. */
export type SessionEnd =
  | 'sign-out'
  | 'replaced'
  | 'insufficient'
  | 'reset'
  | 'disabled'
  | 'stopped'
  | 'deleted'
  | 'address-changed'
  | 'password-reset'
  | 'password-changed'
  | 'factor-removed'
  | 'app-lost'
  | 'ended-by-owner'
  | 'ended-by-administrator'
  /** The person left. */
  | 'offboarded';

/** What an account holds after a successful attempt. Its token is stored only as SHA-256. */
export interface Session {
  readonly id: SessionId;
  readonly tokenHash: string;
  readonly accountId: AccountId;
  readonly attemptId: string;
  readonly acr: Acr;
  readonly amr: readonly string[];
  /** The proofs of the attempt that made it. */
  readonly proofs: readonly Proof[];
  readonly startedAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  /** Ends after this long without a request, in ms. */
  readonly idleMs: number;
  /** Ends then, whatever happens. */
  readonly absoluteEndAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly endReason: SessionEnd | null;
  /** Browser and system, for the person to recognize. */
  readonly browser: string;
  /** The network address that it began at, sealed with the account's own key; null: none was kept. */
  readonly sourceSealed: string | null;
}
