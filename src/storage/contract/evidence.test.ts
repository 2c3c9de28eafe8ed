import { expect, it } from 'vitest';
import type { AccountId, MemberKind, OrganizationId } from '../../domain/accounts/decide/account.ts';
import { coverage } from '../../domain/evidence/run/coverage.ts';
import type { Organization } from '../../domain/organizations/decide/mandate.ts';
import { AUTHENTICATOR_FAILURES_MAX } from '../../domain/throttling/decide/rules.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
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

type Kind = 'totp' | 'passkey' | 'email-code' | 'password';

onBothEngines('coverage', (open) => {
  it('counts accepted members that are not disabled, by kind and by live method', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db, { mandate: mandate() });
    await member(db, clinic, { methods: ['password', 'totp', 'passkey'] });
    await member(db, clinic, { methods: ['password', 'totp', 'totp'] });
    await member(db, clinic, { methods: ['password', 'email-code'] });
    await member(db, clinic, { kind: 'admin', methods: ['passkey'] });
    await member(db, clinic, { kind: 'patient', methods: ['password'] });
    await member(db, clinic, { methods: ['totp'], revokedAt: NOW });
    await member(db, clinic, { methods: ['passkey'], suspendedAt: NOW });
    await member(db, clinic, { methods: ['totp'], failures: AUTHENTICATOR_FAILURES_MAX });
    await member(db, clinic, { kind: 'admin', methods: ['totp'], failures: AUTHENTICATOR_FAILURES_MAX - 1 });
    await member(db, clinic, { methods: ['totp'], acceptedAt: null });
    await member(db, clinic, { methods: ['totp'], disabledAt: NOW });
    await member(db, await plantOrganization(db), { methods: ['totp'] });
    expect((await coverage(storage.evidence, clinic, NOW)).coverage).toEqual({
      kinds: [
        {
          kind: 'provider',
          people: 6,
          setUp: 2,
          covered: true,
          byMethod: [
            { method: 'email-code', people: 1 },
            { method: 'passkey', people: 1 },
            { method: 'password', people: 3 },
            { method: 'totp', people: 2 },
          ],
        },
        {
          kind: 'admin',
          people: 2,
          setUp: 2,
          covered: true,
          byMethod: [
            { method: 'passkey', people: 1 },
            { method: 'totp', people: 1 },
          ],
        },
        { kind: 'patient', people: 1, setUp: 0, covered: false, byMethod: [{ method: 'password', people: 1 }] },
      ],
      covered: 8,
      setUp: 4,
      missing: 4,
    });
  });

  it('counts only methods that the mandate allows, and all that could where none holds', async () => {
    const { storage, db } = await open();
    const strict = await plantOrganization(db, { mandate: mandate({ allowedMethods: ['passkey'] }) });
    const free = await plantOrganization(db);
    for (const one of [strict, free]) await member(db, one, { methods: ['totp'] });
    expect((await coverage(storage.evidence, strict, NOW)).coverage).toMatchObject({
      covered: 1,
      setUp: 0,
      missing: 1,
    });
    const without = (await coverage(storage.evidence, free, NOW)).coverage;
    expect(without).toMatchObject({ covered: 0, setUp: 0, kinds: [{ people: 1, setUp: 1, covered: false }] });
  });

  it('knows since when each member is set up: their first live method counts', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db);
    await member(db, clinic, { methods: ['password', 'totp', 'passkey'] });
    await member(db, clinic, { methods: ['password'] });
    await member(db, clinic, { methods: ['totp'], revokedAt: NOW });
    await member(db, clinic, { methods: ['passkey'], suspendedAt: NOW });
    await member(db, await plantOrganization(db), { methods: ['totp'] });
    const id = await member(db, clinic, { methods: ['totp', 'passkey'] });
    const earlier = { bound_at: NOW - 8 * DAY_MS };
    await db
      .updateTable('authenticators')
      .set(earlier)
      .where('account_id', '=', id)
      .where('kind', '=', 'totp')
      .execute();
    const weeks = async (one: Organization) =>
      (await coverage(storage.evidence, one, NOW)).weeks.slice(-3).map(({ people }) => people);
    expect(await weeks(clinic)).toEqual([0, 1, 2]);
    expect(await weeks({ ...clinic, mandate: mandate({ allowedMethods: ['passkey'] }) })).toEqual([0, 0, 2]);
    await db
      .updateTable('authenticators')
      .set({ bound_at: NOW - 400 * DAY_MS })
      .execute();
    expect(await weeks(clinic)).toEqual([2, 2, 2]);
  });

  it('lists who is covered and not set up, by id, a page at a time', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db, { mandate: mandate() });
    await member(db, clinic, { methods: ['totp'] });
    await member(db, clinic, { kind: 'patient' });
    const ids = [
      await member(db, clinic, { methods: ['totp'], skipsUsed: 2, failures: AUTHENTICATOR_FAILURES_MAX }),
      await member(db, clinic, { methods: ['email-code'] }),
    ];
    const among = { methods: ['totp', 'passkey'], kinds: ['provider'] } as const;
    const listed: string[] = [];
    for (let after: AccountId | null = null; ; ) {
      const [row, more] = await storage.evidence.missing(clinic.id, among, after, 1);
      expect(more).toBeUndefined();
      if (row === undefined) break;
      expect(row).toMatchObject({ kind: 'provider', memberSince: NOW, skipsUsed: row.accountId === ids[0] ? 2 : 0 });
      listed.push(row.accountId);
      after = row.accountId;
    }
    expect(listed).toHaveLength(2);
    expect(new Set(listed)).toEqual(new Set(ids));
  });
});

onBothEngines('resets of an organization', (open) => {
  it('are listed with who opened, approved and carried them out, since a moment', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db);
    const amara = await member(db, clinic);
    const { id: robin } = await plantAccount(db, { name: 'Robin Vale' });
    const one = await plantResetCase(db, amara, { opened_by: robin, needs_approval: 1, approved_by: 'gone' });
    await plantResetCase(db, amara, { opened_at: NOW - 1, finished_at: NOW });
    await plantResetCase(db, await member(db, await plantOrganization(db)));
    expect(await storage.evidence.resets(clinic.id, NOW)).toEqual([
      {
        id: one.id,
        account: { id: amara, name: 'Amara Okafor' },
        openedAt: NOW,
        openedBy: { id: robin, name: 'Robin Vale' },
        needsApproval: true,
        approvedAt: null,
        approvedBy: { id: 'gone', name: null },
        carriedOutAt: NOW,
        carriedOutBy: { id: 'support', name: null },
        cancelledAt: null,
        vetoedAt: null,
        finishedAt: null,
      },
    ]);
    expect(await storage.evidence.resets(freshId<OrganizationId>(), 0)).toEqual([]);
  });
});

async function member(
  db: Db,
  { id }: Pick<Organization, 'id'>,
  over: {
    readonly kind?: MemberKind;
    readonly methods?: readonly Kind[];
    readonly revokedAt?: number;
    readonly suspendedAt?: number;
    readonly failures?: number;
    readonly acceptedAt?: null;
    readonly disabledAt?: number;
    readonly skipsUsed?: number;
  } = {},
): Promise<AccountId> {
  const account = await plantAccount(db, { disabledAt: over.disabledAt ?? null });
  const { kind = 'provider', skipsUsed = 0, methods = [] } = over;
  const acceptedAt = over.acceptedAt === null ? null : NOW;
  await plantMembership(db, account.id, id, { kind, skipsUsed, acceptedAt });
  for (const method of methods) {
    const row = authenticatorRow(authenticator(account.id, { kind: method, revokedAt: over.revokedAt ?? null }));
    await db
      .insertInto('authenticators')
      .values({ ...row, suspended_at: over.suspendedAt ?? null, failures: over.failures ?? 0 })
      .execute();
  }
  return account.id;
}
