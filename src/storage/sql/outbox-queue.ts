import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { MailKind, OutboxMessage } from '../../domain/mail/decide/message.ts';
import type { LeasedMessage, OutboxQueue, Settlement } from '../../domain/mail/run/ports.ts';
import type { Sealing } from '../../platform/keys.ts';
import type { OutboxTable } from '../tables.ts';
import { insertAudit } from './audit.ts';
import { outboxMessageOf } from './outbox.ts';
import { type Db, inTransaction, type Trx } from './tx.ts';

/** Messages that wait, taken by conditional updates. */
export function outboxQueueOn(db: Db, sealing: Sealing): OutboxQueue {
  return {
    async lease(now, leaseUntil, limit) {
      const due = await dueRows(db, now).selectAll().orderBy('next_try_at').orderBy('id').limit(limit).execute();
      // An idle outbox is only read.
      if (due.length === 0) return [];
      const taken = await inTransaction(db, async (trx) => {
        const rows: OutboxTable[] = [];
        for (const row of due) if (await takeRow(trx, row, now, leaseUntil)) rows.push(row);
        return rows;
      });
      return taken.map((row) => leasedOf({ ...row, tries: row.tries + 1 }, sealing));
    },
    settle: (id, tries, settlement) =>
      inTransaction(db, async (trx) => {
        const updated = await trx
          .updateTable('outbox')
          .set(columnsOf(settlement))
          .where('id', '=', id)
          .where('tries', '=', tries)
          .where('leased_until', 'is not', null)
          .executeTakeFirst();
        if (updated.numUpdatedRows === 0n) return false;
        if (settlement.kind !== 'again') await insertAudit(trx, [settlement.audit]);
        return true;
      }),
    async state(failedSince) {
      const waiting = await db
        .selectFrom('outbox')
        .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('created_at').as('oldest')])
        .where('handed_over_at', 'is', null)
        .where('failed_at', 'is', null)
        .executeTakeFirstOrThrow();
      const failed = await db
        .selectFrom('outbox')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('failed_at', '>', failedSince)
        .executeTakeFirstOrThrow();
      return { waiting: Number(waiting.count), oldestAt: waiting.oldest, failed: Number(failed.count) };
    },
    async purge(before) {
      const deleted = await db
        .deleteFrom('outbox')
        .where('created_at', '<', before)
        .where((eb) => eb.or([eb('handed_over_at', 'is not', null), eb('failed_at', 'is not', null)]))
        .executeTakeFirst();
      return Number(deleted.numDeletedRows);
    },
  };
}

function dueRows(db: Db, now: number) {
  return db
    .selectFrom('outbox')
    .where('handed_over_at', 'is', null)
    .where('failed_at', 'is', null)
    .where('next_try_at', '<=', now)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]));
}

async function takeRow(trx: Trx, row: OutboxTable, now: number, leaseUntil: number): Promise<boolean> {
  const taken = await trx
    .updateTable('outbox')
    .set({ leased_until: leaseUntil, tries: row.tries + 1 })
    .where('id', '=', row.id)
    .where('tries', '=', row.tries)
    .where('handed_over_at', 'is', null)
    .where('failed_at', 'is', null)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
    .executeTakeFirst();
  return taken.numUpdatedRows > 0n;
}

function columnsOf(settlement: Settlement): Partial<OutboxTable> {
  switch (settlement.kind) {
    case 'handed-over':
      return { handed_over_at: settlement.at, leased_until: null, message_sealed: null };
    case 'given-up':
      return { failed_at: settlement.at, leased_until: null, message_sealed: null };
    case 'again':
      return { next_try_at: settlement.at, leased_until: null };
  }
}

function leasedOf(row: OutboxTable, sealing: Sealing): LeasedMessage {
  return {
    id: row.id,
    accountId: row.account_id as AccountId | null,
    kind: row.kind as MailKind,
    tries: row.tries,
    notAfter: row.not_after,
    message: opened(row, sealing),
  };
}

/** A row that does not open is given up by the caller: it must not hold up those behind it. */
function opened(row: OutboxTable, sealing: Sealing): OutboxMessage | null {
  try {
    return outboxMessageOf(row, sealing);
  } catch {
    return null;
  }
}
