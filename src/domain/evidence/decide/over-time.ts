import { DAY_MS, type EpochMs } from '../../../platform/kernel/time.ts';

/** How many were set up at the end of a week. */
export interface WeekPoint {
  /** The end of the week. */
  readonly until: EpochMs;
  readonly people: number;
}

const WEEK_MS = 7 * DAY_MS;
/** Half a year. */
export const WEEKS = 26;

/** Of people who are set up, how many already were so at the end of each of the last weeks; the last ends now. */
export function setUpByWeek(times: readonly EpochMs[], now: EpochMs): readonly WeekPoint[] {
  return Array.from({ length: WEEKS }, (_, at) => {
    const until = now - (WEEKS - 1 - at) * WEEK_MS;
    return { until, people: times.filter((time) => time <= until).length };
  });
}
