import { expect, it } from 'vitest';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import { signInsOverTime } from './sign-in-series.ts';
import { countedWeeks, countSignIns, SIGN_IN_WEEKS, type SignInCount, toldBy, weekOf } from './sign-ins.ts';

const MONDAY = Date.parse('2026-11-23T00:00:00Z');
const amara = 'amara' as AccountId;
const clinic = 'clinic' as OrganizationId;
const practice = 'practice' as OrganizationId;
const started = { name: 'session.started', details: { amr: 'pwd otp mfa' } } as const;

function event(over: Partial<AuditEvent>): AuditEvent {
  const about = { accountId: amara, actor: 'claimant', organizationId: null, attemptId: null, sealed: null };
  return { id: 'e', at: MONDAY, ...started, ...about, ...over };
}

it('begins weeks on Mondays at midnight in UTC', () => {
  expect(weekOf(MONDAY)).toBe(MONDAY);
  expect(weekOf(MONDAY - 1)).toBe(MONDAY - 7 * DAY_MS);
  expect(weekOf(MONDAY + 7 * DAY_MS - 1)).toBe(MONDAY);
  const weeks = countedWeeks(MONDAY + DAY_MS);
  expect(weeks).toHaveLength(SIGN_IN_WEEKS);
  expect(weeks.at(-1)).toBe(MONDAY);
  expect(weeks[0]).toBe(MONDAY - (SIGN_IN_WEEKS - 1) * 7 * DAY_MS);
});

it.each([
  ['session.started', { amr: 'pwd otp mfa' }, 'started', ['password', 'totp']],
  ['session.started', { amr: 'pwd pop user mfa' }, 'started', ['password', 'passkey']],
  ['session.started', { amr: 'pop user mfa' }, 'started', ['passkey']],
  ['session.started', { amr: 'pwd email' }, 'started', ['password', 'email-code']],
  ['session.started', { amr: 'pwd rcode' }, 'started', ['password', 'recovery-code']],
  ['session.started', { amr: 'pwd' }, 'started', ['password']],
  ['session.started', { unreadable: true }, 'started', []],
  ['password.bad', { lane: 'unknown' }, 'wrong', ['password']],
  ['password.throttled', { lane: 'unknown' }, 'held-off', ['password']],
  ['proof.bad', { method: 'totp', reason: 'mismatch' }, 'wrong', ['totp']],
  ['proof.bad', { method: 'totp', reason: 'replayed' }, 'wrong', ['totp']],
  ['proof.bad', { method: 'email-code', reason: 'expired' }, 'expired', ['email-code']],
  ['proof.throttled', { method: 'totp' }, 'held-off', ['totp']],
] as const)('reads %s with %o as %s by %o', (name, details, outcome, methods) => {
  expect(toldBy({ name, details })).toEqual({ outcome, methods });
});

it('reads nothing else as a sign-in: no right proof, no end, no wrong password at a change of the password', () => {
  for (const name of ['password.ok', 'proof.ok', 'session.ended', 'attempt.ended'] as const) {
    expect(toldBy({ name, details: {} })).toBeNull();
  }
  expect(toldBy({ name: 'password.bad', details: { session: 's' } })).toBeNull();
});

it('counts for each organization of the person, from the moment on which they belong there', () => {
  const belongings = new Map([
    [
      amara,
      [
        { organizationId: clinic, acceptedAt: 0 },
        { organizationId: practice, acceptedAt: MONDAY + 1 },
      ],
    ],
  ]);
  const events = [event({}), event({ at: MONDAY + 1 }), event({ accountId: null }), event({ at: MONDAY - 1 })];
  const base = { week: MONDAY, outcome: 'started', methods: ['password', 'totp'] } as const;
  expect(countSignIns(events, belongings, MONDAY)).toEqual([
    { organizationId: clinic, ...base, count: 2 },
    { organizationId: practice, ...base, count: 1 },
  ]);
});

it('puts counts in the order of weeks, the most frequent first, and failures apart from sign-ins', () => {
  const count = (over: Partial<SignInCount>): SignInCount => ({
    ...{ organizationId: clinic, week: MONDAY, outcome: 'started', methods: ['password'], count: 1 },
    ...over,
  });
  const seen = signInsOverTime(
    [
      count({}),
      count({ week: MONDAY - 7 * DAY_MS, count: 2 }),
      count({ methods: ['password', 'totp'], count: 9 }),
      count({ outcome: 'wrong', count: 4 }),
      count({ outcome: 'held-off', count: 5 }),
      count({ methods: ['passkey'], week: MONDAY - 100 * 7 * DAY_MS }),
    ],
    MONDAY,
  );
  expect(seen.started.map(({ methods, counts, total }) => [methods.join(), counts.slice(-2), total])).toEqual([
    ['password,totp', [0, 9], 9],
    ['password', [2, 1], 3],
  ]);
  expect(seen.failures.map(({ outcome, total }) => [outcome, total])).toEqual([
    ['held-off', 5],
    ['wrong', 4],
  ]);
});
