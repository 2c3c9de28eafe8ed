import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KeysUnavailable, keyRingFrom, loadKeyRing } from './key-ring.ts';

const freshFolder = () => join(mkdtempSync(join(tmpdir(), 'keys-')), 'data');

test('keys are made when told to, and read again afterwards', () => {
  const folder = freshFolder();
  const made = loadKeyRing(folder, { create: true });
  const read = loadKeyRing(folder, { create: false });
  expect(read.keyId).toBe(made.keyId);
  expect(read.fingerprint).toBe(made.fingerprint);
  expect(read.derive('a', 32).equals(made.derive('a', 32))).toBe(true);
  expect(loadKeyRing(folder, { create: true }).fingerprint).toBe(made.fingerprint);
});

test('the key file is readable by its owner alone and nothing else is left beside it', () => {
  const folder = freshFolder();
  loadKeyRing(folder, { create: true });
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'keys.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['keys.json']);
  const { keys } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'));
  expect(Buffer.from(keys[0].key, 'base64url')).toHaveLength(32);
});

test('missing keys are never made unasked, and the error says where they were looked for', () => {
  const folder = freshFolder();
  expect(() => loadKeyRing(folder, { create: false })).toThrow(KeysUnavailable);
  expect(() => loadKeyRing(folder, { create: false })).toThrow(folder);
  expect(existsSync(folder)).toBe(false);
});

test('a damaged key file is refused, never replaced, and its text is not repeated in the error', () => {
  const folder = freshFolder();
  loadKeyRing(folder, { create: true });
  const path = join(folder, 'keys.json');
  for (const text of [
    '',
    'c2VjcmV0',
    '[]',
    'null',
    '{"keys":[]}',
    '{"keys":[null]}',
    '{"keys":[{"id":"abcd","key":"c2VjcmV0"}]}',
    '{"keys":[{"id":"a.b.c","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}',
  ]) {
    writeFileSync(path, text);
    expect(() => loadKeyRing(folder, { create: true })).toThrow(KeysUnavailable);
    expect(() => loadKeyRing(folder, { create: true })).not.toThrow('c2VjcmV0');
    expect(readFileSync(path, 'utf8')).toBe(text);
  }
});

test('each purpose, each key and each length has its own derived key', () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const ring = keyRingFrom(two, one);
  expect(ring.derive('a', 32).equals(ring.derive('b', 32))).toBe(false);
  expect(ring.derive('a', 32).equals(keyRingFrom(one).derive('a', 32))).toBe(false);
  expect(ring.derive('a', 64)).toHaveLength(64);
  expect(ring.derive('a', 32, keyRingFrom(one).keyId).equals(keyRingFrom(one).derive('a', 32))).toBe(true);
  expect(() => ring.derive('a', 32, 'nobody')).toThrow('nobody');
});

test('the fingerprint is that of the newest key and is not a derived key', () => {
  const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  expect(keyRingFrom(two, one).fingerprint).toBe(keyRingFrom(two).fingerprint);
  expect(keyRingFrom(one).fingerprint).not.toBe(keyRingFrom(two).fingerprint);
  expect(keyRingFrom(one).derive('fingerprint', 16).toString('base64url')).not.toBe(keyRingFrom(one).fingerprint);
});

test('derivation is HKDF-SHA-256, so keys stay the same over releases', () => {
  expect(keyRingFrom(Buffer.alloc(32, 1)).derive('sealing', 32).toString('hex')).toMatchInlineSnapshot(
    `"629c0176a01861cd33d9be4debf5adc9c5644d6a086da1853858daca83dd2d9a"`,
  );
});
