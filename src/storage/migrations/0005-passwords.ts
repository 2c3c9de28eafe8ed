import type { Migration } from 'kysely/migration';
import { type Db, index, key, optional, required, table } from './build.ts';

/** New passwords: links in mails, what a stop takes back, what somebody else knows, and which rules an organization wants. */
export const passwords: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'password_links', (t) => {
      const texts = required(key(t, 'id'), 'text', ['token_hash', 'browser_hash']).addColumn(
        'account_id',
        'text',
        (c) => c.references('accounts.id'),
      );
      return optional(required(texts, 'bigint', ['created_at', 'expires_at']), 'bigint', ['used_at']);
    });
    await index(db, 'password_links', ['token_hash'], { unique: true });
    await index(db, 'password_links', ['account_id']);
    await index(db, 'password_links', ['expires_at']);
    await db.schema.alterTable('authenticators').addColumn('compromised_at', 'bigint').execute();
    await db.schema.alterTable('stop_links').addColumn('password_since', 'bigint').execute();
    await db.schema
      .alterTable('organizations')
      .addColumn('password_preset', 'text', (c) => c.notNull().defaultTo('nist'))
      .execute();
  },
};
