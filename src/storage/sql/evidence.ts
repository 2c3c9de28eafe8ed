import type { ExpressionBuilder } from 'kysely';
import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { SetUpMethod } from '../../domain/evidence/decide/coverage.ts';
import type { Acting, BreakGlassEvidence, EvidenceReads, ResetEvidence } from '../../domain/evidence/run/ports.ts';
import type { MethodKind } from '../../domain/methods/decide/traits.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { Tables } from '../tables.ts';
import type { Db } from './tx.ts';

/** Counts and lists of an organization's members. Each begins at the organization, by index. */
export function evidenceReadsOn(db: Db): EvidenceReads {
  return {
    async counts(id, methods) {
      const people = await members(db, id)
        .select(['memberships.kind', (eb) => eb.fn.countAll<number>().as('people')])
        .groupBy('memberships.kind')
        .execute();
      const setUp = await members(db, id)
        .where(isSetUp(methods))
        .select(['memberships.kind', (eb) => eb.fn.countAll<number>().as('people')])
        .groupBy('memberships.kind')
        .execute();
      const done = new Map(setUp.map((row) => [row.kind, Number(row.people)]));
      return people.map((row) => ({
        kind: row.kind as MemberKind,
        people: Number(row.people),
        setUp: done.get(row.kind) ?? 0,
      }));
    },
    async byMethod(id) {
      const rows = await members(db, id)
        .innerJoin('authenticators', 'authenticators.account_id', 'memberships.account_id')
        .where('authenticators.revoked_at', 'is', null)
        .where('authenticators.suspended_at', 'is', null)
        .select([
          'memberships.kind',
          'authenticators.kind as method',
          (eb) => eb.fn.count<number>('memberships.account_id').distinct().as('people'),
        ])
        .groupBy(['memberships.kind', 'authenticators.kind'])
        .orderBy('memberships.kind')
        .orderBy('authenticators.kind')
        .execute();
      return rows.map((row) => ({
        kind: row.kind as MemberKind,
        method: row.method as MethodKind,
        people: Number(row.people),
      }));
    },
    missing: (id, among, after, limit) => missing(db, id, among, after, limit),
    async setUpTimes(id, methods) {
      const rows = await members(db, id)
        .innerJoin('authenticators', 'authenticators.account_id', 'memberships.account_id')
        .where('authenticators.kind', 'in', methods)
        .where('authenticators.revoked_at', 'is', null)
        .where('authenticators.suspended_at', 'is', null)
        .select((eb) => eb.fn.min<number | string>('authenticators.bound_at').as('since'))
        .groupBy('memberships.account_id')
        .execute();
      return rows.map(({ since }) => Number(since));
    },
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
    .where('memberships.kind', 'in', kinds)
    .where((eb) => eb.not(isSetUp(methods)(eb)));
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
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .where('memberships.organization_id', '=', id)
    .where('memberships.accepted_at', 'is not', null)
    .where('accounts.disabled_at', 'is', null);
}

/** Whether a member has a live authenticator of one of these methods. */
function isSetUp(methods: readonly SetUpMethod[]) {
  return (eb: ExpressionBuilder<Tables, 'memberships'>) =>
    eb.exists(
      eb
        .selectFrom('authenticators')
        .select('authenticators.id')
        .whereRef('authenticators.account_id', '=', 'memberships.account_id')
        .where('authenticators.kind', 'in', methods)
        .where('authenticators.revoked_at', 'is', null)
        .where('authenticators.suspended_at', 'is', null),
    );
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
