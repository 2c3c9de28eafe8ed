import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { KeyRing, Sealing } from './keys.ts';
import { systemRandom } from './random.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A sealed text was changed, moved to another context, or sealed by a key that is not in the ring. A defect, never an answer. */
export class SealBroken extends Error {
  constructor(why: string) {
    super(`a sealed text could not be opened: ${why}`);
    this.name = 'SealBroken';
  }
}

/**
 * Sealing with AES-256-GCM (NIST SP 800-38D). Sealed text: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url.
 * The context is authenticated, not stored. Seals with the newest key, opens with any in the ring.
 */
export function createSealing(keyRing: KeyRing): Sealing {
  // As key objects: with bytes, node makes one for each text, which takes three times as long as sealing it.
  const keys = new Map<string, KeyObject>();
  const keyOf = (keyId: string): KeyObject => {
    const known = keys.get(keyId);
    if (known !== undefined) return known;
    const key = createSecretKey(keyRing.derive('sealing', 32, keyId));
    keys.set(keyId, key);
    return key;
  };
  return {
    seal(plain, context) {
      const nonce = systemRandom.bytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, keyOf(keyRing.keyId), nonce).setAAD(Buffer.from(context, 'utf8'));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `v1.${keyRing.keyId}.${nonce.toString('base64url')}.${body.toString('base64url')}`;
    },
    open(sealed, context) {
      const [version, keyId, nonceText, bodyText, rest] = sealed.split('.');
      if (version !== 'v1' || !keyId || !nonceText || !bodyText || rest !== undefined)
        throw new SealBroken('not a sealed text');
      const nonce = Buffer.from(nonceText, 'base64url');
      const body = Buffer.from(bodyText, 'base64url');
      if (nonce.length !== NONCE_BYTES || body.length < TAG_BYTES) throw new SealBroken('not a sealed text');
      return openWith(keyFor(keyOf, keyId), nonce, body, context);
    },
  };
}

function keyFor(keyOf: (keyId: string) => KeyObject, keyId: string): KeyObject {
  try {
    return keyOf(keyId);
  } catch {
    throw new SealBroken('its key is not in the ring');
  }
}

function openWith(key: KeyObject, nonce: Buffer, body: Buffer, context: string): string {
  const split = body.length - TAG_BYTES;
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(context, 'utf8'))
    .setAuthTag(body.subarray(split));
  try {
    return Buffer.concat([decipher.update(body.subarray(0, split)), decipher.final()]).toString('utf8');
  } catch {
    throw new SealBroken('changed, or moved to another context');
  }
}
