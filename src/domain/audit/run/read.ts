import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../decide/event.ts';
import { BEGINNING, type Place, placeAfter } from './digest.ts';
import type { AuditFilter, AuditReads, EventMark, HeadStore, Seal, SealedRow, SealStore } from './ports.ts';
import type { Auditor, SealedText } from './write.ts';

const PAGE = 500;

/** A row with what was sealed in it: null when there was nothing or the account's key is gone, `changed` when it does not open. */
export interface ReadEvent {
  readonly event: AuditEvent;
  readonly opened: SealedText | null | 'changed';
}

/** Reading the trail for people. */
export interface AuditTrail {
  /** Newest first, opened; `before`: the last row of the page before. */
  list(filter: AuditFilter, limit: number, before?: EventMark | null): Promise<readonly ReadEvent[]>;
  /** One row, opened; null: there is none. */
  one(id: string): Promise<(ReadEvent & { readonly seal: Seal | null }) | null>;
  /** Sealed rows, oldest first, a page at a time. Without a filter all of them, each with its digest, holes included. */
  export(filter: AuditFilter): AsyncIterable<ExportedRow>;
}

/** A row as it leaves. Part of a trail cannot be followed from row to row, so its rows have no digest. */
export interface ExportedRow extends SealedRow {
  readonly digest: string | null;
}

/** The trail of an instance. */
export function createTrail(deps: {
  readonly reads: AuditReads;
  readonly store: SealStore;
  readonly heads: Pick<HeadStore, 'start'>;
  readonly auditor: Auditor;
}): AuditTrail {
  return {
    list: async (filter, limit, before = null) => opened(deps, await deps.reads.newest(filter, limit, before)),
    async one(id) {
      const found = await deps.reads.byId(id);
      const [read] = found === null ? [] : await opened(deps, [found.event]);
      return found === null || read === undefined ? null : { ...read, seal: found.seal };
    },
    export: (filter) => (Object.keys(filter).length === 0 ? wholeTrail(deps) : someRows(deps.reads, filter)),
  };
}

async function opened(
  { reads, auditor }: { readonly reads: AuditReads; readonly auditor: Auditor },
  events: readonly AuditEvent[],
): Promise<readonly ReadEvent[]> {
  const keys = await reads.keysOf(accountsOf(events));
  return events.map((event) => ({
    event,
    opened: openOrTell(auditor, event, event.accountId === null ? null : (keys.get(event.accountId) ?? null)),
  }));
}

/** One row that somebody changed must not hide all the others. */
function openOrTell(auditor: Auditor, event: AuditEvent, auditKeySealed: string | null): ReadEvent['opened'] {
  try {
    return auditor.open(event, auditKeySealed);
  } catch {
    return 'changed';
  }
}

async function* wholeTrail({
  store,
  heads,
}: {
  readonly store: SealStore;
  readonly heads: Pick<HeadStore, 'start'>;
}): AsyncIterable<ExportedRow> {
  let place: Place = (await heads.start()) ?? BEGINNING;
  for (let page = await store.after(place.seq, PAGE); page.length > 0; page = await store.after(place.seq, PAGE)) {
    for (const row of page) {
      const next = placeAfter(place, row);
      yield { ...row, digest: next.digest };
      place = next;
    }
  }
}

async function* someRows(reads: AuditReads, filter: AuditFilter): AsyncIterable<ExportedRow> {
  let after: AuditEvent | null = null;
  for (;;) {
    const page: readonly SealedRow[] = await reads.page(filter, after, PAGE);
    for (const row of page) yield { ...row, digest: null };
    after = page.at(-1)?.event ?? null;
    if (page.length < PAGE) return;
  }
}

function accountsOf(events: readonly AuditEvent[]): readonly AccountId[] {
  return [...new Set(events.flatMap((event) => event.accountId ?? []))];
}
