import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { Alert, AlertKind } from '../../domain/alerts/decide/alert.ts';
import type { AlertLists, AlertStore, ListedAlert, ResetWatches } from '../../domain/alerts/run/ports.ts';
import { within } from './organizations.ts';
import { type Db, fromTx } from './tx.ts';

/** Raising and reviewing alerts about resets. */
export function alertStoreOn(): AlertStore {
  return {
    async carriedOut(tx, agent, since) {
      const rows = await fromTx(tx)
        .selectFrom('reset_cases')
        .leftJoin('reset_alert_cases', 'reset_alert_cases.case_id', 'reset_cases.id')
        .leftJoin('reset_alerts', (join) =>
          join.onRef('reset_alerts.id', '=', 'reset_alert_cases.alert_id').on('reset_alerts.kind', '=', 'many-resets'),
        )
        .select(['reset_cases.id as case_id', 'reset_alerts.id', 'reset_alerts.reviewed_at'])
        .where('reset_cases.carried_out_by', '=', agent)
        .where('reset_cases.carried_out_at', '>', since)
        .orderBy('reset_cases.carried_out_at', 'desc')
        .orderBy('reset_cases.id')
        .execute();
      const counted = new Map(rows.map((row) => [row.case_id, null as { id: string; reviewed: boolean } | null]));
      for (const { case_id, id, reviewed_at } of rows) {
        if (id !== null) counted.set(case_id, { id, reviewed: reviewed_at !== null });
      }
      return [...counted].map(([caseId, alert]) => ({ caseId, alert }));
    },
    async insert(tx, alert, caseIds) {
      const { numInsertedOrUpdatedRows } = await fromTx(tx)
        .insertInto('reset_alerts')
        .values(rowOf(alert))
        .onConflict((conflict) => conflict.columns(['case_id', 'kind']).doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 1n) return false;
      await this.addResets(tx, alert.id, caseIds);
      return true;
    },
    async addResets(tx, alertId, caseIds) {
      await fromTx(tx)
        .insertInto('reset_alert_cases')
        .values(caseIds.map((caseId) => ({ alert_id: alertId, case_id: caseId })))
        .onConflict((conflict) => conflict.columns(['alert_id', 'case_id']).doNothing())
        .execute();
    },
    async review(tx, alertId, { by, at, noteSealed }) {
      const { numUpdatedRows } = await fromTx(tx)
        .updateTable('reset_alerts')
        .set({ reviewed_by: by, reviewed_at: at, note_sealed: noteSealed })
        .where('id', '=', alertId)
        .where('reviewed_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
  };
}

/** How far sign-ins after resets were looked at. A row for each reset, of which there are few. */
export function resetWatchesOn(db: Db): ResetWatches {
  return {
    async due(since, limit) {
      const rows = await db
        .selectFrom('reset_cases')
        .leftJoin('reset_watches', 'reset_watches.case_id', 'reset_cases.id')
        .select(['reset_cases.id', 'reset_cases.account_id', 'reset_cases.carried_out_at', 'reset_watches.looked_to'])
        .where('reset_cases.carried_out_at', '>', since)
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('reset_alerts')
                .select('reset_alerts.id')
                .whereRef('reset_alerts.case_id', '=', 'reset_cases.id')
                .where('reset_alerts.kind', '=', 'new-country'),
            ),
          ),
        )
        .where(({ exists, selectFrom }) =>
          exists(
            selectFrom('audit_events')
              .select('audit_events.id')
              .whereRef('audit_events.account_id', '=', 'reset_cases.account_id')
              .where('audit_events.name', '=', 'session.started')
              .where((eb) =>
                eb('audit_events.at', '>=', eb.fn.coalesce('reset_watches.looked_to', 'reset_cases.carried_out_at')),
              ),
          ),
        )
        .orderBy('reset_cases.carried_out_at')
        .limit(limit)
        .execute();
      return rows.flatMap(({ id, account_id, carried_out_at: carriedOutAt, looked_to }) =>
        carriedOutAt === null
          ? []
          : [{ caseId: id, accountId: account_id as AccountId, carriedOutAt, lookedTo: looked_to ?? carriedOutAt }],
      );
    },
    async looked(tx, caseId, to) {
      await fromTx(tx)
        .insertInto('reset_watches')
        .values({ case_id: caseId, looked_to: to })
        .onConflict((conflict) => conflict.column('case_id').doUpdateSet({ looked_to: to }))
        .execute();
    },
  };
}

/** Alerts about resets for whoever looks. */
export function alertListsOn(db: Db): AlertLists {
  return {
    async alerts({ state, after, limit }) {
      let select = alertsIn(db);
      if (state === 'unreviewed') select = select.where('reset_alerts.reviewed_at', 'is', null);
      if (after !== null) {
        // The first condition follows from the second; it is what an index can begin at.
        select = select.where('raised_at', '<=', after.raisedAt);
        select = select.where((eb) =>
          eb.or([eb('raised_at', '<', after.raisedAt), eb('reset_alerts.id', '<', after.id)]),
        );
      }
      const rows = await select.orderBy('raised_at', 'desc').orderBy('reset_alerts.id', 'desc').limit(limit).execute();
      return rows.map(alertOf);
    },
    async byId(at, id) {
      const row = await alertsIn(within(db, at)).where('reset_alerts.id', '=', id).executeTakeFirst();
      return row === undefined ? null : alertOf(row);
    },
    async resetsOf(at, alertId) {
      const rows = await within(db, at)
        .selectFrom('reset_alert_cases')
        .innerJoin('reset_cases', 'reset_cases.id', 'reset_alert_cases.case_id')
        .innerJoin('accounts', 'accounts.id', 'reset_cases.account_id')
        .leftJoin('accounts as openers', 'openers.id', 'reset_cases.opened_by')
        .select(['reset_cases.id', 'reset_cases.account_id', 'accounts.name', 'openers.name as opener'])
        .select(['reset_cases.opened_by', 'reset_cases.carried_out_by', 'reset_cases.carried_out_at'])
        .where('reset_alert_cases.alert_id', '=', alertId)
        .orderBy('reset_cases.carried_out_at')
        .orderBy('reset_cases.id')
        .execute();
      return rows.map((row) => ({
        caseId: row.id,
        accountId: row.account_id as AccountId,
        name: row.name,
        openedBy: row.opened_by as AccountId,
        opener: row.opener ?? '',
        carriedOutBy: row.carried_out_by as AccountId | null,
        carriedOutAt: row.carried_out_at,
      }));
    },
    async ofCase(caseId) {
      const rows = await alertsIn(db)
        .innerJoin('reset_alert_cases', 'reset_alert_cases.alert_id', 'reset_alerts.id')
        .where('reset_alert_cases.case_id', '=', caseId)
        .orderBy('raised_at')
        .orderBy('reset_alerts.id')
        .execute();
      return rows.map(alertOf);
    },
  };
}

function alertsIn(db: Db) {
  return db
    .selectFrom('reset_alerts')
    .innerJoin('accounts', 'accounts.id', 'reset_alerts.account_id')
    .leftJoin('accounts as reviewers', 'reviewers.id', 'reset_alerts.reviewed_by')
    .selectAll('reset_alerts')
    .select(['accounts.name', 'reviewers.name as reviewer'])
    .select((eb) =>
      eb
        .selectFrom('reset_alert_cases as told')
        .select((told) => told.fn.countAll().as('count'))
        .whereRef('told.alert_id', '=', 'reset_alerts.id')
        .as('resets'),
    );
}

type AlertRow = Awaited<ReturnType<ReturnType<typeof alertsIn>['execute']>>[number];

function alertOf(row: AlertRow): ListedAlert {
  return {
    id: row.id,
    kind: row.kind as AlertKind,
    accountId: row.account_id as AccountId,
    caseId: row.case_id,
    raisedAt: row.raised_at,
    eventId: row.event_id,
    reviewedAt: row.reviewed_at,
    name: row.name,
    resets: Number(row.resets),
    reviewer: row.reviewed_by === null ? null : { id: row.reviewed_by as AccountId, name: row.reviewer ?? '' },
    noteSealed: row.note_sealed,
  };
}

function rowOf({ id, kind, accountId, caseId, raisedAt, eventId, reviewedAt }: Alert) {
  const nobody = { reviewed_at: reviewedAt, reviewed_by: null, note_sealed: null };
  return { id, kind, account_id: accountId, case_id: caseId, raised_at: raisedAt, event_id: eventId, ...nobody };
}
