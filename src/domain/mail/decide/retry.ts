import { type EpochMs, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';

/** Waits after the first, second … failed hand-over: about two days in all, as mail servers do (RFC 5321 §4.5.4.1). */
export const RETRY_WAITS_MS: readonly number[] = [
  2 * SECOND_MS,
  10 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  16 * HOUR_MS,
  16 * HOUR_MS,
];

/** When to try again after `tries` failed hand-overs; null: give up, because it was tried enough or would come too late. */
export function nextTryAt(tries: number, now: EpochMs, notAfter: EpochMs | null): EpochMs | null {
  const wait = RETRY_WAITS_MS[tries - 1];
  if (wait === undefined) return null;
  return notAfter !== null && now + wait >= notAfter ? null : now + wait;
}
