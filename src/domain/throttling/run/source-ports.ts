import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';

/** What is counted, and how long its slots are kept. */
export interface Tally {
  readonly key: string;
  readonly keptMs: number;
}

/** Failures by key and slot of time. All nodes add to the same numbers, so that parallel guessing buys nothing. */
export interface Tallies {
  /** One more in a slot of each; then the sum of each since `since`, with this one. */
  add(tallies: readonly Tally[], slot: EpochMs, since: EpochMs): Promise<readonly number[]>;
  /** One fewer: it was no failure. */
  takeBack(tallies: readonly Tally[], slot: EpochMs): Promise<void>;
  /** The sum of each key from the slot `since` on. */
  sums(keys: readonly string[], since: EpochMs): Promise<readonly number[]>;
  /** Sums of a key's past windows of `widthMs` from `since` to before `end`; those without a failure are missing. */
  windows(key: string, widthMs: number, since: EpochMs, end: EpochMs): Promise<readonly number[]>;
  /** Stores an event the first time it is told for this tally and slot. False: another node, or an earlier call, has told it. */
  once(tally: Tally, slot: EpochMs, event: AuditEvent): Promise<boolean>;
}

/** Proofs of work that were used. */
export interface SpentWork {
  /** False: it was used before. `until`: it may be forgotten then, because it has run out. */
  spend(id: string, until: EpochMs): Promise<boolean>;
}
