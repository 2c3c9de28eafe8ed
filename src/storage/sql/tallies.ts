import { sql } from 'kysely';
import type { SpentWork, Tallies, Tally } from '../../domain/throttling/run/source-ports.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { TalliesTable } from '../tables-throttling.ts';
import { insertAudit } from './audit.ts';
import { compiledForEach, compiledInsert } from './compiled.ts';
import { PURGE_BATCH } from './lanes.ts';
import { type Db, inTransaction } from './tx.ts';

/** Failures that all nodes count together. */
export function talliesOn(db: Db): Tallies {
  return {
    // Each row stays locked until its sum was read: of many at once no two read the same.
    add: (tallies, slot, since) =>
      inTransaction(db, async (trx) => {
        await countMore(trx, rowsOf(tallies, slot, 1));
        return sumsOf(
          trx,
          tallies.map(({ key }) => key),
          since,
        );
      }),
    async takeBack(tallies, slot) {
      await countFewer(db, rowsOf(tallies, slot, 0));
    },
    sums: (keys, since) => sumsOf(db, keys, since),
    async windows(key, widthMs, since, end) {
      const width = sql.lit(widthMs);
      const rows = await db
        .selectFrom('tallies')
        .select((eb) => eb.fn.sum<number>('count').as('sum'))
        .where('key', '=', key)
        .where('slot', '>=', since)
        .where('slot', '<', end)
        .groupBy(sql`slot - slot % ${width}`)
        .execute();
      return rows.map((row) => Number(row.sum)).filter((sum) => sum > 0);
    },
    once: (tally, slot, event) =>
      inTransaction(db, async (trx) => {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('tallies')
          .values(rowOf(tally, slot))
          .onConflict((conflict) => conflict.columns(['key', 'slot']).doNothing())
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows !== 1n) return false;
        await insertAudit(trx, [event]);
        return true;
      }),
  };
}

/** Proofs of work that were used; the primary key settles who was first. */
export function spentWorkOn(db: Db): SpentWork {
  return {
    async spend(id, until) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto('spent_work')
        .values({ id, expires_at: until })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
  };
}

/** Deletes a batch of slots that no window counts any more. */
export async function purgeTallies(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('tallies').select(['key', 'slot']).where('expires_at', '<', before).limit(PURGE_BATCH);
  const { numDeletedRows } = await db
    .deleteFrom('tallies')
    .where((eb) => eb(eb.refTuple('key', 'slot'), 'in', old.$asTuple('key', 'slot')))
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Deletes a batch of proofs of work that have run out. */
export async function purgeSpentWork(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('spent_work').select('id').where('expires_at', '<', before).limit(PURGE_BATCH);
  const { numDeletedRows } = await db.deleteFrom('spent_work').where('id', 'in', old).executeTakeFirst();
  return Number(numDeletedRows);
}

const COLUMNS = ['key', 'slot', 'count', 'expires_at'] as const satisfies readonly (keyof TalliesTable)[];

const countMore = compiledInsert(COLUMNS, (db, rows: readonly TalliesTable[]) =>
  db
    .insertInto('tallies')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['key', 'slot']).doUpdateSet((eb) => ({ count: eb('tallies.count', '+', 1) })),
    ),
);

const countFewer = compiledInsert(COLUMNS, (db, rows: readonly TalliesTable[]) =>
  db
    .insertInto('tallies')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .columns(['key', 'slot'])
        .doUpdateSet((eb) => ({ count: eb('tallies.count', '-', 1) }))
        .where('tallies.count', '>', 0),
    ),
);

/** `first`: what a new slot starts with. */
function rowsOf(tallies: readonly Tally[], slot: EpochMs, first: 0 | 1): readonly TalliesTable[] {
  // Everybody locks in the same order, so that nobody waits in a circle.
  return tallies.toSorted((a, b) => (a.key < b.key ? -1 : 1)).map((tally) => ({ ...rowOf(tally, slot), count: first }));
}

/** A new slot with one in it. It may go when the last window that counts it is over. */
function rowOf({ key, keptMs }: Tally, slot: EpochMs) {
  return { key, slot, count: 1, expires_at: slot + keptMs };
}

async function sumsOf(db: Db, keys: readonly string[], since: EpochMs): Promise<readonly number[]> {
  const { rows } = await sumsSince(db, keys, { since });
  const sums = new Map(rows.map((row) => [row.key, Number(row.sum)]));
  return keys.map((key) => sums.get(key) ?? 0);
}

const sumsSince = compiledForEach((db, keys: readonly string[], { since }: { readonly since: EpochMs }) =>
  db
    .selectFrom('tallies')
    .select((eb) => ['key', eb.fn.sum<number>('count').as('sum')])
    .where('key', 'in', keys)
    .where('slot', '>=', since)
    .groupBy('key'),
);
