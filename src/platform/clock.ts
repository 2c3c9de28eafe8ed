import type { EpochMs } from './kernel/time.ts';

/** Where the time comes from; tests move it by hand. */
export interface Clock {
  now(): EpochMs;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() };
