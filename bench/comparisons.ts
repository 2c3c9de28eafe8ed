import type { MethodKind } from '../src/domain/methods/decide/traits.ts';
import type { Method } from '../src/domain/methods/method.ts';
import { type LaneName, passwordRules, proofRules } from '../src/domain/throttling/decide/known.ts';
import type { Cap } from '../src/domain/throttling/decide/lanes.ts';
import type { EpochMs } from '../src/platform/kernel/time.ts';
import type { Instance } from '../src/wiring/instance.ts';

const GUESSED = ['password', 'totp'] as const;
const LANES = ['unknown', 'known'] as const;

/** A wrong guess that was really compared with a secret of an account. */
export interface Comparison {
  readonly accountId: string;
  readonly method: (typeof GUESSED)[number];
  readonly lane: LaneName;
  readonly at: EpochMs;
}

/** The most comparisons that any account saw in any window of a cap. */
export interface Peak {
  readonly method: Comparison['method'];
  readonly lane: LaneName;
  readonly cap: Cap;
  readonly most: number;
}

/**
 * Tells of each comparison of a node where it happens: in the method itself. A closed lane hands it no secret to compare with, and
 * a full queue compares nothing. Right passwords and codes are not told: they give their try back.
 */
export function watchComparisons({ methods }: Pick<Instance, 'methods'>, tell: (comparison: Comparison) => void): void {
  const byKind = methods.byKind as Record<MethodKind, Method>;
  for (const kind of GUESSED) {
    const method = byKind[kind];
    byKind[kind] = {
      ...method,
      async verify(ceremony, answer, bindings, issued) {
        const verdict = await method.verify(ceremony, answer, bindings, issued);
        if (bindings.length > 0 && verdict.outcome === 'rejected') {
          const { accountId, lane = 'unknown', now } = ceremony;
          tell({ accountId, method: kind, lane, at: now });
        }
        return verdict;
      },
    };
  }
}

/** The peak under every cap of every lane that the simulated methods have. */
export function peaksOf(comparisons: readonly Comparison[]): readonly Peak[] {
  const accounts = Object.values(Object.groupBy(comparisons, ({ accountId }) => accountId));
  return GUESSED.flatMap((method) =>
    LANES.flatMap((lane) => {
      const { caps } = method === 'password' ? passwordRules(lane) : proofRules(lane);
      return caps.map((cap) => {
        const times = accounts.map((all = []) => all.filter((one) => one.method === method && one.lane === lane));
        const most = Math.max(
          0,
          ...times.map((ones) =>
            mostWithin(
              ones.map(({ at }) => at),
              cap.windowMs,
            ),
          ),
        );
        return { method, lane, cap, most };
      });
    }),
  );
}

/** The most that lie within any window; one that is exactly as old as the window is out of it. */
export function mostWithin(times: readonly EpochMs[], windowMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let first = 0;
  return sorted.reduce((most, at, index) => {
    while ((sorted[first] ?? at) <= at - windowMs) first += 1;
    return Math.max(most, index - first + 1);
  }, 0);
}
