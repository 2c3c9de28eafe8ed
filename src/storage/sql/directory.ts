import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type {
  Among,
  Directory,
  ListedOrganization,
  ListedPerson,
  OrganizationMark,
  PeopleMark,
  PeopleQuery,
} from '../../domain/directory/run/ports.ts';
import { METHOD_KINDS } from '../../domain/methods/decide/traits.ts';
import { marksOf } from './directory-marks.ts';
import { compare } from './organizations.ts';
import { organizationOf, selectOrganizations } from './rows.ts';
import type { Db } from './tx.ts';

/** Lists of what is administered. */
export function directoryOn(db: Db): Directory {
  return {
    async people(query) {
      return described(db, await found(db, query));
    },
    async names(ids, among) {
      if (ids.length === 0) return new Map();
      let query = selectPeople(db).where('accounts.id', 'in', [...ids]);
      if (among !== 'all') {
        query = query.where(({ exists, selectFrom }) =>
          exists(
            selectFrom('memberships')
              .select('memberships.kind')
              .whereRef('memberships.account_id', '=', 'accounts.id')
              .where('memberships.organization_id', 'in', ['', ...among])
              .where('memberships.accepted_at', 'is not', null),
          ),
        );
      }
      const rows = await query.execute();
      return new Map(rows.map(({ id, name, address }) => [id as AccountId, { name, address }]));
    },
    async organizations(among, search, page) {
      const wanted = search?.toLowerCase() ?? '';
      const named = (await organizationNames(db, among)).filter(({ name }) => name.toLowerCase().includes(wanted));
      return listed(db, page === undefined ? named : pageOf(named, page));
    },
    async requests(among) {
      const rows = await db
        .selectFrom('mandate_requests')
        .select('organization_id')
        .where('decided_at', 'is', null)
        .execute();
      const asking = new Set(rows.map((row) => row.organization_id));
      return listed(
        db,
        (await organizationNames(db, among)).filter(({ id }) => asking.has(id)),
      );
    },
  };
}

/** In their order, by code units: the engines disagree on the order of letters. Thousands at most, and little of each. */
async function organizationNames(db: Db, among: Among): Promise<readonly OrganizationMark[]> {
  const all = db.selectFrom('organizations').select(['id', 'name']);
  const rows = await (among === 'all' ? all : all.where('id', 'in', ['', ...among])).execute();
  return rows.map(({ id, name }) => ({ id: id as OrganizationId, name })).sort(byName);
}

function pageOf(
  named: readonly OrganizationMark[],
  { after, limit }: { readonly after: OrganizationMark | null; readonly limit: number },
): readonly OrganizationMark[] {
  return (after === null ? named : named.filter((one) => byName(one, after) > 0)).slice(0, limit);
}

function byName(a: OrganizationMark, b: OrganizationMark): number {
  return compare(a.name, b.name) || compare(a.id, b.id);
}

async function listed(db: Db, named: readonly OrganizationMark[]): Promise<readonly ListedOrganization[]> {
  if (named.length === 0) return [];
  const ids = named.map(({ id }) => id);
  const [rows, members, requested] = await Promise.all([
    selectOrganizations(db).where('organizations.id', 'in', ids).execute(),
    membersOf(db, ids),
    requestedAt(db, ids),
  ]);
  const organizations = new Map(rows.map((row) => [row.id, organizationOf(row)]));
  return ids.flatMap((id) => {
    const organization = organizations.get(id);
    if (organization === undefined) return [];
    return [{ organization, members: members.get(id) ?? 0, requestedAt: requested.get(id) ?? null }];
  });
}

/** Whom a page lists, in its order. */
async function found(db: Db, query: PeopleQuery): Promise<readonly Found[]> {
  const marks = await marksOf(db, query);
  if (marks.length === 0) return [];
  const rows = await selectPeople(db)
    .where(
      'accounts.id',
      'in',
      marks.map(({ accountId }) => accountId),
    )
    .execute();
  const people = new Map(rows.map((row) => [row.id, row]));
  return marks.flatMap((mark) => {
    const row = people.get(mark.accountId);
    if (row === undefined) return [];
    const { name, address, disabled_at: disabledAt, last_sign_in_at: lastSignInAt } = row;
    return [{ mark, name, address, disabledAt, lastSignInAt }];
  });
}

interface Found {
  readonly mark: PeopleMark;
  readonly name: string;
  readonly address: string;
  readonly disabledAt: number | null;
  readonly lastSignInAt: number | null;
}

function selectPeople(db: Db) {
  return db
    .selectFrom('accounts')
    .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.name', 'addresses.address', 'accounts.disabled_at', 'accounts.last_sign_in_at'])
    .where('accounts.deleted_at', 'is', null);
}

/** What is bound to people and where they belong, for a whole page at once. */
async function described(db: Db, found: readonly Found[]): Promise<readonly ListedPerson[]> {
  const ids = found.map(({ mark }) => mark.accountId);
  if (ids.length === 0) return [];
  const [bound, places] = await Promise.all([
    db
      .selectFrom('authenticators')
      .select(['account_id', 'kind'])
      .distinct()
      .where('account_id', 'in', ids)
      .where('revoked_at', 'is', null)
      .orderBy('kind')
      .execute(),
    db
      .selectFrom('memberships')
      .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
      .select(['memberships.account_id', 'memberships.kind', 'organizations.id', 'organizations.name'])
      .where('memberships.account_id', 'in', ids)
      .where('memberships.accepted_at', 'is not', null)
      .orderBy('organizations.name')
      .execute(),
  ]);
  return found.map((one) => ({
    ...one,
    accountId: one.mark.accountId,
    methods: METHOD_KINDS.filter((kind) =>
      bound.some((row) => row.account_id === one.mark.accountId && row.kind === kind),
    ),
    memberships: places
      .filter((row) => row.account_id === one.mark.accountId)
      .map((row) => ({
        organizationId: row.id as OrganizationId,
        organization: row.name,
        kind: row.kind as MemberKind,
      })),
  }));
}

async function membersOf(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('memberships')
    .select(({ fn }) => ['organization_id', fn.countAll<number | string>().as('members')])
    .where('organization_id', 'in', ['', ...ids])
    .where('accepted_at', 'is not', null)
    .groupBy('organization_id')
    .execute();
  return new Map(rows.map((row) => [row.organization_id, Number(row.members)]));
}

async function requestedAt(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('mandate_requests')
    .select(['organization_id', 'requested_at'])
    .where('organization_id', 'in', ['', ...ids])
    .where('decided_at', 'is', null)
    .execute();
  return new Map(rows.map((row) => [row.organization_id, row.requested_at]));
}
