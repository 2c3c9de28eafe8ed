import { createSecretKey, type KeyObject } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { hmac } from '../../../platform/hashing.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import { matchesForeign } from './foreign-check.ts';

/** argon2id with 19 MiB, two passes, one lane (OWASP; ASVS 5.0 appendix C). */
export const CURRENT = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

const ARGON2ID = 2;

/**
 * A stored password hash: a PHC string, and which root key's pepper went into it. `keyId` null: another program made it, in
 * one of the forms of foreign.ts and without a pepper; the next sign-in replaces it.
 */
export interface PasswordHash {
  readonly hash: string;
  readonly keyId: string | null;
}

/** Hashing peppered passwords. A dump of the database alone verifies nothing: the pepper is in the key ring. */
export interface Hasher {
  /** Both take the password in NFC; both belong inside the queue. */
  make(password: string): Promise<PasswordHash>;
  matches(stored: PasswordHash, password: string): Promise<boolean>;
  /** Whether the stored hash was made with less than is asked for now, or with an older pepper. */
  isOutdated(stored: PasswordHash): boolean;
  /** A hash of today's cost that no password matches: work for accounts that do not exist. */
  readonly decoy: PasswordHash;
}

/** Makes a hasher whose peppers come from the ring. */
export function createHasher(keyRing: KeyRing): Hasher {
  const peppers = new Map<string, KeyObject>();
  const pepperOf = (keyId: string): KeyObject => {
    const pepper = peppers.get(keyId) ?? createSecretKey(keyRing.derive('password-pepper', 32, keyId));
    peppers.set(keyId, pepper);
    return pepper;
  };
  // The pepper is applied before the slow hash (SP 800-63B-4 §3.1.1.2), which also makes NUL and long passwords harmless.
  // As text: the library's verify refuses bytes that are not UTF-8.
  const peppered = (password: string, keyId: string) => hmac(pepperOf(keyId), password);
  const decoy = {
    hash: `$argon2id$v=19$m=${CURRENT.memoryCost},t=${CURRENT.timeCost},p=${CURRENT.parallelism}$${zeros(16)}$${zeros(CURRENT.outputLen)}`,
    keyId: keyRing.keyId,
  };
  return {
    make: async (password) => ({
      hash: await hash(peppered(password, keyRing.keyId), CURRENT),
      keyId: keyRing.keyId,
    }),
    async matches(stored, password) {
      if (stored.keyId !== null) return verify(stored.hash, peppered(password, stored.keyId));
      // Beside the decoy: a form that is faster than ours would tell, by its time, that the account exists.
      const compared = [matchesForeign(stored.hash, password), verify(decoy.hash, peppered(password, decoy.keyId))];
      return (await Promise.all(compared))[0] === true;
    },
    isOutdated(stored) {
      if (stored.keyId === null) return true;
      const made = parseOptions(stored.hash);
      return (
        stored.keyId !== keyRing.keyId ||
        made.algorithm !== ARGON2ID ||
        made.memoryCost < CURRENT.memoryCost ||
        made.timeCost < CURRENT.timeCost ||
        made.outputLen < CURRENT.outputLen
      );
    },
    decoy,
  };
}

/** Unpadded base64 of `count` zero bytes, as PHC strings have it. */
function zeros(count: number): string {
  return Buffer.alloc(count).toString('base64').replaceAll('=', '');
}
