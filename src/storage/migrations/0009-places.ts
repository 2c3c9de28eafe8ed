import type { Migration } from 'kysely/migration';
import { belongsTo, type Db, index, key, optional, required, table } from './build.ts';

/** Where people are signed in: the address of a session, the name of a browser, and links that mark a shared workstation. */
export const places: Migration = {
  async up(db: Db): Promise<void> {
    await db.schema.alterTable('sessions').addColumn('source_sealed', 'text').execute();
    await db.schema.alterTable('devices').addColumn('browser', 'text').execute();
    await db.schema
      .alterTable('organizations')
      .addColumn('workstation_idle_ms', 'bigint', (c) => c.notNull().defaultTo(5 * 60_000))
      .execute();
    await table(db, 'workstation_links', (t) => {
      const named = belongsTo(required(key(t, 'id'), 'text', ['token_hash']), 'organization_id', 'organizations.id');
      return optional(required(named, 'bigint', ['created_at', 'expires_at']), 'bigint', ['used_at']);
    });
    await index(db, 'workstation_links', ['token_hash'], { unique: true });
    await index(db, 'workstation_links', ['expires_at']);
  },
};
