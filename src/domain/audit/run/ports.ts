import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent, AuditName } from '../decide/event.ts';

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
  /** Committed rows without a link that happened at or after `since`, by time and id. */
  unsealed(since: EpochMs, limit: number): Promise<readonly AuditEvent[]>;
  /** Appends links. False, and nothing is stored, when one of their numbers or rows has a link already. */
  append(seals: readonly Seal[]): Promise<boolean>;
  /** Links after `seq`, in order, each with its row. */
  after(seq: number, limit: number): Promise<readonly SealedRow[]>;
}

/** Which rows to list. Absent: all. */
export interface AuditFilter {
  readonly accountId?: AccountId;
  readonly name?: AuditName;
  /** Any of these. */
  readonly names?: readonly AuditName[];
  /** Happened at or after. */
  readonly since?: EpochMs;
}

/** Reading the trail. */
export interface AuditReads {
  /** Newest first. */
  newest(filter: AuditFilter, limit: number): Promise<readonly AuditEvent[]>;
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
