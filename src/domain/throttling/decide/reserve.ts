import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Cap, LaneRules, Reservation, Try } from './lanes.ts';

/**
 * Takes a try, before anything is compared. At a cap nothing may be compared. Within a growing wait the try is taken and
 * compared, so that the answer takes the same time, but a right one must wait. Windows roll; nothing refills them.
 */
export function reserve(tries: readonly Try[], rules: LaneRules, now: EpochMs, attemptId: string): Reservation {
  const kept = remembered(tries, rules, now);
  const full = capEnd(kept, rules, now);
  if (full !== null) return { outcome: 'closed', until: full };
  const taken = [...kept, { at: now, attemptId }];
  const waits = waitEnd(kept, rules, now) !== null;
  return { outcome: 'taken', tries: taken, waitUntil: waits ? waitEnd(taken, rules, now) : null };
}

/** Gives back every try of one attempt, because that same attempt ended in a valid proof. */
export function giveBack(tries: readonly Try[], attemptId: string): readonly Try[] {
  return tries.filter((taken) => taken.attemptId !== attemptId);
}

/** Whether a lane has room now, and if not, from when on. */
export function standing(
  tries: readonly Try[],
  rules: LaneRules,
  now: EpochMs,
): { readonly closedUntil: EpochMs | null } {
  const kept = remembered(tries, rules, now);
  const ends = [capEnd(kept, rules, now), waitEnd(kept, rules, now)].filter((end) => end !== null);
  return { closedUntil: ends.length === 0 ? null : Math.max(...ends) };
}

/** Tries within the longest window, oldest first: nodes' clocks may differ a little. */
function remembered(tries: readonly Try[], rules: LaneRules, now: EpochMs): readonly Try[] {
  const longest = Math.max(...rules.caps.map((cap) => cap.windowMs));
  return within(tries, longest, now).toSorted((a, b) => a.at - b.at);
}

function within(tries: readonly Try[], windowMs: number, now: EpochMs): readonly Try[] {
  return tries.filter((taken) => taken.at > now - windowMs);
}

/** When every cap has room again; null when all have. */
function capEnd(tries: readonly Try[], { caps }: LaneRules, now: EpochMs): EpochMs | null {
  const ends = caps.map((cap) => endOf(cap, tries, now)).filter((end) => end !== null);
  return ends.length === 0 ? null : Math.max(...ends);
}

function endOf(cap: Cap, tries: readonly Try[], now: EpochMs): EpochMs | null {
  const counted = within(tries, cap.windowMs, now);
  // Room comes back when so many have left the window that one fewer than the cap is in it.
  const leaves = counted.at(-cap.count);
  return leaves === undefined ? null : leaves.at + cap.windowMs;
}

/** When the wait after the newest try ends; null when none runs. Free tries are counted over the shortest window. */
function waitEnd(tries: readonly Try[], { caps, freeTries, waitsMs }: LaneRules, now: EpochMs): EpochMs | null {
  const shortest = Math.min(...caps.map((cap) => cap.windowMs));
  const counted = within(tries, shortest, now);
  const newest = counted.at(-1);
  const wait = waitsMs[Math.min(counted.length - freeTries, waitsMs.length) - 1];
  if (newest === undefined || wait === undefined) return null;
  const end = newest.at + wait;
  return end > now ? end : null;
}
