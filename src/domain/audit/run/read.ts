import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../decide/event.ts';
import type { AuditFilter, AuditReads, SealedRow, SealStore } from './ports.ts';
import type { Auditor, SealedText } from './write.ts';

const PAGE = 500;

/** A row with what was sealed in it: null when there was nothing or the account's key is gone, `changed` when it does not open. */
export interface ReadEvent {
  readonly event: AuditEvent;
  readonly opened: SealedText | null | 'changed';
}

/** Reading the trail for people. */
export interface AuditTrail {
  /** Newest first, opened. */
  list(filter: AuditFilter, limit: number): Promise<readonly ReadEvent[]>;
  /** Every sealed row with its link, oldest first, a page at a time; rows before `since` are left out. */
  export(since: EpochMs): AsyncIterable<SealedRow>;
}

/** The trail of an instance. */
export function createTrail(deps: {
  readonly reads: AuditReads;
  readonly store: SealStore;
  readonly auditor: Auditor;
}): AuditTrail {
  return {
    async list(filter, limit) {
      const events = await deps.reads.newest(filter, limit);
      const keys = await deps.reads.keysOf(accountsOf(events));
      return events.map((event) => ({
        event,
        opened: openOrTell(deps.auditor, event, event.accountId === null ? null : (keys.get(event.accountId) ?? null)),
      }));
    },
    export: (since) => sealedRows(deps.store, since),
  };
}

/** One row that somebody changed must not hide all the others. */
function openOrTell(auditor: Auditor, event: AuditEvent, auditKeySealed: string | null): ReadEvent['opened'] {
  try {
    return auditor.open(event, auditKeySealed);
  } catch {
    return 'changed';
  }
}

async function* sealedRows(store: SealStore, since: EpochMs): AsyncIterable<SealedRow> {
  let seq = 0;
  for (let page = await store.after(seq, PAGE); page.length > 0; page = await store.after(seq, PAGE)) {
    for (const row of page) {
      // A removed row is exported as such, whenever it happened: leaving it out would hide the hole.
      if (row.event === null || row.event.at >= since) yield row;
      seq = row.seal.seq;
    }
  }
}

function accountsOf(events: readonly AuditEvent[]): readonly AccountId[] {
  return [...new Set(events.flatMap((event) => event.accountId ?? []))];
}
