import { DAY_MS, type EpochMs } from '../../../platform/kernel/time.ts';

/** What is known of the code of a break-glass account. */
export interface Seal {
  readonly expiresAt: EpochMs;
  readonly spentAt: EpochMs | null;
  readonly revokedAt: EpochMs | null;
}

/** Whether it is still good: `sealed`; else why not. */
export type SealState = 'sealed' | 'spent' | 'expired' | 'revoked';

/** Codes live so many days unless somebody says otherwise, and a year at most: papers that nobody looks after are lost. */
export const USUAL_DAYS = 180;
export const DAYS_MAX = 365;

/** Says whether a code is still good. */
export function sealStateOf({ expiresAt, spentAt, revokedAt }: Seal, now: EpochMs): SealState {
  if (revokedAt !== null) return 'revoked';
  if (spentAt !== null) return 'spent';
  return now >= expiresAt ? 'expired' : 'sealed';
}

/** When a code that is made now expires; null: not a number of days that it may live. */
export function expiryOf(days: number, now: EpochMs): EpochMs | null {
  return Number.isInteger(days) && days >= 1 && days <= DAYS_MAX ? now + days * DAY_MS : null;
}
