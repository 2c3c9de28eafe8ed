import { type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import { SET_UP_METHODS } from '../../domain/evidence/decide/coverage.ts';
import { type AgedSet, WEEKS } from '../../domain/evidence/decide/over-time.ts';
import type { Acting, BreakGlassEvidence, EvidenceReads, ResetEvidence } from '../../domain/evidence/run/ports.ts';
import type { MethodKind } from '../../domain/methods/decide/traits.ts';
import { type EpochMs, WEEK_MS } from '../../platform/kernel/time.ts';
import type { Tables } from '../tables.ts';
import { inUse } from './in-use.ts';
import type { Db } from './tx.ts';

/** Counts and lists of an organization's members. Each begins at the organization, by index. */
export function evidenceReadsOn(db: Db): EvidenceReads {
  return {
    async methodSets(id, now) {
      const rows = await members(db, id)
        .select((eb) => ['memberships.kind', aged(now)(eb).as('aged'), eb.fn.countAll<number | string>().as('people')])
        .groupBy(['kind', 'aged'])
        .execute();
      return rows.map(setOf);
    },
    missing: (id, among, after, limit) => missing(db, id, among, after, limit),
    resets: (id, since) => resets(db, id, since),
    breakGlass: (since) => breakGlassUses(db, since),
  };
}

async function missing(
  db: Db,
  id: OrganizationId,
  { methods, kinds }: Parameters<EvidenceReads['missing']>[1],
  after: AccountId | null,
  limit: number,
): ReturnType<EvidenceReads['missing']> {
  let query = members(db, id)
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .where('memberships.kind', 'in', kinds)
    .where((eb) => eb.not(eb.exists(ownAuthenticators(eb).select('id').where('authenticators.kind', 'in', methods))));
  if (after !== null) query = query.where('memberships.account_id', '>', after);
  const rows = await query
    .select(['accounts.id', 'accounts.name', 'memberships.kind', 'memberships.skips_used'])
    .select('memberships.accepted_at')
    .orderBy('memberships.account_id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    accountId: row.id as AccountId,
    name: row.name,
    kind: row.kind as MemberKind,
    memberSince: row.accepted_at ?? 0,
    skipsUsed: row.skips_used,
  }));
}

function members(db: Db, id: OrganizationId) {
  return db
    .selectFrom('memberships')
    .where('memberships.organization_id', '=', id)
    .where('memberships.accepted_at', 'is not', null)
    .where(isEnabled);
}

/**
 * A range of one id, which only the index of the disabled has: for an equal id SQLite would fetch the account's own row instead.
 * The equal text is for PostgreSQL, which goes through both indexes side by side by it.
 */
function isEnabled(eb: ExpressionBuilder<Tables, 'memberships'>) {
  const disabled = eb
    .selectFrom('accounts as disabled')
    .select('disabled.id')
    .where(sql<SqlBool>`disabled.id || '' = memberships.account_id`)
    .whereRef('disabled.id', '>=', 'memberships.account_id')
    .whereRef('disabled.id', '<=', 'memberships.account_id')
    .where('disabled.disabled_at', 'is not', null);
  return eb.not(eb.exists(disabled));
}

/** What a member has in use. */
function ownAuthenticators({ selectFrom }: ExpressionBuilder<Tables, 'memberships'>) {
  return selectFrom('authenticators').whereRef('authenticators.account_id', '=', 'memberships.account_id').where(inUse);
}

/** With commas between them, as `password` or `totp:12`, 12 weeks ago: texts of few kinds, so that thousands of members are few rows. */
function aged(now: EpochMs) {
  const age = sql<number>`cast(${now} as bigint) - authenticators.bound_at`;
  const weeks = sql`case when ${age} >= ${sql.lit(WEEKS * WEEK_MS)} then ${sql.lit(WEEKS)} else (${age}) / ${sql.lit(WEEK_MS)} end`;
  const one = sql`authenticators.kind || case when authenticators.kind in (${sql.join(SET_UP_METHODS)}) then ':' || ${weeks} else '' end`;
  return (eb: ExpressionBuilder<Tables, 'memberships'>) =>
    ownAuthenticators(eb).select(sql<string | null>`string_agg(${one}, ',')`.as('aged'));
}

/** Somebody with two apps has two. */
function setOf(row: {
  readonly kind: string;
  readonly aged: string | null;
  readonly people: number | string;
}): AgedSet {
  const weeks: Partial<Record<MethodKind, number>> = {};
  const methods = new Set<MethodKind>();
  for (const [method, age] of (row.aged ?? '').split(',').filter(Boolean).map(methodAndAge)) {
    methods.add(method);
    if (age !== null) weeks[method] = Math.max(age, weeks[method] ?? 0);
  }
  return { kind: row.kind as MemberKind, methods: [...methods], weeks, people: Number(row.people) };
}

function methodAndAge(text: string): readonly [MethodKind, number | null] {
  const [method, age] = text.split(':');
  return [method as MethodKind, age === undefined ? null : Number(age)];
}

async function resets(db: Db, id: OrganizationId, since: EpochMs): Promise<readonly ResetEvidence[]> {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('reset_cases', 'reset_cases.account_id', 'memberships.account_id')
    .selectAll('reset_cases')
    .where('memberships.organization_id', '=', id)
    .where('memberships.accepted_at', 'is not', null)
    .where('reset_cases.opened_at', '>=', since)
    .orderBy('reset_cases.opened_at')
    .orderBy('reset_cases.id')
    .execute();
  const named = await names(
    db,
    rows.flatMap((row) => [row.account_id, row.opened_by, row.approved_by ?? [], row.carried_out_by ?? []].flat()),
  );
  const acting = (who: string | null): Acting | null =>
    who === null ? null : { id: who, name: named.get(who) ?? null };
  return rows.map((row) => ({
    id: row.id,
    account: { id: row.account_id, name: named.get(row.account_id) ?? null },
    openedAt: row.opened_at,
    openedBy: { id: row.opened_by, name: named.get(row.opened_by) ?? null },
    needsApproval: row.needs_approval === 1,
    approvedAt: row.approved_at,
    approvedBy: acting(row.approved_by),
    carriedOutAt: row.carried_out_at,
    carriedOutBy: acting(row.carried_out_by),
    cancelledAt: row.cancelled_at,
    vetoedAt: row.vetoed_at,
    finishedAt: row.finished_at,
  }));
}

async function names(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('accounts')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

async function breakGlassUses(db: Db, since: EpochMs): Promise<readonly BreakGlassEvidence[]> {
  const rows = await db
    .selectFrom('break_glass_uses')
    .innerJoin('accounts', 'accounts.id', 'break_glass_uses.account_id')
    .leftJoin('accounts as reviewers', 'reviewers.id', 'break_glass_uses.reviewed_by')
    .selectAll('break_glass_uses')
    .select(['accounts.name', 'reviewers.name as reviewer'])
    .where('break_glass_uses.used_at', '>=', since)
    .orderBy('break_glass_uses.used_at')
    .orderBy('break_glass_uses.id')
    .execute();
  return rows.map((row) => ({
    account: { id: row.account_id, name: row.name },
    usedAt: row.used_at,
    reviewedAt: row.reviewed_at,
    reviewedBy: row.reviewed_by === null ? null : { id: row.reviewed_by, name: row.reviewer },
  }));
}
