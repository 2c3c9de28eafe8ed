import { HOUR_MS } from '../../../platform/kernel/time.ts';
import type { SessionLimits } from '../../organizations/decide/mandate.ts';
import type { Proof } from './facts.ts';
import { roleOf } from './situation.ts';

/** How long what one sealed code opened lasts in all, in ms. */
export const EMERGENCY_MS = HOUR_MS;

/** The sealed code among some proofs; undefined: an ordinary sign-in. */
export function emergencyAmong(proofs: readonly Proof[]): Proof | undefined {
  return proofs.find(({ method }) => roleOf(method) === 'emergency');
}

/** Session limits, cut to what is left of an emergency: proving the password again does not make it longer. */
export function cutToEmergency(limits: SessionLimits, proofs: readonly Proof[], now: number): SessionLimits {
  const emergency = emergencyAmong(proofs);
  if (emergency === undefined) return limits;
  const left = Math.max(0, emergency.at + EMERGENCY_MS - now);
  return { idleMs: Math.min(limits.idleMs, left), absoluteMs: Math.min(limits.absoluteMs, left) };
}
