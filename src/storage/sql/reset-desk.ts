import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { CASE_LIFE_MS } from '../../domain/recovery/decide/reset-case.ts';
import type { CaseLists, CasesQuery } from '../../domain/recovery/run/desk-ports.ts';
import type { AgentResets } from '../../domain/recovery/run/ports.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { Tables } from '../tables.ts';
import { caseOf } from './recovery.ts';
import { type Db, fromTx } from './tx.ts';

type Cases = ExpressionBuilder<Tables, 'reset_cases'>;

/** Cases in lists, told apart as `standingOf` tells them. */
export function caseListsOn(db: Db): CaseLists {
  return {
    async cases(query) {
      const { after, agent, accountId, among } = query;
      let select = db
        .selectFrom('reset_cases')
        .innerJoin('accounts', 'accounts.id', 'reset_cases.account_id')
        .leftJoin('addresses', 'addresses.account_id', 'reset_cases.account_id')
        .leftJoin('accounts as openers', 'openers.id', 'reset_cases.opened_by')
        .selectAll('reset_cases')
        .select(['accounts.name', 'addresses.address', 'openers.name as opener'])
        .where((eb) => inState(eb as unknown as Cases, query));
      if (accountId !== null) select = select.where('reset_cases.account_id', '=', accountId);
      if (agent !== null) {
        select = select.where((eb) => eb.or([eb('opened_by', '=', agent), eb('carried_out_by', '=', agent)]));
      }
      if (among !== 'all') select = select.where((eb) => eb.and(onlyAmong(eb as unknown as Cases, among)));
      if (after !== null) {
        // The first condition follows from the second; it is what an index can begin at.
        select = select.where('opened_at', '<=', after.openedAt);
        select = select.where((eb) =>
          eb.or([eb('opened_at', '<', after.openedAt), eb('reset_cases.id', '<', after.id)]),
        );
      }
      const rows = await select
        .orderBy('opened_at', 'desc')
        .orderBy('reset_cases.id', 'desc')
        .limit(query.limit)
        .execute();
      return rows.map((row) => ({
        one: caseOf(row),
        name: row.name,
        address: row.address ?? '',
        opener: row.opener ?? '',
      }));
    },
  };
}

/** What agents have done lately. */
export function agentResetsOn(): AgentResets {
  return {
    async times(tx, agent, did, since, limit) {
      const [by, at] =
        did === 'opened' ? (['opened_by', 'opened_at'] as const) : (['carried_out_by', 'carried_out_at'] as const);
      const rows = await fromTx(tx)
        .selectFrom('reset_cases')
        .select(`${at} as at`)
        .where(by, '=', agent)
        .where(at, '>', since)
        .orderBy(at, 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => Number(row.at));
    },
  };
}

function inState(eb: Cases, { state, now }: CasesQuery): Expression<SqlBool> {
  switch (state) {
    case 'all':
      return eb.and([]);
    case 'over':
      return eb.not(eb.and(waiting(eb, now)));
    case 'waiting':
      // Opened no longer ago than a case and then its passes live: the index needs to look no further back.
      return eb.and([...waiting(eb, now), eb('opened_at', '>', now - 2 * CASE_LIFE_MS)]);
    case 'set-up':
      return eb.and([...waiting(eb, now), eb('carried_out_at', 'is not', null)]);
    case 'approval':
      return eb.and([...notCarriedOut(eb, now), ...unapproved(eb)]);
    case 'hold':
      return eb.and([...notCarriedOut(eb, now), eb.not(eb.and(unapproved(eb))), eb.and(onHold(eb, now))]);
    case 'ready':
      return eb.and([...notCarriedOut(eb, now), eb.not(eb.and(unapproved(eb))), eb.not(eb.and(onHold(eb, now)))]);
  }
}

function waiting(eb: Cases, now: EpochMs): Expression<SqlBool>[] {
  const since = eb.fn.coalesce('carried_out_at', 'opened_at');
  return [
    eb('vetoed_at', 'is', null),
    eb('cancelled_at', 'is', null),
    eb('finished_at', 'is', null),
    eb(since, '>', now - CASE_LIFE_MS),
  ];
}

function notCarriedOut(eb: Cases, now: EpochMs): Expression<SqlBool>[] {
  return [...waiting(eb, now), eb('opened_at', '>', now - CASE_LIFE_MS), eb('carried_out_at', 'is', null)];
}

function unapproved(eb: Cases): Expression<SqlBool>[] {
  return [eb('needs_approval', '=', 1), eb('approved_at', 'is', null)];
}

function onHold(eb: Cases, now: EpochMs): Expression<SqlBool>[] {
  return [eb('hold_until', 'is not', null), eb('hold_until', '>', now)];
}

/** Every accepted place of the person is in one of the organizations, and there is one. */
function onlyAmong(eb: Cases, among: readonly string[]): Expression<SqlBool>[] {
  const places = eb
    .selectFrom('memberships')
    .select('memberships.account_id')
    .whereRef('memberships.account_id', '=', 'reset_cases.account_id')
    .where('memberships.accepted_at', 'is not', null);
  const ids = ['', ...among];
  return [
    eb.exists(places.where('memberships.organization_id', 'in', ids)),
    eb.not(eb.exists(places.where('memberships.organization_id', 'not in', ids))),
  ];
}
