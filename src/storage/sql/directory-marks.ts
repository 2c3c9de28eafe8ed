import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { Narrowed } from '../../domain/directory/decide/narrowed.ts';
import type { PeopleMark, PeopleQuery } from '../../domain/directory/run/ports.ts';
import type { Tables } from '../tables.ts';
import { inUse } from './in-use.ts';
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
 * an index is walked in its order until the page is full, so that no planner is tempted to collect and sort them. Who is asked
 * for by what they are may be anywhere in that order: they are collected from the organization's own index.
 */
export async function marksOf(db: Db, query: PeopleQuery): Promise<readonly PeopleMark[]> {
  const rows = await rowsOf(db, query, placesOf(query));
  return rows.map(({ key, account_id }) => ({ key, accountId: account_id as AccountId }));
}

async function rowsOf(db: Db, query: PeopleQuery, places: Places | null): Promise<readonly Marked[]> {
  const { word, narrowed } = query;
  if (places !== null && (await areFew(db, places))) return pageOf(await fewMarks(db, places, word), query);
  if (word !== null) return walkedWords(db, places, query, word);
  return places === null || narrowed === null
    ? walkedAddresses(db, places, query)
    : collectedAddresses(db, places, query);
}

/** Places that people have to hold one of. */
type Places = (eb: ExpressionBuilder<Tables, 'memberships'>) => Expression<SqlBool>;

/** Null: nobody needs one. Who was asked and has not accepted holds none yet. */
function placesOf({ among, narrowed }: Pick<PeopleQuery, 'among' | 'narrowed'>): Places | null {
  if (among === 'all') return null;
  return (eb) =>
    eb.and([
      eb('memberships.organization_id', 'in', ['', ...among]),
      eb('memberships.accepted_at', 'is not', null),
      ...(narrowed === null ? [] : narrowing(eb, narrowed)),
    ]);
}

function narrowing(
  eb: ExpressionBuilder<Tables, 'memberships'>,
  { kinds, skipsBelow, setUp }: Narrowed,
): readonly Expression<SqlBool>[] {
  const conditions: Expression<SqlBool>[] = [];
  if (kinds !== null) conditions.push(eb('memberships.kind', 'in', ['', ...kinds]));
  if (skipsBelow !== null) conditions.push(eb('memberships.skips_used', '<', skipsBelow));
  if (setUp !== null) {
    const live = eb.exists(
      eb
        .selectFrom('authenticators')
        .select('authenticators.kind')
        .whereRef('authenticators.account_id', '=', 'memberships.account_id')
        .where('authenticators.kind', 'in', setUp.methods)
        .where(inUse),
    );
    conditions.push(setUp.done ? live : eb.not(live));
  }
  return conditions;
}

async function areFew(db: Db, places: Places): Promise<boolean> {
  const some = membersIn(db, places).limit(FEW + 1);
  const { members } = await db
    .selectFrom(some.as('some'))
    .select(({ fn }) => fn.countAll<number | string>().as('members'))
    .executeTakeFirstOrThrow();
  return Number(members) <= FEW;
}

function fewMarks(db: Db, places: Places, word: string | null): Promise<readonly Marked[]> {
  const members = membersIn(db, places);
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

function walkedAddresses(db: Db, places: Places | null, { after, limit }: PeopleQuery): Promise<readonly Marked[]> {
  let query = db.selectFrom('addresses').select(['addresses.canonical as key', 'addresses.account_id']);
  if (places !== null) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('memberships')
          .select('memberships.kind')
          .whereRef('memberships.account_id', '=', 'addresses.account_id')
          .where(places),
      ),
    );
  }
  if (after !== null) query = query.where('addresses.canonical', '>', after.key);
  return query.orderBy('addresses.canonical').limit(limit).execute();
}

/** By the first of somebody's words that begins so: nobody comes twice, however the pages are cut. */
function walkedWords(
  db: Db,
  places: Places | null,
  { after, limit }: PeopleQuery,
  word: string,
): Promise<readonly Marked[]> {
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
  if (places !== null) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('memberships')
          .select('memberships.kind')
          .whereRef('memberships.account_id', '=', 'search_words.account_id')
          .where(places),
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

/** An address as a value, so that no planner takes the index of all addresses for the order, and passes over everybody. */
const COLLECTED = sql<string>`addresses.canonical || ''`;

function collectedAddresses(db: Db, places: Places, { after, limit }: PeopleQuery): Promise<readonly Marked[]> {
  let query = db
    .selectFrom('memberships')
    .innerJoin('addresses', 'addresses.account_id', 'memberships.account_id')
    .select([COLLECTED.as('key'), 'memberships.account_id'])
    .where(places);
  if (after !== null) query = query.where(COLLECTED, '>', after.key);
  return query.orderBy(COLLECTED).limit(limit).execute();
}

function membersIn(db: Db, places: Places) {
  return db.selectFrom('memberships').select('memberships.account_id').where(places);
}
