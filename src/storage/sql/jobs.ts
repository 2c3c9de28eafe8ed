import type { Selectable } from 'kysely';
import type { Job, JobKind, JobStore } from '../../domain/jobs/run/ports.ts';
import type { JobsTable } from '../tables-jobs.ts';
import { isUniqueViolation } from './errors.ts';
import type { Db } from './tx.ts';

/** Work that outlasts a request. */
export function jobStoreOn(db: Db): JobStore {
  return {
    async insert(job, deadSince) {
      await db
        .updateTable('jobs')
        .set({ ended_at: job.startedAt })
        .where('kind', '=', job.kind)
        .where('ended_at', 'is', null)
        .where('seen_at', '<', deadSince)
        .execute();
      try {
        await db.insertInto('jobs').values(rowOf(job)).execute();
        return true;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    async report(id, at, perMille, part) {
      const moved = await db
        .updateTable('jobs')
        .set({ seen_at: at, per_mille: perMille })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .executeTakeFirst();
      if (moved.numUpdatedRows === 0n) return false;
      if (part !== null)
        await db
          .insertInto('job_parts')
          .values({ job_id: id, ...part })
          .execute();
      return true;
    },
    async end(id, at, result) {
      await db
        .updateTable('jobs')
        .set({ ended_at: at, seen_at: at, result })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .execute();
    },
    async byId(id) {
      const row = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? null : jobOf(row);
    },
    async newest(kind) {
      const query = db.selectFrom('jobs').selectAll().where('kind', '=', kind);
      const row = await query.orderBy('started_at', 'desc').limit(1).executeTakeFirst();
      return row === undefined ? null : jobOf(row);
    },
    async parts(id, after, limit) {
      const query = db.selectFrom('job_parts').select(['seq', 'body']).where('job_id', '=', id);
      return query.where('seq', '>', after).orderBy('seq').limit(limit).execute();
    },
  };
}

function rowOf(job: Job): JobsTable {
  return {
    id: job.id,
    kind: job.kind,
    started_by: job.startedBy,
    started_at: job.startedAt,
    seen_at: job.seenAt,
    ended_at: job.endedAt,
    per_mille: job.perMille,
    result: job.result,
  };
}

function jobOf(row: Selectable<JobsTable>): Job {
  return {
    id: row.id,
    kind: row.kind as JobKind,
    startedBy: row.started_by,
    startedAt: row.started_at,
    seenAt: row.seen_at,
    endedAt: row.ended_at,
    perMille: row.per_mille,
    result: row.result,
  };
}
