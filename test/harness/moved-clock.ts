import type { Clock } from '../../src/platform/clock.ts';
import type { EpochMs } from '../../src/platform/kernel/time.ts';

/** A clock that stands still until a test moves it. It starts at the present, so that certificates and cookies fit. */
export function movedClock(start: EpochMs = Date.now()): Clock & { move(ms: number): void } {
  let now = start;
  return {
    now: () => now,
    move(ms) {
      now += ms;
    },
  };
}
