import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { HandOver } from '../../mail/decide/message.ts';
import type { AccountSnapshot, Attempt, Change, Committed, Device } from './records.ts';

/** What a sign-in reads. Nothing here writes. */
export interface SignInReads {
  attempt(id: string): Promise<Attempt | null>;
  /** By canonical address. Deleted accounts are not found; disabled ones are. */
  accountIdByAddress(canonical: string): Promise<AccountId | null>;
  snapshot(accountId: AccountId): Promise<AccountSnapshot | null>;
  device(tokenHash: string, accountId: AccountId): Promise<Device | null>;
  handOver(messageId: string): Promise<HandOver | null>;
}

/** The one port through which a sign-in writes. */
export interface SignInCommits {
  /** One transaction; see {@link Change} for what makes it lose. */
  commit(change: Change): Promise<Committed>;
  /** Live attempts by browser, by source and by account, oldest first (T6): ids and whether a password was proved. */
  openAttempts(
    by: { readonly browserHash: string } | { readonly source: string } | { readonly accountId: AccountId },
    now: EpochMs,
  ): Promise<readonly { readonly id: string; readonly createdAt: EpochMs }[]>;
  /** Ends attempts by id without touching budgets. */
  endAttempts(ids: readonly string[], at: EpochMs): Promise<void>;
}
