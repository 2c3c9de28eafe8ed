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

it('random bytes are as many as asked for, never handed out twice, and not what a pool was emptied to', () => {
  const sizes = Array.from({ length: 3_000 }, (_, at) => 12 + (at % 60)).concat(4_096, 4_097, 10_000, 4_096);
  const all = sizes.map((size) => systemRandom.bytes(size));
  expect(all.map((bytes) => bytes.length)).toEqual(sizes);
  expect(new Set(all.map((bytes) => bytes.toString('hex'))).size).toBe(sizes.length);
  // Of eight bytes in a row that are random none is zero eight times over: that happens once in 2^64.
  for (const bytes of all) expect(bytes.includes(Buffer.alloc(8))).toBe(false);
  expect(systemRandom.bytes(0)).toHaveLength(0);
});
