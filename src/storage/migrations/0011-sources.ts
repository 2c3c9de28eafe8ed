import type { Migration } from 'kysely/migration';
import { type Db, index, key, required, table } from './build.ts';

/** Failures by source and in all, and the proofs of work that were used. */
export const sources: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'tallies', (t) =>
      required(required(required(t, 'text', ['key']), 'bigint', ['slot', 'expires_at']), 'integer', [
        'count',
      ]).addPrimaryKeyConstraint('tallies_by_key_and_slot', ['key', 'slot'] as never),
    );
    await index(db, 'tallies', ['expires_at']);
    await table(db, 'spent_work', (t) => required(key(t, 'id'), 'bigint', ['expires_at']));
    await index(db, 'spent_work', ['expires_at']);
  },
};
