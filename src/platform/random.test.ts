import { expect, it } from 'vitest';
import { newId, newToken, systemRandom } from './random.ts';

it('an id has 128 random bits and no hyphen in front, which a command line would take for an option', () => {
  const fixed = { bytes: (count: number) => Buffer.alloc(count, 0xfb) };
  expect(fixed.bytes(16).toString('base64url')).toBe('-_v7-_v7-_v7-_v7-_v7-w');
  expect(newId(fixed)).toBe('__v7-_v7-_v7-_v7-_v7-w');
  const ids = Array.from({ length: 200 }, () => newId(systemRandom));
  expect(new Set(ids).size).toBe(200);
  for (const id of ids) expect(id).toMatch(/^\w[\w-]{21}$/);
});

it('a token has 256 random bits', () => {
  expect(newToken(systemRandom)).toMatch(/^[\w-]{43}$/);
});
