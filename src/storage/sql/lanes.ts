import type { Insertable } from 'kysely';
import type { Try } from '../../domain/throttling/decide/lanes.ts';
import type { LaneStore } from '../../domain/throttling/run/ports.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { LanesTable } from '../tables.ts';
import { compiledInsert, compiledOnce } from './compiled.ts';
import { countFailures } from './failure-counts.ts';
import { type Db, inTransaction } from './tx.ts';

/** Most rows of a table that a purge deletes in one call, so that nobody waits for a long delete. */
export const PURGE_BATCH = 1_000;

/** Counters that all nodes share exactly. */
export function laneStoreOn(db: Db): LaneStore {
  return {
    async load(key) {
      const [row] = (await lanesOf(db, { key })).rows;
      return row === undefined
        ? { key, version: 0, tries: [] }
        : { key, version: row.version, tries: JSON.parse(row.tries) as Try[] };
    },
    swap: (key, fromVersion, tries) => swap(db, key, fromVersion, tries),
    swapCounting: (key, fromVersion, tries, counting) =>
      inTransaction(db, async (trx) =>
        (await swap(trx, key, fromVersion, tries)) ? countFailures(trx, counting) : null,
      ),
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

function swap(db: Db, key: string, fromVersion: number, tries: readonly Try[]): Promise<boolean> {
  return fromVersion === 0 ? insert(db, key, tries) : update(db, key, fromVersion, tries);
}

async function insert(db: Db, key: string, tries: readonly Try[]): Promise<boolean> {
  const row = { key, version: 1, tries: JSON.stringify(tries), newest_at: newestOf(tries) ?? 0 };
  return (await insertLane(db, [row])).numAffectedRows === 1n;
}

const lanesOf = compiledOnce((db, { key }: { readonly key: string }) =>
  db.selectFrom('lanes').select(['version', 'tries']).where('key', '=', key),
);

const insertLane = compiledInsert(
  ['key', 'version', 'tries', 'newest_at'],
  (db, rows: readonly Insertable<LanesTable>[]) =>
    db
      .insertInto('lanes')
      .values(rows)
      .onConflict((conflict) => conflict.column('key').doNothing()),
);

async function update(db: Db, key: string, fromVersion: number, tries: readonly Try[]): Promise<boolean> {
  const moved = { key, version: fromVersion, next: fromVersion + 1, tries: JSON.stringify(tries) };
  const newest = newestOf(tries);
  // An emptied lane keeps its age: purged at once, it would start again at a version that somebody may still hold.
  const { numAffectedRows } = newest === null ? await emptyLane(db, moved) : await moveLane(db, { ...moved, newest });
  return numAffectedRows === 1n;
}

interface Moved {
  readonly key: string;
  readonly version: number;
  readonly next: number;
  readonly tries: string;
}

const emptyLane = compiledOnce((db, { key, version, next, tries }: Moved) =>
  db.updateTable('lanes').set({ version: next, tries }).where('key', '=', key).where('version', '=', version),
);

const moveLane = compiledOnce((db, { key, version, next, tries, newest }: Moved & { readonly newest: EpochMs }) =>
  db
    .updateTable('lanes')
    .set({ version: next, tries, newest_at: newest })
    .where('key', '=', key)
    .where('version', '=', version),
);

function newestOf(tries: readonly Try[]): number | null {
  return tries.length === 0 ? null : Math.max(...tries.map((taken) => taken.at));
}
