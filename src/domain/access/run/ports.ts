import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { SessionEnd, SessionId } from '../../sessions/decide/session.ts';

/** How much ended of each kind. */
export interface Left {
  readonly sessions: number;
  /** Sign-ins under way. */
  readonly attempts: number;
  /** Tokens and grants that applications held. */
  readonly tokens: number;
  /** Browsers that the account knew. */
  readonly browsers: number;
  readonly invitations: number;
  /** Links in mails that still worked. */
  readonly links: number;
  /** Support resets under way. */
  readonly resets: number;
  /** Applications that are told to sign the person out. */
  readonly applications: number;
}

/** Ending what an account holds, in the store. */
export interface AccessEnds {
  /** Ends one live session, with attempts and links for a new password; false, and nothing ends: there is no such session. */
  session(tx: Tx, id: AccountId, sessionId: SessionId, at: EpochMs, reason: SessionEnd): Promise<boolean>;
  /**
   * Ends all that could let somebody in. `stays`: the account goes on elsewhere, so only the invitations to this organization end,
   * and what protects the account stays: its resets under way and the links to stop one. Null: all ends.
   */
  everything(tx: Tx, id: AccountId, stays: OrganizationId | null, at: EpochMs): Promise<Left>;
}
