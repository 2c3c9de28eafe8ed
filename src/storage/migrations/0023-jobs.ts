import type { Migration } from 'kysely/migration';
import { type Db, index, key, optional, required, table } from './build.ts';

/** Work of the console that outlasts a request, and an index for what somebody did to others. */
export const jobs: Migration = {
  async up(db: Db): Promise<void> {
    await table(db, 'jobs', (jobs) =>
      optional(
        optional(
          required(required(key(jobs, 'id'), 'text', ['kind', 'started_by']), 'bigint', [
            'started_at',
            'seen_at',
            'per_mille',
          ]),
          'bigint',
          ['ended_at'],
        ),
        'text',
        ['result'],
      ),
    );
    // One of a kind at a time.
    await index(db, 'jobs', ['kind'], { unique: true, where: 'ended_at is null' });
    await index(db, 'jobs', ['kind', 'started_at']);
    await index(db, 'jobs', ['started_at']);
    await db.schema
      .createTable('job_parts')
      .addColumn('job_id', 'text', (c) => c.notNull().references('jobs.id'))
      .addColumn('seq', 'bigint', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('job_parts_pk', ['job_id', 'seq'])
      .execute();
    // Most rows are about what people do to their own account; those are found by the account.
    await index(db, 'audit_events', ['actor', 'at'], {
      where: "(account_id is null or actor <> account_id) and actor <> 'claimant'",
    });
  },
};
