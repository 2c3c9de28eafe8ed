import { expect, test } from 'vitest';
import { keyRingFrom } from './key-ring.ts';
import { createSealing, SealBroken } from './sealing.ts';

const oldKey = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);
const sealing = createSealing(keyRingFrom(newKey, oldKey));
const row = 'authenticators/row-1/account-1';

test('what was sealed opens again in its own context', () => {
  for (const plain of ['', 'secret', 'ключ 🔑', 'x'.repeat(10_000)]) {
    expect(sealing.open(sealing.seal(plain, row), row)).toBe(plain);
  }
});

test('a sealed text does not open when it is moved to another row or account', () => {
  const sealed = sealing.seal('secret', row);
  expect(() => sealing.open(sealed, 'authenticators/row-2/account-1')).toThrow(SealBroken);
  expect(() => sealing.open(sealed, 'authenticators/row-1/account-2')).toThrow(SealBroken);
});

test('a sealed text with any one bit flipped does not open', () => {
  const [version, keyId, nonce, body] = sealing.seal('secret', row).split('.') as [string, string, string, string];
  const flipped = (text: string, bit: number) => {
    const bytes = Buffer.from(text, 'base64url');
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    return bytes.toString('base64url');
  };
  for (let bit = 0; bit < 12 * 8; bit++) {
    expect(() => sealing.open([version, keyId, flipped(nonce, bit), body].join('.'), row)).toThrow(SealBroken);
  }
  for (let bit = 0; bit < Buffer.from(body, 'base64url').length * 8; bit++) {
    expect(() => sealing.open([version, keyId, nonce, flipped(body, bit)].join('.'), row)).toThrow(SealBroken);
  }
});

test('a text sealed by an older key still opens, and a new one is sealed by the newest', () => {
  const before = createSealing(keyRingFrom(oldKey)).seal('secret', row);
  expect(sealing.open(before, row)).toBe('secret');
  expect(() => createSealing(keyRingFrom(oldKey)).open(sealing.seal('secret', row), row)).toThrow(/not in the ring/);
});

test('the same text sealed twice looks different and hides the text', () => {
  const a = sealing.seal('secret', row);
  expect(a).not.toBe(sealing.seal('secret', row));
  expect(a).toMatch(/^v1\.[\w-]+\.[\w-]{16}\.[\w-]+$/);
  expect(Buffer.from(a.split('.')[3] as string, 'base64url').includes('secret')).toBe(false);
});

test('anything that is not a sealed text is refused with the same error', () => {
  const sealed = sealing.seal('secret', row);
  for (const text of [
    '',
    '.',
    '...',
    'v1...',
    sealed.replace('v1', 'v2'),
    `${sealed}.x`,
    sealed.slice(0, 30),
    'v1.a.b.c',
  ]) {
    expect(() => sealing.open(text, row)).toThrow(SealBroken);
  }
});
