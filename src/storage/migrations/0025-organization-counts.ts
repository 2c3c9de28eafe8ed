import type { Migration } from 'kysely/migration';
import { type Db, index, key, required, table } from './build.ts';

/** What is counted of each organization week by week, so that no page walks the trail. */
export const organizationCounts: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'organization_counts', (t) =>
      required(
        required(required(required(t, 'text', ['organization_id']), 'bigint', ['week']), 'text', ['what', 'how']),
        'bigint',
        ['count'],
      ).addPrimaryKeyConstraint('organization_counts_pk', ['organization_id', 'week', 'what', 'how'] as never),
    );
    await index(db, 'organization_counts', ['week', 'what']);
    await table(db, 'counting_marks', (t) => required(key(t, 'name'), 'bigint', ['mark']));
  },
};
