import type { Try } from '../decide/lanes.ts';

/** The tries taken in one lane. The key holds an account id or an HMAC, never an address. */
export interface Lane {
  readonly key: string;
  /** 0 while the row does not exist. */
  readonly version: number;
  readonly tries: readonly Try[];
}

/** What has a count of its own of failures in a row: a browser's device cookie, or an authenticator (SP 800-63B-4 §3.2.2). */
export type Counted = 'devices' | 'authenticators';

/**
 * Failures to count with a try: one more for each of `ids`, up to `max`. They are counted before the comparison, so that parallel
 * guessing buys nothing.
 */
export interface Counting {
  readonly of: Counted;
  readonly ids: readonly string[];
  readonly max: number;
}

/** Failures in a row. A right answer ends them, in the commit of what it earned. */
export interface FailureCounts {
  /** One fewer: nothing was compared. */
  takeBack(of: Counted, ids: readonly string[]): Promise<void>;
}

/** Counters live in the store, so that all nodes share them exactly. */
export interface LaneStore {
  load(key: string): Promise<Lane>;
  /** Stores `tries` if the row still has `fromVersion` (inserts it for 0). False: lost the race, load again. */
  swap(key: string, fromVersion: number, tries: readonly Try[]): Promise<boolean>;
  /**
   * The same with failures that count only if it is not lost, in one transaction: the new counts. Who had reached the limit, or may no
   * longer be used, is missing among them; null: lost.
   */
  swapCounting(
    key: string,
    fromVersion: number,
    tries: readonly Try[],
    counting: Counting,
  ): Promise<ReadonlyMap<string, number> | null>;
  /** Deletes lanes whose newest try is older than `before`. */
  purge(before: number): Promise<number>;
}
