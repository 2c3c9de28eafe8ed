import type { Clock } from '../../../platform/clock.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import { newId, type Random } from '../../../platform/random.ts';
import { createSigner, type Signer } from '../../../platform/signing.ts';
import { type Head, headText, type SignedHead } from '../decide/head.ts';
import type { Link } from './chain.ts';
import { BEGINNING, type Place, placeAfter } from './digest.ts';
import type { HeadOutbox, HeadOutlet, HeadStore, Leases, Pruning, SealStore } from './ports.ts';

const LEASE = 'audit-heads';
/** Renewed with every page; a node that dies holds the others up this long. */
const LEASE_MS = MINUTE_MS;
const PAGE = 500;
/** Heads that one run hands out; more wait for the next. */
const HANDED_OUT = 100;
const YEAR_MS = 365.25 * DAY_MS;

/** Signs heads of the chain, hands them out, and lets old rows go. */
export interface Heads {
  /** Signs a head when one is due, or `now` when the trail went on at all; hands out what waits. 0 while another node does so. */
  run(when?: 'due' | 'now'): Promise<number>;
  /** Deletes rows that are older than they must be kept, up to a signed head; returns how many. */
  prune(): Promise<number>;
}

/** How often heads are signed and how long rows stay. */
export interface HeadRules {
  readonly everyMs: number;
  readonly keptYears: number;
}

/** What signing heads works with. */
export interface HeadDeps {
  readonly heads: HeadStore;
  readonly headOutbox: HeadOutbox;
  readonly pruning: Pruning;
  readonly store: SealStore;
  readonly leases: Leases;
  readonly link: Link;
  readonly signer: Signer;
  readonly outlets: readonly HeadOutlet[];
  readonly rules: HeadRules;
  readonly clock: Clock;
  readonly random: Random;
  /** Told when a head could not be handed out, or the trail is not as it was written. */
  readonly onTrouble: (what: string, error: unknown) => void;
}

/** The heads of an instance. Any number of processes may run them: a lease keeps them apart. */
export function createHeads(deps: HeadDeps): Heads {
  const { heads, leases, clock, rules } = deps;
  const holder = newId<string>(deps.random);
  const hold = () => leases.take(LEASE, holder, clock.now(), clock.now() + LEASE_MS);

  async function alone(work: () => Promise<number>): Promise<number> {
    if (!(await hold())) return 0;
    try {
      return await work();
    } finally {
      await leases.release(LEASE, holder);
    }
  }

  async function signNext(last: SignedHead | null): Promise<number> {
    const from = last ?? BEGINNING;
    const to = await walk(deps, from, hold);
    if (to.seq === from.seq) return 0;
    return (await heads.add(signed(deps, 'head', to))) ? 1 : 0;
  }

  return {
    async run(when = 'due') {
      const last = await heads.newest();
      const due = when === 'now' || last === null || clock.now() - last.at >= rules.everyMs;
      // A cheap look first: an idle instance writes nothing, not even a lease.
      const grown = due && ((await deps.store.head())?.seal.seq ?? 0) > (last?.seq ?? 0);
      const waits = (await waiting(deps, 1)).length > 0;
      if (!grown && !waits) return 0;
      return alone(async () => {
        const made = grown ? await signNext(await heads.newest()) : 0;
        await handOut(deps);
        return made;
      });
    },
    async prune() {
      const until = await prunable(deps, clock.now() - rules.keptYears * YEAR_MS);
      const start = await heads.start();
      if (until === null && start === null) return 0;
      return alone(async () => {
        if (until !== null) await heads.add(signed(deps, 'start', until));
        const { seq } = until ?? (start as SignedHead);
        let gone = 0;
        for (
          let page = await deps.pruning.deleteTo(seq, PAGE);
          page > 0;
          page = await deps.pruning.deleteTo(seq, PAGE)
        ) {
          gone += page;
          await hold();
        }
        return gone;
      });
    },
  };
}

/** Signs heads with a key of their own. */
export function createHeadSigner(keys: Pick<KeyRing, 'derive' | 'keyId'>): Signer {
  return createSigner(keys, 'audit-heads');
}

/** Whether this instance signed a head. */
export function isOurs(signer: Pick<Signer, 'signed'>, head: SignedHead): boolean {
  return signer.signed(headText(head, head.keyId), head.signature, head.keyId);
}

function signed({ signer, clock }: HeadDeps, kind: Head['kind'], place: Place): SignedHead {
  const head: Head = { kind, seq: place.seq, at: clock.now(), link: place.link, digest: place.digest };
  return { ...head, keyId: signer.keyId, signature: signer.sign(headText(head, signer.keyId)) };
}

/** Follows the chain from a place to its end, and tells of a link that does not follow. */
async function walk(deps: HeadDeps, from: Place, hold: () => Promise<boolean>): Promise<Place> {
  let place = from;
  for (let page = await deps.store.after(place.seq, PAGE); page.length > 0; ) {
    for (const row of page) {
      const follows = row.event !== null && deps.link(place.link, row.seal.seq, row.event) === row.seal.link;
      // It is signed all the same: the head says what was found, and an alarm what is wrong with it.
      if (!follows) deps.onTrouble('audit trail changed', new Error(`row ${row.seal.seq} of the audit trail`));
      place = placeAfter(place, row);
    }
    await hold();
    page = await deps.store.after(place.seq, PAGE);
  }
  return place;
}

async function handOut(deps: HeadDeps): Promise<void> {
  for (const outlet of deps.outlets) {
    try {
      for (const head of await deps.headOutbox.waiting(outlet.name, HANDED_OUT)) {
        await outlet.hand(head);
        await deps.headOutbox.handedOut(head, outlet.name, deps.clock.now());
      }
    } catch (error) {
      // The heads stay in the database and are tried again; one outlet that fails does not stop the other.
      deps.onTrouble(`audit heads to ${outlet.name}`, error);
    }
  }
}

async function waiting({ headOutbox, outlets }: HeadDeps, limit: number): Promise<readonly SignedHead[]> {
  const lists = await Promise.all(outlets.map(({ name }) => headOutbox.waiting(name, limit)));
  return lists.flat();
}

/** The newest head that only covers rows old enough to go, leaving at least one row: numbers must go on. */
async function prunable(deps: HeadDeps, before: EpochMs): Promise<SignedHead | null> {
  const head = await deps.heads.newestBefore(before);
  const start = await deps.heads.start();
  const end = await deps.store.head();
  if (head === null || end === null || head.seq >= end.seal.seq || head.seq <= (start?.seq ?? 0)) return null;
  // Whoever can write to the database must not be able to have rows deleted by a head of their own.
  return isOurs(deps.signer, head) ? head : null;
}
