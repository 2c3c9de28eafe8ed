import type { Selectable } from 'kysely';
import type { AccountId, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { AuditDetails, AuditEvent, AuditName } from '../../domain/audit/decide/event.ts';
import type { AuditEventsTable } from '../tables-audit.ts';
import { compiledInsert } from './compiled.ts';
import type { Trx } from './tx.ts';

/** Records events in the transaction of what they tell about: it happens with them, or not at all. */
export async function insertAudit(trx: Trx, events: readonly AuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  await insertEvents(trx, events.map(auditRow));
}

const COLUMNS = [
  'id',
  'at',
  'name',
  'account_id',
  'actor',
  'organization_id',
  'attempt_id',
  'details',
  'sealed',
] as const satisfies readonly (keyof AuditEventsTable)[];

const insertEvents = compiledInsert(COLUMNS, (db, rows: readonly AuditEventsTable[]) =>
  db.insertInto('audit_events').values(rows),
);

/** The row of an event. */
export function auditRow(event: AuditEvent): AuditEventsTable {
  return {
    id: event.id,
    at: event.at,
    name: event.name,
    account_id: event.accountId,
    actor: event.actor,
    organization_id: event.organizationId,
    attempt_id: event.attemptId,
    details: JSON.stringify(event.details),
    sealed: event.sealed,
  };
}

/** The event of a row. */
export function auditEventOf(row: Selectable<AuditEventsTable>): AuditEvent {
  return {
    id: row.id,
    at: row.at,
    name: row.name as AuditName,
    accountId: row.account_id as AccountId | null,
    actor: row.actor,
    organizationId: row.organization_id as OrganizationId | null,
    attemptId: row.attempt_id,
    details: JSON.parse(row.details) as AuditDetails,
    sealed: row.sealed,
  };
}
