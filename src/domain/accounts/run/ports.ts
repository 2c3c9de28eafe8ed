import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { At } from '../../organizations/run/ports.ts';
import type { SessionEnd } from '../../sessions/decide/session.ts';
import type { AuthenticatorRow } from '../../sign-in/run/records.ts';
import type { Account, AccountId, MemberKind, OrganizationId } from '../decide/account.ts';

/** Where an account's mail goes; `canonical` is unique over all accounts. */
export interface Address {
  readonly address: string;
  readonly canonical: string;
  /** Null: whoever reads this mailbox has not shown it yet. */
  readonly confirmedAt: EpochMs | null;
}

/** An account as administration sees it. Deleted ones are not found. */
export interface AccountRecord {
  readonly account: Account;
  readonly address: Address;
  /** The account's own key for sealed audit text, itself sealed. */
  readonly auditKeySealed: string;
}

/** Finding accounts. */
export interface AccountReads {
  byId(at: At, id: AccountId): Promise<AccountRecord | null>;
  byCanonical(at: At, canonical: string): Promise<AccountRecord | null>;
  /** All, by canonical address; of one organization, or of everything (null). */
  list(at: At, organizationId: OrganizationId | null): Promise<readonly AccountRecord[]>;
  /** Live authenticators, oldest first; their secrets stay sealed. */
  authenticatorsOf(at: At, id: AccountId): Promise<readonly AuthenticatorRow[]>;
}

/** Changing accounts. */
export interface AccountWrites {
  insert(tx: Tx, record: AccountRecord): Promise<void>;
  setDisabled(tx: Tx, id: AccountId, disabledAt: EpochMs | null): Promise<void>;
  setAddress(tx: Tx, id: AccountId, address: Address): Promise<void>;
  addAuthenticator(tx: Tx, row: AuthenticatorRow): Promise<void>;
  /** Ends live attempts, then live sessions, and links for a new password. A sign-in that finishes meanwhile is ended too. */
  endAccess(
    tx: Tx,
    id: AccountId,
    at: EpochMs,
    reason: SessionEnd,
  ): Promise<{ readonly attempts: number; readonly sessions: number }>;
  /**
   * Forgets the person: name, address, memberships, invitations, authenticators, devices, consents, what applications
   * hold, waiting mail and the audit key. The id stays taken, with the time it was deleted.
   */
  erase(tx: Tx, id: AccountId, deletedAt: EpochMs): Promise<void>;
}

/** Passwords that were, the live one among them. */
export interface PasswordHistory {
  /** The last `count`, newest first; their secrets stay sealed. */
  last(accountId: AccountId, count: number): Promise<readonly AuthenticatorRow[]>;
}

/** What an invitation is for. `set-up-code` mails nothing: it only carries a code that an operator hands over. */
export type InvitationPurpose = 'choose-password' | 'join' | 'set-up-code';

/** A mailed invitation, or a code for set-up. Its token is stored only as SHA-256. */
export interface Invitation {
  readonly id: string;
  readonly tokenHash: string;
  readonly accountId: AccountId;
  readonly organizationId: OrganizationId;
  readonly purpose: InvitationPurpose;
  /** What `Passes.generate` gave for the invitation code; null where none was asked for. */
  readonly codeHash: string | null;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly usedAt: EpochMs | null;
}

/** An invitation that nobody has used yet, as whoever invited knows it: nothing in it tells whether there was an account before. */
export interface OpenInvitation {
  readonly id: string;
  readonly accountId: AccountId;
  readonly organizationId: OrganizationId;
  /** The canonical address that the link was mailed to. */
  readonly address: string;
  readonly kind: MemberKind;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
}

/** Where a page of open invitations ended. */
export type InvitationMark = Pick<OpenInvitation, 'id' | 'createdAt'>;

/** Invitations in the store. */
export interface InvitationStore {
  byTokenHash(at: At, tokenHash: string): Promise<Invitation | null>;
  /** Mailed links of an organization that still open something, newest first; codes for set-up alone are none. */
  openIn(
    id: OrganizationId,
    now: EpochMs,
    page: { readonly after: InvitationMark | null; readonly limit: number },
  ): Promise<readonly OpenInvitation[]>;
  /** One of those; null: it was used, replaced or withdrawn, or is over. */
  openById(at: At, id: string, now: EpochMs): Promise<OpenInvitation | null>;
  insert(tx: Tx, invitation: Invitation): Promise<void>;
  /** Uses a link up; false when it was used, or is over, at that moment. */
  use(tx: Tx, id: string, at: EpochMs): Promise<boolean>;
  /** Ends what is still open of an account, codes included: in one organization, or in all (null). */
  end(tx: Tx, accountId: AccountId, organizationId: OrganizationId | null, at: EpochMs): Promise<void>;
}
