import { createCipheriv, createHash } from 'node:crypto';
import type { Random } from '../../src/platform/random.ts';

/** Randomness that comes again from the same seed. Never for anything but measuring. */
export interface Seeded extends Random {
  /** From 0 to below 1. */
  chance(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
}

const POOL_BYTES = 65_536;

/** The key stream of AES-256 in counter mode under a key made of the seed. */
export function seeded(seed: string): Seeded {
  const stream = createCipheriv('aes-256-ctr', createHash('sha256').update(seed).digest(), Buffer.alloc(16));
  const zeros = Buffer.alloc(POOL_BYTES);
  let pool = stream.update(zeros);
  let used = 0;

  function bytes(count: number): Buffer {
    if (used + count > pool.length) {
      pool = stream.update(zeros);
      used = 0;
    }
    used += count;
    return pool.subarray(used - count, used);
  }
  const chance = () => bytes(4).readUInt32LE() / 2 ** 32;
  const below = (end: number) => Math.floor(chance() * end);
  return { bytes, chance, below, pick: (list) => list[below(list.length)] ?? list[0] };
}
