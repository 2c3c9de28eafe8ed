import type { Migration } from 'kysely/migration';
import { type Db, index, key, optional, required, table } from './build.ts';

/** The one-time link to the first owner, and how well the console wants people proved. */
export const firstOwner: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'setup_links', (t) => {
      const named = required(key(t, 'id'), 'text', ['token_hash']);
      return optional(required(named, 'bigint', ['created_at', 'expires_at']), 'bigint', ['used_at']);
    });
    await index(db, 'setup_links', ['token_hash'], { unique: true });
    await db.schema.alterTable('organizations').addColumn('console_acr', 'text').execute();
    await index(db, 'organizations', ['console_acr'], { where: 'console_acr is not null' });
  },
};
