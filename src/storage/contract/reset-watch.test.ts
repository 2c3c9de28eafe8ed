import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { LATE_MS, OVERLAP_MS, REMEMBERED_MS, WATCHED_MS } from '../../domain/alerts/decide/new-country.ts';
import { createAlertDesk, createAlerts } from '../../domain/alerts/run/alerts.ts';
import { createResetWatch, type ResetWatch } from '../../domain/alerts/run/watch.ts';
import { createResetDesk } from '../../domain/recovery/run/desk.ts';
import { personActing } from '../../domain/roles/run/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import type { Storage } from '../open.ts';
import { onBothEngines } from './engines.ts';
import { plantAccount, plantMembership, plantOrganization } from './fixtures.ts';
import { auditNames, auditorAt, type House, mails, openHouse, value } from './reset-house.ts';

const COUNTRIES: Readonly<Record<string, string>> = { '203.0.113.7': 'ES', '198.51.100.7': 'PT', '192.0.2.7': 'RO' };
const [SPAIN, PORTUGAL, ROMANIA, INSIDE] = ['203.0.113.7', '198.51.100.7', '192.0.2.7', '10.0.0.7'];

function watchOn(house: House, storage: Storage, known = true): ResetWatch {
  const clock = { now: () => house.clock.at };
  return createResetWatch({
    ...storage,
    watches: storage.resetWatches,
    owners: storage.ownersToTell.owners,
    auditor: auditorAt(house.clock),
    countryOf: known ? (source) => COUNTRIES[source] ?? null : null,
    ...{ clock, random: { bytes: randomBytes }, alertAt: 3, kickOutbox: () => undefined },
  });
}

/** Somebody of the house signs in from an address, at this moment. */
async function signsIn(house: House, source: string, accountId: AccountId = house.owner.id): Promise<string> {
  const { accounts, transactor, acts } = house.storage;
  const key = (await accounts.byId(null, accountId))?.auditKeySealed ?? null;
  const seen = { source, browser: 'Chrome on Windows', auditKeySealed: key };
  const what = { name: 'session.started', accountId, actor: 'claimant', details: {}, ...seen } as const;
  const event = auditorAt(house.clock).event(what);
  await transactor.transact((tx) => acts.audit(tx, event));
  return event.id;
}

/** The owner's reset, carried out by the agent. */
async function resetNow(house: House): Promise<string> {
  const { id } = value(await house.resets.open(house.second.id, house.input));
  value(await house.resets.carryOut(house.agent.id, id));
  return id;
}

/** Somebody who signed in from Spain two days before their reset. */
async function afterReset(house: House): Promise<string> {
  house.clock.at -= 2 * DAY_MS;
  await signsIn(house, SPAIN);
  house.clock.at += 2 * DAY_MS;
  return resetNow(house);
}

async function plantOwner({ db }: House) {
  const operator = await plantOrganization(db, { name: 'Second operator', kind: 'operator' });
  const owner = await plantAccount(db);
  await plantMembership(db, owner.id, operator.id, { kind: 'admin' });
  return owner;
}

const alerts = ({ storage }: House) => storage.alertLists.alerts({ state: 'all', after: null, limit: 9 });

onBothEngines('sign-ins after a reset', (open) => {
  it('raise an alert where one comes from a new country, recorded and mailed to every owner', async () => {
    const house = await openHouse(open);
    await plantOwner(house);
    const caseId = await afterReset(house);
    const watch = watchOn(house, house.storage);
    expect(await watch.run()).toBe(0);
    house.clock.at += HOUR_MS;
    await signsIn(house, SPAIN);
    expect(await watch.run()).toBe(1);
    expect(await alerts(house)).toEqual([]);
    house.clock.at += HOUR_MS;
    const eventId = await signsIn(house, ROMANIA);
    expect(await watch.run()).toBe(1);
    const [alert, ...more] = await alerts(house);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ kind: 'new-country', accountId: house.owner.id, caseId, eventId, resets: 1 });
    expect((await auditNames(house)).filter((name) => name === 'reset.alert')).toHaveLength(1);
    const path = `/console/resets/alerts/${alert?.id}`;
    expect((await mails(house)).filter(({ kind }) => kind === 'new-country')).toEqual([
      { kind: 'new-country', name: house.owner.name, country: 'RO', path },
    ]);
    const desk = createAlertDesk({ ...house.storage, auditor: auditorAt(house.clock) });
    expect((await desk.file(alert?.id ?? ''))?.signIn).toEqual({
      ...{ at: house.clock.at, source: ROMANIA, browser: 'Chrome on Windows' },
    });
    const cases = createResetDesk({
      ...{ ...house.storage, reads: house.storage.signInReads, auditor: auditorAt(house.clock) },
      clock: { now: () => house.clock.at },
    });
    const file = await cases.file(caseId);
    expect(file?.alerts).toEqual([alert]);
    expect(file?.events.at(-1)?.name).toBe('reset.alert');
  });

  it('raise one alert of a reset, however many come and whichever node looks', async () => {
    const house = await openHouse(open);
    await plantOwner(house);
    await afterReset(house);
    house.clock.at += HOUR_MS;
    await signsIn(house, ROMANIA);
    const nodes = [house.storage, house.otherStorage, house.storage, house.otherStorage];
    await Promise.all(nodes.map((storage) => watchOn(house, storage).run()));
    house.clock.at += HOUR_MS;
    await signsIn(house, PORTUGAL);
    expect(await watchOn(house, house.storage).run()).toBe(0);
    expect(await alerts(house)).toHaveLength(1);
    expect((await auditNames(house)).filter((name) => name === 'reset.alert')).toHaveLength(1);
    expect((await mails(house)).filter(({ kind }) => kind === 'new-country')).toHaveLength(1);
  });

  it('are each looked at until none that began earlier can be stored, and then no more', async () => {
    const house = await openHouse(open);
    await afterReset(house);
    const watch = watchOn(house, house.storage);
    house.clock.at += HOUR_MS;
    await signsIn(house, SPAIN);
    expect(await watch.run()).toBe(1);
    // Stored after the run, though it began before.
    house.clock.at -= MINUTE_MS;
    await signsIn(house, ROMANIA);
    house.clock.at += 2 * MINUTE_MS;
    expect(await watch.run()).toBe(1);
    expect(await alerts(house)).toHaveLength(1);

    const quiet = await openHouse(open);
    await afterReset(quiet);
    quiet.clock.at += HOUR_MS;
    await signsIn(quiet, SPAIN);
    quiet.clock.at += OVERLAP_MS + 1;
    const again = watchOn(quiet, quiet.storage);
    expect([await again.run(), await again.run()]).toEqual([1, 0]);
  });

  it('count for a week, and are held against a year', async () => {
    const house = await openHouse(open);
    house.clock.at -= REMEMBERED_MS;
    await signsIn(house, ROMANIA);
    house.clock.at += REMEMBERED_MS;
    await afterReset(house);
    house.clock.at += WATCHED_MS;
    await signsIn(house, PORTUGAL);
    await watchOn(house, house.storage).run();
    expect(await alerts(house)).toEqual([]);
    house.clock.at -= 1;
    await signsIn(house, ROMANIA);
    house.clock.at += LATE_MS;
    await watchOn(house, house.storage).run();
    expect(await alerts(house)).toEqual([]);
  });

  it('of a week are found by a run that comes late, also where the country was seen more than a year ago', async () => {
    const house = await openHouse(open);
    house.clock.at -= REMEMBERED_MS + 1;
    await signsIn(house, ROMANIA);
    house.clock.at += REMEMBERED_MS + 1;
    await afterReset(house);
    house.clock.at += WATCHED_MS - 1;
    const eventId = await signsIn(house, ROMANIA);
    house.clock.at += LATE_MS;
    await watchOn(house, house.storage).run();
    expect(await alerts(house)).toMatchObject([{ eventId }]);
  });

  it('are nothing where no country is known: of anything, of the sign-in, of an account without a past or without a key', async () => {
    const house = await openHouse(open);
    await afterReset(house);
    house.clock.at += HOUR_MS;
    await signsIn(house, INSIDE);
    await watchOn(house, house.storage).run();
    await signsIn(house, ROMANIA);
    expect(await watchOn(house, house.storage, false).run()).toBe(0);
    await house.storage.transactor.transact((tx) =>
      house.storage.accountWrites.erase(tx, house.owner.id, house.clock.at),
    );
    await watchOn(house, house.storage).run();
    expect(await alerts(house)).toEqual([]);

    const fresh = await openHouse(open);
    await resetNow(fresh);
    fresh.clock.at += HOUR_MS;
    await signsIn(fresh, ROMANIA);
    await watchOn(fresh, fresh.storage).run();
    expect(await alerts(fresh)).toEqual([]);
  });

  it('of others, and those before the reset, raise nothing', async () => {
    const house = await openHouse(open);
    await signsIn(house, SPAIN);
    await signsIn(house, SPAIN, house.colleague.id);
    house.clock.at += HOUR_MS;
    await resetNow(house);
    house.clock.at += HOUR_MS;
    await signsIn(house, ROMANIA, house.colleague.id);
    expect(await watchOn(house, house.storage).run()).toBe(0);
    expect(await alerts(house)).toEqual([]);
  });

  it('that raised an alert are reviewed by no agent of the reset', async () => {
    const house = await openHouse(open);
    const owner = await plantOwner(house);
    for (const { id } of [house.agent, house.second]) {
      await house.db.updateTable('memberships').set({ kind: 'admin' }).where('account_id', '=', id).execute();
    }
    await afterReset(house);
    house.clock.at += HOUR_MS;
    await signsIn(house, ROMANIA);
    await watchOn(house, house.storage).run();
    const [{ id } = expect.fail()] = await alerts(house);
    const review = (by: AccountId) =>
      createAlerts({
        ...house.storage,
        auditor: auditorAt(house.clock),
        clock: { now: () => house.clock.at },
        random: { bytes: randomBytes },
        by: personActing(house.storage, by),
      }).review(id, 'She is in Bucharest; called her.');
    for (const agent of [house.agent, house.second]) {
      expect(await review(agent.id)).toEqual({ ok: false, error: { reason: 'own-alert' } });
    }
    value(await review(owner.id));
  });
});
