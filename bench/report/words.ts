import type { Spread } from '../load/blocks.ts';

/** A figure with as many digits as it deserves. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return 'unknown';
  if (value >= 1_000) return Math.round(value).toLocaleString('en-US');
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** "0.83 (0.80–0.86)": a median and the middle half around it. */
export function spread({ median, low, high }: Spread): string {
  return `${figure(median)} (${figure(low)}–${figure(high)})`;
}

/** "0.83 × (0.80–0.86)". */
export function times(ratio: Spread): string {
  if (!Number.isFinite(ratio.median)) return 'an unknown number of times';
  return `${figure(ratio.median)} × (${figure(ratio.low)}–${figure(ratio.high)})`;
}
