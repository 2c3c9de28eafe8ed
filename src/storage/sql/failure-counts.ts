import type { Counted, Counting, FailureCounts } from '../../domain/throttling/run/ports.ts';
import { compiledForEach } from './compiled.ts';
import type { Db } from './tx.ts';

/** Failures in a row, counted where they are limited: in the row of the device or of the authenticator. */
export function failureCountsOn(db: Db): FailureCounts {
  return { takeBack: (of, ids) => takeBackFailures(db, of, ids) };
}

/** One fewer for each, never below none. */
export async function takeBackFailures(db: Db, of: Counted, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await TAKE_BACK[of](db, ids, {});
}

/** Their rows of failures end. */
export async function clearFailures(db: Db, of: Counted, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await CLEAR[of](db, ids, {});
}

/** One more for each; the new counts. */
export async function countFailures(db: Db, { of, ids, max }: Counting): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map();
  const { rows } = await COUNT[of](db, ids, { max });
  return new Map(rows.map((row) => [row.id, row.failures]));
}

const COUNT = { devices: countIn('devices'), authenticators: countIn('authenticators') };
const TAKE_BACK = { devices: takeBackIn('devices'), authenticators: takeBackIn('authenticators') };
const CLEAR = { devices: clearIn('devices'), authenticators: clearIn('authenticators') };

function countIn(of: Counted) {
  return compiledForEach((db, ids: readonly string[], { max }: { readonly max: number }) =>
    update(db, of, ids, 1).where('failures', '<', max).returning(['id', 'failures']),
  );
}

function takeBackIn(of: Counted) {
  return compiledForEach((db, ids: readonly string[]) => update(db, of, ids, -1).where('failures', '>', 0));
}

function clearIn(of: Counted) {
  return compiledForEach((db, ids: readonly string[]) =>
    db.updateTable(of).set({ failures: 0 }).where('id', 'in', ids),
  );
}

function update(db: Db, of: Counted, ids: readonly string[], by: number) {
  const counted = db
    .updateTable(of)
    .set((eb) => ({ failures: eb('failures', '+', by) }))
    .where('id', 'in', ids);
  return of === 'devices' ? counted.where('burned', '=', 0) : counted.where('revoked_at', 'is', null);
}
