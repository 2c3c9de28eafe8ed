import { expect, test } from 'vitest';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import { systemRandom } from '../../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Binding, Ceremony } from '../method.ts';
import { createOneTimePass } from './index.ts';

const made = createOneTimePass({ keyRing: keyRingFrom(Buffer.alloc(32, 1)), random: systemRandom });
const { passes } = made;
const now = 1_800_000_000_000;

const ceremony = (at: number): Ceremony => ({
  accountId: 'account-1' as AccountId,
  attemptId: 'attempt-1',
  attemptVersion: 1,
  purpose: 'prove',
  now: at,
});

const bindingOf = (hash: string, expiresAt = now + passes.lifetimeMs): Binding => ({
  id: 'case-1' as AuthenticatorId,
  externalId: null,
  label: '',
  secret: JSON.stringify({ hash, expiresAt }),
});

test('a pass is ten symbols in two groups of five, 50 bits, and lives ten minutes', () => {
  expect(passes.generate().code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  expect(passes.lifetimeMs).toBe(600_000);
  const codes = new Set(Array.from({ length: 1_000 }, () => passes.generate().code));
  expect(codes.size).toBe(1_000);
});

for (const method of [made.oneTimePass, made.invitationCode]) {
  const verify = (code: string | undefined, bindings: readonly Binding[], at = now) =>
    method.verify(ceremony(at), { code }, bindings, null);

  test(`the right ${method.kind} proves once, as typed from the telephone`, async () => {
    const { code, hash } = passes.generate();
    for (const typed of [code, code.toLowerCase(), code.replace('-', ''), code.split('').join(' ')]) {
      expect(await verify(typed, [bindingOf(hash)])).toEqual({
        outcome: 'proved',
        bindingId: 'case-1',
        secretAfter: null,
        userVerified: false,
      });
    }
  });

  test(`the ${method.kind} proves until it expires, and only the right one is told so`, async () => {
    const [{ code, hash }, other] = [passes.generate(), passes.generate()];
    expect(await verify(code, [bindingOf(hash)], now + 599_000)).toMatchObject({ outcome: 'proved' });
    expect(await verify(code, [bindingOf(hash)], now + 600_000)).toEqual({ outcome: 'rejected', reason: 'expired' });
    expect(await verify(other.code, [bindingOf(hash)], now + 601_000)).toMatchObject({ reason: 'mismatch' });
  });

  test(`another code, an odd one, or none bound: no ${method.kind} proves`, async () => {
    const [mine, other] = [passes.generate(), passes.generate()];
    expect(await verify(other.code, [bindingOf(mine.hash)])).toEqual({ outcome: 'rejected', reason: 'mismatch' });
    expect(await verify(mine.code, [])).toEqual({ outcome: 'rejected', reason: 'unknown-authenticator' });
    for (const typed of ['', undefined, mine.code.slice(1), `${mine.code}0`, 'UUUUU-UUUUU']) {
      expect(await verify(typed, [bindingOf(mine.hash)])).toEqual({ outcome: 'rejected', reason: 'malformed' });
    }
  });
}

test('the hash is the same for the same code and key only, and an older key still verifies', async () => {
  const random = { bytes: (count: number) => Buffer.alloc(count, 5) };
  const ring = (...keys: number[]) => keyRingFrom(...keys.map((key) => Buffer.alloc(32, key)));
  const before = createOneTimePass({ keyRing: ring(1), random });
  const after = createOneTimePass({ keyRing: ring(2, 1), random });
  const { code, hash } = before.passes.generate();
  expect(before.passes.generate().hash).toBe(hash);
  expect(after.passes.generate().hash).not.toBe(hash);
  expect(await after.oneTimePass.verify(ceremony(now), { code }, [bindingOf(hash)], null)).toMatchObject({
    outcome: 'proved',
  });
});
