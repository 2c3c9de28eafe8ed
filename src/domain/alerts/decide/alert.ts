import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';

/** What raises an alert: one agent carried out many resets within a day; an account was reset, and signed in from a new country. */
export const ALERT_KINDS = ['many-resets', 'new-country'] as const;

/** One of these. */
export type AlertKind = (typeof ALERT_KINDS)[number];

/** Most characters of what a reviewer writes down. */
export const NOTE_LENGTH_MAX = 1_000;

/** Something about resets that an owner is to look at. */
export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  /** Whom it is about: the agent, or whoever signed in. */
  readonly accountId: AccountId;
  /** The reset that raised it. No other alert of its kind is raised by the same. */
  readonly caseId: string;
  readonly raisedAt: EpochMs;
  /** The event of the trail that tells of the sign-in; null where none raised it. */
  readonly eventId: string | null;
  readonly reviewedAt: EpochMs | null;
}

/** A reset that an alert tells of, as far as it says whom the alert is about. */
interface Handled {
  readonly openedBy: AccountId;
  readonly carriedOutBy: AccountId | null;
}

/** Whom an alert is about: the agent; or whoever signed in, and the agents of the reset before. */
export function involvedIn(
  { kind, accountId }: Pick<Alert, 'kind' | 'accountId'>,
  resets: readonly Handled[],
): readonly AccountId[] {
  if (kind === 'many-resets') return [accountId];
  const agents = resets.flatMap(({ openedBy, carriedOutBy }) => [openedBy, carriedOutBy]);
  return [accountId, ...agents.filter((id) => id !== null)];
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
