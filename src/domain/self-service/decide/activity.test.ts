import { describe, expect, it } from 'vitest';
import { AUDIT_NAMES, type AuditName } from '../../audit/decide/event.ts';
import { activityOf, TELLINGS, TOLD } from './activity.ts';

describe('recent activity', () => {
  it('has a line for every kind of event, and none for others', () => {
    expect(Object.keys(TELLINGS).toSorted()).toEqual([...AUDIT_NAMES].toSorted());
    expect(activityOf('from.tomorrow' as AuditName, {})).toBeNull();
  });

  it('asks for no kind that is never told, such as wrong passwords', () => {
    expect(TOLD).toContain('session.started');
    for (const silent of ['password.bad', 'mail.handed-over', 'attempt.identified']) expect(TOLD).not.toContain(silent);
  });

  it.each([
    ['proof.bad', { method: 'totp' }, 'wrong-code'],
    ['proof.bad', { method: 'passkey' }, null],
    ['authenticator.bound', { method: 'totp' }, 'app-added'],
    ['authenticator.bound', { method: 'passkey' }, 'passkey-added'],
    ['authenticator.revoked', { method: 'recovery-code' }, null],
    ['session.ended', { reason: 'sign-out' }, 'signed-out'],
    ['session.ended', { reason: 'ended-by-owner' }, 'sessions-ended'],
    ['session.ended', { reason: 'ended-by-administrator' }, 'sessions-ended-for-you'],
    ['session.ended', { reason: 'password-changed' }, null],
    ['session.ended', {}, null],
  ] as const)('tells %s %o as %s', (name, details, told) => {
    expect(activityOf(name, details)).toBe(told);
  });
});
