import { randomBytes } from 'node:crypto';

/** Where randomness comes from; tests may fix it. */
export interface Random {
  /** `count` bytes from a cryptographic generator. */
  bytes(count: number): Buffer;
}

/** The machine's cryptographic generator. */
export const systemRandom: Random = { bytes: (count) => randomBytes(count) };

/** A new row id: 128 random bits in base64url, never with a dash in front. Never a credential. */
export function newId<Id extends string>(random: Random): Id {
  // Ids are typed on the command line, where a dash in front makes an option.
  return random.bytes(16).toString('base64url').replace(/^-/, '0') as Id;
}

/** A new credential: 256 random bits in base64url. Stored only as its hash. */
export function newToken(random: Random): string {
  return random.bytes(32).toString('base64url');
}
