import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../src/platform/kernel/time.ts';
import { type Comparison, mostWithin, peaksOf } from './comparisons.ts';

describe('counting comparisons', () => {
  it('finds the fullest window wherever it begins, and lets go of what is as old as the window', () => {
    expect(mostWithin([], DAY_MS)).toBe(0);
    expect(mostWithin([HOUR_MS, 0, DAY_MS], DAY_MS)).toBe(2);
    expect(mostWithin([0, DAY_MS - 1, DAY_MS - 1], DAY_MS)).toBe(3);
    expect(mostWithin([0, 0, 5 * DAY_MS, 5.5 * DAY_MS, 5.9 * DAY_MS], DAY_MS)).toBe(3);
  });

  it('counts each account, method and lane apart', () => {
    const one: Comparison = { accountId: 'a', method: 'password', lane: 'unknown', at: 0 };
    const seen = [one, one, { ...one, accountId: 'b' }, { ...one, lane: 'known' as const, at: HOUR_MS }];
    const most = peaksOf(seen).map((peak) => [peak.method, peak.lane, peak.cap.windowMs / HOUR_MS, peak.most]);
    expect(most).toEqual([
      ['password', 'unknown', 24, 2],
      ['password', 'unknown', 720, 2],
      ['password', 'known', 1, 1],
      ['password', 'known', 24, 1],
      ['totp', 'unknown', 8_760, 0],
      ['totp', 'known', 24, 0],
      ['totp', 'known', 720, 0],
    ]);
  });
});
