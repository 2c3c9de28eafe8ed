import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { Ceremony, IssuedCode } from '../method.ts';
import { createEmailCode } from './index.ts';

const { method, mailedCodes } = createEmailCode({ keyRing: keyRingFrom(Buffer.alloc(32, 1)) });
const issuedAt = 1_800_000_000_000;
const issued: IssuedCode = { serial: 1, issuedAt };
const code = mailedCodes.codeFor('attempt-1', 1);

const ceremony = (now: number, attemptId = 'attempt-1'): Ceremony => ({
  accountId: 'account-1' as AccountId,
  attemptId,
  attemptVersion: 1,
  purpose: 'prove',
  now,
});

const verify = (typed: string | undefined, now = issuedAt, live: IssuedCode | null = issued, attemptId = 'attempt-1') =>
  method.verify(ceremony(now, attemptId), { code: typed }, [], live);

test('the mailed code proves, without any binding', async () => {
  expect(await verify(code)).toEqual({ outcome: 'proved', bindingId: null, userVerified: false });
  expect(await verify(`${code.slice(0, 3)} ${code.slice(3)}`)).toMatchObject({ outcome: 'proved' });
});

test('it lives ten minutes: 599 seconds old it proves, 601 seconds old it does not', async () => {
  expect(mailedCodes.lifetimeMs).toBe(600_000);
  expect(await verify(code, issuedAt + 599_000)).toMatchObject({ outcome: 'proved' });
  expect(await verify(code, issuedAt + 600_000)).toEqual({ outcome: 'rejected', reason: 'expired' });
  expect(await verify(code, issuedAt + 601_000)).toEqual({ outcome: 'rejected', reason: 'expired' });
});

test('a code of another attempt or of an earlier serial does not fit', async () => {
  expect(await verify(code, issuedAt, issued, 'attempt-2')).toEqual({ outcome: 'rejected', reason: 'mismatch' });
  expect(await verify(code, issuedAt, { serial: 2, issuedAt })).toEqual({ outcome: 'rejected', reason: 'mismatch' });
});

test('before a code was mailed nothing proves', async () => {
  expect(await verify(code, issuedAt, null)).toEqual({ outcome: 'rejected', reason: 'unknown-authenticator' });
});

test('anything but six digits is malformed', async () => {
  for (const typed of ['', undefined, 'null', code.slice(1), `${code}1`, '１２３４５６', '9'.repeat(100_000)]) {
    expect(await verify(typed)).toEqual({ outcome: 'rejected', reason: 'malformed' });
  }
});

test('the same attempt and serial give the same six digits, another key gives others', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (attempt, serial) => {
      const made = mailedCodes.codeFor(attempt, serial);
      return /^\d{6}$/.test(made) && made === mailedCodes.codeFor(attempt, serial);
    }),
  );
  const other = createEmailCode({ keyRing: keyRingFrom(Buffer.alloc(32, 2)) }).mailedCodes;
  const codes = (of: typeof mailedCodes) => [1, 2, 3, 4].map((serial) => of.codeFor('attempt-1', serial));
  expect(codes(other)).not.toEqual(codes(mailedCodes));
});

test('every first and last digit is equally likely', () => {
  const counts = { first: new Array<number>(10).fill(0), last: new Array<number>(10).fill(0) };
  const total = 20_000;
  for (let serial = 0; serial < total; serial++) {
    const made = mailedCodes.codeFor('attempt-1', serial);
    counts.first[Number(made[0])] = (counts.first[Number(made[0])] ?? 0) + 1;
    counts.last[Number(made[5])] = (counts.last[Number(made[5])] ?? 0) + 1;
  }
  for (const each of [counts.first, counts.last]) {
    const chiSquared = each.reduce((sum, count) => sum + (count - total / 10) ** 2 / (total / 10), 0);
    // 9 degrees of freedom, one in a million; the key is fixed, so the result never changes.
    expect(chiSquared).toBeLessThan(44.8);
  }
});
