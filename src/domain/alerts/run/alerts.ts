import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AccountReads } from '../../accounts/run/ports.ts';
import type { AuditReads } from '../../audit/run/ports.ts';
import type { Auditor } from '../../audit/run/write.ts';
import { type ActDeps, administer } from '../../organizations/run/act.ts';
import type { At } from '../../organizations/run/ports.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import { involvedIn, NOTE_LENGTH_MAX, reviewRefusal } from '../decide/alert.ts';
import type { AlertedReset, AlertLists, AlertStore, AlertsQuery, ListedAlert } from './ports.ts';

/** An alert with all that is known of it. Whoever shows it asks first who looks. */
export interface AlertFile {
  readonly alert: ListedAlert;
  readonly resets: readonly AlertedReset[];
  /** None of them reviews it. */
  readonly involved: readonly AccountId[];
  /** What the review says; null: there is none, or it became unreadable with the account that it is about. */
  readonly note: string | null;
  /** The sign-in that raised it; null where none did, or the trail no longer has it. */
  readonly signIn: AlertedSignIn | null;
}

/** A sign-in that raised an alert. What is null became unreadable with its account. */
export interface AlertedSignIn {
  readonly at: EpochMs;
  readonly source: string | null;
  readonly browser: string | null;
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
  readonly auditReads: Pick<AuditReads, 'byId'>;
  readonly auditor: Pick<Auditor, 'open' | 'openFor'>;
}

/** The desk of an instance. */
export function createAlertDesk(deps: AlertDeskDeps): AlertDesk {
  return {
    alerts: (query) => deps.alertLists.alerts(query),
    async file(alertId) {
      const alert = await deps.alertLists.byId(null, alertId);
      if (alert === null) return null;
      const resets = await deps.alertLists.resetsOf(null, alertId);
      const involved = involvedIn(alert, resets);
      const key = await keyOf(deps, null, alert.accountId);
      return { alert, resets, involved, note: noteOf(deps, alert, key), signIn: await signInOf(deps, alert, key) };
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
    const refusal = reviewRefusal(alert, involvedIn(alert, await deps.alertLists.resetsOf(tx, alertId)), deps.by.id);
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

async function signInOf(
  deps: AlertDeskDeps,
  { eventId }: ListedAlert,
  key: string | null,
): Promise<AlertedSignIn | null> {
  const found = eventId === null ? null : await deps.auditReads.byId(eventId);
  if (found === null) return null;
  const opened = deps.auditor.open(found.event, key);
  return { at: found.event.at, source: opened?.source ?? null, browser: opened?.browser ?? null };
}

function noteOf(deps: AlertDeskDeps, { id, accountId, noteSealed }: ListedAlert, key: string | null): string | null {
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
