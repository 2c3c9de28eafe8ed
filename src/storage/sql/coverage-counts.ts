import { sql } from 'kysely';
import type { MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { CountedOrganization } from '../../domain/evidence/decide/all-organizations.ts';
import type { MethodSet } from '../../domain/evidence/decide/coverage.ts';
import { weekOf } from '../../domain/evidence/decide/sign-ins.ts';
import type { CoverageCounts, CoverageWeek } from '../../domain/evidence/run/ports.ts';
import { METHOD_KINDS } from '../../domain/methods/decide/traits.ts';
import { type EpochMs, WEEK_MS } from '../../platform/kernel/time.ts';
import type { OrganizationCountsTable } from '../tables-counts.ts';
import { organizationOf, selectOrganizations } from './rows.ts';
import { type Db, inTransaction } from './tx.ts';

const BEGUN = 'coverage-begun';
const COUNTED = 'coverage-counted';
const PEOPLE = 'people';
const TOTALS = ['covered', 'set-up'] as const;
/** Stands for all organizations together. */
const EVERYWHERE = '';

/** What was counted of all organizations. */
export function coverageCountsOn(db: Db): CoverageCounts {
  return {
    begin: (at, since) => moveMark(db, BEGUN, at, since),
    replace: (week, counted) =>
      inTransaction(db, async (trx) => {
        const ids = counted.map(({ organization }) => organization.id);
        await trx
          .deleteFrom('organization_counts')
          .where('organization_id', 'in', [EVERYWHERE, ...ids])
          .where('what', '=', PEOPLE)
          .execute();
        const rows = counted.flatMap((one) => one.sets.map((set) => rowOf(one.organization.id, week, set)));
        if (rows.length > 0) await trx.insertInto('organization_counts').values(rows).execute();
      }),
    finish: (at, { week, covered, setUp }) =>
      inTransaction(db, async (trx) => {
        const all = { organization_id: EVERYWHERE, week, how: '' };
        const sums = TOTALS.map((what) => ({ ...all, what, count: what === 'covered' ? covered : setUp }));
        await trx
          .deleteFrom('organization_counts')
          .where('organization_id', '=', EVERYWHERE)
          .where('week', '=', week)
          .execute();
        await trx.insertInto('organization_counts').values(sums).execute();
        await moveMark(trx, COUNTED, at, at);
      }),
    async all() {
      const [organizations, asking, counted] = await Promise.all([
        selectOrganizations(db).execute(),
        db
          .selectFrom('mandate_requests')
          .select(['organization_id', 'requested_at'])
          .where('decided_at', 'is', null)
          .execute(),
        countedSets(db),
      ]);
      const requested = new Map(asking.map((row) => [row.organization_id, row.requested_at]));
      return organizations.map(organizationOf).map(
        (organization): CountedOrganization => ({
          organization,
          requestedAt: requested.get(organization.id) ?? null,
          sets: counted.get(organization.id) ?? [],
        }),
      );
    },
    async countedAt() {
      const row = await db.selectFrom('counting_marks').select('mark').where('name', '=', COUNTED).executeTakeFirst();
      return row?.mark ?? null;
    },
    async weeks(since) {
      const rows = await db
        .selectFrom('organization_counts')
        .select(['week', 'what', 'count'])
        .where('organization_id', '=', EVERYWHERE)
        .where('week', '>=', since)
        .orderBy('week')
        .execute();
      return weeksOf(rows);
    },
  };
}

/** Moves a mark from at most `since`; false: it is beyond. */
async function moveMark(db: Db, name: string, mark: number, since: number): Promise<boolean> {
  const moved = await db
    .insertInto('counting_marks')
    .values({ name, mark })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ mark }).where('counting_marks.mark', '<=', since))
    .executeTakeFirst();
  return (moved.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Each organization has rows of one week only, the one in which it was last counted. */
async function countedSets(db: Db): Promise<ReadonlyMap<OrganizationId, readonly MethodSet[]>> {
  const begun = await db.selectFrom('counting_marks').select('mark').where('name', '=', BEGUN).executeTakeFirst();
  if (begun === undefined) return new Map();
  // Those that are not counted anew yet are of the week before.
  const weeks = [weekOf(begun.mark), weekOf(begun.mark - WEEK_MS)];
  const rows = await db
    .selectFrom('organization_counts')
    .select(['organization_id', SETS.as('sets')])
    .where('what', '=', PEOPLE)
    .where('week', 'in', weeks)
    .groupBy('organization_id')
    .execute();
  return new Map(rows.map((row) => [row.organization_id as OrganizationId, row.sets.split(',').map(setOf)]));
}

/** In one text, as `kind/methods=people` with commas between them: a row for each of ten thousand takes longer to fetch. */
const SETS = sql<string>`string_agg(how || '=' || count, ',')`;

function rowOf(id: OrganizationId, week: EpochMs, { kind, methods, people }: MethodSet): OrganizationCountsTable {
  return { organization_id: id, week, what: PEOPLE, how: `${kind}/${methods.join('+')}`, count: people };
}

function setOf(text: string): MethodSet {
  const [kind, methods = '', people = '0'] = text.split(/[/=]/);
  const names = methods.split('+');
  return {
    kind: kind as MemberKind,
    methods: METHOD_KINDS.filter((one) => names.includes(one)),
    people: Number(people),
  };
}

function weeksOf(rows: readonly Pick<OrganizationCountsTable, 'week' | 'what' | 'count'>[]): readonly CoverageWeek[] {
  return [...new Set(rows.map(({ week }) => week))].map((week) => {
    const count = (what: string) => rows.find((row) => row.week === week && row.what === what)?.count ?? 0;
    return { week, covered: count('covered'), setUp: count('set-up') };
  });
}
