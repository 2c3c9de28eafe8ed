import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { searchWords } from '../../domain/directory/decide/words.ts';
import { type Db, index } from './build.ts';

/** Rows that one statement inserts. */
const BATCH = 500;

/** Words that people are found under, roles that are granted, and indexes for what the console lists. */
export const console: Migration = {
  async up(db: Db): Promise<void> {
    await db.schema
      .createTable('search_words')
      // Compared byte by byte on both engines: what begins with a word is then one range of the index.
      .addColumn('word', binaryText(db), (c) => c.notNull())
      .addColumn('account_id', 'text', (c) => c.notNull().references('accounts.id'))
      .addPrimaryKeyConstraint('search_words_pk', ['word', 'account_id'])
      .execute();
    await db.schema.createIndex('search_words_by_account_id').on('search_words').column('account_id').execute();
    await index(db, 'memberships', ['organization_id', 'accepted_at']);
    await index(db, 'mandate_requests', ['organization_id', 'decided_at']);
    await db.schema.alterTable('sessions').addColumn('console_seen_at', 'bigint').execute();
    await db.schema
      .alterTable('organizations')
      .addColumn('admin_resets', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema
      .createTable('role_grants')
      .addColumn('organization_id', 'text', (c) => c.notNull().references('organizations.id'))
      .addColumn('account_id', 'text', (c) => c.notNull().references('accounts.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('granted_by', 'text', (c) => c.notNull())
      .addColumn('granted_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('role_grants_pk', ['organization_id', 'account_id'])
      .execute();
    await index(db, 'role_grants', ['account_id']);
    await fill(db);
  },
};

function binaryText(db: Db) {
  return db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
}

async function fill(db: Db): Promise<void> {
  const people = await db
    .selectFrom('accounts')
    .innerJoin('addresses', 'addresses.account_id', 'accounts.id')
    .select(['accounts.id', 'accounts.name', 'addresses.canonical'])
    .execute();
  const rows = people.flatMap(({ id, name, canonical }) =>
    searchWords(name, canonical).map((word) => ({ word, account_id: id })),
  );
  for (let at = 0; at < rows.length; at += BATCH) {
    await db
      .insertInto('search_words')
      .values(rows.slice(at, at + BATCH))
      .execute();
  }
}
