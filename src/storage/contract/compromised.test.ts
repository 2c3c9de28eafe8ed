import { expect, it } from 'vitest';
import { authenticatorRow } from '../sql/rows.ts';
import { onBothEngines } from './engines.ts';
import { authenticator, NOW, plantAccount } from './fixtures.ts';

onBothEngines('a password that somebody else may know', (open) => {
  it('is marked once, alone of all that the account has, until another takes its place', async () => {
    const { storage, db } = await open();
    const [{ id }, another] = [await plantAccount(db), await plantAccount(db)];
    const password = authenticator(id, { kind: 'password' });
    const rows = [
      password,
      authenticator(id, { kind: 'totp' }),
      authenticator(id, { kind: 'password', revokedAt: NOW }),
      authenticator(another.id, { kind: 'password' }),
    ];
    await db.insertInto('authenticators').values(rows.map(authenticatorRow)).execute();
    const mark = (at: number) => storage.transactor.transact((tx) => storage.accountCuts.markCompromised(tx, id, at));
    const marked = () =>
      db
        .selectFrom('authenticators')
        .select(['id', 'compromised_at'])
        .where('compromised_at', 'is not', null)
        .execute();

    await mark(NOW);
    await mark(NOW + 1);
    expect(await marked()).toEqual([{ id: password.id, compromised_at: NOW }]);
    const live = async () =>
      (await storage.signInReads.snapshot(id))?.authenticators.filter(({ kind }) => kind === 'password');
    expect(await live()).toMatchObject([{ id: password.id, compromisedAt: NOW }]);

    const used = { ...password, version: 2, lastUsedAt: NOW + 2 };
    await storage.signInCommits.commit({ swapAuthenticators: [{ fromVersion: 1, next: used }], audit: [] });
    expect(await live(), 'a use does not take the mark').toMatchObject([{ compromisedAt: NOW }]);

    const next = authenticator(id, { kind: 'password' });
    const replaced = { fromVersion: 2, next: { ...used, version: 3, revokedAt: NOW + 3 } };
    await storage.signInCommits.commit({ swapAuthenticators: [replaced], addAuthenticators: [next], audit: [] });
    const [row] = (await live()) ?? [];
    expect(row?.id).toBe(next.id);
    expect(row?.compromisedAt).toBeUndefined();
  });
});
