import type { Clock } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import { newId, type Random } from '../../../platform/random.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AccountReads } from '../../accounts/run/ports.ts';
import type { Auditor } from '../../audit/run/write.ts';
import type { MailContent } from '../../mail/decide/message.ts';
import type { ActStore } from '../../organizations/run/ports.ts';
import type { Emergencies } from '../../sign-in/run/ports.ts';
import type { Alert } from '../decide/alert.ts';
import { COUNTED_MS, manyResets } from '../decide/many-resets.ts';
import type { AlertStore } from './ports.ts';

/** What raising an alert works with. */
export interface RaiseDeps {
  readonly alerts: AlertStore;
  readonly acts: Pick<ActStore, 'audit' | 'mail'>;
  readonly accounts: Pick<AccountReads, 'byId'>;
  readonly owners: Emergencies['owners'];
  readonly auditor: Pick<Auditor, 'event'>;
  readonly random: Random;
  readonly clock: Clock;
  /** So many resets of one agent within a day are many. */
  readonly alertAt: number;
}

/** Raises an alert where the reset that `agent` carries out in this transaction makes them many, or adds it to one. */
export async function alertOfMany(deps: RaiseDeps, tx: Tx, agent: AccountId, caseId: string): Promise<void> {
  const now = deps.clock.now();
  const many = manyResets(await deps.alerts.carriedOut(tx, agent, now - COUNTED_MS), deps.alertAt);
  if (many.outcome === 'add') await deps.alerts.addResets(tx, many.alertId, many.caseIds);
  if (many.outcome !== 'raise') return;
  const id = newId<string>(deps.random);
  const about = { accountId: agent, caseId, eventId: null } as const;
  const alert = { id, kind: 'many-resets', ...about, raisedAt: now, reviewedAt: null } as const;
  const name = (await deps.accounts.byId(tx, agent))?.account.name ?? '';
  const count = many.caseIds.length;
  await raise(deps, tx, alert, many.caseIds, { kind: 'many-resets', name, count, path: pathOf(id) });
}

/** Raises an alert of a sign-in from a new country after a reset; nothing, where the reset has one. */
export async function alertOfNewCountry(
  deps: RaiseDeps,
  tx: Tx,
  about: Pick<Alert, 'accountId' | 'caseId'> & { readonly eventId: string; readonly country: string },
): Promise<void> {
  const { country, ...rest } = about;
  const id = newId<string>(deps.random);
  const alert = { id, kind: 'new-country', ...rest, raisedAt: deps.clock.now(), reviewedAt: null } as const;
  const name = (await deps.accounts.byId(tx, about.accountId))?.account.name ?? '';
  await raise(deps, tx, alert, [about.caseId], { kind: 'new-country', name, country, path: pathOf(id) });
}

/** Stores an alert, records it, and mails every owner; nothing, when it was raised before. */
async function raise(
  deps: RaiseDeps,
  tx: Tx,
  alert: Alert,
  caseIds: readonly string[],
  content: MailContent,
): Promise<void> {
  if (!(await deps.alerts.insert(tx, alert, caseIds))) return;
  const { id, kind, accountId, caseId, raisedAt } = alert;
  const owners = await deps.owners(tx);
  const details = { alert: id, kind, caseId, resets: caseIds.length, told: owners.length };
  await deps.acts.audit(tx, deps.auditor.event({ name: 'reset.alert', accountId, actor: 'system', details }));
  for (const { id: ownerId, name, address, locale } of owners) {
    const mail = { id: newId<string>(deps.random), accountId: ownerId, to: { name, address }, locale };
    await deps.acts.mail(tx, { ...mail, content, createdAt: raisedAt, notAfter: null });
  }
}

/** Where an alert is looked at. */
function pathOf(alertId: string): string {
  return `/console/resets/alerts/${alertId}`;
}
