import { bytesOf, type Digest, type Reading } from './foreign-hash.ts';

/** Keycloak's names of what it hashes with. */
const PBKDF2: Readonly<Record<string, Digest>> = {
  pbkdf2: 'sha1',
  'pbkdf2-sha256': 'sha256',
  'pbkdf2-sha512': 'sha512',
};

/** Any JSON object. */
type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads a password credential of a Keycloak realm export: `secretData` and `credentialData` as texts of JSON (since
 * Keycloak 8) or as objects, or their fields all at one level (`hashIterations`, `algorithm`, `salt`, `value`).
 */
export function readKeycloak(text: string): Reading {
  if (!text.startsWith('{"') && !/^\{\s/.test(text)) return null;
  const credential = objectOf(text);
  if (credential === null) return 'hash-broken';
  const { hashIterations, algorithm, salt, value, hashedSaltedValue, additionalParameters }: Fields = {
    ...credential,
    ...objectOf(credential['credentialData']),
    // Last: the other part has `additionalParameters` of the same name, and those of the secret are empty.
    ...omitEmpty(objectOf(credential['secretData'])),
  };
  const [saltBytes, key] = [salt, value ?? hashedSaltedValue].map((one) => bytesOf(typeof one === 'string' ? one : ''));
  if (saltBytes === undefined || key === undefined || typeof algorithm !== 'string') return 'hash-broken';
  const iterations = Number(hashIterations);
  if (!Number.isSafeInteger(iterations)) return 'hash-broken';
  if (algorithm === 'argon2') return argon2Of(iterations, saltBytes, key, objectOf(additionalParameters) ?? {});
  const digest = Object.hasOwn(PBKDF2, algorithm) ? PBKDF2[algorithm] : undefined;
  return digest === undefined ? 'hash-broken' : { form: 'pbkdf2', digest, iterations, salt: saltBytes, key };
}

function argon2Of(iterations: number, salt: Buffer, key: Buffer, parameters: Fields): Reading {
  const one = (name: string) => {
    const held = parameters[name];
    // Keycloak keeps each as a list of one text.
    return String(Array.isArray(held) ? held[0] : held);
  };
  const version = { '1.0': 16, '1.3': 19 }[one('version')];
  const type = one('type');
  const [memory, lanes] = [Number(one('memory')), Number(one('parallelism'))];
  const whole = [memory, lanes, iterations].every((number) => Number.isSafeInteger(number) && number > 0);
  if (version === undefined || !/^(id|i|d)$/.test(type) || !whole) return 'hash-broken';
  if (salt.length < 8 || salt.length > 48 || key.length < 16 || key.length > 64) return 'hash-broken';
  if (memory > 999_999_999 || iterations > 999_999 || lanes > 999) return 'hash-broken';
  const [saltText, keyText] = [salt, key].map((bytes) => bytes.toString('base64').replaceAll('=', ''));
  const phc = `$argon2${type}$v=${version}$m=${memory},t=${iterations},p=${lanes}$${saltText}$${keyText}`;
  return { form: 'argon2', phc };
}

function objectOf(held: unknown): Fields | null {
  const value = typeof held === 'string' ? parsed(held) : held;
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function omitEmpty(fields: Fields | null): Fields {
  const { additionalParameters: _empty, ...rest } = fields ?? {};
  return rest;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
