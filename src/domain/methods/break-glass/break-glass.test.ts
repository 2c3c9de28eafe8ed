import { expect, test } from 'vitest';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import { systemRandom } from '../../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Binding } from '../method.ts';
import { createBreakGlassCode } from './index.ts';

const { method, sealedCodes } = createBreakGlassCode({
  keyRing: keyRingFrom(Buffer.alloc(32, 1)),
  random: systemRandom,
});
const NOW = 1_800_000_000_000;
const END = NOW + 1_000;

const bindingOf = (secret: string): Binding => ({ id: 'row' as AuthenticatorId, externalId: null, label: '', secret });

function verify(code: string, secret: string, now = NOW) {
  const ceremony = {
    accountId: 'account-1' as AccountId,
    attemptId: 'attempt-1',
    attemptVersion: 1,
    purpose: 'prove',
    now,
  } as const;
  return method.verify(ceremony, { code }, [bindingOf(secret)], null);
}

test('a sealed code is 24 symbols in groups of four, and no two are alike', () => {
  expect(sealedCodes.generate()).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(Array.from({ length: 1_000 }, () => sealedCodes.generate())).size).toBe(1_000);
});

test('it proves once, however it is typed, and what is kept of it does not tell it', async () => {
  const code = sealedCodes.generate();
  const secret = sealedCodes.secretFor(code, END);
  expect(secret).not.toContain(code.replaceAll('-', ''));
  for (const typed of [code, code.toLowerCase(), code.replaceAll('-', ' ')]) {
    const verdict = await verify(typed, secret);
    expect(verdict).toMatchObject({ outcome: 'proved', bindingId: 'row', userVerified: false });
    const after = verdict.outcome === 'proved' ? verdict.secretAfter : null;
    expect(await verify(code, after ?? '')).toEqual({ outcome: 'rejected', reason: 'replayed' });
  }
});

test('it proves until it expires, and another one never does', async () => {
  const code = sealedCodes.generate();
  const secret = sealedCodes.secretFor(code, END);
  expect((await verify(code, secret, END - 1)).outcome).toBe('proved');
  expect(await verify(code, secret, END)).toEqual({ outcome: 'rejected', reason: 'expired' });
  expect(await verify(sealedCodes.generate(), secret)).toEqual({ outcome: 'rejected', reason: 'mismatch' });
  expect(await verify('0000', secret)).toEqual({ outcome: 'rejected', reason: 'malformed' });
});
