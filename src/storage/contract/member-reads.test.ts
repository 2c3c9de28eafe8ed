import { expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { Outlined } from '../../domain/dry-run/run/ports.ts';
import { authenticatorRow } from '../sql/rows.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import {
  authenticator,
  freshId,
  mandate,
  NOW,
  plantAccount,
  plantMembership,
  plantOrganization,
  plantResetCase,
} from './fixtures.ts';

onBothEngines('members in a dry run', (open) => {
  it('come a page at a time, and alone as a sign-in would read them', async () => {
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

    const at = { now: NOW, dormantSince: NOW - 1 };
    const listed: AccountId[] = [];
    for (let after: AccountId | null = null; ; ) {
      const page: readonly Outlined[] = await storage.memberReads.outlines(clinic.id, at, after, 2);
      expect(page.length).toBeLessThanOrEqual(2);
      listed.push(...page.map(({ accountId }) => accountId));
      if (page.length === 0) break;
      after = page.at(-1)?.accountId ?? null;
    }
    expect(listed).toEqual(ids.toSorted());
    const first = await storage.memberReads.alike(clinic.id, at, null, 2);
    expect(first.last).toBe(listed[1]);
    expect(first.members.map(({ people }) => people)).toEqual([1, 1]);
    const second = await storage.memberReads.alike(clinic.id, at, first.last, 2);
    expect(second).toMatchObject({ members: [{ people: 1 }], last: listed[2] });
    expect(await storage.memberReads.alike(clinic.id, at, second.last, 2)).toEqual({ members: [], last: null });
    const all = await storage.memberReads.snapshots(listed);
    expect(all.map(({ account }) => account.id)).toEqual(listed);
    for (const one of all) expect(one).toEqual(await storage.signInReads.snapshot(one.account.id));
    expect(await storage.memberReads.snapshots([])).toEqual([]);
  });

  it('who are alike share one outline, which says what is so of them and not who they are', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db, { mandate: mandate() });
    const other = await plantOrganization(db, { name: 'Oakdale', mandate: mandate() });
    for (const lastSignInAt of [NOW - 5, NOW - 6, null]) {
      const { id } = await plantAccount(db, { lastSignInAt, confirmedAt: null });
      await plantMembership(db, id, clinic.id);
      await plantMembership(db, id, other.id, { kind: 'admin', skipsUsed: 2 });
      const rows = [
        authenticatorRow(authenticator(id, { kind: 'passkey', lastUsedAt: NOW - 5 })),
        authenticatorRow(authenticator(id, { kind: 'password', lastUsedAt: NOW })),
        authenticatorRow(authenticator(id, { suspendedAt: NOW, lastUsedAt: NOW - 7 })),
      ];
      await db.insertInto('authenticators').values(rows).execute();
    }
    const page = await storage.memberReads.outlines(clinic.id, { now: NOW, dormantSince: NOW - 5 }, null, 9);
    expect(new Set(page.map(({ outline }) => outline)).size).toBe(2);
    expect(page.filter(({ outline }) => outline.dormant)).toHaveLength(2);
    const { members } = await storage.memberReads.alike(clinic.id, { now: NOW, dormantSince: NOW - 5 }, null, 9);
    expect(members).toHaveLength(2);
    for (const outline of new Set(page.map((one) => one.outline)))
      expect(members).toContainEqual({ outline, people: page.filter((one) => one.outline === outline).length });
    const asleep = page.find(({ outline }) => outline.dormant);
    expect(asleep?.outline).toEqual({
      kind: 'provider',
      skipsUsed: 0,
      elsewhere: [{ organization: other, kind: 'admin', acceptedAt: other.createdAt, skipsUsed: 2 }],
      disabled: false,
      dormant: true,
      unused: true,
      frozen: false,
      passwordResetByMail: false,
      addressConfirmed: false,
      invitationCodeLive: false,
      reset: 'none',
      bound: [
        { method: 'passkey', suspended: false, replacedSince: false },
        { method: 'password', suspended: false, replacedSince: false },
        { method: 'totp', suspended: true, replacedSince: false },
      ],
    });
  });

  it('of several resets and codes the newest counts, as at a sign-in', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db);
    const { id } = await plantAccount(db);
    await plantMembership(db, id, clinic.id);
    const told = async () => {
      const [one] = await storage.memberReads.outlines(clinic.id, { now: NOW, dormantSince: NOW }, null, 1);
      return [one?.outline.reset, one?.outline.invitationCodeLive];
    };
    await plantResetCase(db, id, { carried_out_at: NOW - 1 });
    await plantCode(db, id, clinic.id, { created_at: NOW - 1, expires_at: NOW + 1 });
    expect(await told()).toEqual(['pass', true]);
    await plantResetCase(db, id, { carried_out_at: NOW, pass_expires_at: NOW });
    await plantCode(db, id, clinic.id, { created_at: NOW, expires_at: NOW });
    expect(await told()).toEqual(['open', false]);
  });
});

async function plantCode(
  db: Db,
  accountId: AccountId,
  organizationId: OrganizationId,
  times: { readonly created_at: number; readonly expires_at: number },
): Promise<void> {
  const owned = { id: freshId(), token_hash: freshId(), account_id: accountId, organization_id: organizationId };
  await db
    .insertInto('invitations')
    .values({ ...owned, ...times, purpose: 'join', code_hash: 'hash', used_at: null })
    .execute();
}
