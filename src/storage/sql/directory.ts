import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { Directory, ListedPerson, PeopleMark, PeopleQuery } from '../../domain/directory/run/ports.ts';
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
    async names(ids) {
      if (ids.length === 0) return new Map();
      const rows = await selectPeople(db)
        .where('accounts.id', 'in', [...ids])
        .execute();
      return new Map(rows.map(({ id, name, address }) => [id as AccountId, { name, address }]));
    },
    async organizations(among, search) {
      const organizations =
        among === 'all' ? selectOrganizations(db) : selectOrganizations(db).where('organizations.id', 'in', [...among]);
      const wanted = search?.toLowerCase() ?? '';
      const rows = among !== 'all' && among.length === 0 ? [] : await organizations.execute();
      const listed = rows.map(organizationOf).filter((one) => one.name.toLowerCase().includes(wanted));
      const ids = listed.map(({ id }) => id);
      const [members, requested] = await Promise.all([membersOf(db, ids), requestedAt(db, ids)]);
      return listed
        .sort((a, b) => compare(a.name, b.name))
        .map((organization) => ({
          organization,
          members: members.get(organization.id) ?? 0,
          requestedAt: requested.get(organization.id) ?? null,
        }));
    },
  };
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
