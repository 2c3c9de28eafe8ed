import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { KeyRing } from './keys.ts';

/** Signs what others check without the instance: Ed25519 (RFC 8032). */
export interface Signer {
  /** Names the public key: goes into what was signed. */
  readonly keyId: string;
  /** The public key (SPKI, PEM): to be kept outside the instance before it is needed. */
  readonly publicKey: string;
  /** A signature over UTF-8 text, in base64url. */
  sign(text: string): string;
  /** Whether this instance signed a text, with this key or an older one that is still in the ring. */
  signed(text: string, signature: string, keyId: string): boolean;
}

/** PKCS #8 around a raw Ed25519 seed (RFC 8410 §7): the key object cannot be made from the seed alone. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const SEED_BYTES = 32;

/** A signer whose keys follow from the instance's root keys and `purpose`; it signs with the newest. */
export function createSigner(keys: Pick<KeyRing, 'derive' | 'keyId'>, purpose: string): Signer {
  const privateKey = (keyId: string) => keyFrom(keys.derive(purpose, SEED_BYTES, keyId));
  const newest = privateKey(keys.keyId);
  return {
    keyId: keys.keyId,
    publicKey: createPublicKey(newest).export({ format: 'pem', type: 'spki' }).toString(),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), newest).toString('base64url'),
    signed(text, signature, keyId) {
      const key = orNull(() => privateKey(keyId));
      return key !== null && isSignedBy(createPublicKey(key), text, signature);
    },
  };
}

/** Checks signatures with public keys in PEM, one or several in one text. Throws when there is none, or one that is not Ed25519. */
export function signatureCheck(pem: string): (text: string, signature: string) => boolean {
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[\s\S]+?-----END PUBLIC KEY-----/g) ?? [];
  const keys = blocks.map((block) => createPublicKey(block));
  if (keys.length === 0 || keys.some((key) => key.asymmetricKeyType !== 'ed25519')) {
    throw new Error('signing: not an Ed25519 public key');
  }
  return (text, signature) => keys.some((key) => isSignedBy(key, text, signature));
}

function keyFrom(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
}

function isSignedBy(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'));
}

/** A key that is not in the ring signed nothing of ours. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch {
    return null;
  }
}
