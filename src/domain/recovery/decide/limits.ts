import { DAY_MS, type EpochMs, HOUR_MS } from '../../../platform/kernel/time.ts';

/** How many resets one agent may open, and as many carry out. A con artist who has won one agent over gets no further. */
export interface AgentLimits {
  readonly perHour: number;
  readonly perDay: number;
}

/** When an agent may go on who did so at these times, newest first; null: at once. Older times than a day do not count. */
export function goOnAt(times: readonly EpochMs[], limits: AgentLimits, now: EpochMs): EpochMs | null {
  const ends = [endOf(times, limits.perHour, HOUR_MS), endOf(times, limits.perDay, DAY_MS)].filter((end) => end > now);
  return ends.length === 0 ? null : Math.max(...ends);
}

/** When the last of so many is older than the time that counts. */
function endOf(times: readonly EpochMs[], most: number, windowMs: number): EpochMs {
  const last = times[most - 1];
  return last === undefined ? 0 : last + windowMs;
}
