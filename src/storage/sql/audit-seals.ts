import type { EventMark, SealedRow, SealStore } from '../../domain/audit/run/ports.ts';
import type { AuditEventsTable, AuditSealsTable } from '../tables-audit.ts';
import { eventOf } from './audit-read.ts';
import { isUniqueViolation } from './errors.ts';
import type { Db } from './tx.ts';

/** The chain over the audit trail. */
export function sealStoreOn(db: Db): SealStore {
  const joined = () =>
    db
      .selectFrom('audit_seals')
      .leftJoin('audit_events', 'audit_events.id', 'audit_seals.event_id')
      .selectAll('audit_events')
      .select(['audit_seals.seq', 'audit_seals.event_id', 'audit_seals.link']);
  return {
    async head() {
      const row = await joined().orderBy('audit_seals.seq', 'desc').limit(1).executeTakeFirst();
      return row === undefined ? null : sealedRowOf(row);
    },
    async unsealed(since, limit) {
      const rows = await db
        .selectFrom('audit_events')
        .selectAll()
        .where('at', '>=', since)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('audit_seals')
                .select('audit_seals.seq')
                .whereRef('audit_seals.event_id', '=', 'audit_events.id'),
            ),
          ),
        )
        .orderBy('at')
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(eventOf);
    },
    async waitingAmong(after, rows) {
      const looked = await looksAt(db, after, rows).execute();
      const ids = looked.filter(({ seq }) => seq === null).map(({ id }) => id);
      const found =
        ids.length === 0 ? [] : await db.selectFrom('audit_events').selectAll().where('id', 'in', ids).execute();
      const byId = new Map(found.map((row) => [row.id, eventOf(row)]));
      const last = looked.length < rows ? undefined : looked.at(-1);
      return {
        waiting: ids.flatMap((id) => byId.get(id) ?? []),
        last: last === undefined ? null : { at: last.at, id: last.id },
      };
    },
    async append(seals) {
      if (seals.length === 0) return true;
      const rows = seals.map(({ seq, eventId, link }) => ({ seq, event_id: eventId, link }));
      try {
        await db.insertInto('audit_seals').values(rows).execute();
        return true;
      } catch (error) {
        if (isUniqueViolation(error)) return false;
        throw error;
      }
    },
    async after(seq, limit) {
      const rows = await joined().where('audit_seals.seq', '>', seq).orderBy('audit_seals.seq').limit(limit).execute();
      return rows.map(sealedRowOf);
    },
  };
}

/** Rows behind a mark, each with the number of its link. */
function looksAt(db: Db, after: EventMark | null, rows: number) {
  const mark = after ?? { at: 0, id: '' };
  const some = db
    .selectFrom('audit_events')
    .select(['id', 'at'])
    // The first condition follows from the second; it is what an index can begin at.
    .where('at', '>=', mark.at)
    .where((eb) => eb.or([eb('at', '>', mark.at), eb('id', '>', mark.id)]))
    .orderBy('at')
    .orderBy('id')
    .limit(rows);
  return db
    .selectFrom(some.as('some'))
    .leftJoin('audit_seals', 'audit_seals.event_id', 'some.id')
    .select(['some.id', 'some.at', 'audit_seals.seq'])
    .orderBy('some.at')
    .orderBy('some.id');
}

type Joined = { [Name in keyof AuditEventsTable]: AuditEventsTable[Name] | null } & AuditSealsTable;

function sealedRowOf(row: Joined): SealedRow {
  const seal = { seq: row.seq, eventId: row.event_id, link: row.link };
  // A left join fills the columns of a missing row with nulls.
  return { seal, event: row.id === null ? null : eventOf(row as AuditEventsTable) };
}
