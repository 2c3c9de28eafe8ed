import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hmac, hmacBytes, sameText, sha256 } from './hashing.ts';

const key = Buffer.alloc(32, 7);

test('the hash of "abc" is the one of FIPS 180-2', () => {
  expect(Buffer.from(sha256('abc'), 'base64url').toString('hex')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('parts that join to the same text have different codes', () => {
  expect(hmac(key, 'ab', 'c')).not.toBe(hmac(key, 'a', 'bc'));
  expect(hmac(key, 'a', '')).not.toBe(hmac(key, 'a'));
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
      fc.pre(JSON.stringify(a) !== JSON.stringify(b));
      return hmac(key, ...a) !== hmac(key, ...b);
    }),
  );
});

test('another key gives another code', () => {
  expect(hmac(Buffer.alloc(32, 8), 'a')).not.toBe(hmac(key, 'a'));
});

test('text and bytes of a code are the same code', () => {
  expect(hmacBytes(key, 'a', 'b').toString('base64url')).toBe(hmac(key, 'a', 'b'));
});

test('texts are the same only when every character is', () => {
  expect(sameText('123456', '123456')).toBe(true);
  expect(sameText('123456', '123457')).toBe(false);
  expect(sameText('123456', '12345')).toBe(false);
  expect(sameText('', '')).toBe(true);
});
