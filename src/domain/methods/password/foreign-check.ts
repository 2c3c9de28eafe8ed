import { createHash, pbkdf2, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { verify } from '@node-rs/argon2';
import { compare } from 'bcryptjs';
import { readForeign, SCRYPT_BYTES_MAX } from './foreign.ts';
import type { ForeignHash } from './foreign-hash.ts';

const derivePbkdf2 = promisify(pbkdf2);
const deriveScrypt = promisify<string, Buffer, number, object, Buffer>(scrypt);

/**
 * Whether a password, in NFC, is the one behind a hash that another program made; `text` was read before. bcrypt compares
 * the first 72 bytes only: that is what the other program did, and over with the first sign-in.
 */
export async function matchesForeign(text: string, password: string): Promise<boolean> {
  const read = readForeign(text);
  if (!read.ok) throw new Error('a foreign hash was stored that cannot be read');
  const hash = read.value;
  switch (hash.form) {
    case 'argon2':
      return verify(hash.phc, password);
    case 'bcrypt':
      return compare(password, hash.text);
    default:
      return timingSafeEqual(await keyOf(hash, password), hash.key);
  }
}

/** The hash of this password with that salt and cost, as long as the one that it is compared with. */
async function keyOf(
  hash: Exclude<ForeignHash, { readonly form: 'argon2' | 'bcrypt' }>,
  password: string,
): Promise<Buffer> {
  const { salt, key } = hash;
  switch (hash.form) {
    case 'scrypt': {
      const { cost, blockSize, parallelization } = hash;
      return deriveScrypt(password, salt, key.length, {
        cost,
        blockSize,
        parallelization,
        maxmem: 2 * SCRYPT_BYTES_MAX,
      });
    }
    case 'pbkdf2':
      return derivePbkdf2(password, salt, hash.iterations, key.length, hash.digest);
    case 'ssha':
      return createHash(hash.digest).update(password, 'utf8').update(salt).digest();
  }
}
