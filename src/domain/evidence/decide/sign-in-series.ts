import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import { countedWeeks, FAILURES, type SignInCount, type SignInOutcome } from './sign-ins.ts';

/** One thing week by week. */
export interface Series {
  readonly outcome: SignInOutcome;
  readonly methods: readonly MethodKind[];
  /** For each of the weeks. */
  readonly counts: readonly number[];
  readonly total: number;
}

/** Sign-ins of an organization's members in the last weeks, and what failed at them; the most frequent first. */
export interface SignInsOverTime {
  /** Beginnings of the weeks, oldest first. */
  readonly weeks: readonly EpochMs[];
  readonly started: readonly Series[];
  readonly failures: readonly Series[];
}

/** Puts counts in the order of weeks. What did not happen in any of them is left out. */
export function signInsOverTime(counts: readonly SignInCount[], now: EpochMs): SignInsOverTime {
  const weeks = countedWeeks(now);
  const names = [...new Set(counts.map(nameOf))];
  const all = names
    .map((name) =>
      seriesOf(
        counts.filter((count) => nameOf(count) === name),
        weeks,
      ),
    )
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total || (nameOf(a) < nameOf(b) ? -1 : 1));
  const failed = (outcome: SignInOutcome) => FAILURES.some((one) => one === outcome);
  return {
    weeks,
    started: all.filter(({ outcome }) => outcome === 'started'),
    failures: all.filter(({ outcome }) => failed(outcome)),
  };
}

function seriesOf(same: readonly SignInCount[], weeks: readonly EpochMs[]): Series {
  const counts = weeks.map((week) =>
    same.filter((one) => one.week === week).reduce((sum, { count }) => sum + count, 0),
  );
  const [{ outcome, methods } = { outcome: 'started' as const, methods: [] }] = same;
  return { outcome, methods, counts, total: counts.reduce((a, b) => a + b, 0) };
}

function nameOf({ outcome, methods }: Pick<SignInCount, 'outcome' | 'methods'>): string {
  return [outcome, ...methods].join('+');
}
