import { expect, it } from 'vitest';
import type { OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { AuditEvent } from '../../domain/audit/decide/event.ts';
import { countedWeeks, SIGN_IN_WEEKS, type SignInCount, weekOf } from '../../domain/evidence/decide/sign-ins.ts';
import { createSignInCounter } from '../../domain/evidence/run/count-sign-ins.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
import type { Storage } from '../open.ts';
import { auditRow } from '../sql/audit.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import { event, freshId, NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

const clock = { now: () => NOW };
const started = { name: 'session.started', details: { amr: 'pwd otp mfa' } } as const;
const byApp = { week: weekOf(NOW), outcome: 'started', methods: ['password', 'totp'] } as const;

onBothEngines('counts of sign-ins', (open) => {
  it('follow the chain for each organization of the person, and know none before they accepted', async () => {
    const { storage, db } = await open();
    const [clinic, practice, asked] = [
      await plantOrganization(db),
      await plantOrganization(db),
      await plantOrganization(db),
    ];
    const { id } = await plantAccount(db);
    for (const { id: place } of [clinic, practice]) await plantMembership(db, id, place, { acceptedAt: NOW - DAY_MS });
    await plantMembership(db, id, asked.id, { acceptedAt: null });
    await chain(db, 0, [
      event(id, started),
      event(id, started),
      event(id, { name: 'proof.bad', details: { method: 'totp', reason: 'mismatch' } }),
      event(id, { name: 'proof.ok' }),
      event(null, { name: 'password.bad', details: {} }),
    ]);
    expect(await counterOn(storage).run()).toBe(5);
    const wrong = { ...byApp, outcome: 'wrong', methods: ['totp'], count: 1 };
    for (const { id: organizationId } of [clinic, practice]) {
      expect(await listed(storage, organizationId)).toEqual([
        { organizationId, ...byApp, count: 2 },
        { organizationId, ...wrong },
      ]);
    }
    expect(await listed(storage, asked.id)).toEqual([]);
  });

  it('count each row once, however often and on however many nodes it is counted', async () => {
    const { storage, db, another } = await open();
    const { id: organizationId } = await plantOrganization(db);
    const { id } = await plantAccount(db);
    await plantMembership(db, id, organizationId, { acceptedAt: NOW });
    const many = Array.from({ length: 1_200 }, () => event(id, started));
    await chain(db, 0, many);
    const other = another().storage;
    await Promise.all([counterOn(storage).run(), counterOn(other).run(), counterOn(storage).run()]);
    // Whoever lost a race stopped; the next run goes on from there.
    await counterOn(storage).run();
    expect(await counterOn(other).run()).toBe(0);
    expect(await listed(storage, organizationId)).toEqual([{ organizationId, ...byApp, count: 1_200 }]);
    await chain(db, 1_200, [event(id, started)]);
    expect(await counterOn(other).run()).toBe(1);
    expect(await listed(storage, organizationId)).toEqual([{ organizationId, ...byApp, count: 1_201 }]);
    expect(await storage.signInCounts.countedTo()).toBe(1_201);
  });

  it('add nothing for rows that somebody else counted', async () => {
    const { storage } = await open();
    const organizationId = freshId<OrganizationId>();
    const count = { organizationId, ...byApp, count: 1 };
    expect(await storage.signInCounts.add([count], 0, 3)).toBe(true);
    expect(await storage.signInCounts.add([count], 0, 4)).toBe(false);
    expect(await storage.signInCounts.countedTo()).toBe(3);
    expect(await listed(storage, organizationId)).toEqual([count]);
  });

  it('take in more organizations than one statement could name', async () => {
    const { storage } = await open();
    const counts = Array.from({ length: 8_000 }, () => ({
      organizationId: freshId<OrganizationId>(),
      ...byApp,
      count: 1,
    }));
    expect(await storage.signInCounts.add(counts, 0, 1)).toBe(true);
    const last = counts.at(-1)?.organizationId ?? freshId<OrganizationId>();
    expect(await listed(storage, last)).toEqual(counts.slice(-1));
  });

  it('leave out weeks that are not shown, of which a sweep leaves nothing', async () => {
    const { storage, db } = await open();
    const { id: organizationId } = await plantOrganization(db);
    const { id } = await plantAccount(db);
    await plantMembership(db, id, organizationId, { acceptedAt: 0 });
    const [oldest = 0] = countedWeeks(NOW);
    await chain(db, 0, [event(id, { ...started, at: oldest - 1 }), event(id, { ...started, at: oldest })]);
    await counterOn(storage).run();
    const kept = { organizationId, ...byApp, week: oldest, count: 1 };
    expect(await storage.signInCounts.ofOrganization(organizationId, 0)).toEqual([kept]);
    expect(await storage.signInCounts.ofOrganization(organizationId, oldest + 1)).toEqual([]);
    expect(await storage.purge(NOW)).toMatchObject({ organizationCounts: 0 });
    expect(await storage.purge(NOW + SIGN_IN_WEEKS * 7 * DAY_MS)).toMatchObject({ organizationCounts: 1 });
    expect(await storage.signInCounts.ofOrganization(organizationId, 0)).toEqual([]);
  });
});

function counterOn(storage: Storage) {
  return createSignInCounter({ seals: storage.seals, counts: storage.signInCounts, clock });
}

async function listed(storage: Storage, id: OrganizationId): Promise<readonly SignInCount[]> {
  const all = await storage.signInCounts.ofOrganization(id, 0);
  return all.toSorted((a, b) => b.count - a.count);
}

/** Rows with their places in the chain, after so many. */
async function chain(db: Db, after: number, events: readonly AuditEvent[]): Promise<void> {
  await db.insertInto('audit_events').values(events.map(auditRow)).execute();
  const seals = events.map(({ id }, at) => ({ seq: after + at + 1, event_id: id, link: 'x' }));
  await db.insertInto('audit_seals').values(seals).execute();
}
