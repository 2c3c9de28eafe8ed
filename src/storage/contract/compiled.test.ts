import { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import { compiledForEach, compiledInsert, compiledOnce } from '../sql/compiled.ts';
import { type Db, inTransaction } from '../sql/tx.ts';
import type { InstallationTable } from '../tables.ts';
import { onBothEngines } from './engines.ts';

/** Facts whose name is `name` or ends in `-fixed`. */
const factsOf = compiledOnce((db, { name }: { readonly name: string }) =>
  db
    .selectFrom('installation')
    .selectAll()
    .where((eb) => eb.or([eb('name', '=', name), eb('name', 'like', '%-fixed')]))
    .orderBy('name'),
);

const insertFacts = compiledInsert(['name', 'value'], (db, rows: readonly InstallationTable[]) =>
  db.insertInto('installation').values(rows),
);

const factsAmong = compiledForEach((db, names: readonly string[], { value }: { readonly value: string }) =>
  db.selectFrom('installation').select('name').where('name', 'in', names).where('value', '=', value),
);

onBothEngines('a query compiled once', (open, engine) => {
  it('is asked with the values of each call and with those of its own, in a transaction and outside', async () => {
    const { storage, db } = await open();
    for (const name of ['a', 'b', 'c-fixed']) await storage.installation.setIfAbsent(name, name.toUpperCase());
    const namesOf = async (name: string, on = db) => (await factsOf(on, { name })).rows.map((row) => row.name);
    expect(await Promise.all(['a', 'b', 'z'].map((name) => namesOf(name)))).toEqual([
      ['a', 'c-fixed'],
      ['b', 'c-fixed'],
      ['c-fixed'],
    ]);
    await inTransaction(db, async (trx) => {
      await trx.insertInto('installation').values({ name: 'z', value: 'Z' }).execute();
      expect(await namesOf('z', trx)).toEqual(['c-fixed', 'z']);
    });
  });

  it('is another for each number of rows and of items, however many there are', async () => {
    const { db } = await open();
    const named = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `${at}`, value: `${at % 2}` }));
    for (const count of [1, 2, 1, 2, 16, 17, 40]) {
      await db.deleteFrom('installation').execute();
      const rows = named(count);
      expect((await insertFacts(db, rows)).numAffectedRows).toBe(BigInt(count));
      const names = rows.map(({ name }) => name);
      for (const [value, expected] of [
        ['0', Math.ceil(count / 2)],
        ['1', Math.floor(count / 2)],
      ] as const) {
        expect((await factsAmong(db, [...names, 'nobody'], { value })).rows).toHaveLength(expected);
      }
    }
  });

  it('sees nothing of a transaction that goes on, and all that was committed before', async () => {
    const { storage, db } = await open();
    const seen = async () => (await factsOf(db, { name: 'inside' })).rows.length;
    let whileOpen: Promise<number> = Promise.resolve(-1);
    await inTransaction(db, async (trx) => {
      await trx.insertInto('installation').values({ name: 'inside', value: '' }).execute();
      whileOpen = seen();
      if (engine === 'postgres') expect(await whileOpen).toBe(0);
      await trx.deleteFrom('installation').where('name', '=', 'inside').execute();
    });
    expect(await whileOpen).toBe(0);
    await storage.installation.setIfAbsent('inside', '');
    expect(await seen()).toBe(1);
  });

  it('is refused once its transaction is over', async () => {
    const { db } = await open();
    let kept: Db = db;
    await inTransaction(db, async (trx) => {
      kept = trx;
    });
    await expect(factsOf(kept, { name: 'a' })).rejects.toThrow('already committed');
  });

  if (engine === 'postgres') {
    it('is asked again where a pooler lost what it was named by', async () => {
      const forget = (on: Db) => on.executeQuery(CompiledQuery.raw('deallocate all'));
      const named = async (on: Db) =>
        (await on.executeQuery(CompiledQuery.raw('select name from pg_prepared_statements'))).rows.length;
      for (const within of [inTransaction, (db: Db, work: (on: Db) => Promise<void>) => work(db)]) {
        const { storage, db } = await open();
        await storage.installation.setIfAbsent('a', 'A');
        const names = async (on: Db) => (await factsOf(on, { name: 'a' })).rows.map((row) => row.name);
        expect(await names(db)).toEqual(['a']);
        expect(await named(db)).toBe(1);
        await within(db, async (on) => {
          await forget(on);
          expect(await names(on)).toEqual(['a']);
          // Where that happened once it happens again.
          expect(await named(on)).toBe(0);
        });
      }
    });

    it('is asked again where a newer version added a column meanwhile', async () => {
      const { storage, db } = await open('empty');
      await storage.migrate();
      const rows = async () => (await factsOf(db, { name: 'a' })).rows.length;
      expect(await rows()).toBe(0);
      await db.executeQuery(CompiledQuery.raw('alter table installation add column more text'));
      expect(await rows()).toBe(0);
    });
  }
});
