/** One configuration that is measured for about a second in each block. */
export interface Slice<T> {
  readonly name: string;
  run(): Promise<T>;
}

/** What each configuration yielded, block by block. */
export type Blocks<T> = ReadonlyMap<string, readonly T[]>;

/**
 * Runs every slice once in each block, in random order: whatever disturbs the machine for a while disturbs all alike, and a
 * ratio within a block is of one moment. A block in which a slice fails does not count and is said; rejects with what failed
 * when more than half of the blocks do.
 */
export async function alternate<T>(
  slices: readonly Slice<T>[],
  blocks: number,
  say: (text: string) => void,
): Promise<Blocks<T>> {
  const found = new Map<string, T[]>(slices.map(({ name }) => [name, []]));
  let failed = 0;
  for (let block = 1; block <= blocks; block++) {
    try {
      const yielded = await oneOfEach(slices);
      for (const [name, value] of yielded) found.get(name)?.push(value);
      say(`block ${block}`);
    } catch (error) {
      failed += 1;
      if (failed > blocks / 2) throw error;
      say(`block ${block} does not count: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return found;
}

async function oneOfEach<T>(slices: readonly Slice<T>[]): Promise<ReadonlyMap<string, T>> {
  const yielded = new Map<string, T>();
  for (const slice of shuffled(slices)) {
    try {
      yielded.set(slice.name, await slice.run());
    } catch (error) {
      throw new Error(`${slice.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
  return yielded;
}

/** A middle value and how far the middle half of all values spreads around it. */
export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Median and quartiles. Throws without a value. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('nothing was measured');
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/** The median of the ratios within each block. */
export function ratioOf(above: readonly number[], below: readonly number[]): Spread {
  if (above.length !== below.length) throw new Error('blocks are compared one by one');
  return spreadOf(above.map((value, block) => value / (below[block] ?? Number.NaN)));
}

/** A quantile by linear interpolation between the closest ranks. */
export function quantile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * at;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

/** In random order. */
export function shuffled<T>(items: readonly T[]): readonly T[] {
  const mixed = [...items];
  for (let at = mixed.length - 1; at > 0; at--) {
    const other = Math.floor(Math.random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as T, mixed[at] as T];
  }
  return mixed;
}
