import { describe, expect, it } from 'vitest';
import { median, separation } from './auc.ts';

describe('telling samples apart', () => {
  it('counts pairs, ties half', () => {
    expect(separation([1, 2, 3], [2, 3, 4]).auc).toBeCloseTo(2 / 9);
    expect(separation([2, 3, 4], [1, 2, 3]).auc).toBeCloseTo(7 / 9);
    expect(separation([5, 5], [5, 5, 5])).toEqual({ auc: 0.5, low: 0.5, high: 0.5 });
    expect(separation([4, 5], [1, 2, 3])).toEqual({ auc: 1, low: 1, high: 1 });
  });

  it('is sure of a small shift when the samples are large, and not when they are small', () => {
    const even = (count: number, from: number) => Array.from({ length: count }, (_, at) => from + at / count);
    const small = separation(even(20, 0.1), even(20, 0));
    const large = separation(even(2_000, 0.1), even(2_000, 0));
    expect(small.auc).toBeCloseTo(large.auc, 1);
    expect(small.low).toBeLessThan(0.5);
    expect(large.low).toBeGreaterThan(0.55);
    // Of uniform samples the variance is known: about 1/12 of each share.
    expect(large.high - large.low).toBeCloseTo(2 * 1.96 * Math.sqrt(2 / 12 / 2_000), 2);
  });

  it('finds the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
  });
});
