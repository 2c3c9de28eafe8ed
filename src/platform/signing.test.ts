import { describe, expect, it } from 'vitest';
import { keyRingFrom } from './key-ring.ts';
import { createSigner, signatureCheck } from './signing.ts';

const signer = createSigner(keyRingFrom(Buffer.alloc(32, 7)), 'test');
const other = createSigner(keyRingFrom(Buffer.alloc(32, 8)), 'test');

describe('a signer', () => {
  it('makes signatures that its public key confirms, and no other key nor purpose', () => {
    const signature = signer.sign('head');
    expect(signatureCheck(signer.publicKey)('head', signature)).toBe(true);
    expect(signatureCheck(signer.publicKey)('heads', signature)).toBe(false);
    expect(signatureCheck(other.publicKey)('head', signature)).toBe(false);
    const purpose = createSigner(keyRingFrom(Buffer.alloc(32, 7)), 'another');
    expect(signatureCheck(purpose.publicKey)('head', signature)).toBe(false);
  });

  it('is the same after a restart, and its private key is not in what it shows', () => {
    expect(createSigner(keyRingFrom(Buffer.alloc(32, 7)), 'test').publicKey).toBe(signer.publicKey);
    expect(signer.publicKey).not.toContain('PRIVATE');
  });

  it('knows what it signed with an older key, and nothing signed with a key that it never had', () => {
    const older = Buffer.alloc(32, 7);
    const rotated = createSigner(keyRingFrom(Buffer.alloc(32, 8), older), 'test');
    expect(rotated.signed('head', signer.sign('head'), signer.keyId)).toBe(true);
    expect(rotated.signed('head', signer.sign('head'), rotated.keyId)).toBe(false);
    const stranger = createSigner(keyRingFrom(Buffer.alloc(32, 9)), 'test');
    expect(rotated.signed('head', stranger.sign('head'), stranger.keyId)).toBe(false);
  });

  it('is confirmed by any of several public keys in one text, and by none where there is no key', () => {
    const both = signatureCheck(`${other.publicKey}\n${signer.publicKey}`);
    expect(both('head', signer.sign('head'))).toBe(true);
    expect(both('head', other.sign('head'))).toBe(true);
    expect(() => signatureCheck('nothing')).toThrow('public key');
  });
});
