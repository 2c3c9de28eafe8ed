import type { Migration } from 'kysely/migration';
import type { Db } from './build.ts';

/** Where people are signed in: the address of a session, and the name of a browser that an account knows. */
export const places: Migration = {
  async up(db: Db): Promise<void> {
    await db.schema.alterTable('sessions').addColumn('source_sealed', 'text').execute();
    await db.schema.alterTable('devices').addColumn('browser', 'text').execute();
  },
};
