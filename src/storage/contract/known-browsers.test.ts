import { expect, it } from 'vitest';
import { sha256 } from '../../platform/hashing.ts';
import { clearFailures, countFailures } from '../sql/failure-counts.ts';
import { onBothEngines } from './engines.ts';
import { authenticator, device, freshId, NOW, plantAccount } from './fixtures.ts';

const OF_ACCOUNT_MAX = 10;
const OF_BROWSER_MAX = 5;
/** How many contend, and how many may win. */
const CONTENDERS = 40;
const MAX = 7;

onBothEngines('browsers that accounts know', (open) => {
  it('are ten of an account at most: who was away longest goes (T2)', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db);
    const devices = Array.from({ length: OF_ACCOUNT_MAX + 2 }, (_, at) =>
      device(id, { tokenHash: `token ${at}`, lastUsedAt: NOW + (at === 0 ? 60_000 : at) }),
    );
    for (const putDevice of devices) await storage.signInCommits.commit({ putDevice, audit: [] });
    const left = await db.selectFrom('devices').select('token_hash').where('account_id', '=', id).execute();
    const gone = ['token 1', 'token 2'];
    expect(left.map((row) => row.token_hash).toSorted()).toEqual(
      devices
        .map(({ tokenHash }) => tokenHash)
        .filter((one) => !gone.includes(one))
        .toSorted(),
    );
  });

  it('know five accounts at most in one browser (T2)', async () => {
    const { storage, db } = await open();
    const people = [];
    for (let at = 0; at < OF_BROWSER_MAX + 1; at++) people.push(await plantAccount(db));
    for (const [at, { id }] of people.entries()) {
      const putDevice = device(id, { tokenHash: 'one browser', lastUsedAt: NOW + at });
      await storage.signInCommits.commit({ putDevice, audit: [] });
    }
    const left = await db.selectFrom('devices').select('account_id').execute();
    expect(left.map((row) => row.account_id).toSorted()).toEqual(
      people
        .slice(1)
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  it('get a new cookie once the old one was burned: other accounts move along, a copy of the old one opens no lane', async () => {
    const { storage, db } = await open();
    const [burned, other] = [await plantAccount(db), await plantAccount(db)];
    const [before, neighbor] = [burned, other].map(({ id }) => device(id, { tokenHash: sha256('old') }));
    if (before === undefined || neighbor === undefined) return expect.unreachable();
    for (const putDevice of [before, neighbor]) await storage.signInCommits.commit({ putDevice, audit: [] });
    await storage.transactor.transact((tx) => storage.accountCuts.forgetDevices(tx, burned.id));
    expect(await storage.signInReads.device(sha256('old'), burned.id)).toMatchObject({ burned: true, passkeyId: null });
    const fresh = device(burned.id, { id: freshId(), tokenHash: sha256('new') });
    await storage.signInCommits.commit({ putDevice: { ...fresh, replacesTokenHash: sha256('old') }, audit: [] });
    expect(await storage.signInReads.device(sha256('old'), burned.id)).toBeNull();
    expect(await storage.signInReads.device(sha256('old'), other.id)).toBeNull();
    expect(await storage.signInReads.device(sha256('new'), burned.id)).toMatchObject({ id: fresh.id });
    expect(await storage.signInReads.device(sha256('new'), other.id)).toMatchObject({ id: neighbor.id });
  });
});

onBothEngines('failures in a row', (open) => {
  it('are counted up to the limit and not once more, however many try at once on two nodes', async () => {
    const first = await open();
    const nodes = [first, first.another()];
    const { id } = await plantAccount(first.db);
    const known = device(id);
    await first.storage.signInCommits.commit({ putDevice: known, audit: [] });
    const counted = await Promise.all(
      Array.from({ length: CONTENDERS }, (_, at) =>
        countFailures((nodes[at % 2] ?? first).db, { of: 'devices', ids: [known.id], max: MAX }),
      ),
    );
    const counts = counted.flatMap((one) => [...one.values()]);
    expect(counts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: MAX }, (_, at) => at + 1));
    expect(await first.storage.signInReads.device(known.tokenHash, id)).toMatchObject({ failures: MAX });
  });

  it('are taken back one at a time, never below none, and cleared by a success', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db);
    const app = authenticator(id);
    await storage.signInCommits.commit({ addAuthenticators: [app], audit: [] });
    const { failureCounts } = storage;
    const failures = async () => (await storage.signInReads.snapshot(id))?.authenticators[0]?.failures ?? 0;
    for (let time = 0; time < 3; time++) await countFailures(db, { of: 'authenticators', ids: [app.id], max: MAX });
    expect(await failures()).toBe(3);
    await failureCounts.takeBack('authenticators', [app.id]);
    expect(await failures()).toBe(2);
    await clearFailures(db, 'authenticators', [app.id]);
    await failureCounts.takeBack('authenticators', [app.id]);
    expect(await failures()).toBe(0);
  });

  it('are not counted for what is burned or revoked', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db);
    const known = device(id);
    const gone = authenticator(id, { revokedAt: NOW });
    await storage.signInCommits.commit({ putDevice: known, addAuthenticators: [gone], audit: [] });
    await storage.transactor.transact((tx) => storage.accountCuts.forgetDevices(tx, id));
    expect(await countFailures(db, { of: 'devices', ids: [known.id], max: MAX })).toEqual(new Map());
    expect(await countFailures(db, { of: 'authenticators', ids: [gone.id], max: MAX })).toEqual(new Map());
    expect(await countFailures(db, { of: 'devices', ids: [], max: MAX })).toEqual(new Map());
  });
});
