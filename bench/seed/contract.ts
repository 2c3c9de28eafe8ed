import type { JsonWebKey } from 'node:crypto';

/** Everybody's password. */
export const PASSWORD = 'correct-horse-battery';
/** Where applications' answers go; nobody listens there. */
export const REDIRECT_URI = 'https://portal.riverside.example/callback';

/** Whose way of signing in an account was copied from. */
export type Kind = 'app' | 'passkey';

/** What a seeded database is to hold. */
export interface SeedPlan {
  /** Accounts that sign in by password and app. */
  readonly apps: number;
  /** Accounts that sign in by passkey alone. */
  readonly passkeys: number;
  /** Rows of the past: this many audit rows and ended sessions, and a fifth as many mails that left. */
  readonly past: number;
}

/** What a load generator must know of it. */
export interface Seeded {
  /** Of everybody's app, base32. */
  readonly appSecret: string;
  /** Everybody's passkey: a private key as JWK, and where it is good. Each account has its own credential id. */
  readonly passkey: { readonly privateKey: JsonWebKey };
  /** The password as it is stored, unsealed: a PHC string. */
  readonly passwordHash: string;
  readonly client: { readonly id: string; readonly secret: string };
}

/** The address of an account by its number. */
export function addressOf(kind: Kind, number: number): string {
  return `${kind}${number}@riverside.example`;
}

/** The device cookie of the browser that an account knows. */
export function deviceTokenOf(kind: Kind, number: number): string {
  return `bench-device-of-${kind}-${number}`;
}

/** Its passkey's credential id: 32 bytes. */
export function credentialIdOf(number: number): Buffer {
  const id = Buffer.alloc(32, 0xbe);
  id.writeUInt32BE(number);
  return id;
}

/**
 * The id of an account among `count`: ids are spread over all possible ones and come in their order, so that tables grow at
 * their end while a database is filled.
 */
export function accountIdOf(kind: Kind, number: number, count: number): string {
  return `${placeOf(number, count)}${kind}${number.toString(16)}`;
}

/** Where a row's id lies among all, as hexadecimal digits; `further`: which of up to eight rows of one account. */
export function placeOf(number: number, count: number, further = 0): string {
  return Math.floor(((number + further / 8) / count) * 2 ** 40)
    .toString(16)
    .padStart(10, '0');
}
