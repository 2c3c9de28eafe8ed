import type { Migration } from 'kysely/migration';
import type { Db } from './build.ts';

/** A "this was not me" link knows whether what its mail tells of began with the right password. */
export const stopsOfPasswords: Migration = {
  async up(db: Db): Promise<void> {
    await db.schema
      .alterTable('stop_links')
      .addColumn('password_given', 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  },
};
