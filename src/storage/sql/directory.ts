import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { Among, Directory, ListedPerson, PeopleMark, PeopleQuery } from '../../domain/directory/run/ports.ts';
import { METHOD_KINDS } from '../../domain/methods/decide/traits.ts';
import { compare } from './organizations.ts';
import { organizationOf, selectOrganizations } from './rows.ts';
import type { Db } from './tx.ts';

/** After every word that begins with another. */
const LAST = '\u{10FFFF}';

/** Lists of what is administered. */
export function directoryOn(db: Db): Directory {
  return {
    async people(query) {
      const found = await (query.word === null ? byAddress(db, query) : byWord(db, query, query.word));
      return described(db, found);
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
      const found = rows.map(organizationOf).filter((one) => one.name.toLowerCase().includes(wanted));
      const ids = found.map(({ id }) => id);
      const [members, requested] = await Promise.all([membersOf(db, ids), requestedAt(db, ids)]);
      return found
        .sort((a, b) => compare(a.name, b.name))
        .map((organization) => ({
          organization,
          members: members.get(organization.id) ?? 0,
          requestedAt: requested.get(organization.id) ?? null,
        }));
    },
  };
}

interface Found {
  readonly mark: PeopleMark;
  readonly name: string;
  readonly address: string;
  readonly disabledAt: number | null;
  readonly lastSignInAt: number | null;
}

async function byAddress(db: Db, { among, after, limit }: PeopleQuery): Promise<readonly Found[]> {
  let query = selectPeople(db).select('addresses.canonical as key');
  if (among !== 'all') query = query.where('accounts.id', 'in', membersAmong(db, among));
  if (after !== null) query = query.where('addresses.canonical', '>', after.key);
  const rows = await query.orderBy('addresses.canonical').limit(limit).execute();
  return rows.map(foundOf);
}

/** By the first of somebody's words that begins so: nobody comes twice, however the pages are cut. */
async function byWord(db: Db, { among, after, limit }: PeopleQuery, word: string): Promise<readonly Found[]> {
  const from = after === null || after.key < word ? word : after.key;
  let query = selectPeople(db)
    .innerJoin('search_words', 'search_words.account_id', 'accounts.id')
    .select('search_words.word as key')
    .where('search_words.word', '>=', from)
    .where('search_words.word', '<', word + LAST)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('search_words as earlier')
            .select('earlier.word')
            .whereRef('earlier.account_id', '=', 'accounts.id')
            .whereRef('earlier.word', '<', 'search_words.word')
            .where('earlier.word', '>=', word),
        ),
      ),
    );
  if (among !== 'all') query = query.where('accounts.id', 'in', membersAmong(db, among));
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([eb('search_words.word', '>', after.key), eb('accounts.id', '>', after.accountId)]),
    );
  }
  const rows = await query.orderBy('search_words.word').orderBy('accounts.id').limit(limit).execute();
  return rows.map(foundOf);
}

function selectPeople(db: Db) {
  return db
    .selectFrom('accounts')
    .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.name', 'addresses.address', 'accounts.disabled_at', 'accounts.last_sign_in_at'])
    .where('accounts.deleted_at', 'is', null);
}

function membersAmong(db: Db, among: Exclude<Among, 'all'>) {
  return db
    .selectFrom('memberships')
    .select('account_id')
    .where('organization_id', 'in', ['', ...among]);
}

function foundOf(row: {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly address: string;
  readonly disabled_at: number | null;
  readonly last_sign_in_at: number | null;
}): Found {
  return {
    mark: { key: row.key, accountId: row.id as AccountId },
    name: row.name,
    address: row.address,
    disabledAt: row.disabled_at,
    lastSignInAt: row.last_sign_in_at,
  };
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
