/** A public key in JSON (RFC 7517), as somebody wrote it. */
export type Jwk = Readonly<Record<string, unknown>>;

/** What a key turned out to be. */
export interface KeyFacts {
  /** The signatures it can check; null: none of those that are accepted here. */
  readonly algorithm: 'ES256' | 'RS256' | null;
  /** False: so short, or of such an exponent, that its signatures can be forged. */
  readonly strong: boolean;
}

/** Looks at a key; null: it is none. */
export type ReadKey = (jwk: Jwk) => KeyFacts | null;

/** Why keys cannot be registered. */
export type KeysProblem =
  /** No JSON Web Key Set of 1 to 10 keys, or one whose keys cannot be told apart. */
  | 'keys-malformed'
  /** A private or symmetric key: whoever holds it is the client, and nobody else may. */
  | 'key-private'
  /** Neither ES256 nor RS256, too weak, or meant for something else than signatures. */
  | 'key-unfit';

const KEYS_MAX = 10;
const KEY_ID_LENGTH_MAX = 200;
/** RFC 7518 §6.2.2, §6.3.2 and §6.4. */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const PUBLIC_MEMBERS = { ES256: ['kty', 'crv', 'x', 'y'], RS256: ['kty', 'n', 'e'] };

/** The keys of a set as they are stored, reduced to their public members, or why they are not. */
export function checkKeys(set: unknown, read: ReadKey): readonly Jwk[] | KeysProblem {
  const keys = keysOf(set);
  if (keys === null) return 'keys-malformed';
  const checked: Jwk[] = [];
  for (const jwk of keys) {
    const key = checkKey(jwk, read);
    if (typeof key === 'string') return key;
    checked.push(key);
  }
  const ids = checked.flatMap(({ kid }) => (kid === undefined ? [] : [kid]));
  return new Set(ids).size === ids.length ? checked : 'keys-malformed';
}

function checkKey(jwk: Jwk, read: ReadKey): Jwk | KeysProblem {
  if (PRIVATE_MEMBERS.some((member) => jwk[member] !== undefined)) return 'key-private';
  const { kid, alg, use } = jwk;
  if (kid !== undefined && (typeof kid !== 'string' || kid === '' || kid.length > KEY_ID_LENGTH_MAX)) {
    return 'keys-malformed';
  }
  const facts = read(jwk);
  if (facts === null) return 'keys-malformed';
  const { algorithm, strong } = facts;
  if (algorithm === null || !strong) return 'key-unfit';
  if ((alg !== undefined && alg !== algorithm) || (use !== undefined && use !== 'sig')) return 'key-unfit';
  const members = PUBLIC_MEMBERS[algorithm].map((member) => [member, jwk[member]]);
  return { ...Object.fromEntries(members), ...(kid === undefined ? {} : { kid }), alg: algorithm, use: 'sig' };
}

function keysOf(set: unknown): readonly Jwk[] | null {
  const keys: unknown = isObject(set) ? set.keys : null;
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > KEYS_MAX) return null;
  return keys.every(isObject) ? keys : null;
}

function isObject(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
