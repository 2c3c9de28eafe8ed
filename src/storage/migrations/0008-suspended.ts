import type { Migration } from 'kysely/migration';
import type { Db } from './build.ts';

/** Authenticators that were reported lost. */
export const suspended: Migration = {
  async up(db: Db): Promise<void> {
    await db.schema.alterTable('authenticators').addColumn('suspended_at', 'bigint').execute();
  },
};
