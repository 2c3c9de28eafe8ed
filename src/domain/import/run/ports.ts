import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AccountRecord } from '../../accounts/run/ports.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { At, NewMembership } from '../../organizations/run/ports.ts';
import type { AuthenticatorRow } from '../../sign-in/run/records.ts';

/** Somebody new, with all that is stored of them. */
export interface ImportedPerson {
  readonly record: AccountRecord;
  readonly memberships: readonly NewMembership[];
  readonly authenticators: readonly AuthenticatorRow[];
  readonly event: AuditEvent;
}

/** A row that is done. `key`: the keyed digest of its address and content. */
export interface DoneRow {
  readonly key: string;
  readonly accountId: AccountId;
  readonly importedAt: EpochMs;
}

/** What an import needs of the store, many rows at a time. */
export interface ImportStore {
  /** The accounts of those rows that were done before. Rows of an account that was deleted since are not found. */
  done(at: At, keys: readonly string[]): Promise<ReadonlyMap<string, AccountId>>;
  /** Who has which of these canonical addresses. */
  holders(at: At, canonicals: readonly string[]): Promise<ReadonlyMap<string, AccountId>>;
  insert(tx: Tx, people: readonly ImportedPerson[]): Promise<void>;
  /** Remembers rows as done; known ones stay as they are. */
  remember(tx: Tx, rows: readonly DoneRow[]): Promise<void>;
}
