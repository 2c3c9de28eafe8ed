import type { AccountId, OrganizationId } from '../../domain/accounts/decide/account.ts';
import {
  type Belonging,
  SIGN_IN_OUTCOMES,
  type SignInCount,
  type SignInOutcome,
} from '../../domain/evidence/decide/sign-ins.ts';
import type { SignInCounts } from '../../domain/evidence/run/ports.ts';
import { METHOD_KINDS } from '../../domain/methods/decide/traits.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { OrganizationCountsTable } from '../tables-counts.ts';
import { PURGE_BATCH } from './lanes.ts';
import { type Db, inTransaction, type Trx } from './tx.ts';

const SIGN_INS = 'sign-ins';
/** Rows of one statement: an engine binds some ten thousand values. */
const PART = 1_000;

/** Counts of sign-ins, kept beside the trail. */
export function signInCountsOn(db: Db): SignInCounts {
  return {
    async countedTo() {
      const row = await db.selectFrom('counting_marks').select('mark').where('name', '=', SIGN_INS).executeTakeFirst();
      return row?.mark ?? 0;
    },
    add: (counts, from, to) =>
      inTransaction(db, async (trx) => {
        if (!(await moveMark(trx, from, to))) return false;
        for (let at = 0; at < counts.length; at += PART) await upsert(trx, counts.slice(at, at + PART).map(rowOf));
        return true;
      }),
    async belongings(accountIds) {
      if (accountIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('memberships')
        .select(['account_id', 'organization_id', 'accepted_at'])
        .where('account_id', 'in', accountIds)
        .where('accepted_at', 'is not', null)
        .execute();
      const found = new Map<AccountId, Belonging[]>(accountIds.map((id) => [id, []]));
      for (const row of rows) {
        const one = { organizationId: row.organization_id as OrganizationId, acceptedAt: row.accepted_at ?? 0 };
        found.get(row.account_id as AccountId)?.push(one);
      }
      return found;
    },
    async ofOrganization(id, since) {
      const rows = await db
        .selectFrom('organization_counts')
        .selectAll()
        .where('organization_id', '=', id)
        .where('week', '>=', since)
        .where('what', 'in', SIGN_IN_OUTCOMES)
        .execute();
      return rows.map(countOf);
    },
  };
}

/** Deletes a batch of counts of weeks that nobody is shown any more. */
export async function purgeOrganizationCounts(db: Db, before: EpochMs): Promise<number> {
  const key = ['organization_id', 'week', 'what', 'how'] as const;
  const old = db.selectFrom('organization_counts').select(key).where('week', '<', before).limit(PURGE_BATCH);
  const { numDeletedRows } = await db
    .deleteFrom('organization_counts')
    .where((eb) => eb(eb.refTuple(...key), 'in', old.$asTuple(...key)))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** False: somebody else counted on from there. */
async function moveMark(trx: Trx, from: number, to: number): Promise<boolean> {
  const moved = await trx
    .insertInto('counting_marks')
    .values({ name: SIGN_INS, mark: to })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ mark: to }).where('counting_marks.mark', '=', from))
    .executeTakeFirst();
  return (moved.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

async function upsert(trx: Trx, rows: readonly OrganizationCountsTable[]): Promise<void> {
  await trx
    .insertInto('organization_counts')
    .values([...rows])
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'week', 'what', 'how'])
        .doUpdateSet((eb) => ({ count: eb('organization_counts.count', '+', eb.ref('excluded.count')) })),
    )
    .execute();
}

function rowOf({ organizationId, week, outcome, methods, count }: SignInCount): OrganizationCountsTable {
  return { organization_id: organizationId, week, what: outcome, how: methods.join('+'), count };
}

function countOf(row: OrganizationCountsTable): SignInCount {
  const names = row.how.split('+');
  return {
    organizationId: row.organization_id as OrganizationId,
    week: row.week,
    outcome: row.what as SignInOutcome,
    methods: METHOD_KINDS.filter((kind) => names.includes(kind)),
    count: row.count,
  };
}
