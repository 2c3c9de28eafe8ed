import type { EpochMs } from '../../../platform/kernel/time.ts';
import { CASE_LIFE_MS, PASSES_MAX, type ResetCase } from './reset-case.ts';

/** Where a case stands when it waits for somebody. */
export const WAITING = ['approval', 'hold', 'ready', 'set-up'] as const;

/** What a waiting case waits for: a second operator, the end of its hold, somebody to carry it out, its owner's set-up. */
export type Waiting = (typeof WAITING)[number];

/** Where a case stands. */
export type Standing = Waiting | 'finished' | 'cancelled' | 'stopped' | 'expired';

/** Where a case stands now. `needsSecond`: it needs a second operator today, whatever it did when it was opened. */
export function standingOf(one: ResetCase, needsSecond: boolean, now: EpochMs): Standing {
  if (one.vetoedAt !== null) return 'stopped';
  if (one.finishedAt !== null) return 'finished';
  if (one.cancelledAt !== null) return 'cancelled';
  if (now >= (one.carriedOutAt ?? one.openedAt) + CASE_LIFE_MS) return 'expired';
  if (one.carriedOutAt !== null) return 'set-up';
  if ((one.needsApproval || needsSecond) && one.approvedAt === null) return 'approval';
  return one.holdUntil !== null && now < one.holdUntil ? 'hold' : 'ready';
}

/** How many more one-time passes can be made for a case. */
export function passesLeft({ passesMade }: Pick<ResetCase, 'passesMade'>): number {
  return Math.max(0, PASSES_MAX - passesMade);
}
