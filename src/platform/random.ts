import { randomBytes } from 'node:crypto';

/** Where randomness comes from; tests may fix it. */
export interface Random {
  /** `count` bytes from a cryptographic generator. */
  bytes(count: number): Buffer;
}

/** The machine's cryptographic generator. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/** A new row id: 128 random bits in base64url, as good as. Never a credential. */
export function newId<Id extends string>(random: Random): Id {
  // With a hyphen in front, a command line would take it for an option.
  return random.bytes(16).toString('base64url').replace(/^-/, '_') as Id;
}

/** A new credential: 256 random bits in base64url. Stored only as its hash. */
export function newToken(random: Random): string {
  return random.bytes(32).toString('base64url');
}
