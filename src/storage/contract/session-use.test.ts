import { expect, it } from 'vitest';
import { administrationOn } from '../../../test/administration/instance.ts';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { ClientId } from '../../domain/clients/decide/client.ts';
import type { Session } from '../../domain/sessions/decide/session.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
import type { Storage } from '../open.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { event, freshId, NOW, plantAccount, session, stopLink } from './fixtures.ts';
import { artifact, leftOf, logoutsIn, plantClient, plantUse, type Use } from './openid-fixtures.ts';
import { openHouse, tokenIn, value, visitor } from './reset-house.ts';

const ALL = ['AccessToken', 'Grant', 'RefreshToken'];

/** A session of an account that a client uses. */
async function used(storage: Storage, accountId: AccountId): Promise<{ readonly live: Session; readonly use: Use }> {
  const live = session(accountId);
  await storage.signInCommits.commit({ startSession: live, audit: [] });
  return { live, use: await plantUse(storage, live.id) };
}

onBothEngines('the use of a session by clients', (open) => {
  it('has one sid for each client, however often and from wherever it is asked', async () => {
    const opened = await open();
    const nodes = [opened.storage, opened.another().storage] as const;
    const clientId = freshId<ClientId>();
    const sessionId = freshId();
    const sids = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        nodes[at % 2 === 0 ? 0 : 1].sessionClients.sidOf(sessionId, clientId, freshId()),
      ),
    );
    expect(new Set(sids).size).toBe(1);
    const others = [
      await opened.storage.sessionClients.sidOf(sessionId, freshId<ClientId>(), freshId()),
      await opened.storage.sessionClients.sidOf(freshId(), clientId, freshId()),
    ];
    expect(new Set([...others, ...sids]).size).toBe(3);
  });

  it('ends with it, in the same transaction: tokens go, and those who want to know are told', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const { live, use } = await used(storage, account.id);
    const silent = await plantUse(storage, live.id, { backchannelLogoutUri: null });
    const disabled = await plantUse(storage, live.id, { disabledAt: NOW });
    const other = await used(storage, account.id);
    expect(await storage.sessions.end(live.id, NOW, 'sign-out', event(account.id))).toBe(true);
    for (const gone of [use, silent, disabled]) expect(await leftOf(storage, gone)).toEqual([]);
    expect(await leftOf(storage, other.use)).toEqual(ALL);
    expect(await logoutsIn(db)).toEqual([{ client: use.client.id, sid: use.sid }]);
    // A second end finds nothing to end, and tells nobody again.
    expect(await storage.sessions.end(live.id, NOW, 'sign-out', event(account.id))).toBe(false);
    expect(await logoutsIn(db)).toHaveLength(1);
    const again = freshId();
    expect(await storage.sessionClients.sidOf(live.id, use.client.id, again)).toBe(again);
  });

  it('of two nodes that end it at once is told once', async () => {
    const opened = await open();
    const account = await plantAccount(opened.db);
    const { live } = await used(opened.storage, account.id);
    const nodes = [opened.storage, opened.another().storage];
    const ended = await Promise.all(
      nodes.map(({ sessions }) => sessions.end(live.id, NOW, 'sign-out', event(account.id))),
    );
    expect(ended.filter(Boolean)).toHaveLength(1);
    expect(await logoutsIn(opened.db)).toHaveLength(1);
  });

  it('ends in the transaction that takes all access of an account, and not when that is undone', async () => {
    const { storage, db } = await open();
    const [account, other] = [await plantAccount(db), await plantAccount(db)];
    const uses = [(await used(storage, account.id)).use, (await used(storage, account.id)).use];
    const kept = (await used(storage, other.id)).use;
    await expect(
      storage.transactor.transact(async (tx) => {
        await storage.accountWrites.endAccess(tx, account.id, NOW, 'disabled');
        throw new Error('changed its mind');
      }),
    ).rejects.toThrow('changed its mind');
    for (const use of uses) expect(await leftOf(storage, use)).toEqual(ALL);
    expect(await logoutsIn(db)).toEqual([]);
    await storage.transactor.transact((tx) => storage.accountWrites.endAccess(tx, account.id, NOW, 'disabled'));
    for (const use of uses) expect(await leftOf(storage, use)).toEqual([]);
    expect(await leftOf(storage, kept)).toEqual(ALL);
    const told = uses.map(({ client, sid }) => ({ client: client.id, sid }));
    expect(await logoutsIn(db)).toEqual(told.toSorted((a, b) => (a.sid < b.sid ? -1 : 1)));
  });

  it('ends for all sessions of an account but the one that is named', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const [kept, gone] = [await used(storage, account.id), await used(storage, account.id)];
    await storage.signInCommits.commit({
      endSessions: [{ accountId: account.id, exceptId: kept.live.id, at: NOW, reason: 'sign-out' }],
      audit: [],
    });
    expect(await leftOf(storage, kept.use)).toEqual(ALL);
    expect(await leftOf(storage, gone.use)).toEqual([]);
  });

  it('ends with a support reset, and with the owner’s stop', async () => {
    for (const how of ['reset', 'stop'] as const) {
      const house = await openHouse(open);
      const { storage, owner, colleague, agent, input, db } = house;
      const [use, kept] = [(await used(storage, owner.id)).use, (await used(storage, colleague.id)).use];
      const opened = value(await house.resets.open(agent.id, input));
      if (how === 'reset') value(await house.resets.carryOut(agent.id, opened.id));
      else
        expect(await house.stops.stop(await tokenIn(house, 'reset-opened'), visitor)).toEqual({
          outcome: 'stopped',
          password: 'kept',
        });
      expect(await leftOf(storage, use), how).toEqual([]);
      expect(await leftOf(storage, kept), how).toEqual(ALL);
      expect(await logoutsIn(db), how).toEqual([{ client: use.client.id, sid: use.sid }]);
    }
  });

  it('goes on under the session that takes its place: the sid stays, and nobody is told of an end', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const { live, use } = await used(storage, account.id);
    const next = session(account.id);
    await storage.signInCommits.commit({
      startSession: next,
      endSessions: [{ sessionId: live.id, at: NOW, reason: 'replaced', successorId: next.id }],
      audit: [],
    });
    expect(await leftOf(storage, use)).toEqual(ALL);
    expect(await logoutsIn(db)).toEqual([]);
    expect(await storage.sessionClients.sidOf(next.id, use.client.id, freshId())).toBe(use.sid);
    const [{ kind, key } = artifact()] = use.artifacts;
    expect(await storage.artifacts.find(kind, { key })).toMatchObject({ sessionId: next.id });
    expect(await storage.sessions.end(next.id, NOW, 'sign-out', event(account.id))).toBe(true);
    expect(await leftOf(storage, use)).toEqual([]);
    expect(await logoutsIn(db)).toEqual([{ client: use.client.id, sid: use.sid }]);
  });

  it('is not handed on to the session of somebody else', async () => {
    const { storage, db } = await open();
    const [account, other] = [await plantAccount(db), await plantAccount(db)];
    const { live, use } = await used(storage, account.id);
    await storage.signInCommits.commit({
      startSession: session(other.id),
      endSessions: [{ sessionId: live.id, at: NOW, reason: 'replaced' }],
      audit: [],
    });
    expect(await leftOf(storage, use)).toEqual([]);
    expect(await logoutsIn(db)).toHaveLength(1);
  });

  it('is purged with a session that nobody ended, and kept with one that may still be asked for', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const [old, young] = [NOW - 30 * DAY_MS - 1, NOW - 30 * DAY_MS].map((absoluteEndAt) =>
      session(account.id, { absoluteEndAt }),
    );
    for (const live of [old, young]) {
      await storage.signInCommits.commit({ startSession: live ?? expect.fail('none'), audit: [] });
      await plantUse(storage, live?.id ?? '');
    }
    expect(await storage.purge(NOW)).toMatchObject({ sessions: 1 });
    const rows = await db.selectFrom('session_clients').select('session_id').execute();
    expect(rows).toEqual([{ session_id: young?.id }]);
  });

  it('is forgotten with its account: consents and what was handed out go, those of others stay', async () => {
    const { storage, db } = await open();
    const [account, other] = [await plantAccount(db), await plantAccount(db)];
    const client = await plantClient(storage);
    for (const { id: accountId } of [account, other]) {
      const consent = { accountId, clientId: client.id, scopes: ['openid'], resources: {}, givenAt: NOW };
      await storage.consents.put(consent, event(accountId));
      await storage.artifacts.put(artifact({ kind: 'Interaction', key: accountId, accountId }));
    }
    await storage.signInCommits.commit({ addStopLinks: [stopLink(account.id)], audit: [] });
    const { use } = await used(storage, account.id);
    const { accounts } = administrationOn(storage, plainSealing, { now: () => NOW });
    expect(await accounts.delete(account.id)).toMatchObject({ ok: true });
    expect(await leftOf(storage, use)).toEqual([]);
    expect(await storage.consents.of(account.id, client.id)).toBeNull();
    expect(await storage.consents.of(other.id, client.id)).not.toBeNull();
    expect(await storage.artifacts.find('Interaction', { key: account.id })).toBeNull();
    expect(await storage.artifacts.find('Interaction', { key: other.id })).not.toBeNull();
  });
});
