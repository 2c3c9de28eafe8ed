import { expect, it } from 'vitest';
import type { Change, Committed } from '../../domain/sign-in/run/records.ts';
import type { Try } from '../../domain/throttling/decide/lanes.ts';
import type { Tx } from '../../platform/kernel/tx.ts';
import { fromTx } from '../sql/tx.ts';
import type { Opened } from './engines.ts';
import { onBothEngines } from './engines.ts';
import {
  attempt,
  authenticator,
  device,
  event,
  freshId,
  message,
  NOW,
  plantAccount,
  plantResetCase,
  session,
} from './fixtures.ts';

/** How many contend. */
const CONTENDERS = 50;

onBothEngines('a race', (open, engine) => {
  /** Two nodes on one database. */
  async function twoNodes(): Promise<readonly [Opened, Opened]> {
    const first = await open();
    return [first, first.another()];
  }

  /** All changes at once, spread over two nodes. */
  function commitAll(nodes: readonly [Opened, Opened], changes: readonly Change[]): Promise<readonly Committed[]> {
    return Promise.all(
      changes.map((change, at) => (at % 2 === 0 ? nodes[0] : nodes[1]).storage.signInCommits.commit(change)),
    );
  }

  it('for one version of an attempt has one winner, and only the winner’s audit and mail', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }] = nodes;
    const before = attempt();
    await storage.signInCommits.commit({ createAttempt: before, audit: [] });
    const changes = Array.from({ length: CONTENDERS }, (_, serial) => ({
      swapAttempt: { fromVersion: 1, next: { ...before, version: 2, issued: { serial, issuedAt: NOW } } },
      outbox: [message(null)],
      audit: [event(null, { details: { serial } })],
    }));
    const outcomes = await commitAll(nodes, changes);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome !== 'done')).toEqual(
      Array.from({ length: CONTENDERS - 1 }, () => ({ lost: 'attempt' })),
    );
    const winner = outcomes.indexOf('done');
    expect(await storage.signInReads.attempt(before.id)).toMatchObject({ version: 2, issued: { serial: winner } });
    expect(await db.selectFrom('audit_events').select('id').execute()).toEqual([{ id: changes[winner]?.audit[0]?.id }]);
    expect(await db.selectFrom('outbox').select('id').execute()).toEqual([{ id: changes[winner]?.outbox[0]?.id }]);
  });

  it('for one time step of an app, from many attempts, is won once; the losers’ attempts stay as they were', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }] = nodes;
    const account = await plantAccount(db);
    const app = authenticator(account.id);
    await storage.signInCommits.commit({ addAuthenticators: [app], audit: [] });
    const attempts = Array.from({ length: CONTENDERS }, () => attempt({ accountId: account.id }));
    for (const createAttempt of attempts) await storage.signInCommits.commit({ createAttempt, audit: [] });
    const outcomes = await commitAll(
      nodes,
      attempts.map((each) => ({
        swapAttempt: { fromVersion: 1, next: { ...each, version: 2, endedAt: NOW } },
        swapAuthenticators: [{ fromVersion: 1, next: { ...app, version: 2, secretSealed: 'spent' } }],
        startSession: session(account.id),
        audit: [],
      })),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome !== 'done' && outcome.lost === 'binding')).toHaveLength(CONTENDERS - 1);
    expect(await storage.sessions.liveOf(account.id, NOW)).toHaveLength(1);
    expect(await storage.signInCommits.openAttempts({ accountId: account.id }, NOW)).toHaveLength(CONTENDERS - 1);
  });

  it('for one recovery code lets it be used once and replaced once', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }] = nodes;
    const account = await plantAccount(db);
    const code = authenticator(account.id, { kind: 'recovery-code' });
    await storage.signInCommits.commit({ addAuthenticators: [code], audit: [] });
    const used = { ...code, version: 2, revokedAt: NOW };
    const outcomes = await commitAll(
      nodes,
      [1, 2].map(() => ({ swapAuthenticators: [{ fromVersion: 1, next: used }], audit: [] })),
    );
    expect(outcomes).toEqual(expect.arrayContaining(['done', { lost: 'binding' }]));
    const saved = await commitAll(
      nodes,
      [1, 2].map(() => ({ addAuthenticators: [authenticator(account.id, { kind: 'recovery-code' })], audit: [] })),
    );
    expect(saved).toEqual(expect.arrayContaining(['done', { lost: 'binding' }]));
  });

  it('to register one credential id has one winner', async () => {
    const nodes = await twoNodes();
    const accounts = [await plantAccount(nodes[0].db), await plantAccount(nodes[0].db)];
    const externalId = freshId();
    const outcomes = await commitAll(
      nodes,
      accounts.map(({ id }) => ({
        addAuthenticators: [authenticator(id, { kind: 'passkey', externalId })],
        audit: [],
      })),
    );
    expect(outcomes).toEqual(expect.arrayContaining(['done', { lost: 'binding' }]));
  });

  it('for one pass has one winner', async () => {
    const nodes = await twoNodes();
    const { id } = await plantResetCase(nodes[0].db, (await plantAccount(nodes[0].db)).id);
    const use = { usePass: { caseId: id, passHash: 'hash of the pass', at: NOW }, audit: [] };
    const outcomes = await commitAll(nodes, [use, use, use, use]);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  });

  it('between two tabs that get the same device cookie leaves one device', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }] = nodes;
    const account = await plantAccount(db);
    const tokenHash = freshId();
    const outcomes = await commitAll(
      nodes,
      [1, 2].map(() => ({ putDevice: device(account.id, { tokenHash }), audit: [] })),
    );
    expect(outcomes).toEqual(['done', 'done']);
    expect(await db.selectFrom('devices').select('id').execute()).toHaveLength(1);
    expect(await storage.signInReads.device(tokenHash, account.id)).not.toBeNull();
  });

  it('to end one session has one winner and one audit row', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }] = nodes;
    const live = session((await plantAccount(db)).id);
    await storage.signInCommits.commit({ startSession: live, audit: [] });
    const ends = await Promise.all(
      nodes.map((node) => node.storage.sessions.end(live.id, NOW, 'sign-out', event(live.accountId))),
    );
    expect(ends.filter(Boolean)).toHaveLength(1);
    expect(await db.selectFrom('audit_events').select('id').execute()).toHaveLength(1);
  });

  it('for a lane loses no try of any contender', async () => {
    const nodes = await twoNodes();
    const take = async (lanes: Opened['storage']['lanes'], taken: Try): Promise<void> => {
      const lane = await lanes.load('lane');
      if (!(await lanes.swap('lane', lane.version, [...lane.tries, taken]))) await take(lanes, taken);
    };
    const tries = Array.from({ length: CONTENDERS }, (_, at) => ({ at: NOW + at, attemptId: freshId() }));
    await Promise.all(tries.map((taken, at) => take((at % 2 === 0 ? nodes[0] : nodes[1]).storage.lanes, taken)));
    const lane = await nodes[1].storage.lanes.load('lane');
    expect(lane.version).toBe(CONTENDERS);
    expect([...lane.tries].sort((a, b) => a.at - b.at)).toEqual(tries);
  });

  it('between sign-ins that end one another’s attempts ends without a deadlock', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }] = nodes;
    const account = await plantAccount(db);
    const attempts = Array.from({ length: 12 }, () => attempt({ accountId: account.id }));
    for (const createAttempt of attempts) await storage.signInCommits.commit({ createAttempt, audit: [] });
    const outcomes = await commitAll(
      nodes,
      attempts.map((each) => ({
        swapAttempt: { fromVersion: 1, next: { ...each, version: 2 } },
        endAttempts: { accountId: account.id, exceptId: each.id, at: NOW },
        audit: [],
      })),
    );
    expect(outcomes.filter((outcome) => outcome === 'done').length).toBeGreaterThanOrEqual(1);
    expect(await storage.signInCommits.openAttempts({ accountId: account.id }, NOW)).toHaveLength(1);
  });

  it('between a sign-in and the end of all its account’s work leaves no session alive', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }] = nodes;
    for (let round = 0; round < 10; round++) {
      const account = await plantAccount(db);
      const claimed = attempt({ accountId: account.id });
      await storage.signInCommits.commit({ createAttempt: claimed, audit: [] });
      const enters: Change = {
        swapAttempt: { fromVersion: 1, next: { ...claimed, version: 2, endedAt: NOW } },
        startSession: session(account.id),
        audit: [],
      };
      const ends: Change = {
        endAttempts: { accountId: account.id, exceptId: null, at: NOW },
        endSessions: [{ accountId: account.id, exceptId: null, at: NOW, reason: 'reset' }],
        audit: [],
      };
      await commitAll(nodes, round % 2 === 0 ? [enters, ends] : [ends, enters]);
      const alive = await storage.sessions.liveOf(account.id, NOW);
      const entered = (await storage.signInReads.attempt(claimed.id))?.version === 2;
      // Either the sign-in came second and lost, or it came first and its session was seen and ended.
      expect({ alive: alive.length, entered }).toEqual({ alive: 0, entered });
    }
  });

  it('between a stop and a set-up that its freeze did not reach leaves nothing bound', async () => {
    const nodes = await twoNodes();
    const [{ storage, db }, there] = nodes;
    const { transactor, accountCuts, signInReads } = there.storage;
    for (let round = 0; round < 10; round++) {
      const account = await plantAccount(db);
      const claimed = attempt({ accountId: account.id });
      await storage.signInCommits.commit({ createAttempt: claimed, audit: [] });
      const binds: Change = {
        swapAttempt: { fromVersion: 1, next: { ...claimed, version: 2 } },
        requireFreeze: { accountId: account.id, since: null },
        addAuthenticators: [authenticator(account.id)],
        audit: [],
      };
      const stops = () =>
        transactor.transact(async (tx) => {
          await accountCuts.setFrozen(tx, account.id, NOW);
          return accountCuts.revoke(tx, account.id, 0, NOW);
        });
      const [bound, revoked] = await Promise.all([storage.signInCommits.commit(binds), stops()]);
      expect((await signInReads.snapshot(account.id))?.authenticators).toEqual([]);
      expect(revoked).toHaveLength(bound === 'done' ? 1 : 0);
      expect(
        await storage.signInCommits.commit({ requireFreeze: { accountId: account.id, since: null }, audit: [] }),
      ).toEqual({ lost: 'attempt' });
    }
  });

  // SQLite lets one transaction write at a time: there two cannot wait for one another.
  if (engine === 'postgres') {
    it('in which two transactions wait for one another is run again by the one that gave way', async () => {
      const { storage, db } = await open();
      for (const name of ['a', 'b']) await storage.installation.setIfAbsent(name, '');
      let runs = 0;
      let bothHold = () => {};
      const bothHolding = new Promise<void>((resolve) => {
        bothHold = resolve;
      });
      const append = (tx: Tx, name: string) =>
        fromTx(tx)
          .updateTable('installation')
          .set((eb) => ({ value: eb(eb.ref('value'), '||', 'x') }))
          .where('name', '=', name)
          .execute();
      const crossing = (first: string, second: string) =>
        storage.transactor.transact(async (tx) => {
          await append(tx, first);
          runs += 1;
          if (runs === 2) bothHold();
          await bothHolding;
          await append(tx, second);
        });
      await Promise.all([crossing('a', 'b'), crossing('b', 'a')]);
      expect(runs).toBeGreaterThanOrEqual(3);
      expect(await db.selectFrom('installation').select('value').execute()).toEqual([{ value: 'xx' }, { value: 'xx' }]);
    });
  }
});
