import { parseOptions } from '@node-rs/argon2';
import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { ForeignHashProblem } from '../method.ts';
import { bytesOf, type Digest, type ForeignHash, type Reading } from './foreign-hash.ts';
import { readKeycloak } from './foreign-keycloak.ts';

/** Longest text that is looked at. */
const LENGTH_MAX = 2_048;
/** Bytes of a hash: shorter ones are guessed, longer ones are none. */
const KEY_BYTES = { min: 16, max: 128 };
const SALT_BYTES = { min: 1, max: 128 };

/** What checking one hash may cost: about a second of one core and 256 MiB. */
const ARGON2_MEMORY_KIB_MAX = 262_144;
const ARGON2_WORK_MAX = 2_097_152;
const ARGON2_LANES_MAX = 16;
const BCRYPT_COST = { min: 4, max: 13 };
/** Also what a check hands to node:crypto as `maxmem`, with room for its own use. */
export const SCRYPT_BYTES_MAX = 268_435_456;
const SCRYPT_WORK_MAX = 4_194_304;
const PBKDF2_ROUNDS_MAX = 4_000_000;

const DIGEST_BYTES: Readonly<Record<Digest, number>> = { sha1: 20, sha256: 32, sha512: 64 };

const READERS: readonly ((text: string) => Reading)[] = [
  readArgon2,
  readBcrypt,
  readPhcScrypt,
  readDjangoScrypt,
  readDjangoPbkdf2,
  readSsha,
  readKeycloak,
];

/**
 * Reads a password hash of one of the forms in docs/import.md. Refused are forms that are not known (plain text and
 * unsalted digests among them), broken ones, and those whose check would take seconds or hundreds of megabytes.
 */
export function readForeign(text: string): Result<ForeignHash, ForeignHashProblem> {
  if (text.length > LENGTH_MAX) return refused('hash-unknown');
  const bare = withoutWrapper(text);
  for (const read of READERS) {
    const found = read(bare);
    if (found === null) continue;
    if (found === 'hash-broken') return refused(found);
    if (!isSound(found)) return refused('hash-broken');
    return isBearable(found) ? ok(found) : refused('hash-too-costly');
  }
  return refused('hash-unknown');
}

/** OpenLDAP's `{CRYPT}$2b$…` and `{ARGON2}$argon2id$…`, Django's `bcrypt$$2b$…` and `argon2$argon2id$…`. */
function withoutWrapper(text: string): string {
  const wrapped = /^(?:\{CRYPT\}|\{ARGON2\}|bcrypt\$)(\$.+)$/i.exec(text)?.[1] ?? text;
  return /^argon2(\$argon2.+)$/.exec(wrapped)?.[1] ?? wrapped;
}

function readArgon2(text: string): Reading {
  if (!/^\$argon2(id|i|d)\$/.test(text)) return null;
  const shape =
    /^\$argon2(?:id|i|d)\$(?:v=(?:16|19)\$)?m=\d{1,9},t=\d{1,6},p=\d{1,3}\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(
      text,
    );
  if (shape === null || bytesOf(shape[1]).length < 8 || bytesOf(shape[1]).length > 48) return 'hash-broken';
  const length = bytesOf(shape[2]).length;
  return length < KEY_BYTES.min || length > 64 ? 'hash-broken' : { form: 'argon2', phc: text };
}

function readBcrypt(text: string): Reading {
  if (!/^\$2[aby]\$/.test(text)) return null;
  return /^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(text) ? { form: 'bcrypt', text } : 'hash-broken';
}

/** `$scrypt$ln=16,r=8,p=1$salt$hash`, as passlib writes it, or with `N=65536` in place of `ln=16`; salt and hash in base64. */
function readPhcScrypt(text: string): Reading {
  if (!text.startsWith('$scrypt$')) return null;
  const found = /^\$scrypt\$(ln|N)=(\d{1,8}),r=(\d{1,4}),p=(\d{1,4})\$([^$]+)\$([^$]+)$/.exec(text);
  if (found === null) return 'hash-broken';
  const [, unit, size, blockSize, parallelization, salt, key] = found;
  const cost = unit === 'ln' ? 2 ** Number(size) : Number(size);
  return scryptOf(cost, Number(blockSize), Number(parallelization), bytesOf(salt), bytesOf(key));
}

/** `scrypt$salt$16384$8$1$hash`, the salt as text. */
function readDjangoScrypt(text: string): Reading {
  if (!text.startsWith('scrypt$')) return null;
  const found = /^scrypt\$([^$]+)\$(\d{1,8})\$(\d{1,4})\$(\d{1,4})\$([^$]+)$/.exec(text);
  if (found === null) return 'hash-broken';
  const [, salt = '', cost, blockSize, parallelization, key] = found;
  return scryptOf(Number(cost), Number(blockSize), Number(parallelization), Buffer.from(salt, 'utf8'), bytesOf(key));
}

function scryptOf(cost: number, blockSize: number, parallelization: number, salt: Buffer, key: Buffer): Reading {
  return { form: 'scrypt', cost, blockSize, parallelization, salt, key };
}

/** `pbkdf2_sha256$600000$salt$hash`, the salt as text. */
function readDjangoPbkdf2(text: string): Reading {
  if (!text.startsWith('pbkdf2_')) return null;
  const found = /^pbkdf2_(sha1|sha256|sha512)\$(\d{1,9})\$([^$]+)\$([^$]+)$/.exec(text);
  if (found === null) return 'hash-broken';
  const [, digest, iterations, salt = '', key] = found;
  return {
    form: 'pbkdf2',
    digest: digest as Digest,
    iterations: Number(iterations),
    salt: Buffer.from(salt, 'utf8'),
    key: bytesOf(key),
  };
}

function readSsha(text: string): Reading {
  const found = /^\{SSHA(|1|256|512)\}(.+)$/i.exec(text);
  if (found === null) return null;
  const digest = ({ '': 'sha1', '1': 'sha1', '256': 'sha256', '512': 'sha512' } as const)[found[1] as ''];
  const bytes = bytesOf(found[2]);
  const length = DIGEST_BYTES[digest];
  return { form: 'ssha', digest, key: bytes.subarray(0, length), salt: bytes.subarray(length) };
}

/** Whether every part is there and makes sense; what is sound can be checked without an error. */
function isSound(hash: ForeignHash): boolean {
  switch (hash.form) {
    case 'argon2':
      return argon2Cost(hash.phc) !== null;
    case 'bcrypt':
      return bcryptCost(hash.text) >= BCRYPT_COST.min;
    case 'scrypt': {
      const powerOfTwo = hash.cost >= 2 && Number.isInteger(Math.log2(hash.cost));
      return powerOfTwo && hash.blockSize >= 1 && hash.parallelization >= 1 && hasParts(hash);
    }
    case 'pbkdf2':
      return hash.iterations >= 1 && hasParts(hash);
    case 'ssha':
      return hash.key.length === DIGEST_BYTES[hash.digest] && hasParts(hash);
  }
}

function hasParts({ salt, key }: { readonly salt: Buffer; readonly key: Buffer }): boolean {
  const within = (length: number, { min, max }: { readonly min: number; readonly max: number }) =>
    length >= min && length <= max;
  return within(salt.length, SALT_BYTES) && within(key.length, KEY_BYTES);
}

/** Whether a check stays within the limits: whoever makes the file must not decide how long a sign-in takes. */
function isBearable(hash: ForeignHash): boolean {
  switch (hash.form) {
    case 'argon2': {
      const cost = argon2Cost(hash.phc);
      if (cost === null) return false;
      const { memory, passes, lanes } = cost;
      return memory <= ARGON2_MEMORY_KIB_MAX && memory * passes <= ARGON2_WORK_MAX && lanes <= ARGON2_LANES_MAX;
    }
    case 'bcrypt':
      return bcryptCost(hash.text) <= BCRYPT_COST.max;
    case 'scrypt': {
      const { cost, blockSize, parallelization } = hash;
      const bytes = 128 * blockSize * (cost + parallelization);
      return bytes <= SCRYPT_BYTES_MAX && cost * blockSize * parallelization <= SCRYPT_WORK_MAX;
    }
    case 'pbkdf2':
      return hash.iterations * Math.ceil(hash.key.length / DIGEST_BYTES[hash.digest]) <= PBKDF2_ROUNDS_MAX;
    case 'ssha':
      return true;
  }
}

/** What an argon2 hash costs, memory in KiB; null where the library that checks it cannot read it. */
function argon2Cost(phc: string): { readonly memory: number; readonly passes: number; readonly lanes: number } | null {
  try {
    const { memoryCost, timeCost, parallelism } = parseOptions(phc);
    return { memory: memoryCost, passes: timeCost, lanes: parallelism };
  } catch {
    return null;
  }
}

function bcryptCost(text: string): number {
  return Number(text.slice(4, 6));
}
