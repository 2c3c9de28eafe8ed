import type { Counted, FailureCounts } from '../../domain/throttling/run/ports.ts';
import type { Db } from './tx.ts';

/** Failures in a row, counted where they are limited: in the row of the device or of the authenticator. */
export function failureCountsOn(db: Db): FailureCounts {
  return {
    async count(of, ids, max) {
      if (ids.length === 0) return new Map();
      const rows = await update(db, of, ids, 1).where('failures', '<', max).returning(['id', 'failures']).execute();
      return new Map(rows.map((row) => [row.id, row.failures]));
    },
    async takeBack(of, ids) {
      if (ids.length > 0) await update(db, of, ids, -1).where('failures', '>', 0).execute();
    },
    async clear(of, ids) {
      if (ids.length > 0) await db.updateTable(of).set({ failures: 0 }).where('id', 'in', ids).execute();
    },
  };
}

function update(db: Db, of: Counted, ids: readonly string[], by: number) {
  const counted = db
    .updateTable(of)
    .set((eb) => ({ failures: eb('failures', '+', by) }))
    .where('id', 'in', ids);
  return of === 'devices' ? counted.where('burned', '=', 0) : counted.where('revoked_at', 'is', null);
}
