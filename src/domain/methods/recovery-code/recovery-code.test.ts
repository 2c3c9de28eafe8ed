import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import { systemRandom } from '../../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Binding, Ceremony } from '../method.ts';
import { createRecoveryCode } from './index.ts';

const keyRing = keyRingFrom(Buffer.alloc(32, 1));
const { method, recoveryCodes } = createRecoveryCode({ keyRing, random: systemRandom });

const ceremony: Ceremony = {
  accountId: 'account-1' as AccountId,
  attemptId: 'attempt-1',
  attemptVersion: 1,
  purpose: 'prove',
  now: 1_800_000_000_000,
};

const bindingOf = (secret: string, id = 'sheet-1'): Binding => ({
  id: id as AuthenticatorId,
  externalId: null,
  label: '',
  secret,
});

const verify = (code: string | undefined, ...bindings: Binding[]) => method.verify(ceremony, { code }, bindings, null);

test('a code is 24 random symbols and 4 check symbols, shown in groups of four', () => {
  const code = recoveryCodes.generate();
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{28}$/);
  expect(recoveryCodes.display(code)).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
});

test('all 120 bits are random: the code follows from 15 bytes of the generator', () => {
  const asked: number[] = [];
  const fixed = createRecoveryCode({
    keyRing,
    random: { bytes: (count) => (asked.push(count), Buffer.alloc(count, 255)) },
  }).recoveryCodes;
  expect(fixed.generate().slice(0, 24)).toBe('Z'.repeat(24));
  expect(asked).toEqual([15]);
});

test('the check symbols are the first 20 bits of SHA-256 over the symbols', () => {
  const code = recoveryCodes.generate();
  const digest = createHash('sha256').update(code.slice(0, 24)).digest();
  const number = digest.readUIntBE(0, 3) >> 4;
  const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const symbols = [15, 10, 5, 0].map((shift) => alphabet.charAt((number >> shift) & 31)).join('');
  expect(code.slice(24)).toBe(symbols);
});

test('the saved code proves once and is used up', async () => {
  const code = recoveryCodes.generate();
  expect(await verify(code, bindingOf(recoveryCodes.secretFor(code)))).toEqual({
    outcome: 'proved',
    bindingId: 'sheet-1',
    secretAfter: null,
    userVerified: false,
  });
});

test('it may be typed with dashes or spaces, in any case, with O for 0 and I or L for 1', async () => {
  let code = recoveryCodes.generate();
  while (!(code.includes('0') && code.includes('1'))) code = recoveryCodes.generate();
  const binding = bindingOf(recoveryCodes.secretFor(code));
  for (const typed of [
    recoveryCodes.display(code),
    recoveryCodes.display(code).toLowerCase().replaceAll('-', ' '),
    code.replaceAll('0', 'O').replaceAll('1', 'I'),
    code.replaceAll('0', 'o').replaceAll('1', 'l'),
  ]) {
    expect(await verify(typed, binding)).toMatchObject({ outcome: 'proved' });
  }
});

test('one wrong symbol anywhere is told as malformed', async () => {
  const code = recoveryCodes.generate();
  const binding = bindingOf(recoveryCodes.secretFor(code));
  for (let at = 0; at < code.length; at++) {
    const typed = code.slice(0, at) + (code.charAt(at) === '7' ? '8' : '7') + code.slice(at + 1);
    expect(await verify(typed, binding)).toEqual({ outcome: 'rejected', reason: 'malformed' });
  }
  for (const typed of ['', undefined, code.slice(1), `${code}0`, 'U'.repeat(28)]) {
    expect(await verify(typed, binding)).toEqual({ outcome: 'rejected', reason: 'malformed' });
  }
});

test('a whole code that is not the saved one is a mismatch, and without a saved one there is no authenticator', async () => {
  const [mine, other] = [recoveryCodes.generate(), recoveryCodes.generate()];
  expect(await verify(other, bindingOf(recoveryCodes.secretFor(mine)))).toEqual({
    outcome: 'rejected',
    reason: 'mismatch',
  });
  expect(await verify(mine)).toEqual({ outcome: 'rejected', reason: 'unknown-authenticator' });
});

test('what is stored does not hold the code and verifies only with the key it was made with', async () => {
  const code = recoveryCodes.generate();
  const secret = recoveryCodes.secretFor(code);
  expect(secret).not.toContain(code.slice(0, 6));
  expect(recoveryCodes.secretFor(recoveryCodes.display(code))).toBe(secret);
  expect(() => recoveryCodes.secretFor('ABCD')).toThrow();
  const rotated = createRecoveryCode({
    keyRing: keyRingFrom(Buffer.alloc(32, 2), Buffer.alloc(32, 1)),
    random: systemRandom,
  });
  expect(await rotated.method.verify(ceremony, { code }, [bindingOf(secret)], null)).toMatchObject({
    outcome: 'proved',
  });
  const newer = rotated.recoveryCodes.secretFor(code);
  expect(JSON.parse(newer).hash).not.toBe(JSON.parse(secret).hash);
});
