import type { EpochMs } from '../../../platform/kernel/time.ts';

/** One try that was taken before its comparison. */
export interface Try {
  readonly at: EpochMs;
  /** The attempt that took it: only that attempt can give it back. */
  readonly attemptId: string;
}

/** Most tries within a rolling window. */
export interface Cap {
  readonly count: number;
  readonly windowMs: number;
}

/** A lane: its caps, and the waits that grow once `freeTries` are taken. */
export interface LaneRules {
  readonly caps: readonly Cap[];
  readonly freeTries: number;
  /** Waits in ms after the n-th try past the free ones; the last one repeats. Empty: no waits. */
  readonly waitsMs: readonly number[];
}

/** What asking for a try yields. */
export type Reservation =
  /** Compare, and keep `tries` as the lane's content. `waitUntil`: a right answer is told to wait until then. */
  | { readonly outcome: 'taken'; readonly tries: readonly Try[]; readonly waitUntil: EpochMs | null }
  /** Do not compare: the answer looks like a wrong one. */
  | { readonly outcome: 'closed'; readonly until: EpochMs };
