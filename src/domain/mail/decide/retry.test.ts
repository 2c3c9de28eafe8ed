import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { nextTryAt, RETRY_WAITS_MS } from './retry.ts';

describe('a message that could not be handed over', () => {
  it('is tried again after waits that never shrink, for about two days', () => {
    const waits = RETRY_WAITS_MS.map((_, index) => nextTryAt(index + 1, 1_000, null));
    expect(waits).toEqual(RETRY_WAITS_MS.map((wait) => 1_000 + wait));
    expect(RETRY_WAITS_MS.toSorted((a, b) => a - b)).toEqual(RETRY_WAITS_MS);
    const total = RETRY_WAITS_MS.reduce((sum, wait) => sum + wait, 0);
    expect(total).toBeGreaterThan(40 * HOUR_MS);
    expect(total).toBeLessThan(56 * HOUR_MS);
  });

  it('is given up after the last wait', () => {
    expect(nextTryAt(RETRY_WAITS_MS.length + 1, 1_000, null)).toBeNull();
  });

  it('is given up when the next try would come at or after its end', () => {
    const [first] = RETRY_WAITS_MS;
    expect(nextTryAt(1, 0, (first ?? 0) + 1)).toBe(first);
    expect(nextTryAt(1, 0, first ?? 0)).toBeNull();
    expect(nextTryAt(6, 0, 10 * MINUTE_MS)).toBeNull();
  });
});
