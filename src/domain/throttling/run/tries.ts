import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { LaneRules, Reservation, Try } from '../decide/lanes.ts';
import { giveBack, reserve } from '../decide/reserve.ts';
import type { Counting, LaneStore } from './ports.ts';

/** Contenders on one lane before a try counts as refused: the lane is being hammered. */
const SWAPS_MAX = 50;

/** What else is asked when a try is taken. */
export interface Taking {
  /** Most tries of this attempt within the lane; absent: as many as the lane has. */
  readonly ownMax?: number;
  /** Failures that are counted together with the try. */
  readonly counting?: Counting | null;
}

/** A try, with the counts of the failures that were counted with it; whoever had reached the limit is missing. */
export type Taken =
  | Extract<Reservation, { readonly outcome: 'closed' }>
  | (Extract<Reservation, { readonly outcome: 'taken' }> & { readonly counts: ReadonlyMap<string, number> });

/** Takes and gives back tries, each atomically. */
export interface Tries {
  /** Takes a try before its comparison. */
  take(key: string, rules: LaneRules, attemptId: string, now: EpochMs, taking?: Taking): Promise<Taken>;
  /** Gives back every try of one attempt: it ended in a valid second proof. */
  giveBackAll(key: string, attemptId: string): Promise<void>;
  /** Gives back the newest try of one attempt: nothing was compared, or it was right. */
  giveBackLast(key: string, attemptId: string): Promise<void>;
  /** Forgets every try: what was guessed with is worth nothing any more. */
  clear(key: string): Promise<void>;
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
  async function change(key: string, next: (tries: readonly Try[]) => readonly Try[]): Promise<void> {
    for (let swap = 0; swap < SWAPS_MAX; swap++) {
      const lane = await lanes.load(key);
      const tries = next(lane.tries);
      if (tries.length === lane.tries.length) return;
      if (await lanes.swap(key, lane.version, tries)) return;
    }
  }

  return {
    async take(key, rules, attemptId, now, { ownMax = Number.POSITIVE_INFINITY, counting = null } = {}) {
      for (let swap = 0; swap < SWAPS_MAX; swap++) {
        const lane = await lanes.load(key);
        if (lane.tries.filter((taken) => taken.attemptId === attemptId).length >= ownMax) {
          return { outcome: 'closed', until: now };
        }
        const reservation = reserve(lane.tries, rules, now, attemptId);
        if (reservation.outcome === 'closed') return reservation;
        const counts = await swapWith(lanes, key, lane.version, reservation.tries, counting);
        if (counts !== null) return { ...reservation, counts };
      }
      return { outcome: 'closed', until: now };
    },
    clear: (key) => change(key, () => []),
    giveBackAll: (key, attemptId) => change(key, (tries) => giveBack(tries, attemptId)),
    giveBackLast: (key, attemptId) =>
      change(key, (tries) => {
        const last = tries.findLastIndex((taken) => taken.attemptId === attemptId);
        return last < 0 ? tries : tries.toSpliced(last, 1);
      }),
  };
}
