import { expect, it } from 'vitest';
import { createTries } from '../../domain/throttling/run/tries.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { authenticatorRow } from '../sql/rows.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import { attempt, authenticator, event, NOW, plantAccount } from './fixtures.ts';

onBothEngines('a try and the failures it is counted with', (open) => {
  it('are stored together, or neither is', async () => {
    const opened = await open();
    const { db } = opened;
    const account = await plantAccount(db);
    const app = authenticator(account.id);
    await db.insertInto('authenticators').values(authenticatorRow(app)).execute();
    const nodes = [opened.storage, opened.another().storage];
    const counting = { of: 'authenticators', ids: [app.id], max: 100 } as const;
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        (nodes[at % 2] ?? opened.storage).lanes.swapCounting('lane', 0, [{ at: NOW, attemptId: `${at}` }], counting),
      ),
    );
    expect(outcomes.filter((counts) => counts !== null)).toEqual([new Map([[app.id, 1]])]);
    expect(await failuresOf(db, app.id)).toBe(1);
  });

  it('are given back with what a right answer changes, or not at all', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const [app, other] = [authenticator(account.id), authenticator(account.id)];
    for (const row of [app, other]) {
      await db
        .insertInto('authenticators')
        .values({ ...authenticatorRow(row), failures: 3 })
        .execute();
    }
    const tries = ['mine', 'another', 'mine'].map((attemptId, at) => ({ at: NOW + at, attemptId }));
    await storage.lanes.swap('lane', 0, tries);
    const mine = attempt({ accountId: account.id });
    await storage.signInCommits.commit({ createAttempt: mine, audit: [] });
    const failures = { of: 'authenticators', takeBack: [other.id], clear: [app.id] } as const;
    const commit = (fromVersion: number, which: 'all' | 'newest') =>
      storage.signInCommits.commit({
        swapAttempt: { fromVersion, next: { ...mine, version: fromVersion + 1 } },
        giveBack: { tries: { key: 'lane', attemptId: 'mine', which }, failures },
        audit: [],
      });
    const left = async () => (await storage.lanes.load('lane')).tries.map(({ at }) => at - NOW);

    expect(await commit(7, 'all')).toEqual({ lost: 'attempt' });
    expect([await left(), await failuresOf(db, app.id)]).toEqual([[0, 1, 2], 3]);
    expect(await commit(1, 'newest')).toBe('done');
    expect(await left()).toEqual([0, 1]);
    expect([await failuresOf(db, app.id), await failuresOf(db, other.id)]).toEqual([0, 2]);
    expect(await commit(2, 'all')).toBe('done');
    expect(await left()).toEqual([1]);
  });

  it('are exact where many take and give back at once, and nobody waits in a circle', async () => {
    const opened = await open();
    const { storage, db } = opened;
    const account = await plantAccount(db);
    const app = authenticator(account.id);
    await db.insertInto('authenticators').values(authenticatorRow(app)).execute();
    const nodes = [storage, opened.another().storage];
    const rules = { caps: [{ count: 1_000, windowMs: MINUTE_MS }], freeTries: 1_000, waitsMs: [] };
    const counting = { of: 'authenticators', ids: [app.id], max: 1_000 } as const;
    const guess = async (number: number) => {
      const { lanes, signInCommits } = nodes[number % 2] ?? storage;
      const own = attempt({ accountId: account.id });
      await signInCommits.commit({ createAttempt: own, audit: [] });
      const taken = await createTries(lanes).take('lane', rules, own.id, NOW, { counting });
      if (taken.outcome !== 'taken') throw new Error('the lane has room');
      if (number % 3 !== 0) return;
      const done = await signInCommits.commit({
        swapAttempt: { fromVersion: 1, next: { ...own, version: 2 } },
        giveBack: {
          tries: { key: 'lane', attemptId: own.id, which: 'all' },
          failures: { of: 'authenticators', takeBack: [app.id], clear: [] },
        },
        audit: [event(account.id)],
      });
      expect(done).toBe('done');
    };
    await Promise.all(Array.from({ length: 24 }, (_, number) => guess(number)));
    expect((await storage.lanes.load('lane')).tries).toHaveLength(16);
    expect(await failuresOf(db, app.id)).toBe(16);
  });

  it('are exact though the lane that was seen has moved, and one that was seen closed is looked at again', async () => {
    const { storage } = await open();
    const tries = createTries(storage.lanes);
    const rules = { caps: [{ count: 2, windowMs: MINUTE_MS }], freeTries: 2, waitsMs: [] };
    const unused = await storage.lanes.load('lane');
    const first = await tries.take('lane', rules, 'first', NOW, { seen: unused });
    const second = await tries.take('lane', rules, 'second', NOW, { seen: unused });
    if (first.outcome !== 'taken' || second.outcome !== 'taken') throw new Error('the lane has room for two');
    expect(second.lane).toEqual(await storage.lanes.load('lane'));
    expect(await tries.take('lane', rules, 'third', NOW, { seen: unused })).toMatchObject({ outcome: 'closed' });
    await tries.giveBackLast('lane', 'first', first.lane);
    expect((await storage.lanes.load('lane')).tries).toEqual([{ at: NOW, attemptId: 'second' }]);
    expect(await tries.take('lane', rules, 'third', NOW, { seen: second.lane })).toMatchObject({ outcome: 'taken' });
  });
});

async function failuresOf(db: Db, id: string): Promise<number | undefined> {
  return (await db.selectFrom('authenticators').select('failures').where('id', '=', id).executeTakeFirst())?.failures;
}
