import { expect, it } from 'vitest';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import { type AgedSet, setUpByWeek, WEEKS } from './over-time.ts';

it('counts who was set up at the end of each week, up to now', () => {
  const now = 1_000 * DAY_MS;
  const set = (weeks: AgedSet['weeks'], people = 1): AgedSet => ({ kind: 'staff', methods: [], weeks, people });
  const sets = [set({ totp: 0 }), set({ totp: 0, passkey: 1 }, 2), set({ totp: WEEKS }), set({}), set({ passkey: 30 })];
  const points = setUpByWeek(sets, ['totp', 'passkey'], now);
  expect(points).toHaveLength(WEEKS);
  expect(points[0]).toEqual({ until: now - 25 * 7 * DAY_MS, people: 2 });
  expect(points.slice(-2)).toEqual([
    { until: now - 7 * DAY_MS, people: 4 },
    { until: now, people: 5 },
  ]);
  expect(setUpByWeek(sets, ['totp'], now).at(-1)?.people).toBe(4);
});
