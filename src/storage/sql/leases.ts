import type { Leases } from '../../domain/audit/run/ports.ts';
import type { Db } from './tx.ts';

/** Who does a job that one node at a time does: one row each, moved by a conditional write. */
export function leasesOn(db: Db): Leases {
  return {
    async take(name, holder, now, until) {
      const taken = await db
        .insertInto('leases')
        .values({ name, holder, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until })
            .where((eb) => eb.or([eb('leases.holder', '=', holder), eb('leases.until', '<=', now)])),
        )
        .executeTakeFirst();
      return (taken.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async release(name, holder) {
      await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
    },
  };
}
