import { expect, it } from 'vitest';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import { setUpByWeek, WEEKS } from './over-time.ts';

it('counts who was set up at the end of each week, up to now', () => {
  const now = 1_000 * DAY_MS;
  const points = setUpByWeek([now, now - 7 * DAY_MS, now - 8 * DAY_MS, 0], now);
  expect(points).toHaveLength(WEEKS);
  expect(points[0]).toEqual({ until: now - 25 * 7 * DAY_MS, people: 1 });
  expect(points.slice(-2)).toEqual([
    { until: now - 7 * DAY_MS, people: 3 },
    { until: now, people: 4 },
  ]);
});
