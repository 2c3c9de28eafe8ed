import { expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import { cutToEmergency, emergencyAmong } from './emergency.ts';

const AT = 1_000_000_000;
const by = (method: MethodKind) => ({ method, authenticatorId: null, at: AT, userVerified: false });
const LIMITS = { idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS };

it('what a sealed code opened lasts an hour from then on, however often the password is proved again', () => {
  const proofs = [by('password'), by('break-glass-code')];
  expect(emergencyAmong(proofs)).toEqual(by('break-glass-code'));
  expect(cutToEmergency(LIMITS, proofs, AT)).toEqual({ idleMs: 30 * MINUTE_MS, absoluteMs: HOUR_MS });
  expect(cutToEmergency(LIMITS, proofs, AT + 50 * MINUTE_MS)).toEqual({
    idleMs: 10 * MINUTE_MS,
    absoluteMs: 10 * MINUTE_MS,
  });
  expect(cutToEmergency(LIMITS, proofs, AT + 2 * HOUR_MS)).toEqual({ idleMs: 0, absoluteMs: 0 });
});

it('other sessions are as long as their organizations say', () => {
  expect(cutToEmergency(LIMITS, [by('password'), by('recovery-code')], AT + HOUR_MS)).toBe(LIMITS);
});
