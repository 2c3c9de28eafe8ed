import { describe, expect, it } from 'vitest';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import { answerAcr, assuranceOf, reaches } from './assurance.ts';
import type { Proof } from './facts.ts';

const proof = (method: MethodKind, userVerified = method === 'passkey', id = method as string): Proof => ({
  method,
  authenticatorId: id as AuthenticatorId,
  at: 1_000,
  userVerified,
});
const by = (...methods: MethodKind[]) => assuranceOf(methods.map((method) => proof(method)));

describe('assurance (section D)', () => {
  it.each<[MethodKind[], string | null, string[]]>([
    [['password'], 'aal1', ['pwd']],
    [['password', 'email-code'], 'two-step', ['pwd', 'email']],
    [['password', 'recovery-code'], 'two-step', ['pwd', 'rcode']],
    [['password', 'break-glass-code'], 'two-step', ['pwd', 'sealed']],
    [['break-glass-code'], null, ['sealed']],
    [['password', 'recovery-code', 'totp'], 'aal2', ['pwd', 'rcode', 'otp', 'mfa']],
    [['password', 'totp'], 'aal2', ['pwd', 'otp', 'mfa']],
    [['passkey'], 'phr', ['pop', 'user', 'mfa']],
    [['password', 'passkey'], 'phr', ['pwd', 'pop', 'user', 'mfa']],
    [['password', 'email-code', 'email-code'], 'two-step', ['pwd', 'email']],
    [['password', 'email-code', 'recovery-code'], 'two-step', ['pwd', 'email', 'rcode']],
    [['password', 'password'], 'aal1', ['pwd']],
    [['password', 'one-time-pass', 'invitation-code'], 'aal1', ['pwd']],
    [['password', 'one-time-pass', 'totp'], 'aal2', ['pwd', 'otp', 'mfa']],
    [['totp'], null, ['otp']],
    [['email-code'], null, ['email']],
    [['recovery-code'], null, ['rcode']],
    [['totp', 'email-code', 'recovery-code'], null, ['otp', 'email', 'rcode']],
    [[], null, []],
  ])('gives %j the level %s with amr %j', (methods, acr, amr) => {
    expect(by(...methods)).toEqual({ acr, amr, strong: acr === 'aal2' || acr === 'phr' });
  });

  it('counts a passkey without user verification as one factor', () => {
    expect(assuranceOf([proof('passkey', false)]).acr).toBeNull();
    expect(assuranceOf([proof('password'), proof('passkey', false)]).acr).toBe('aal2');
  });

  it('counts two apps once', () => {
    expect(assuranceOf([proof('totp', false, 'a'), proof('totp', false, 'b')]).acr).toBeNull();
  });

  it('believes user verification of nothing but a passkey', () => {
    expect(assuranceOf([proof('password'), proof('email-code', true)]).acr).toBe('two-step');
    expect(assuranceOf([proof('totp', true)]).acr).toBeNull();
  });

  it('answers asked values with the first that is met, else with the highest reached', () => {
    expect(answerAcr(['phr', 'two-step', 'aal1'], 'aal2')).toBe('two-step');
    expect(answerAcr(['phr'], 'aal2')).toBe('aal2');
    expect(answerAcr(['urn:unknown'], 'aal1')).toBe('aal1');
    expect(answerAcr([], 'phr')).toBe('phr');
  });

  it('never reaches anything without a level', () => {
    expect(reaches(null, 'aal1')).toBe(false);
    expect(reaches('two-step', 'aal2')).toBe(false);
    expect(reaches('phr', 'aal2')).toBe(true);
  });
});
