import { randomBytes, randomFillSync } from 'node:crypto';

/** Where randomness comes from; tests may fix it. */
export interface Random {
  /** `count` bytes from a cryptographic generator. */
  bytes(count: number): Buffer;
}

/** The machine's cryptographic generator. */
export const systemRandom: Random = { bytes: pooled(4_096) };

/** Asks the generator for much at a time: each call of it takes twenty times as long as handing some of that out. */
function pooled(poolBytes: number): Random['bytes'] {
  const pool = Buffer.alloc(poolBytes);
  let next = poolBytes;
  return (count) => {
    if (count > poolBytes) return randomBytes(count);
    if (next + count > poolBytes) {
      randomFillSync(pool);
      next = 0;
    }
    const bytes = Buffer.alloc(count);
    pool.copy(bytes, 0, next, next + count);
    // Whoever could read the pool later is not to find in it what became a key.
    pool.fill(0, next, next + count);
    next += count;
    return bytes;
  };
}

/** A new row id: 128 random bits in base64url, as good as. Never a credential. */
export function newId<Id extends string>(random: Random): Id {
  // With a hyphen in front, a command line would take it for an option.
  return random.bytes(16).toString('base64url').replace(/^-/, '_') as Id;
}

/** A new credential: 256 random bits in base64url. Stored only as its hash. */
export function newToken(random: Random): string {
  return random.bytes(32).toString('base64url');
}
