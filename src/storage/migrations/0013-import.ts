import type { Migration } from 'kysely/migration';
import { belongsTo, type Db, index, key, required, table } from './build.ts';

/** Rows of imported files that are done. */
export const importing: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'import_rows', (t) =>
      required(belongsTo(key(t, 'key'), 'account_id', 'accounts.id'), 'bigint', ['imported_at']),
    );
    await index(db, 'import_rows', ['account_id']);
  },
};
