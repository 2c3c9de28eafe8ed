import { expect, it } from 'vitest';
import { authenticatorRow } from '../sql/rows.ts';
import { onBothEngines } from './engines.ts';
import { authenticator, NOW, plantAccount } from './fixtures.ts';

onBothEngines('passwords that were', (open) => {
  it('are the last of one account, newest first, replaced ones among them, and nothing but passwords', async () => {
    const { storage, db } = await open();
    const [{ id }, another] = [await plantAccount(db), await plantAccount(db)];
    const rows = [
      ...[1, 2, 3, 4, 5, 6, 7].map((at) =>
        authenticator(id, {
          kind: 'password',
          secretSealed: `secret-${at}`,
          boundAt: NOW + at,
          revokedAt: at === 7 ? null : NOW + at + 1,
        }),
      ),
      authenticator(id, { kind: 'totp', secretSealed: 'app', boundAt: NOW + 8 }),
      authenticator(another.id, { kind: 'password', secretSealed: 'another', boundAt: NOW + 8 }),
    ];
    await db.insertInto('authenticators').values(rows.map(authenticatorRow)).execute();
    const last = await storage.passwordHistory.last(id, 6);
    expect(last.map((row) => row.secretSealed)).toEqual([7, 6, 5, 4, 3, 2].map((at) => `secret-${at}`));
  });
});
