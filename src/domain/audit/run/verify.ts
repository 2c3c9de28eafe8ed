import type { Clock } from '../../../platform/clock.ts';
import { type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Signer } from '../../../platform/signing.ts';
import { nextTurn } from '../../../platform/turns.ts';
import { GENESIS, type Link } from './chain.ts';
import { isOurs } from './heads.ts';
import type { EventMark, HeadStore, Seal, SealedRow, SealStore } from './ports.ts';

const PAGE = 500;
/** Rows that are looked at in one go for whether they have their places. */
const LOOK = 2_000;
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
  /** Where the trail is said to start was not signed by this instance: rows before it were deleted by somebody else. */
  | { readonly kind: 'start-forged'; readonly seq: number }
  /** A row that never got its place: written around the sealer, or its link was removed from the end. */
  | { readonly kind: 'unsealed'; readonly eventId: string; readonly at: EpochMs };

/** What a walk over the whole trail found. */
export interface Verification {
  /** How many links were checked. */
  readonly checked: number;
  /** Number and time of the first row that is kept; null: nothing was deleted for its age. */
  readonly start: { readonly seq: number; readonly at: EpochMs } | null;
  /** The newest link: noted elsewhere, it shows later that nothing before it was cut off. */
  readonly head: { readonly seq: number; readonly link: string } | null;
  /** At most the first hundred. */
  readonly findings: readonly Finding[];
  readonly findingCount: number;
}

/** What walking the trail works with. */
export interface VerifyDeps {
  readonly store: SealStore;
  readonly heads: Pick<HeadStore, 'start'>;
  readonly signer: Pick<Signer, 'signed'>;
  readonly link: Link;
  readonly clock: Clock;
}

/** How a walk is made. */
export interface VerifyOptions {
  /** A head of an earlier walk that must still be there. */
  readonly noted?: { readonly seq: number; readonly link: string };
  /** Walks only links after this number, trusting the one it starts from. */
  readonly from?: number;
  /** Told after each page which link was reached. */
  readonly onPage?: (seq: number) => Promise<void>;
}

/**
 * Walks all links and rows, a page at a time.
 */
export async function verifyTrail(deps: VerifyDeps, options: VerifyOptions = {}): Promise<Verification> {
  const { store, noted } = { ...deps, noted: options.noted ?? null };
  const found = collector();
  const kept = await keptFrom(deps, found.add);
  const start = await startingPoint(store, kept ?? { seq: 0, link: GENESIS }, options.from ?? 0);
  let previous: Pick<Seal, 'seq' | 'link'> = start;
  // What was deleted for its age cannot be looked for any more; the place where the trail starts can.
  let notedSeen = noted === null || noted.seq < start.seq || sameLink(noted, start);
  let checked = 0;
  for (let page = await store.after(start.seq, PAGE); page.length > 0; page = await store.after(previous.seq, PAGE)) {
    for (const row of page) {
      checkRow(deps.link, previous, row, found.add);
      if (noted !== null && sameLink(noted, row.seal)) notedSeen = true;
      previous = row.seal;
      checked += 1;
    }
    await options.onPage?.(previous.seq);
  }
  if (!notedSeen && noted !== null) found.add({ kind: 'head-missing', seq: noted.seq });
  await checkUnsealed(deps, found.add);
  const head = previous.seq === 0 ? null : { seq: previous.seq, link: previous.link };
  return {
    checked,
    start: kept === null ? null : { seq: kept.seq + 1, at: kept.at },
    head,
    findings: found.kept,
    findingCount: found.count(),
  };
}

async function keptFrom({ heads, signer }: VerifyDeps, add: (finding: Finding) => void) {
  const start = await heads.start();
  if (start !== null && !isOurs(signer, start)) add({ kind: 'start-forged', seq: start.seq });
  return start;
}

async function startingPoint(
  store: SealStore,
  kept: Pick<Seal, 'seq' | 'link'>,
  from: number,
): Promise<Pick<Seal, 'seq' | 'link'>> {
  const [row] = from > kept.seq ? await store.after(from - 1, 1) : [];
  return row?.seal ?? kept;
}

function sameLink(one: Pick<Seal, 'seq' | 'link'>, other: Pick<Seal, 'seq' | 'link'>): boolean {
  return one.seq === other.seq && one.link === other.link;
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
  deps: Pick<VerifyDeps, 'store' | 'clock'>,
  add: (finding: Finding) => void,
): Promise<void> {
  const before = deps.clock.now() - UNSEALED_MAX_MS;
  let found = 0;
  let mark: EventMark | null = null;
  do {
    const { waiting, last }: Awaited<ReturnType<SealStore['waitingAmong']>> = await deps.store.waitingAmong(mark, LOOK);
    for (const event of waiting.filter(({ at }) => at < before)) {
      add({ kind: 'unsealed', eventId: event.id, at: event.at });
      found += 1;
    }
    mark = last;
    await nextTurn();
  } while (mark !== null && found < FINDINGS_MAX);
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
