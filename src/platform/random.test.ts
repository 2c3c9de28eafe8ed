import { expect, test } from 'vitest';
import { newId, newToken, systemRandom } from './random.ts';

test('an id can be typed on a command line: no dash in front, where one in 64 would have it', () => {
  const dashes = { bytes: (count: number) => Buffer.alloc(count, 0xfb) };
  expect(dashes.bytes(1).toString('base64url')).toMatch(/^-/);
  expect(newId(dashes)).toMatch(/^[A-Za-z0-9_][A-Za-z0-9_-]{21}$/);
  expect(newId(systemRandom)).not.toBe(newId(systemRandom));
});

test('a token has 256 bits', () => {
  expect(Buffer.from(newToken(systemRandom), 'base64url')).toHaveLength(32);
});
