import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AccountReads } from '../../accounts/run/ports.ts';
import type { Auditor } from '../../audit/run/write.ts';
import { type ActDeps, administer } from '../../organizations/run/act.ts';
import type { At } from '../../organizations/run/ports.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import { NOTE_LENGTH_MAX, reviewRefusal } from '../decide/alert.ts';
import type { AlertedReset, AlertLists, AlertStore, AlertsQuery, ListedAlert } from './ports.ts';

/** An alert with all that is known of it. Whoever shows it asks first who looks. */
export interface AlertFile {
  readonly alert: ListedAlert;
  readonly resets: readonly AlertedReset[];
  /** None of them reviews it. */
  readonly involved: readonly AccountId[];
  /** What the review says; null: there is none, or it became unreadable with the account that it is about. */
  readonly note: string | null;
}

/** Alerts for whoever looks at them. */
export interface AlertDesk {
  alerts(query: AlertsQuery): Promise<readonly ListedAlert[]>;
  /** Null: there is no such alert. */
  file(alertId: string): Promise<AlertFile | null>;
}

/** What looking at alerts works with. */
export interface AlertDeskDeps {
  readonly alertLists: AlertLists;
  readonly accounts: Pick<AccountReads, 'byId'>;
  readonly auditor: Pick<Auditor, 'openFor'>;
}

/** The desk of an instance. */
export function createAlertDesk(deps: AlertDeskDeps): AlertDesk {
  return {
    alerts: (query) => deps.alertLists.alerts(query),
    async file(alertId) {
      const alert = await deps.alertLists.byId(null, alertId);
      if (alert === null) return null;
      const resets = await deps.alertLists.resetsOf(null, alertId);
      return { alert, resets, involved: involvedIn(alert), note: await noteOf(deps, alert) };
    },
  };
}

/** What owners do about alerts. */
export interface Alerts {
  /** An owner whom it is not about writes down what an alert was. */
  review(alertId: string, note: string): Promise<Result<void, Refusal>>;
}

/** What a review works with. */
export interface AlertsDeps extends ActDeps {
  readonly alerts: AlertStore;
  readonly alertLists: AlertLists;
  readonly accounts: Pick<AccountReads, 'byId'>;
}

/** Alerts for owners. */
export function createAlerts(deps: AlertsDeps): Alerts {
  return { review: (alertId, note) => review(deps, alertId, note) };
}

function review(deps: AlertsDeps, alertId: string, typed: string): Promise<Result<void, Refusal>> {
  return administer(deps, ['alert.review', { kind: 'everything' }], async (tx) => {
    const alert = await deps.alertLists.byId(tx, alertId);
    if (alert === null) return because('alert-unknown');
    const refusal = reviewRefusal(alert, involvedIn(alert), deps.by.id);
    if (refusal !== null) return because(refusal);
    const text = typed.trim().slice(0, NOTE_LENGTH_MAX);
    if (text === '') return because('note-missing');
    const { accountId, caseId } = alert;
    const key = await keyOf(deps, tx, accountId);
    const noteSealed = key === null ? null : deps.auditor.sealFor(accountId, key, text, noteContext(alertId));
    const by = deps.by.id as AccountId;
    if (!(await deps.alerts.review(tx, alertId, { by, at: deps.clock.now(), noteSealed }))) return because('unchanged');
    const about = { accountId, actor: by, details: { alert: alertId, caseId }, text, auditKeySealed: key };
    await deps.acts.audit(tx, deps.auditor.event({ name: 'reset.alert-reviewed', ...about }));
    return ok(undefined);
  });
}

function involvedIn({ accountId }: ListedAlert): readonly AccountId[] {
  return [accountId];
}

async function noteOf(deps: AlertDeskDeps, { id, accountId, noteSealed }: ListedAlert): Promise<string | null> {
  const key = noteSealed === null ? null : await keyOf(deps, null, accountId);
  return noteSealed === null || key === null ? null : deps.auditor.openFor(accountId, key, noteSealed, noteContext(id));
}

/** Null: the account was deleted. */
async function keyOf({ accounts }: Pick<AlertsDeps, 'accounts'>, at: At, id: AccountId): Promise<string | null> {
  return (await accounts.byId(at, id))?.auditKeySealed ?? null;
}

/** Binds a sealed note to its alert. */
function noteContext(alertId: string): string {
  return `reset_alerts/${alertId}/note`;
}
