import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Sealing } from '../../../platform/keys.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { createAuditor, DETAIL_LENGTH_MAX } from './write.ts';

/** Binds text to its context without hiding it: what is sealed by the account's key must not rest on this. */
const sealing: Sealing = {
  seal: (plain, context) => `root.${Buffer.from(JSON.stringify({ plain, context })).toString('base64url')}`,
  open: (sealed, context) => {
    const held = JSON.parse(Buffer.from(sealed.slice(5), 'base64url').toString()) as { plain: string; context: string };
    if (held.context !== context) throw new Error('moved');
    return held.plain;
  },
};
const auditor = createAuditor({ sealing, random: { bytes: randomBytes }, clock: { now: () => 1_000 } });
const amara = 'amara' as AccountId;
const ben = 'ben' as AccountId;

describe('an audit event', () => {
  it('holds source address and free text only in sealed form', () => {
    const auditKeySealed = auditor.newKey(amara);
    const event = auditor.event({
      name: 'proof.bad',
      accountId: amara,
      actor: 'claimant',
      details: { method: 'totp' },
      source: '203.0.113.7',
      text: 'lost phone',
      auditKeySealed,
    });
    expect(JSON.stringify(event)).not.toContain('203.0.113.7');
    expect(JSON.stringify(event)).not.toContain('lost phone');
    expect(auditor.open(event, auditKeySealed)).toEqual({ source: '203.0.113.7', text: 'lost phone' });
    expect(event).toMatchObject({ at: 1_000, name: 'proof.bad', organizationId: null, attemptId: null });
  });

  it('cannot be opened with another account’s key, as another event, or after a change', () => {
    const key = auditor.newKey(amara);
    const input = { name: 'proof.bad', accountId: amara, actor: 'claimant', details: {}, source: '::1' } as const;
    const event = auditor.event({ ...input, auditKeySealed: key });
    expect(() => auditor.open(event, auditor.newKey(amara))).toThrow();
    expect(() => auditor.open(event, auditor.newKey(ben))).toThrow();
    expect(() => auditor.open({ ...event, id: 'another' }, key)).toThrow();
    expect(() => auditor.open({ ...event, sealed: flipLast(event.sealed ?? '') }, key)).toThrow();
  });

  it('stays unreadable once the account’s key is erased', () => {
    const key = auditor.newKey(amara);
    const input = { name: 'proof.bad', accountId: amara, actor: 'claimant', details: {}, source: '::1' } as const;
    expect(auditor.open(auditor.event({ ...input, auditKeySealed: key }), null)).toBeNull();
    expect(auditor.event({ ...input, auditKeySealed: null }).sealed).toBeNull();
  });

  it('about nobody known is sealed by the instance', () => {
    const event = auditor.event({
      name: 'attempt.identified',
      accountId: null,
      actor: 'claimant',
      details: {},
      source: '::1',
    });
    expect(auditor.open(event, null)).toEqual({ source: '::1', text: null });
    expect(() => auditor.open({ ...event, id: 'another' }, null)).toThrow('moved');
  });

  it('is refused when a detail is longer than the limit, or its account’s key was forgotten', () => {
    const base = { name: 'proof.bad', accountId: amara, actor: 'claimant' } as const;
    expect(auditor.event({ ...base, details: { a: 'x'.repeat(DETAIL_LENGTH_MAX) } }).sealed).toBeNull();
    expect(() => auditor.event({ ...base, details: { a: 'x'.repeat(DETAIL_LENGTH_MAX + 1) } })).toThrow('longer');
    expect(() => auditor.event({ ...base, details: {}, source: '::1' })).toThrow('key');
  });
});

describe('text sealed for an account', () => {
  it('opens only in its own context', () => {
    const key = auditor.newKey(amara);
    const sealed = auditor.sealFor(amara, key, 'ticket 7', 'reset_cases/1');
    expect(auditor.openFor(amara, key, sealed, 'reset_cases/1')).toBe('ticket 7');
    expect(() => auditor.openFor(amara, key, sealed, 'reset_cases/2')).toThrow();
  });
});

function flipLast(text: string): string {
  return text.slice(0, -2) + (text.endsWith('AA') ? 'BB' : 'AA');
}
