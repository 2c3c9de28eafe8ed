import type { Migration } from 'kysely/migration';
import type { Db } from './build.ts';

/** Browsers that an account knows, failures in a row, what is out of use, and links that let a browser in. */
export const throttling: Migration = {
  async up(db: Db): Promise<void> {
    for (const table of ['devices', 'authenticators'] as const) {
      await db.schema
        .alterTable(table)
        .addColumn('failures', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
    }
    await db.schema.alterTable('authenticators').addColumn('suspended_at', 'bigint').execute();
    for (const column of ['burned', 'by_mail']) {
      await db.schema
        .alterTable('devices')
        .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
    }
    await db.schema
      .alterTable('password_links')
      .addColumn('purpose', 'text', (c) => c.notNull().defaultTo('password'))
      .execute();
  },
};
