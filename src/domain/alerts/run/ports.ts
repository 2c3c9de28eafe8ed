import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { At } from '../../organizations/run/ports.ts';
import type { Alert } from '../decide/alert.ts';
import type { CountedReset } from '../decide/many-resets.ts';

/** An alert with what lists say of it. */
export interface ListedAlert extends Alert {
  /** What whom it is about is called; '': the account was deleted. */
  readonly name: string;
  /** How many resets it tells of. */
  readonly resets: number;
  /** Who reviewed it; null: nobody did. Their name is '' when their account was deleted. */
  readonly reviewer: { readonly id: AccountId; readonly name: string } | null;
  /** What they wrote down, sealed with the key of whom the alert is about. */
  readonly noteSealed: string | null;
}

/** A reset that an alert tells of. */
export interface AlertedReset {
  readonly caseId: string;
  readonly accountId: AccountId;
  /** '': the account was deleted. */
  readonly name: string;
  readonly openedBy: AccountId;
  /** Of who opened it; '': their account was deleted. */
  readonly opener: string;
  readonly carriedOutBy: AccountId | null;
  readonly carriedOutAt: EpochMs | null;
}

/** A review as it is stored. */
export interface AlertReview {
  readonly by: AccountId;
  readonly at: EpochMs;
  /** Null: whom it is about was deleted, and with them the key that notes are sealed with. */
  readonly noteSealed: string | null;
}

/** Alerts in the store. */
export interface AlertStore {
  /** What an agent carried out after `since`, newest first. */
  carriedOut(tx: Tx, agent: AccountId, since: EpochMs): Promise<readonly CountedReset[]>;
  /** Stores an alert of these resets; false, and nothing is stored, when one of its kind was raised by the same reset. */
  insert(tx: Tx, alert: Alert, caseIds: readonly string[]): Promise<boolean>;
  addResets(tx: Tx, alertId: string, caseIds: readonly string[]): Promise<void>;
  /** False when it was reviewed before. */
  review(tx: Tx, alertId: string, review: AlertReview): Promise<boolean>;
}

/** A reset after which somebody signed in, to be looked at. */
export interface WatchedReset {
  readonly caseId: string;
  readonly accountId: AccountId;
  readonly carriedOutAt: EpochMs;
  /** Sign-ins before were looked at. */
  readonly lookedTo: EpochMs;
}

/** How far sign-ins after resets were looked at. */
export interface ResetWatches {
  /** Resets that were carried out after `since`, raised no alert of a new country, and had a sign-in that was not looked at. */
  due(since: EpochMs, limit: number): Promise<readonly WatchedReset[]>;
  looked(tx: Tx, caseId: string, to: EpochMs): Promise<void>;
}

/** Which alerts to list. */
export interface AlertsQuery {
  readonly state: 'unreviewed' | 'all';
  /** The last row of the page before; null: from the newest. */
  readonly after: AlertMark | null;
  readonly limit: number;
}

/** Where a page of alerts ended. */
export type AlertMark = Pick<Alert, 'raisedAt' | 'id'>;

/** Alerts for whoever looks. */
export interface AlertLists {
  /** Newest first. */
  alerts(query: AlertsQuery): Promise<readonly ListedAlert[]>;
  byId(at: At, id: string): Promise<ListedAlert | null>;
  /** What an alert tells of, oldest first. */
  resetsOf(at: At, alertId: string): Promise<readonly AlertedReset[]>;
  /** Alerts that tell of a reset, oldest first. */
  ofCase(caseId: string): Promise<readonly ListedAlert[]>;
}
