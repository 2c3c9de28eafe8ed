import { DAY_MS, type EpochMs, HOUR_MS } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';

/** A case that was not carried out by then is over; passes are made no later than this after carrying out. */
export const CASE_LIFE_MS = 7 * DAY_MS;
/** The longest hold: it leaves two days to carry out. */
export const HOLD_MAX_MS = 5 * DAY_MS;
/** How long the link in a mail works. */
export const STOP_LINK_LIFE_MS = 7 * DAY_MS;
/** Most one-time passes for one case. */
export const PASSES_MAX = 3;
/** Most characters of each part of a record. */
export const RECORD_LENGTH_MAX = 500;
/** A set-up takes at most this long; what it bound is older than the mail that tells of its end. */
export const SET_UP_LIFE_MS = HOUR_MS;

/** What the agent confirms to have done. Recorded, not demanded: the operator's own rules say which are needed. */
export const CHECKLIST = [
  'called-number-on-record',
  'identity-confirmed',
  'colleague-confirmed',
  'no-pressure',
] as const;

/** One thing on the list. */
export type ChecklistItem = (typeof CHECKLIST)[number];

/** Why and how, sealed with the account's own key. */
export interface ResetRecord {
  readonly reason: string;
  readonly ticket: string;
  /** Which number on record was called, when, and who answered. */
  readonly callBack: string;
  readonly checklist: readonly ChecklistItem[];
}

/** One support reset, from its opening to the finished set-up. */
export interface ResetCase {
  readonly id: string;
  readonly accountId: AccountId;
  readonly version: number;
  readonly openedBy: AccountId;
  readonly openedAt: EpochMs;
  readonly recordSealed: string;
  readonly needsApproval: boolean;
  /** Not carried out before; null: no hold. */
  readonly holdUntil: EpochMs | null;
  readonly approvedBy: AccountId | null;
  readonly approvedAt: EpochMs | null;
  readonly carriedOutBy: AccountId | null;
  readonly carriedOutAt: EpochMs | null;
  readonly cancelledAt: EpochMs | null;
  readonly vetoedAt: EpochMs | null;
  readonly finishedAt: EpochMs | null;
  readonly passHash: string | null;
  readonly passExpiresAt: EpochMs | null;
  readonly passesMade: number;
  readonly passUsedAt: EpochMs | null;
}
