import { type EpochMs, WEEK_MS } from '../../../platform/kernel/time.ts';
import type { MethodSet, SetUpMethod } from './coverage.ts';

/** How many were set up at the end of a week. */
export interface WeekPoint {
  /** The end of the week. */
  readonly until: EpochMs;
  readonly people: number;
}

/** People of one kind with the same live methods, of which those that can count are bound for as long. */
export interface AgedSet extends MethodSet {
  /** Whole weeks since the first of a method was bound, {@link WEEKS} at most. */
  readonly weeks: Readonly<Partial<Record<SetUpMethod, number>>>;
}

/** Half a year. */
export const WEEKS = 26;

/** Of people who are set up with one of these methods, how many already were so at the end of each of the last weeks; the last ends now. */
export function setUpByWeek(
  sets: readonly AgedSet[],
  counting: readonly SetUpMethod[],
  now: EpochMs,
): readonly WeekPoint[] {
  const ages = sets.map(({ weeks, people }) => ({
    people,
    age: Math.max(-1, ...counting.map((method) => weeks[method] ?? -1)),
  }));
  return Array.from({ length: WEEKS }, (_, at) => {
    const ago = WEEKS - 1 - at;
    const people = ages.filter(({ age }) => age >= ago).reduce((sum, one) => sum + one.people, 0);
    return { until: now - ago * WEEK_MS, people };
  });
}
