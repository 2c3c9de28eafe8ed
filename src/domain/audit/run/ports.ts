import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AuditEvent, AuditName } from '../decide/event.ts';
import type { SignedHead } from '../decide/head.ts';

/** One link of the chain: which row is number `seq`, and the keyed hash over it and all before it. */
export interface Seal {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly eventId: string;
  /** HMAC-SHA-256, hex. */
  readonly link: string;
}

/** A link with its row; null when the row is gone. */
export interface SealedRow {
  readonly seal: Seal;
  readonly event: AuditEvent | null;
}

/** What ordering and checking the trail needs of the store. */
export interface SealStore {
  /** The newest link, with its row. */
  head(): Promise<SealedRow | null>;
  /** Committed rows without a link that happened at or after `since`, by time and id. Passes over all that have one since then. */
  unsealed(since: EpochMs, limit: number): Promise<readonly AuditEvent[]>;
  /**
   * Looks at the next `rows` rows behind a mark, by time and id: those among them without a link, and the last of them; null: there are no
   * more. The work is bounded by `rows`, however many have their links.
   */
  waitingAmong(
    after: EventMark | null,
    rows: number,
  ): Promise<{ readonly waiting: readonly AuditEvent[]; readonly last: EventMark | null }>;
  /** Appends links. False, and nothing is stored, when one of their numbers or rows has a link already. */
  append(seals: readonly Seal[]): Promise<boolean>;
  /** Links after `seq`, in order, each with its row. */
  after(seq: number, limit: number): Promise<readonly SealedRow[]>;
}

/** Which rows to list. Absent: all. */
export interface AuditFilter {
  readonly accountId?: AccountId;
  readonly name?: AuditName;
  readonly organizationId?: OrganizationId;
  /** Done by somebody to others, or to nobody's account. */
  readonly actor?: string;
  /** Any of these. */
  readonly names?: readonly AuditName[];
  /** Happened at or after. */
  readonly since?: EpochMs;
  /** Happened before. */
  readonly until?: EpochMs;
}

/** Where a page of rows ended. */
export type EventMark = Pick<AuditEvent, 'at' | 'id'>;

/** Reading the trail. */
export interface AuditReads {
  /** Newest first; `before`: the last row of the page before. */
  newest(filter: AuditFilter, limit: number, before?: EventMark | null): Promise<readonly AuditEvent[]>;
  /** One row, with its place in the chain once it has one; null: there is none. */
  byId(id: string): Promise<{ readonly event: AuditEvent; readonly seal: Seal | null } | null>;
  /** Sealed rows by time and id, oldest first; `after`: the last row of the page before. */
  page(filter: AuditFilter, after: EventMark | null, limit: number): Promise<readonly SealedRow[]>;
  /** The sealed audit keys of accounts; those erased or unknown are absent. */
  keysOf(accountIds: readonly AccountId[]): Promise<ReadonlyMap<AccountId, string>>;
}

/** Jobs that one node at a time does. */
export interface Leases {
  /** Takes or renews a lease until `until`; false while another holder's has not run out at `now`. */
  take(name: string, holder: string, now: EpochMs, until: EpochMs): Promise<boolean>;
  /** Gives a lease back if this holder still has it. */
  release(name: string, holder: string): Promise<void>;
}

/** The ways out of the database for heads. */
export type OutletName = 'file' | 'webhook';

/** One of them. */
export interface HeadOutlet {
  readonly name: OutletName;
  /** Hands one out. Throws when it did not arrive; it is tried again, so it may arrive twice. */
  hand(head: SignedHead): Promise<void>;
}

/** Signed heads as rows. */
export interface HeadStore {
  /** Of those that say how far the trail went, the one that goes furthest. */
  newest(): Promise<SignedHead | null>;
  /** The same, among those signed at or before a moment. */
  newestBefore(at: EpochMs): Promise<SignedHead | null>;
  /** Where the trail starts, once rows were deleted. */
  start(): Promise<SignedHead | null>;
  /** False, and nothing is stored, when there is one of this kind and number. */
  add(head: SignedHead): Promise<boolean>;
  /** By number. One an hour for years is still a few megabytes. */
  all(): Promise<readonly SignedHead[]>;
}

/** Which heads left the database. */
export interface HeadOutbox {
  /** Those that an outlet was not handed yet, oldest first. */
  waiting(outlet: OutletName, limit: number): Promise<readonly SignedHead[]>;
  handedOut(head: SignedHead, outlet: OutletName, at: EpochMs): Promise<void>;
}

/** Letting old rows go. */
export interface Pruning {
  /** Deletes at most `limit` rows up to a number, each with its link; returns how many links. */
  deleteTo(seq: number, limit: number): Promise<number>;
}
