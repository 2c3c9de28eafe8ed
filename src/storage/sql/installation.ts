import type { InstallationStore } from '../installation.ts';
import type { Db } from './tx.ts';

/** Facts that every node must agree on. */
export function installationStoreOn(db: Db): InstallationStore {
  return {
    get: (name) => get(db, name),
    async setIfAbsent(name, value) {
      await db
        .insertInto('installation')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
      const held = await get(db, name);
      if (held === null) throw new Error(`storage: the installation fact ${name} vanished`);
      return held;
    },
    async replace(name, from, to) {
      const { numUpdatedRows } = await db
        .updateTable('installation')
        .set({ value: to })
        .where('name', '=', name)
        .where('value', '=', from)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async isEmpty() {
      const fact = await db.selectFrom('installation').select('name').limit(1).executeTakeFirst();
      const account = await db.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
      const organization = await db.selectFrom('organizations').select('id').limit(1).executeTakeFirst();
      return fact === undefined && account === undefined && organization === undefined;
    },
    async livePasskeys() {
      const { count } = await db
        .selectFrom('authenticators')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('kind', '=', 'passkey')
        .where('revoked_at', 'is', null)
        .executeTakeFirstOrThrow();
      return count;
    },
  };
}

async function get(db: Db, name: string): Promise<string | null> {
  const row = await db.selectFrom('installation').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}
