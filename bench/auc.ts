/** How well one sample is told from another. */
export interface Separation {
  /** The chance that a random value of the first is larger than one of the second, ties counted half; 0.5: no telling. */
  readonly auc: number;
  /** Its 95 % interval. */
  readonly low: number;
  readonly high: number;
}

const Z_95 = 1.96;

/** The area under the ROC curve with its interval after DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988). */
export function separation(first: readonly number[], second: readonly number[]): Separation {
  const above = placements(first, second);
  const below = placements(second, first).map((share) => 1 - share);
  const auc = mean(above);
  const deviation = Math.sqrt(variance(above) / first.length + variance(below) / second.length);
  return { auc, low: Math.max(0, auc - Z_95 * deviation), high: Math.min(1, auc + Z_95 * deviation) };
}

/** The value in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** For each value the share of the others that it exceeds, ties counted half. */
function placements(values: readonly number[], others: readonly number[]): readonly number[] {
  const sorted = Float64Array.from(others).sort();
  return values.map((value) => (firstAt(sorted, value, false) + firstAt(sorted, value, true)) / 2 / sorted.length);
}

/** The index of the first element that is not less than `value`, or with `past` the first that is greater. */
function firstAt(sorted: Float64Array, value: number, past: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const element = sorted[middle] ?? 0;
    if (element < value || (past && element === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const center = mean(values);
  return values.reduce((sum, value) => sum + (value - center) ** 2, 0) / Math.max(1, values.length - 1);
}
