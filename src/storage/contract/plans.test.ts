import { expect, it } from 'vitest';
import type { Db } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import { QueryLog, withoutIndex } from './plans.ts';

onBothEngines('a query that reads a growing table whole', (open, engine) => {
  async function found(ask: (db: Db) => Promise<unknown>) {
    const { db } = await open();
    const asked = new QueryLog();
    await ask(asked.watch(db));
    return (await withoutIndex(db, engine, asked.queries())).map(({ table }) => table);
  }

  it('is found, whatever it does to what it reads', async () => {
    expect(await found((db) => db.selectFrom('accounts').select('id').where('name', '=', 'a').execute())).toEqual([
      'accounts',
    ]);
    expect(await found((db) => db.deleteFrom('outbox').where('tries', '>', 3).execute())).toEqual(['outbox']);
    expect(await found((db) => db.updateTable('sessions').set({ acr: 'a' }).where('acr', '=', 'b').execute())).toEqual([
      'sessions',
    ]);
  });

  it('is found behind another name, in a part of a query, and in a transaction', async () => {
    const inner = (db: Db) => db.selectFrom('accounts as who').select('who.id').where('who.name', '=', 'a');
    expect(await found((db) => db.deleteFrom('devices').where('account_id', 'in', inner(db)).execute())).toContain(
      'accounts',
    );
    expect(await found((db) => db.transaction().execute((trx) => inner(trx).execute()))).toEqual(['accounts']);
  });

  it('is found where it walks an index from end to end to sort or to count', async () => {
    expect(await found((db) => db.selectFrom('addresses').selectAll().orderBy('canonical').execute())).toEqual([
      'addresses',
    ]);
    expect(await found((db) => db.selectFrom('addresses').selectAll().orderBy('address').limit(9).execute())).toEqual([
      'addresses',
    ]);
  });

  it('is no page of an index, no row by its key, no small table, and nothing that only waits', async () => {
    expect(await found((db) => db.selectFrom('addresses').selectAll().orderBy('canonical').limit(9).execute())).toEqual(
      [],
    );
    expect(
      await found((db) => db.selectFrom('accounts').select('name').where('id', 'in', ['a', 'b']).execute()),
    ).toEqual([]);
    expect(await found((db) => db.selectFrom('organizations').select('name').execute())).toEqual([]);
  });
});
