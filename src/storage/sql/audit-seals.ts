import type { SealedRow, SealStore } from '../../domain/audit/run/ports.ts';
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

type Joined = { [Name in keyof AuditEventsTable]: AuditEventsTable[Name] | null } & AuditSealsTable;

function sealedRowOf(row: Joined): SealedRow {
  const seal = { seq: row.seq, eventId: row.event_id, link: row.link };
  // A left join fills the columns of a missing row with nulls.
  return { seal, event: row.id === null ? null : eventOf(row as AuditEventsTable) };
}
