import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { OutboxMessage } from '../../mail/decide/message.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { AuthenticatorRow, Change, StopLink } from '../../sign-in/run/records.ts';
import type { ResetCase } from '../decide/reset-case.ts';

/** Reset cases in the store. */
export interface ResetCases {
  byId(id: string): Promise<ResetCase | null>;
  /** Stores a new case; false while another one of the account, opened after `since`, waits to be carried out. */
  insert(tx: Tx, one: ResetCase, since: EpochMs): Promise<boolean>;
  /** False when the stored case no longer has `fromVersion`, or was stopped. */
  swap(tx: Tx, fromVersion: number, next: ResetCase): Promise<boolean>;
  /** Cancels every other unfinished case of the account and voids its pass: a new one was carried out. */
  endOthers(tx: Tx, accountId: AccountId, exceptId: string, at: EpochMs): Promise<void>;
  /** Stops every unfinished case of the account, and `caseId` even when finished; voids their passes; returns which. */
  veto(tx: Tx, accountId: AccountId, caseId: string | null, at: EpochMs): Promise<readonly string[]>;
}

/** What agents have done lately. */
export interface AgentResets {
  /** When an agent opened, or carried out, cases after `since`; newest first. */
  times(
    tx: Tx,
    agent: AccountId,
    did: 'opened' | 'carried-out',
    since: EpochMs,
    limit: number,
  ): Promise<readonly EpochMs[]>;
}

/** The links in mails. */
export interface StopLinks {
  byTokenHash(tokenHash: string): Promise<StopLink | null>;
  insert(tx: Tx, link: StopLink): Promise<void>;
  /** Uses a link up; false when it was used, or is over, at that moment. */
  use(tx: Tx, id: string, at: EpochMs): Promise<boolean>;
}

/** An authenticator that was revoked. */
export interface Revoked {
  readonly id: AuthenticatorId;
  readonly kind: MethodKind;
}

/** What a reset or a stop takes from an account. */
export interface AccountCuts {
  /** Revokes all live authenticators but the password that were bound at or after `since`; returns which. */
  revoke(tx: Tx, accountId: AccountId, since: EpochMs, at: EpochMs): Promise<readonly Revoked[]>;
  /** Revokes the password if it was set at or after `since`: whoever set it is out, and the owner asks for a new one. */
  revokePasswords(tx: Tx, accountId: AccountId, since: EpochMs, at: EpochMs): Promise<readonly Revoked[]>;
  /** Marks the live password as known to somebody else: whoever signs in with it must choose another. The first mark stays. */
  markCompromised(tx: Tx, accountId: AccountId, at: EpochMs): Promise<void>;
  /**
   * The account knows no browser any longer, but the one whose cookie has this hash: copies of their cookies are worth nothing,
   * also after the next sign-in there.
   */
  forgetDevices(tx: Tx, accountId: AccountId, exceptTokenHash?: string): Promise<void>;
  /** Freezes set-up, or lifts the freeze (null); false when nothing changed. */
  setFrozen(tx: Tx, accountId: AccountId, at: EpochMs | null): Promise<boolean>;
}

/** A mailed link for somebody who cannot sign in. */
export interface PasswordLink {
  readonly id: string;
  /** Sets a new password, or makes the browser that asked known. */
  readonly purpose: 'password' | 'unlock';
  /** SHA-256 of the token in the link. */
  readonly tokenHash: string;
  /** Null: asked for an address that gets no mail. Its token was given to nobody. */
  readonly accountId: AccountId | null;
  /** SHA-256 of the cookie of the browser that asked: it works in no other. */
  readonly browserHash: string;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly usedAt: EpochMs | null;
}

/** Links for people who cannot sign in, in the store. */
export interface PasswordLinks {
  byTokenHash(tokenHash: string): Promise<PasswordLink | null>;
  /** Stores a link with its mail. One without an account costs the same writes, and its mail is settled from the start. */
  insert(tx: Tx, link: PasswordLink, message: OutboxMessage): Promise<void>;
  /** Uses a link up; false when it was used, or is over, at that moment. */
  use(tx: Tx, id: string, at: EpochMs): Promise<boolean>;
}

/** Putting a password that was set by mail in place. */
export interface PasswordWrites {
  /** Revokes the live password, stores the new one, and notes on the account that a mailbox was enough for it. */
  replaceByMail(tx: Tx, row: AuthenticatorRow): Promise<void>;
}

/** Browsers that an account knows. */
export interface BrowserWrites {
  /** The account knows the browser from now on; others that it has not used for long may go (T2). */
  makeKnown(tx: Tx, device: NonNullable<Change['putDevice']>): Promise<void>;
}
