import { expect, it } from 'vitest';
import { createAuditor } from '../../domain/audit/run/write.ts';
import type { DeliverLogout } from '../../domain/clients/run/logout-ports.ts';
import { createLogouts } from '../../domain/clients/run/logouts.ts';
import { RETRY_WAITS_MS } from '../../domain/mail/decide/retry.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Storage } from '../open.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { event, NOW, plantAccount, session } from './fixtures.ts';
import { plantUse } from './openid-fixtures.ts';

/** Sessions that clients used, ended: so many logout tokens wait. */
async function waiting(storage: Storage, db: Db, count: number) {
  const account = await plantAccount(db);
  const sids: string[] = [];
  for (let n = 0; n < count; n++) {
    const live = session(account.id);
    await storage.signInCommits.commit({ startSession: live, audit: [] });
    sids.push((await plantUse(storage, live.id)).sid);
    await storage.sessions.end(live.id, NOW, 'sign-out', event(account.id, { name: 'session.ended', details: {} }));
  }
  return { account, sids };
}

/** One node's runner; `at` moves its clock. */
function runnerOn(storage: Storage, clock: { at: number }, outcome: Awaited<ReturnType<DeliverLogout>>) {
  const told: string[] = [];
  const now = { now: () => clock.at };
  const logouts = createLogouts({
    queue: storage.logouts,
    auditor: createAuditor({ sealing: plainSealing, random: systemRandom, clock: now }),
    clock: now,
    deliver: async ({ sid }) => {
      told.push(sid);
      return outcome;
    },
  });
  return { logouts, told };
}

async function events(db: Db) {
  const rows = await db.selectFrom('audit_events').selectAll().where('name', 'like', 'logout.%').execute();
  return rows.map(({ name, details }) => ({ name, details: JSON.parse(details) as Record<string, unknown> }));
}

onBothEngines('a logout token', (open) => {
  it('is delivered once and recorded', async () => {
    const { storage, db } = await open();
    const { sids } = await waiting(storage, db, 1);
    const { logouts, told } = runnerOn(storage, { at: NOW }, { outcome: 'delivered' });
    expect(await logouts.run()).toBe(1);
    expect(await logouts.run()).toBe(0);
    expect(told).toEqual(sids);
    expect(await events(db)).toMatchObject([{ name: 'logout.delivered', details: { tries: 1 } }]);
  });

  it('never goes out from two nodes at once', async () => {
    const opened = await open();
    const { sids } = await waiting(opened.storage, opened.db, 30);
    const nodes = [opened.storage, opened.another().storage, opened.another().storage].map((node) =>
      runnerOn(node, { at: NOW }, { outcome: 'delivered' }),
    );
    await Promise.all(nodes.map(({ logouts }) => logouts.run()));
    expect(nodes.flatMap(({ told }) => told).toSorted()).toEqual(sids.toSorted());
  });

  it('is tried again after growing waits, also in a new process, and given up in the end', async () => {
    const { storage, db } = await open();
    await waiting(storage, db, 1);
    const clock = { at: NOW };
    for (const wait of RETRY_WAITS_MS) {
      const process = runnerOn(storage, clock, { outcome: 'later', reason: 'http-503' });
      await process.logouts.run();
      await process.logouts.run();
      expect(process.told).toHaveLength(1);
      clock.at += wait;
    }
    await runnerOn(storage, clock, { outcome: 'later', reason: 'http-503' }).logouts.run();
    clock.at += 365 * 24 * 60 * MINUTE_MS;
    const late = runnerOn(storage, clock, { outcome: 'delivered' });
    await late.logouts.run();
    expect(late.told).toEqual([]);
    expect(await events(db)).toMatchObject([{ name: 'logout.failed', details: { reason: 'http-503', tries: 13 } }]);
  });

  it('is given up at once where there is no address any more', async () => {
    const { storage, db } = await open();
    await waiting(storage, db, 1);
    await runnerOn(storage, { at: NOW }, { outcome: 'refused', reason: 'no-address' }).logouts.run();
    expect(await events(db)).toMatchObject([{ name: 'logout.failed', details: { reason: 'no-address' } }]);
  });

  it('whose process died is taken over after its lease, and the dead one settles nothing', async () => {
    const { storage, db } = await open();
    await waiting(storage, db, 1);
    const queue = storage.logouts;
    const [dead] = await queue.lease(NOW, NOW + MINUTE_MS, 8);
    expect(dead).toMatchObject({ tries: 1 });
    expect(await queue.lease(NOW + MINUTE_MS - 1, NOW + 2 * MINUTE_MS, 8)).toEqual([]);
    const [heir] = await queue.lease(NOW + MINUTE_MS, NOW + 2 * MINUTE_MS, 8);
    expect(heir).toMatchObject({ id: dead?.id, tries: 2 });
    const settled = {
      kind: 'delivered',
      at: NOW,
      audit: event(null, { name: 'logout.delivered', details: {} }),
    } as const;
    expect(await queue.settle(dead?.id ?? '', 1, settled)).toBe(false);
    expect(await events(db)).toEqual([]);
    expect(await queue.settle(heir?.id ?? '', 2, settled)).toBe(true);
    expect(await queue.settle(heir?.id ?? '', 2, settled)).toBe(false);
    expect(await events(db)).toHaveLength(1);
  });

  it('is leased in the order in which it is due, no more than asked for', async () => {
    const { storage, db } = await open();
    await waiting(storage, db, 3);
    const ids = (await db.selectFrom('logouts').select('id').orderBy('id').execute()).map(({ id }) => id);
    for (const [place, id] of ids.entries()) {
      await db
        .updateTable('logouts')
        .set({ next_try_at: NOW - place })
        .where('id', '=', id)
        .execute();
    }
    const taken = await storage.logouts.lease(NOW, NOW + MINUTE_MS, 2);
    expect(taken.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  });
});

onBothEngines('a consent', (open) => {
  it('is kept by account and client, replaced by the next one, each with its audit row', async () => {
    const { storage, db } = await open();
    const [account, other] = [await plantAccount(db), await plantAccount(db)];
    const { client } = await plantUse(storage, 'session');
    const first = {
      accountId: account.id,
      clientId: client.id,
      scopes: ['openid', 'email'],
      resources: { 'https://api.example': ['read'] },
      givenAt: NOW,
    };
    const given = (n: number) => event(account.id, { name: 'consent.given', details: { n } });
    expect(await storage.consents.of(account.id, client.id)).toBeNull();
    await storage.consents.put(first, given(1));
    expect(await storage.consents.of(account.id, client.id)).toEqual(first);
    const second = { ...first, scopes: ['openid'], resources: {}, givenAt: NOW + 1 };
    await storage.consents.put(second, given(2));
    expect(await storage.consents.of(account.id, client.id)).toEqual(second);
    expect(await storage.consents.of(other.id, client.id)).toBeNull();
    const rows = await db.selectFrom('audit_events').select('name').where('account_id', '=', account.id).execute();
    expect(rows).toEqual([{ name: 'consent.given' }, { name: 'consent.given' }]);
  });
});
