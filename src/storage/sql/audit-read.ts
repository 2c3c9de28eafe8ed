import { type ExpressionBuilder, sql } from 'kysely';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { AuditEvent } from '../../domain/audit/decide/event.ts';
import type { AuditFilter, AuditReads, EventMark } from '../../domain/audit/run/ports.ts';
import type { Tables } from '../tables.ts';
import type { AuditEventsTable } from '../tables-audit.ts';
import { auditEventOf } from './audit.ts';
import type { Db } from './tx.ts';

/** Reading the audit trail. */
export function auditReadsOn(db: Db): AuditReads {
  return {
    async newest(filter, limit, before = null) {
      const { names, ...rest } = filter;
      const parts =
        names === undefined || rest.accountId === undefined ? [filter] : names.map((name) => ({ ...rest, name }));
      const rows = parts.length === 0 ? [] : await newestOf(db, parts, limit, before).execute();
      return rows.map(eventOf);
    },
    async byId(id) {
      const row = await db
        .selectFrom('audit_events')
        .leftJoin('audit_seals', 'audit_seals.event_id', 'audit_events.id')
        .selectAll('audit_events')
        .select(['audit_seals.seq', 'audit_seals.link'])
        .where('audit_events.id', '=', id)
        .executeTakeFirst();
      if (row === undefined) return null;
      const { seq, link } = row;
      return { event: eventOf(row), seal: seq === null || link === null ? null : { seq, eventId: id, link } };
    },
    async page(filter, after, limit) {
      let query = db
        .selectFrom('audit_events')
        .innerJoin('audit_seals', 'audit_seals.event_id', 'audit_events.id')
        .selectAll('audit_events')
        .select(['audit_seals.seq', 'audit_seals.link'])
        .where(matching(filter));
      if (after !== null) {
        // The first condition follows from the second; it is what an index can begin at.
        query = query.where('at', '>=', after.at);
        query = query.where((eb) => eb.or([eb('at', '>', after.at), eb('id', '>', after.id)]));
      }
      const rows = await query.orderBy('at').orderBy('id').limit(limit).execute();
      return rows.map((row) => ({ seal: { seq: row.seq, eventId: row.id, link: row.link }, event: eventOf(row) }));
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

/**
 * The newest rows of several filters. Each is one short walk along its index: of somebody whose trail is flooded with other
 * events, only those asked for are read.
 */
function newestOf(db: Db, filters: readonly AuditFilter[], limit: number, before: EventMark | null) {
  const newest = (filter: AuditFilter) =>
    db
      .selectFrom('audit_events')
      .selectAll()
      .where(matching(filter))
      .where(earlierThan(before))
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit);
  // SQLite takes a limit of one part of a union within parentheses only.
  const [first, ...others] = filters.map((filter) => db.selectFrom(newest(filter).as('part')).selectAll());
  if (first === undefined) throw new Error('storage: the newest rows of no filter');
  const all = others.reduce((union, part) => union.unionAll(part), first);
  return db.selectFrom(all.as('found')).selectAll().orderBy('at', 'desc').orderBy('id', 'desc').limit(limit);
}

/** The first condition follows from the second; it is what an index can begin at. */
function earlierThan(mark: EventMark | null) {
  return (eb: ExpressionBuilder<Tables, 'audit_events'>) =>
    mark === null
      ? eb.and([])
      : eb.and([eb('at', '<=', mark.at), eb.or([eb('at', '<', mark.at), eb('id', '<', mark.id)])]);
}

/** In the words of the partial index that finds them. */
const TO_OTHERS = "(account_id is null or actor <> account_id) and actor <> 'claimant'";

/** The condition that a filter stands for. */
function matching(filter: AuditFilter) {
  return (eb: ExpressionBuilder<Tables, 'audit_events'>) =>
    eb.and([
      ...(filter.accountId === undefined ? [] : [eb('account_id', '=', filter.accountId)]),
      ...(filter.name === undefined ? [] : [eb('name', '=', filter.name)]),
      ...(filter.names === undefined ? [] : [eb('name', 'in', filter.names)]),
      ...(filter.organizationId === undefined ? [] : [eb('organization_id', '=', filter.organizationId)]),
      ...(filter.actor === undefined ? [] : [eb('actor', '=', filter.actor), sql<boolean>`${sql.raw(TO_OTHERS)}`]),
      ...(filter.since === undefined ? [] : [eb('at', '>=', filter.since)]),
      ...(filter.until === undefined ? [] : [eb('at', '<', filter.until)]),
    ]);
}

/** A stored row as an event. Details that are no longer JSON become `{ unreadable: true }`, which no link covers. */
export function eventOf(row: AuditEventsTable): AuditEvent {
  try {
    return auditEventOf(row);
  } catch {
    return auditEventOf({ ...row, details: '{"unreadable":true}' });
  }
}
