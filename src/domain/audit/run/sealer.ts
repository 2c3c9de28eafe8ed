import type { Clock } from '../../../platform/clock.ts';
import { type EpochMs, MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';
import { newId, type Random } from '../../../platform/random.ts';
import { nextTurn } from '../../../platform/turns.ts';
import type { AuditEvent } from '../decide/event.ts';
import { chain, type Link } from './chain.ts';
import type { EventMark, Leases, SealStore } from './ports.ts';

const LEASE = 'audit-sealer';
/** Longer than a page of links takes to store; a node that dies holds the others up this long. */
const LEASE_MS = 5 * SECOND_MS;
const PAGE = 200;
/** Nearly all rows commit within this time, and each run looks at all of it. */
const NEWEST_MS = 10 * SECOND_MS;
/** Rows may commit after younger ones were sealed: a slow transaction, or a node whose clock is behind. */
const LOOK_BACK_MS = 10 * MINUTE_MS;
/** How long after one walk over all rows the next begins. */
const FULL_WALK_REST_MS = 10 * MINUTE_MS;
/** Rows that a run looks at of each walk: about 10 ms of SQLite, during which nobody else is answered. */
const STEP = 2_000;

/** Gives committed rows their place in the chain. */
export interface Sealer {
  /**
   * Seals what waits; returns how many rows this node sealed. 0 also while another node does so. The first run looks at all rows, however
   * old; each later one at the newest, and at some of the others, so that its work is bounded however long the trail is.
   */
  run(): Promise<number>;
}

/** What a sealer works with. */
interface SealerDeps {
  readonly store: SealStore;
  readonly leases: Leases;
  readonly link: Link;
  readonly clock: Clock;
  readonly random: Random;
  /** Rows that a run looks at of each walk; absent: 2,000. */
  readonly step?: number;
}

/** A sealer of this process. Any number may run at once: the lease keeps them apart, and a unique index settles what slips. */
export function createSealer(deps: SealerDeps): Sealer {
  const { store, clock } = deps;
  const seal = sealing(deps);
  const step = deps.step ?? STEP;
  const walks: readonly Walk[] = [lateRows(clock), allRows(clock)];
  let ranBefore = false;

  async function newest(): Promise<number> {
    const head = await store.head();
    const none = head === null ? 0 : clock.now() - LOOK_BACK_MS;
    let from = head?.event == null ? none : head.event.at - NEWEST_MS;
    let sealed = 0;
    for (;;) {
      // A cheap look first: an idle instance writes nothing, not even a lease.
      if ((await store.unsealed(from, 1)).length === 0) return sealed;
      const events = await seal(() => store.unsealed(from, PAGE));
      if (events.length === 0) return sealed;
      sealed += events.length;
      from = events.at(-1)?.at ?? from;
      await nextTurn();
    }
  }

  async function goOn(walk: Walk): Promise<number> {
    const after = walk.next();
    if (after === 'rests') return 0;
    const { waiting, last } = await store.waitingAmong(after, step);
    const events = waiting.length === 0 ? [] : await seal(async () => (await store.waitingAmong(after, step)).waiting);
    walk.reached(last);
    return events.length;
  }

  return {
    async run() {
      let sealed = await newest();
      for (const walk of walks) {
        do {
          sealed += await goOn(walk);
          await nextTurn();
        } while (!ranBefore && !walk.ended());
      }
      ranBefore = true;
      await seal.done();
      return sealed;
    },
  };
}

/** Gives rows that wait the next numbers, while this node has the lease; gives the rows, or none. */
function sealing({ store, leases, link, clock, random }: SealerDeps) {
  const holder = newId<string>(random);
  let held = false;

  async function seal(waiting: () => Promise<readonly AuditEvent[]>): Promise<readonly AuditEvent[]> {
    const now = clock.now();
    held = await leases.take(LEASE, holder, now, now + LEASE_MS);
    if (!held) return [];
    const events = await waiting();
    const head = await store.head();
    if (events.length === 0) return [];
    return (await store.append(chain(link, head?.seal ?? null, events))) ? events : [];
  }

  async function done(): Promise<void> {
    if (held) await leases.release(LEASE, holder);
    held = false;
  }
  return Object.assign(seal, { done });
}

/** A walk over rows that should have been sealed, a step at each run. */
interface Walk {
  /** Behind which row the next step begins; null: at the first row of all. */
  next(): EventMark | null | 'rests';
  /** The last row that the step looked at; null: there are no more. */
  reached(last: EventMark | null): void;
  ended(): boolean;
}

/** Over the last minutes, again and again. */
function lateRows(clock: Clock): Walk {
  let mark: EventMark | null = null;
  return {
    next: () => mark ?? { at: clock.now() - LOOK_BACK_MS, id: '' },
    reached: (last) => {
      mark = last;
    },
    ended: () => mark === null,
  };
}

/** Over all rows, with a rest after each time. */
function allRows(clock: Clock): Walk {
  let mark: EventMark | null = null;
  let restsUntil: EpochMs = 0;
  return {
    next: () => (mark === null && clock.now() < restsUntil ? 'rests' : mark),
    reached: (last) => {
      mark = last;
      if (last === null) restsUntil = clock.now() + FULL_WALK_REST_MS;
    },
    ended: () => mark === null,
  };
}
