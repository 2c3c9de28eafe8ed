import { expect, it } from 'vitest';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { Storage } from '../open.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import { freshId, NOW, plantAccount } from './fixtures.ts';

onBothEngines('break-glass accounts', (open) => {
  it('are listed by address, with what became of them; who was deleted is not', async () => {
    const { storage, db } = await open();
    const two = await plantAccount(db, { name: 'Second envelope', address: 'two@operator.example' });
    const one = await plantAccount(db, { name: 'First envelope', address: 'One@operator.example' });
    const gone = await plantAccount(db, { address: 'gone@operator.example' });
    await plantAccount(db);
    for (const { id } of [two, one, gone]) await seal(storage, id);
    await db.updateTable('accounts').set({ deleted_at: NOW }).where('id', '=', gone.id).execute();
    await storage.transactor.transact((tx) => storage.breakGlass.revoke(tx, two.id, NOW + 1));
    const sealed = { madeBy: 'robin', madeAt: NOW, expiresAt: NOW + 9, spentAt: null };
    expect(await storage.breakGlass.accounts(null)).toEqual([
      { accountId: one.id, name: 'First envelope', address: 'One@operator.example', ...sealed, revokedAt: null },
      { accountId: two.id, name: 'Second envelope', address: 'two@operator.example', ...sealed, revokedAt: NOW + 1 },
    ]);
  });

  it('get new codes in place of the old, spent or not', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db);
    await seal(storage, id);
    await db.updateTable('break_glass_accounts').set({ spent_at: NOW }).execute();
    await storage.transactor.transact((tx) =>
      storage.breakGlass.seal(tx, { accountId: id, madeBy: 'ines', madeAt: NOW + 1, expiresAt: NOW + 2 }),
    );
    expect(await storage.breakGlass.accounts(null)).toMatchObject([
      { madeBy: 'ines', madeAt: NOW + 1, expiresAt: NOW + 2, spentAt: null },
    ]);
  });

  it('have their uses listed newest first, each reviewed once, by somebody who has a name while they are here', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db, { name: 'Envelope' });
    const robin = await plantAccount(db, { name: 'Robin Vale' });
    const [old, young] = [await plantUse(db, id, NOW), await plantUse(db, id, NOW + 1)];
    const review = (useId: string, by: string) =>
      storage.transactor.transact((tx) =>
        storage.breakGlass.review(tx, useId, { by, at: NOW + 2, noteSealed: `note by ${by}` }),
      );
    expect(await review(old, robin.id)).toBe(true);
    expect(await review(old, 'ines')).toBe(false);
    expect(await review('none', robin.id)).toBe(false);
    const use = { accountId: id, name: 'Envelope' };
    expect(await storage.breakGlass.uses(null)).toEqual([
      { ...use, id: young, usedAt: NOW + 1, reviewedAt: null, reviewedBy: null, noteSealed: null },
      {
        ...use,
        id: old,
        usedAt: NOW,
        reviewedAt: NOW + 2,
        reviewedBy: { id: robin.id, name: 'Robin Vale' },
        noteSealed: `note by ${robin.id}`,
      },
    ]);
  });
});

function seal(storage: Storage, accountId: AccountId): Promise<void> {
  const made = { accountId, madeBy: 'robin', madeAt: NOW, expiresAt: NOW + 9 };
  return storage.transactor.transact((tx) => storage.breakGlass.seal(tx, made));
}

async function plantUse(db: Db, accountId: AccountId, usedAt: number): Promise<string> {
  const id = freshId();
  const unreviewed = { reviewed_at: null, reviewed_by: null, note_sealed: null };
  await db
    .insertInto('break_glass_uses')
    .values({ id, account_id: accountId, used_at: usedAt, ...unreviewed })
    .execute();
  return id;
}
