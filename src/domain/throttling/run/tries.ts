import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { LaneRules, Reservation, Try } from '../decide/lanes.ts';
import { giveBack, reserve } from '../decide/reserve.ts';
import type { LaneStore } from './ports.ts';

/** Contenders on one lane before a try counts as refused: the lane is being hammered. */
const SWAPS_MAX = 50;

/** Takes and gives back tries, each atomically. */
export interface Tries {
  /** Takes a try before its comparison. `ownMax`: most tries of this attempt within the lane. */
  take(key: string, rules: LaneRules, attemptId: string, now: EpochMs, ownMax?: number): Promise<Reservation>;
  /** Gives back every try of one attempt: it ended in a valid second proof. */
  giveBackAll(key: string, attemptId: string): Promise<void>;
  /** Gives back the newest try of one attempt: nothing was compared, or it was right. */
  giveBackLast(key: string, attemptId: string): Promise<void>;
  /** Forgets every try: what was guessed with is worth nothing any more. */
  clear(key: string): Promise<void>;
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
    async take(key, rules, attemptId, now, ownMax = Number.POSITIVE_INFINITY) {
      for (let swap = 0; swap < SWAPS_MAX; swap++) {
        const lane = await lanes.load(key);
        if (lane.tries.filter((taken) => taken.attemptId === attemptId).length >= ownMax) {
          return { outcome: 'closed', until: now };
        }
        const reservation = reserve(lane.tries, rules, now, attemptId);
        if (reservation.outcome === 'closed') return reservation;
        if (await lanes.swap(key, lane.version, reservation.tries)) return reservation;
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
