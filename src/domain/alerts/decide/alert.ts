import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';

/** What raises an alert: one agent carried out many resets within a day. */
export const ALERT_KINDS = ['many-resets'] as const;

/** One of these. */
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Most characters of what a reviewer writes down. */
export const NOTE_LENGTH_MAX = 1_000;

/** Something about resets that an owner is to look at. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  /** Whom it is about: the agent. */
  readonly accountId: AccountId;
  /** The reset that raised it. No other alert of its kind is raised by the same. */
  readonly caseId: string;
  readonly raisedAt: EpochMs;
  readonly reviewedAt: EpochMs | null;
}

/** Whether somebody may review an alert; null: yes. `involved`: whom it is about, and none of them says that it was in order. */
export function reviewRefusal(
  { reviewedAt }: Pick<Alert, 'reviewedAt'>,
  involved: readonly AccountId[],
  reviewer: string,
): 'unchanged' | 'own-alert' | null {
  if (reviewedAt !== null) return 'unchanged';
  return involved.some((id) => id === reviewer) ? 'own-alert' : null;
}
