import type { Migration } from 'kysely/migration';
import { type Db, index } from './build.ts';

/** Mails that come once: what they tell of has a name. */
export const notices: Migration = {
  async up(db: Db): Promise<void> {
    await db.schema.alterTable('outbox').addColumn('cause', 'text').execute();
    await index(db, 'outbox', ['cause'], { unique: true });
  },
};
