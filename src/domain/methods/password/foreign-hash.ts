/** A digest as node:crypto names it. */
export type Digest = 'sha1' | 'sha256' | 'sha512';

/** A password hash that another program made, taken apart as far as checking needs it. */
export type ForeignHash =
  /** `phc`: `$argon2id$v=19$m=…,t=…,p=…$salt$hash` (RFC 9106). */
  | { readonly form: 'argon2'; readonly phc: string }
  | { readonly form: 'bcrypt'; readonly text: string }
  /** RFC 7914; `cost` is N. */
  | {
      readonly form: 'scrypt';
      readonly cost: number;
      readonly blockSize: number;
      readonly parallelization: number;
      readonly salt: Buffer;
      readonly key: Buffer;
    }
  /** RFC 8018 §5.2. */
  | {
      readonly form: 'pbkdf2';
      readonly digest: Digest;
      readonly iterations: number;
      readonly salt: Buffer;
      readonly key: Buffer;
    }
  /** What LDAP servers call `{SSHA}`: digest of password and salt, then the salt. */
  | { readonly form: 'ssha'; readonly digest: Digest; readonly salt: Buffer; readonly key: Buffer };

/** Null: not of the form that was looked for; a word: of this form, and broken. */
export type Reading = ForeignHash | 'hash-broken' | null;

/** Base64 of either alphabet, padded or not; empty where it is none. */
export function bytesOf(text = ''): Buffer {
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : Buffer.alloc(0);
}
