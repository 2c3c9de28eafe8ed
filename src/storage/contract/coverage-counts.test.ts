import { expect, it } from 'vitest';
import { reachIn } from '../../domain/evidence/decide/all-organizations.ts';
import { weekOf } from '../../domain/evidence/decide/sign-ins.ts';
import { createCoverageCounter } from '../../domain/evidence/run/count-coverage.ts';
import { DAY_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import type { Storage } from '../open.ts';
import { authenticatorRow } from '../sql/rows.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import { authenticator, mandate, NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

onBothEngines('coverage of all organizations', (open) => {
  it('is counted for each of them, and anew when ten minutes have passed', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db, { mandate: mandate({ allowedMethods: ['totp'] }) });
    const other = await plantOrganization(db);
    const { id: both } = await member(db, clinic.id, ['password', 'totp', 'passkey']);
    await plantMembership(db, both, other.id, { acceptedAt: NOW });
    await member(db, clinic.id, ['password', 'passkey', 'email-code']);
    await member(db, clinic.id, ['password']);
    expect(await storage.coverageCounts.countedAt()).toBeNull();
    expect(await numbers(storage)).toEqual({ [clinic.id]: [0, 0, 0], [other.id]: [0, 0, 0] });

    expect(await counterOn(storage, NOW).run()).toBe(2);
    expect(await numbers(storage)).toEqual({ [clinic.id]: [3, 3, 1], [other.id]: [1, 0, 0] });
    expect(await storage.coverageCounts.countedAt()).toBe(NOW);
    expect(await storage.coverageCounts.weeks(0)).toEqual([{ week: weekOf(NOW), covered: 3, setUp: 1 }]);

    await member(db, clinic.id, ['totp']);
    expect(await counterOn(storage, NOW + 10 * MINUTE_MS - 1).run()).toBe(0);
    expect(await counterOn(storage, NOW + 10 * MINUTE_MS).run()).toBe(2);
    expect(await numbers(storage)).toEqual({ [clinic.id]: [4, 4, 2], [other.id]: [1, 0, 0] });
    expect(await storage.coverageCounts.weeks(0)).toEqual([{ week: weekOf(NOW), covered: 4, setUp: 2 }]);
  });

  it('is counted by one node at a time', async () => {
    const { storage, db, another } = await open();
    await plantOrganization(db);
    const rounds = await Promise.all([storage, another().storage].map((one) => counterOn(one, NOW).run()));
    expect(rounds.toSorted()).toEqual([0, 1]);
  });

  it('keeps what each week came to, and of an organization only the newest', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db, { mandate: mandate() });
    await member(db, clinic.id, ['totp']);
    const later = NOW + 7 * DAY_MS;
    await counterOn(storage, NOW).run();
    // The next round has begun and did not come to this organization yet.
    await storage.coverageCounts.begin(later, NOW);
    expect(await numbers(storage)).toEqual({ [clinic.id]: [1, 1, 1] });
    await member(db, clinic.id, []);
    await counterOn(storage, later + 10 * MINUTE_MS).run();
    expect(await numbers(storage)).toEqual({ [clinic.id]: [2, 2, 1] });
    const [first, second] = [weekOf(NOW), weekOf(later)];
    expect(await storage.coverageCounts.weeks(first)).toEqual([
      { week: first, covered: 1, setUp: 1 },
      { week: second, covered: 2, setUp: 1 },
    ]);
    expect(await storage.coverageCounts.weeks(second)).toHaveLength(1);
    expect(await storage.signInCounts.ofOrganization(clinic.id, 0)).toEqual([]);
  });

  it('tells which organizations wait for an answer, and nobody of one whose members all left', async () => {
    const { storage, db } = await open();
    const clinic = await plantOrganization(db);
    const { id } = await member(db, clinic.id, ['totp']);
    const request = { id: 'r', organization_id: clinic.id, requested_by: id, requested_at: NOW, decided_by: null };
    await db
      .insertInto('mandate_requests')
      .values({ ...request, decided_at: null, granted: null })
      .execute();
    await counterOn(storage, NOW).run();
    await db.deleteFrom('memberships').where('organization_id', '=', clinic.id).execute();
    await counterOn(storage, NOW + 10 * MINUTE_MS).run();
    expect(await storage.coverageCounts.all()).toMatchObject([{ requestedAt: NOW, sets: [] }]);
  });
});

function counterOn(storage: Storage, at: number) {
  return createCoverageCounter({
    reads: storage.evidence,
    counts: storage.coverageCounts,
    clock: { now: () => at },
  });
}

/** By organization: people, covered, set up. */
async function numbers(storage: Storage) {
  const all = (await storage.coverageCounts.all()).map(reachIn);
  return Object.fromEntries(
    all.map(({ organization, people, covered, setUp }) => [organization.id, [people, covered, setUp]]),
  );
}

async function member(
  db: Db,
  organization: Parameters<typeof plantMembership>[2],
  methods: readonly ('password' | 'totp' | 'passkey' | 'email-code')[],
) {
  const account = await plantAccount(db);
  await plantMembership(db, account.id, organization, { acceptedAt: NOW });
  for (const kind of methods) {
    await db
      .insertInto('authenticators')
      .values(authenticatorRow(authenticator(account.id, { kind })))
      .execute();
  }
  return account;
}
