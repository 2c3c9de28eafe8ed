import { expect, it } from 'vitest';
import { compiledOnce } from '../sql/compiled.ts';
import { inTransaction } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';

/** Facts whose name is `name` or ends in `-fixed`. */
const factsOf = compiledOnce((db, { name }: { readonly name: string }) =>
  db
    .selectFrom('installation')
    .selectAll()
    .where((eb) => eb.or([eb('name', '=', name), eb('name', 'like', '%-fixed')]))
    .orderBy('name'),
);

onBothEngines('a query compiled once', (open) => {
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
});
