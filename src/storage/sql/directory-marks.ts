import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { Among, PeopleMark, PeopleQuery } from '../../domain/directory/run/ports.ts';
import { compare } from './organizations.ts';
import type { Db } from './tx.ts';

/** After every word that begins with another. */
const LAST = '\u{10FFFF}';
/** Of an organization with fewer people all are looked at; in a larger one the next page is never far along the list of everybody. */
const FEW = 2_000;

/** Somebody in the order of a list, as the table has it. */
interface Marked {
  readonly key: string;
  readonly account_id: string;
}

/**
 * What a page of people lists, by word or address. Who was deleted has neither. Of a few people all are sorted here; of many,
 * an index is walked in its order until the page is full, so that no planner is tempted to collect and sort them.
 */
export async function marksOf(db: Db, query: PeopleQuery): Promise<readonly PeopleMark[]> {
  const { among } = query;
  const few = among !== 'all' && (await areFew(db, among));
  const rows = few ? pageOf(await fewMarks(db, among, query.word), query) : await walkedMarks(db, query);
  return rows.map(({ key, account_id }) => ({ key, accountId: account_id as AccountId }));
}

async function areFew(db: Db, among: Exclude<Among, 'all'>): Promise<boolean> {
  const some = membersAmong(db, among).limit(FEW + 1);
  const { members } = await db
    .selectFrom(some.as('some'))
    .select(({ fn }) => fn.countAll<number | string>().as('members'))
    .executeTakeFirstOrThrow();
  return Number(members) <= FEW;
}

function fewMarks(db: Db, among: Exclude<Among, 'all'>, word: string | null): Promise<readonly Marked[]> {
  const members = membersAmong(db, among);
  return word === null
    ? db.selectFrom('addresses').select(['canonical as key', 'account_id']).where('account_id', 'in', members).execute()
    : db
        .selectFrom('search_words')
        .select(({ fn }) => ['account_id', fn.min('word').as('key')])
        .where('account_id', 'in', members)
        .where('word', '>=', word)
        .where('word', '<', word + LAST)
        .groupBy('account_id')
        .execute();
}

function pageOf(marks: readonly Marked[], { after, limit }: PeopleQuery): readonly Marked[] {
  const order = (a: Marked, b: Marked) => compare(a.key, b.key) || compare(a.account_id, b.account_id);
  const last = after === null ? null : { key: after.key, account_id: after.accountId };
  const rest = last === null ? marks : marks.filter((mark) => order(mark, last) > 0);
  return rest.toSorted(order).slice(0, limit);
}

function walkedMarks(db: Db, query: PeopleQuery): Promise<readonly Marked[]> {
  return query.word === null ? walkedAddresses(db, query) : walkedWords(db, query, query.word);
}

function walkedAddresses(db: Db, { among, after, limit }: PeopleQuery): Promise<readonly Marked[]> {
  let query = db.selectFrom('addresses').select(['addresses.canonical as key', 'addresses.account_id']);
  if (among !== 'all') {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('memberships')
          .select('memberships.kind')
          .whereRef('memberships.account_id', '=', 'addresses.account_id')
          .where('memberships.organization_id', 'in', among)
          .where('memberships.accepted_at', 'is not', null),
      ),
    );
  }
  if (after !== null) query = query.where('addresses.canonical', '>', after.key);
  return query.orderBy('addresses.canonical').limit(limit).execute();
}

/** By the first of somebody's words that begins so: nobody comes twice, however the pages are cut. */
function walkedWords(db: Db, { among, after, limit }: PeopleQuery, word: string): Promise<readonly Marked[]> {
  const from = after === null || after.key < word ? word : after.key;
  let query = db
    .selectFrom('search_words')
    .select(['search_words.word as key', 'search_words.account_id'])
    .where('search_words.word', '>=', from)
    .where('search_words.word', '<', word + LAST)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('search_words as earlier')
            .select('earlier.word')
            .whereRef('earlier.account_id', '=', 'search_words.account_id')
            .whereRef('earlier.word', '<', 'search_words.word')
            .where('earlier.word', '>=', word),
        ),
      ),
    );
  if (among !== 'all') {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('memberships')
          .select('memberships.kind')
          .whereRef('memberships.account_id', '=', 'search_words.account_id')
          .where('memberships.organization_id', 'in', among)
          .where('memberships.accepted_at', 'is not', null),
      ),
    );
  }
  if (after !== null) {
    query = query.where((eb) =>
      eb.or([eb('search_words.word', '>', after.key), eb('search_words.account_id', '>', after.accountId)]),
    );
  }
  return query.orderBy('search_words.word').orderBy('search_words.account_id').limit(limit).execute();
}

/** Who was asked and has not accepted is nobody's yet. */
function membersAmong(db: Db, among: Exclude<Among, 'all'>) {
  return db
    .selectFrom('memberships')
    .select('account_id')
    .where('organization_id', 'in', ['', ...among])
    .where('accepted_at', 'is not', null);
}
