import type { Migration } from 'kysely/migration';
import type { Db } from './build.ts';

/** Browsers that an account knows, failures in a row, and what is out of use. */
export const throttling: Migration = {
  async up(db: Db): Promise<void> {
    for (const table of ['devices', 'authenticators'] as const) {
      await db.schema
        .alterTable(table)
        .addColumn('failures', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
    }
    await db.schema.alterTable('authenticators').addColumn('suspended_at', 'bigint').execute();
    await db.schema
      .alterTable('devices')
      .addColumn('burned', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
  },
};
