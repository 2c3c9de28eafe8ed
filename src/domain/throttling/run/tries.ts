import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { LaneRules, Reservation, Try } from '../decide/lanes.ts';
import { giveBack, reserve } from '../decide/reserve.ts';
import type { Counting, Lane, LaneStore } from './ports.ts';

/** Contenders on one lane before a try counts as refused: the lane is being hammered. */
const SWAPS_MAX = 50;

/** What else is asked when a try is taken. */
export interface Taking {
  /** Most tries of this attempt within the lane; absent: as many as the lane has. */
  readonly ownMax?: number;
  /** Failures that are counted together with the try. */
  readonly counting?: Counting | null;
  /** The lane as it was read a moment ago, which saves reading it; where it moved meanwhile, or is closed in it, it is read anew. */
  readonly seen?: Lane | null;
}

/**
 * A try, with the lane as it was left and the counts of the failures that were counted with it; whoever had reached the limit is
 * missing among them.
 */
export type Taken =
  | Extract<Reservation, { readonly outcome: 'closed' }>
  | (Extract<Reservation, { readonly outcome: 'taken' }> & {
      readonly lane: Lane;
      readonly counts: ReadonlyMap<string, number>;
    });

/** Takes and gives back tries, each atomically. */
export interface Tries {
  /** Takes a try before its comparison. */
  take(key: string, rules: LaneRules, attemptId: string, now: EpochMs, taking?: Taking): Promise<Taken>;
  /** Gives back every try of one attempt: it ended in a valid second proof. `seen`: the lane with that try in it. */
  giveBackAll(key: string, attemptId: string, seen?: Lane): Promise<void>;
  /** Gives back the newest try of one attempt: nothing was compared, or it was right. `seen`: as above. */
  giveBackLast(key: string, attemptId: string, seen?: Lane): Promise<void>;
  /** Forgets every try: what was guessed with is worth nothing any more. */
  clear(key: string): Promise<void>;
}

/** Whether a lane, as it was read, has room for one more of this attempt. */
function reserveOne(lane: Lane, rules: LaneRules, attemptId: string, now: EpochMs, ownMax: number): Reservation {
  const own = lane.tries.filter((taken) => taken.attemptId === attemptId).length;
  return own >= ownMax ? { outcome: 'closed', until: now } : reserve(lane.tries, rules, now, attemptId);
}

/** Null: lost the race. */
async function swapWith(
  lanes: LaneStore,
  key: string,
  fromVersion: number,
  tries: readonly Try[],
  counting: Counting | null,
): Promise<ReadonlyMap<string, number> | null> {
  if (counting !== null) return lanes.swapCounting(key, fromVersion, tries, counting);
  return (await lanes.swap(key, fromVersion, tries)) ? new Map() : null;
}

/** Tries over a shared store: a conditional swap settles every race, so parallel guessing buys nothing. */
export function createTries(lanes: LaneStore): Tries {
  async function change(key: string, next: (tries: readonly Try[]) => readonly Try[], seen?: Lane): Promise<void> {
    for (let swap = 0; swap < SWAPS_MAX; swap++) {
      const lane = swap === 0 && seen !== undefined ? seen : await lanes.load(key);
      const tries = next(lane.tries);
      if (tries.length === lane.tries.length) return;
      if (await lanes.swap(key, lane.version, tries)) return;
    }
  }

  return {
    async take(key, rules, attemptId, now, { ownMax = Number.POSITIVE_INFINITY, counting = null, seen = null } = {}) {
      let known = seen;
      for (let swap = 0; swap < SWAPS_MAX; swap++) {
        const lane = known ?? (await lanes.load(key));
        const reservation = reserveOne(lane, rules, attemptId, now, ownMax);
        if (reservation.outcome === 'closed' && known === null) return reservation;
        known = null;
        if (reservation.outcome === 'closed') continue;
        const { tries } = reservation;
        const counts = await swapWith(lanes, key, lane.version, tries, counting);
        if (counts !== null) return { ...reservation, lane: { key, version: lane.version + 1, tries }, counts };
      }
      return { outcome: 'closed', until: now };
    },
    clear: (key) => change(key, () => []),
    giveBackAll: (key, attemptId, seen) => change(key, (tries) => giveBack(tries, attemptId), seen),
    giveBackLast: (key, attemptId, seen) =>
      change(
        key,
        (tries) => {
          const last = tries.findLastIndex((taken) => taken.attemptId === attemptId);
          return last < 0 ? tries : tries.toSpliced(last, 1);
        },
        seen,
      ),
  };
}
