import { expect, it } from 'vitest';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { AccountSnapshot } from '../../domain/sign-in/run/records.ts';
import { authenticatorRow } from '../sql/rows.ts';
import { onBothEngines } from './engines.ts';
import {
  authenticator,
  mandate,
  NOW,
  plantAccount,
  plantMembership,
  plantOrganization,
  plantResetCase,
} from './fixtures.ts';

onBothEngines('snapshots of members', (open) => {
  it('come a page at a time, each as a sign-in would read it', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db, { mandate: mandate() });
    const other = await plantOrganization(db, { name: 'Oakdale' });
    const ids: AccountId[] = [];
    for (const at of [0, 1, 2]) {
      const { id } = await plantAccount(db);
      ids.push(id);
      await plantMembership(db, id, clinic.id, { skipsUsed: at });
      await plantMembership(db, id, other.id, { kind: 'patient' });
      const rows = [
        authenticatorRow(authenticator(id, { kind: 'password' })),
        authenticatorRow(authenticator(id, { kind: 'totp', boundAt: NOW + 1 })),
        authenticatorRow(authenticator(id, { kind: 'passkey', revokedAt: NOW })),
      ];
      await db.insertInto('authenticators').values(rows).execute();
      await plantResetCase(db, id, { carried_out_at: NOW });
      await plantResetCase(db, id, { carried_out_at: NOW + 1 });
    }
    const stranger = await plantAccount(db);
    await plantMembership(db, stranger.id, clinic.id, { acceptedAt: null });
    await plantMembership(db, stranger.id, other.id);

    const all: AccountSnapshot[] = [];
    for (let after: AccountId | null = null; ; ) {
      const page: readonly AccountSnapshot[] = await storage.memberSnapshots.page(clinic.id, after, 2);
      expect(page.length).toBeLessThanOrEqual(2);
      all.push(...page);
      if (page.length === 0) break;
      after = page.at(-1)?.account.id ?? null;
    }
    expect(all.map(({ account }) => account.id)).toEqual(ids.toSorted());
    for (const one of all) expect(one).toEqual(await storage.signInReads.snapshot(one.account.id));
  });
});
