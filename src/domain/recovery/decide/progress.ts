import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { CASE_LIFE_MS, PASSES_MAX, type ResetCase } from './reset-case.ts';

/** Why an act on a case is not possible. */
export type ProgressRefusal =
  /** Cancelled, stopped by the owner, or set-up is finished. */
  | 'case-over'
  | 'case-expired'
  | 'already-approved'
  | 'approval-not-needed'
  /** Whoever opened a case cannot approve it. */
  | 'approver-is-opener'
  | 'approval-missing'
  | 'on-hold'
  | 'already-carried-out'
  | 'no-pass-left';

/** Whether the case may be approved by `approver`; null: yes. `privileged`: the account is so today. */
export function approvalRefusal(
  one: ResetCase,
  privileged: boolean,
  approver: AccountId,
  now: EpochMs,
): ProgressRefusal | null {
  const refusal = openRefusal(one, now) ?? (one.carriedOutAt === null ? null : 'already-carried-out');
  if (refusal !== null) return refusal;
  if (!one.needsApproval && !privileged) return 'approval-not-needed';
  if (one.approvedAt !== null) return 'already-approved';
  return one.openedBy === approver ? 'approver-is-opener' : null;
}

/** Whether the case may be carried out now; null: yes. `privileged`: it needs an approver today, whatever it did at the opening. */
export function carryOutRefusal(one: ResetCase, privileged: boolean, now: EpochMs): ProgressRefusal | null {
  const refusal = openRefusal(one, now);
  if (refusal !== null) return refusal;
  if (one.carriedOutAt !== null) return 'already-carried-out';
  if ((one.needsApproval || privileged) && one.approvedAt === null) return 'approval-missing';
  return one.holdUntil !== null && now < one.holdUntil ? 'on-hold' : null;
}

/** Whether a carried-out case may have one more pass; null: yes. */
export function passRefusal(one: ResetCase, now: EpochMs): ProgressRefusal | null {
  return openRefusal(one, now) ?? (one.passesMade >= PASSES_MAX ? 'no-pass-left' : null);
}

/**
 * Whether the case may be called off; null: yes. Not once it was carried out: the set-up would then run without the pass.
 * Approving and carrying out are for whoever has permission; so is this, or a wrong case could not be ended.
 */
export function cancelRefusal(one: ResetCase): ProgressRefusal | null {
  if (isOver(one)) return 'case-over';
  return one.carriedOutAt === null ? null : 'already-carried-out';
}

function openRefusal(one: ResetCase, now: EpochMs): ProgressRefusal | null {
  if (isOver(one)) return 'case-over';
  return now >= (one.carriedOutAt ?? one.openedAt) + CASE_LIFE_MS ? 'case-expired' : null;
}

function isOver(one: ResetCase): boolean {
  return one.cancelledAt !== null || one.vetoedAt !== null || one.finishedAt !== null;
}
