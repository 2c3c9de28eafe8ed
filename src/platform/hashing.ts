import { createHash, createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** SHA-256 of UTF-8 text, in base64url (43 characters): how tokens are stored and found. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** HMAC-SHA-256 (RFC 2104) over framed parts, in base64url; see {@link hmacBytes}. */
export function hmac(key: Uint8Array | KeyObject, ...parts: readonly string[]): string {
  return hmacBytes(key, ...parts).toString('base64url');
}

/**
 * HMAC-SHA-256 over parts, each preceded by its length in bytes (32 bits, big endian), as 32 bytes.
 * Thanks to the lengths `('ab', 'c')` and `('a', 'bc')` never collide.
 */
export function hmacBytes(key: Uint8Array | KeyObject, ...parts: readonly string[]): Buffer {
  // Node takes five times as long for a key that it is given as bytes.
  const mac = createHmac('sha256', key instanceof Uint8Array ? createSecretKey(key) : key);
  for (const part of parts) {
    const bytes = Buffer.from(part, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    mac.update(length).update(bytes);
  }
  return mac.digest();
}

/** Whether two texts are equal, in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  // Hashing first makes both sides 32 bytes long, whatever was typed.
  const left = createHash('sha256').update(a, 'utf8').digest();
  const right = createHash('sha256').update(b, 'utf8').digest();
  return timingSafeEqual(left, right);
}
