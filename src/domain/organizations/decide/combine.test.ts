import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import {
  combineMandates,
  DEFAULT_LIMITS,
  emptyIntersection,
  mayHoldMandate,
  organizationsDisabledAt,
  passwordPreset,
  sessionLimits,
  workstationIdle,
} from './combine.ts';
import type { Mandate, Membership, Organization, SelectableMethod } from './mandate.ts';

const NOW = 2_000_000_000_000;
const mandate = (over: Partial<Mandate> = {}): Mandate => ({
  grantedAt: 1_000,
  coveredKinds: ['provider', 'staff', 'admin'],
  allowedMethods: ['totp', 'passkey', 'email-code', 'recovery-code'],
  dueAt: null,
  skips: 0,
  setUpProof: 'none',
  passkeyFirst: false,
  passAfterReset: true,
  ...over,
});
const member = (
  name: string,
  demands: Partial<Mandate> | null,
  over: Partial<Membership> = {},
  organization: Partial<Organization> = {},
): Membership => ({
  organization: {
    id: name as OrganizationId,
    name,
    kind: 'clinic',
    support: `help@${name}.example`,
    idleMs: 30 * MINUTE_MS,
    absoluteMs: 12 * HOUR_MS,
    passwordPreset: 'nist',
    createdAt: 0,
    disabledAt: null,
    mandate: demands === null ? null : mandate(demands),
    ...organization,
  },
  kind: 'provider',
  acceptedAt: 1,
  skipsUsed: 0,
  ...over,
});
const combine = (...memberships: Membership[]) => combineMandates(memberships, NOW);
const ONLY_APP: SelectableMethod[] = ['totp', 'email-code'];

describe('the end of an account’s organizations', () => {
  const over = { disabledAt: 5 };
  it.each([
    ['null for an account without any', [], null],
    ['null while one is in force', [member('a', {}, {}, over), member('b', null)], null],
    ['when the last one was disabled', [member('a', {}, {}, over), member('b', null, {}, { disabledAt: 9 })], 9],
    ['not put off by one nobody accepted', [member('a', {}, {}, over), member('b', null, { acceptedAt: null })], 5],
    ['null where the disabled one was never accepted', [member('a', {}, { acceptedAt: null }, over)], null],
  ])('is %s', (_what, memberships, at) => {
    expect(organizationsDisabledAt(memberships)).toBe(at);
  });
});

describe('the mandates of an account', () => {
  it.each([
    ['nobody demands anything', member('a', null)],
    ['the kind of member is not covered', member('a', {}, { kind: 'patient' })],
    ['the membership was not accepted', member('a', {}, { acceptedAt: null })],
    ['the organization is disabled', member('a', {}, {}, { disabledAt: 5 })],
  ])('demand nothing when %s', (_why, membership) => {
    expect(combine(membership)).toBeNull();
  });

  it('cover whom each names', () => {
    expect(combine(member('a', { coveredKinds: ['patient'] }, { kind: 'patient' }))).not.toBeNull();
  });

  it('hold if any organization requires, named from the earliest grant', () => {
    const combined = combine(member('late', { grantedAt: 9 }), member('none', null), member('early', { grantedAt: 3 }));
    expect(combined?.organizations).toEqual([
      { id: 'early', name: 'early', support: 'help@early.example' },
      { id: 'late', name: 'late', support: 'help@late.example' },
    ]);
  });

  it('allow what all allow', () => {
    const combined = combine(
      member('a', { allowedMethods: ['totp', 'passkey', 'recovery-code'] }),
      member('b', { allowedMethods: ONLY_APP }),
    );
    expect(combined?.allowedMethods).toEqual(['totp']);
  });

  it('give grace until the earliest end, while every one is still open', () => {
    expect(combine(member('a', { dueAt: NOW + 5 }), member('b', { dueAt: NOW + 3 }))?.grace).toEqual({
      until: NOW + 3,
      skipsLeft: null,
    });
    expect(combine(member('a', { dueAt: NOW + 5 }), member('b', {}))?.grace).toBeNull();
    expect(combine(member('a', { dueAt: NOW }), member('b', { skips: 2 }))?.grace).toBeNull();
    expect(combine(member('a', { dueAt: NOW + 1 }), member('b', { skips: 3 }, { skipsUsed: 1 }))?.grace).toEqual({
      until: NOW + 1,
      skipsLeft: 2,
    });
  });

  it('count skips down to none, never below', () => {
    expect(
      combine(member('a', { skips: 3 }, { skipsUsed: 1 }), member('b', { skips: 1 }, { skipsUsed: 0 }))?.grace,
    ).toEqual({
      until: null,
      skipsLeft: 1,
    });
    expect(combine(member('a', { skips: 1 }, { skipsUsed: 1 }))?.grace).toEqual({ until: null, skipsLeft: 0 });
    expect(combine(member('a', { skips: 1 }, { skipsUsed: 4 }))?.grace).toEqual({ until: null, skipsLeft: 0 });
  });

  it('choose the safer of every other option', () => {
    const combined = combine(
      member('a', { setUpProof: 'mailed-code', passkeyFirst: true, passAfterReset: false }),
      member('b', { setUpProof: 'invitation-code', passkeyFirst: false, passAfterReset: true }),
      member('c', { setUpProof: 'none', passkeyFirst: true, passAfterReset: false }),
    );
    expect(combined).toMatchObject({ setUpProof: 'invitation-code', passkeyFirst: false, passAfterReset: true });
    expect(combine(member('a', { passkeyFirst: true, passAfterReset: false }))).toMatchObject({
      setUpProof: 'none',
      passkeyFirst: true,
      passAfterReset: false,
    });
  });
});

describe('session limits', () => {
  it('are the shortest of all organizations, covered or not', () => {
    const short = { idleMs: 15 * MINUTE_MS };
    expect(sessionLimits([member('a', {}), member('b', null, { kind: 'patient' }, short)])).toEqual({
      idleMs: 15 * MINUTE_MS,
      absoluteMs: 12 * HOUR_MS,
    });
    expect(sessionLimits([member('a', {}, {}, { absoluteMs: HOUR_MS }), member('b', {}, {}, short)])).toEqual({
      idleMs: 15 * MINUTE_MS,
      absoluteMs: HOUR_MS,
    });
  });

  it('are half an hour and twelve hours where there is no organization', () => {
    expect(workstationIdle([])).toBe(5 * MINUTE_MS);
    expect(workstationIdle([member('a', {}), member('b', null, {}, { workstationIdleMs: MINUTE_MS })])).toBe(MINUTE_MS);
    expect(sessionLimits([])).toEqual({ idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS });
    expect(sessionLimits([member('a', {}, { acceptedAt: null }, { idleMs: 1 })])).toEqual(DEFAULT_LIMITS);
  });
});

describe('mandates that leave nothing', () => {
  it('names the two organizations that conflict, and no third', () => {
    const conflict = emptyIntersection([
      member('any', {}),
      member('app', { allowedMethods: ['totp', 'recovery-code'] }),
      member('key', { allowedMethods: ['passkey', 'recovery-code'] }),
    ]);
    expect(conflict).toEqual(['app', 'key']);
  });

  it('does not count e-mail and recovery code as something left', () => {
    expect(emptyIntersection([member('a', { allowedMethods: ['email-code', 'recovery-code'] })])).toEqual(['a', 'a']);
  });

  it('finds none where a method is shared, or nobody is covered', () => {
    expect(emptyIntersection([member('a', {}), member('b', { allowedMethods: ONLY_APP })])).toBeNull();
    expect(emptyIntersection([member('a', { allowedMethods: [] }, { kind: 'patient' })])).toBeNull();
    expect(emptyIntersection([])).toBeNull();
  });
});

describe('a mandate (S2)', () => {
  it('cannot be held by a solo provider\u2019s organization', () => {
    expect(mayHoldMandate({ kind: 'solo' })).toBe('solo-organization');
    expect(mayHoldMandate({ kind: 'clinic' })).toBe('allowed');
    expect(mayHoldMandate({ kind: 'operator' })).toBe('allowed');
  });
});

it('the stricter rules for passwords hold of all organizations in force, covered by a mandate or not', () => {
  const legacy = { passwordPreset: 'legacy' } as const;
  expect(passwordPreset([])).toBe('nist');
  expect(passwordPreset([member('a', {}), member('b', null)])).toBe('nist');
  expect(passwordPreset([member('a', {}), member('b', null, {}, legacy)])).toBe('legacy');
  expect(passwordPreset([member('a', {}), member('b', null, { acceptedAt: null }, legacy)])).toBe('nist');
  expect(passwordPreset([member('a', {}), member('b', null, {}, { ...legacy, disabledAt: 1 })])).toBe('nist');
});
