import type { Clock } from '../../../platform/clock.ts';
import { type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { GENESIS, type Link } from './chain.ts';
import type { Seal, SealedRow, SealStore } from './ports.ts';

const PAGE = 500;
/** A row that waits longer for its place was not sealed when it should have been. */
const UNSEALED_MAX_MS = MINUTE_MS;
/** Findings that are told one by one; more are only counted. */
const FINDINGS_MAX = 100;

/** Something in the trail that is not as it was written. */
export type Finding =
  /** The row behind a link is gone. */
  | { readonly kind: 'row-removed'; readonly seq: number; readonly eventId: string }
  /** The link does not follow from its row and the link before: row changed, rows reordered, or link changed. */
  | { readonly kind: 'link-wrong'; readonly seq: number; readonly eventId: string }
  /** Numbers are missing: links were removed. `seq` is the first one missing. */
  | { readonly kind: 'links-removed'; readonly seq: number; readonly count: number }
  /** The head that was noted earlier is not in the chain: its end was cut off or written anew. */
  | { readonly kind: 'head-missing'; readonly seq: number }
  /** A row that never got its place: written around the sealer, or its link was removed from the end. */
  | { readonly kind: 'unsealed'; readonly eventId: string; readonly at: EpochMs };

/** What a walk over the whole trail found. */
export interface Verification {
  /** How many links were checked. */
  readonly checked: number;
  /** The newest link: noted elsewhere, it shows later that nothing before it was cut off. */
  readonly head: { readonly seq: number; readonly link: string } | null;
  /** At most the first hundred. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

/**
 * Walks all links and rows, a page at a time. `noted`: a head of an earlier walk that must still be there.
 * `from`: walks only links after this number, trusting the one it starts from.
 */
export async function verifyTrail(
  deps: { readonly store: SealStore; readonly link: Link; readonly clock: Clock },
  options: { readonly noted?: { readonly seq: number; readonly link: string }; readonly from?: number } = {},
): Promise<Verification> {
  const { store, noted } = { ...deps, noted: options.noted ?? null };
  const found = collector();
  const start = await startingPoint(store, options.from ?? 0);
  let previous: Pick<Seal, 'seq' | 'link'> = start;
  let notedSeen = noted === null;
  let checked = 0;
  for (let page = await store.after(start.seq, PAGE); page.length > 0; page = await store.after(previous.seq, PAGE)) {
    for (const row of page) {
      checkRow(deps.link, previous, row, found.add);
      if (noted?.seq === row.seal.seq && noted.link === row.seal.link) notedSeen = true;
      previous = row.seal;
      checked += 1;
    }
  }
  if (!notedSeen && noted !== null) found.add({ kind: 'head-missing', seq: noted.seq });
  await checkUnsealed(deps, found.add);
  const head = previous.seq === 0 ? null : { seq: previous.seq, link: previous.link };
  return { checked, head, findings: found.kept, findingCount: found.count() };
}

async function startingPoint(store: SealStore, from: number): Promise<Pick<Seal, 'seq' | 'link'>> {
  const [row] = from > 0 ? await store.after(from - 1, 1) : [];
  return row?.seal ?? { seq: 0, link: GENESIS };
}

function checkRow(
  link: Link,
  previous: Pick<Seal, 'seq' | 'link'>,
  { seal, event }: SealedRow,
  add: (finding: Finding) => void,
): void {
  const missing = seal.seq - previous.seq - 1;
  if (missing > 0) add({ kind: 'links-removed', seq: previous.seq + 1, count: missing });
  if (event === null) add({ kind: 'row-removed', seq: seal.seq, eventId: seal.eventId });
  // The walk goes on from the stored link, so that one change is not told for all rows after it.
  else if (missing === 0 && link(previous.link, seal.seq, event) !== seal.link) {
    add({ kind: 'link-wrong', seq: seal.seq, eventId: seal.eventId });
  }
}

async function checkUnsealed(
  deps: { readonly store: SealStore; readonly clock: Clock },
  add: (finding: Finding) => void,
): Promise<void> {
  const before = deps.clock.now() - UNSEALED_MAX_MS;
  const waiting = await deps.store.unsealed(0, FINDINGS_MAX);
  for (const event of waiting) {
    if (event.at < before) add({ kind: 'unsealed', eventId: event.id, at: event.at });
  }
}

function collector(): { kept: Finding[]; add(finding: Finding): void; count(): number } {
  const kept: Finding[] = [];
  let count = 0;
  return {
    kept,
    add(finding) {
      count += 1;
      if (kept.length < FINDINGS_MAX) kept.push(finding);
    },
    count: () => count,
  };
}
