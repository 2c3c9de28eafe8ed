import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, Locale } from '../../accounts/decide/account.ts';
import type { HandOver } from '../../mail/decide/message.ts';
import type { At } from '../../organizations/run/ports.ts';
import type { AccountSnapshot, Attempt, AuthenticatorRow, Change, Committed, Device } from './records.ts';

/** What a sign-in reads. Nothing here writes. */
export interface SignInReads {
  attempt(id: string): Promise<Attempt | null>;
  /** By canonical address. Deleted accounts are not found; disabled ones are. */
  accountIdByAddress(canonical: string): Promise<AccountId | null>;
  snapshot(accountId: AccountId): Promise<AccountSnapshot | null>;
  device(tokenHash: string, accountId: AccountId): Promise<Device | null>;
  handOver(messageId: string): Promise<HandOver | null>;
}

/** What signing in by a passkey alone reads (S11). */
export interface PasskeyReads {
  /** Whether the mandate of any organization in force allows it: only then does the first page offer it, to everybody. */
  mayOpen(): Promise<boolean>;
  /** The live passkey of a credential id, whosever it is. */
  byCredentialId(credentialId: string): Promise<AuthenticatorRow | null>;
}

/** The one port through which a sign-in writes. */
export interface SignInCommits {
  /** One transaction; see {@link Change} for what makes it lose. */
  commit(change: Change): Promise<Committed>;
  /** Live attempts by browser, by source and by account, oldest first (T6). */
  openAttempts(
    by: { readonly browserHash: string } | { readonly source: string } | { readonly accountId: AccountId },
    now: EpochMs,
  ): Promise<readonly { readonly id: string; readonly createdAt: EpochMs }[]>;
  /** Ends attempts by id without touching budgets. */
  endAttempts(ids: readonly string[], at: EpochMs): Promise<void>;
}

/** Somebody who is told of an emergency. */
export interface OwnerToTell {
  readonly id: AccountId;
  readonly name: string;
  readonly address: string;
  readonly locale: Locale;
}

/** Whom the use of a break-glass account alarms. */
export interface Emergencies {
  /** Everybody who acts as an owner, by id; break-glass accounts are not among them. */
  owners(at: At): Promise<readonly OwnerToTell[]>;
  /** Called once it is stored: for the log. */
  tell(accountId: AccountId): void;
}
