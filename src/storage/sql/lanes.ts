import type { Try } from '../../domain/throttling/decide/lanes.ts';
import type { LaneStore } from '../../domain/throttling/run/ports.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { Db } from './tx.ts';

/** Most rows of a table that a purge deletes in one call, so that nobody waits for a long delete. */
export const PURGE_BATCH = 1_000;

/** Counters that all nodes share exactly. */
export function laneStoreOn(db: Db): LaneStore {
  return {
    async load(key) {
      const row = await db.selectFrom('lanes').select(['version', 'tries']).where('key', '=', key).executeTakeFirst();
      return row === undefined
        ? { key, version: 0, tries: [] }
        : { key, version: row.version, tries: JSON.parse(row.tries) as Try[] };
    },
    swap: (key, fromVersion, tries) =>
      fromVersion === 0 ? insert(db, key, tries) : update(db, key, fromVersion, tries),
    purge: (before) => purgeLanes(db, before),
  };
}

/** Lanes of second-factor tries, which are remembered longest. */
const LONG_LIVED = 'proof:%';

/** Deletes a batch of lanes whose newest try is older than `before`, of second-factor tries than `longBefore`. */
export async function purgeLanes(db: Db, before: EpochMs, longBefore: EpochMs = before): Promise<number> {
  const old = db
    .selectFrom('lanes')
    .select('key')
    .where('newest_at', '<', before)
    .where((eb) => eb.or([eb('key', 'not like', LONG_LIVED), eb('newest_at', '<', longBefore)]))
    .limit(PURGE_BATCH);
  const { numDeletedRows } = await db.deleteFrom('lanes').where('key', 'in', old).executeTakeFirst();
  return Number(numDeletedRows);
}

async function insert(db: Db, key: string, tries: readonly Try[]): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('lanes')
    .values({ key, version: 1, tries: JSON.stringify(tries), newest_at: newestOf(tries) ?? 0 })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function update(db: Db, key: string, fromVersion: number, tries: readonly Try[]): Promise<boolean> {
  const newest = newestOf(tries);
  const { numUpdatedRows } = await db
    .updateTable('lanes')
    .set({
      version: fromVersion + 1,
      tries: JSON.stringify(tries),
      // An emptied lane keeps its age: purged at once, it would start again at a version that somebody may still hold.
      ...(newest === null ? {} : { newest_at: newest }),
    })
    .where('key', '=', key)
    .where('version', '=', fromVersion)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function newestOf(tries: readonly Try[]): number | null {
  return tries.length === 0 ? null : Math.max(...tries.map((taken) => taken.at));
}
