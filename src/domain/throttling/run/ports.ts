import type { Try } from '../decide/lanes.ts';

/** The tries taken in one lane. The key holds an account id or an HMAC, never an address. */
export interface Lane {
  readonly key: string;
  /** 0 while the row does not exist. */
  readonly version: number;
  readonly tries: readonly Try[];
}

/** Counters live in the store, so that all nodes share them exactly. */
export interface LaneStore {
  load(key: string): Promise<Lane>;
  /** Stores `tries` if the row still has `fromVersion` (inserts it for 0). False: lost the race, load again. */
  swap(key: string, fromVersion: number, tries: readonly Try[]): Promise<boolean>;
  /** Deletes lanes whose newest try is older than `before`. */
  purge(before: number): Promise<number>;
}
