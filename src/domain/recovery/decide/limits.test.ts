import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { goOnAt } from './limits.ts';

const NOW = 10 * DAY_MS;
const LIMITS = { perHour: 2, perDay: 4 };
/** Newest first. */
const ago = (...ms: readonly number[]) => ms.map((one) => NOW - one);

it('lets an agent go on who did less than the limit', () => {
  expect(goOnAt([], LIMITS, NOW)).toBeNull();
  expect(goOnAt(ago(MINUTE_MS), LIMITS, NOW)).toBeNull();
  expect(goOnAt(ago(MINUTE_MS, HOUR_MS), LIMITS, NOW)).toBeNull();
});

it('says when the oldest of the hour no longer counts', () => {
  expect(goOnAt(ago(MINUTE_MS, 40 * MINUTE_MS), LIMITS, NOW)).toBe(NOW + 20 * MINUTE_MS);
  expect(goOnAt(ago(0, MINUTE_MS, 40 * MINUTE_MS), LIMITS, NOW)).toBe(NOW + 59 * MINUTE_MS);
});

it('says when the oldest of the day no longer counts, if that is later', () => {
  expect(goOnAt(ago(0, MINUTE_MS, 2 * HOUR_MS, 20 * HOUR_MS), LIMITS, NOW)).toBe(NOW + 4 * HOUR_MS);
  expect(goOnAt(ago(0, MINUTE_MS, 2 * HOUR_MS, DAY_MS), LIMITS, NOW)).toBe(NOW + 59 * MINUTE_MS);
});
