import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { ClientId } from '../../domain/clients/decide/client.ts';
import type { DueLogout, LogoutQueue, LogoutSettlement } from '../../domain/clients/run/logout-ports.ts';
import type { LogoutsTable } from '../tables.ts';
import { insertAudit } from './audit.ts';
import { type Db, inTransaction } from './tx.ts';

/** Logout tokens that wait, taken by conditional updates. */
export function logoutQueueOn(db: Db): LogoutQueue {
  return {
    async lease(now, leaseUntil, limit) {
      const due = await db
        .selectFrom('logouts')
        .selectAll()
        .where('delivered_at', 'is', null)
        .where('failed_at', 'is', null)
        .where('next_try_at', '<=', now)
        .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
        .orderBy('next_try_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      const taken = await Promise.all(due.map((row) => take(db, row, leaseUntil)));
      return taken.filter((one) => one !== null);
    },
    settle: (id, tries, settlement) =>
      inTransaction(db, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('logouts')
          .set(columnsOf(settlement))
          .where('id', '=', id)
          .where('tries', '=', tries)
          .where('leased_until', 'is not', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        if (settlement.kind !== 'again') await insertAudit(trx, [settlement.audit]);
        return true;
      }),
  };
}

async function take(db: Db, row: LogoutsTable, leaseUntil: number): Promise<DueLogout | null> {
  const tries = row.tries + 1;
  const { numUpdatedRows } = await db
    .updateTable('logouts')
    .set({ leased_until: leaseUntil, tries })
    .where('id', '=', row.id)
    .where('tries', '=', row.tries)
    .where('delivered_at', 'is', null)
    .where('failed_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return null;
  return {
    id: row.id,
    clientId: row.client_id as ClientId,
    accountId: row.account_id as AccountId,
    sid: row.sid,
    tries,
  };
}

function columnsOf(settlement: LogoutSettlement): Partial<LogoutsTable> {
  switch (settlement.kind) {
    case 'delivered':
      return { delivered_at: settlement.at, leased_until: null };
    case 'given-up':
      return { failed_at: settlement.at, leased_until: null };
    case 'again':
      return { next_try_at: settlement.at, leased_until: null };
  }
}
