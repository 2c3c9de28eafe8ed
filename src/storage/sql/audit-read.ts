import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { AuditEvent } from '../../domain/audit/decide/event.ts';
import type { AuditReads } from '../../domain/audit/run/ports.ts';
import type { AuditEventsTable } from '../tables.ts';
import { auditEventOf } from './audit.ts';
import type { Db } from './tx.ts';

/** Reading the audit trail. */
export function auditReadsOn(db: Db): AuditReads {
  return {
    async newest(filter, limit) {
      let query = db.selectFrom('audit_events').selectAll();
      if (filter.accountId !== undefined) query = query.where('account_id', '=', filter.accountId);
      if (filter.name !== undefined) query = query.where('name', '=', filter.name);
      if (filter.names !== undefined) query = query.where('name', 'in', filter.names);
      if (filter.since !== undefined) query = query.where('at', '>=', filter.since);
      const rows = await query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute();
      return rows.map(eventOf);
    },
    async keysOf(accountIds) {
      if (accountIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('accounts')
        .select(['id', 'audit_key_sealed'])
        .where('id', 'in', accountIds)
        .execute();
      return new Map(
        rows.flatMap((row) => (row.audit_key_sealed === null ? [] : [[row.id as AccountId, row.audit_key_sealed]])),
      );
    },
  };
}

/** A stored row as an event. Details that are no longer JSON become `{ unreadable: true }`, which no link covers. */
export function eventOf(row: AuditEventsTable): AuditEvent {
  try {
    return auditEventOf(row);
  } catch {
    return auditEventOf({ ...row, details: '{"unreadable":true}' });
  }
}
