import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Account, AccountId } from '../../domain/accounts/decide/account.ts';
import { createAlertDesk, createAlerts } from '../../domain/alerts/run/alerts.ts';
import type { ListedAlert } from '../../domain/alerts/run/ports.ts';
import { personActing } from '../../domain/roles/run/actor.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { onBothEngines } from './engines.ts';
import { NOW, plantAccount, plantMembership, plantOrganization, plantResetCase } from './fixtures.ts';
import { ALERT_AT, auditNames, auditorAt, type House, mails, openHouse, value } from './reset-house.ts';

/** Opens a case for somebody new of the clinic; a colleague does, so that nothing but carrying out counts for the agent. */
async function opened(house: House): Promise<string> {
  const account = await plantAccount(house.db);
  const auditKey = auditorAt(house.clock).newKey(account.id);
  await house.db.updateTable('accounts').set({ audit_key_sealed: auditKey }).where('id', '=', account.id).execute();
  await plantMembership(house.db, account.id, house.clinic.id);
  const input = { ...house.input, address: `${account.id}@riverside.example` };
  return value(await house.resets.open(house.second.id, input)).id;
}

async function carriedOut(house: House): Promise<string> {
  const id = await opened(house);
  value(await house.resets.carryOut(house.agent.id, id));
  return id;
}

const all = (house: House) => house.storage.alertLists.alerts({ state: 'all', after: null, limit: 9 });
const told = async (house: House, alert: ListedAlert) =>
  (await house.storage.alertLists.resetsOf(null, alert.id)).map(({ caseId }) => caseId);

/** Two owners of the operator. */
async function plantOwners({ db }: House): Promise<readonly Account[]> {
  const operator = await plantOrganization(db, { name: 'Second operator', kind: 'operator' });
  const owners = [await plantAccount(db), await plantAccount(db)];
  for (const { id } of owners) await plantMembership(db, id, operator.id, { kind: 'admin' });
  return owners;
}

function alertsAs({ storage, clock }: House, id: AccountId) {
  return createAlerts({
    ...storage,
    auditor: auditorAt(clock),
    clock: { now: () => clock.at },
    random: { bytes: randomBytes },
    by: personActing(storage, id),
  });
}

const deskOf = ({ storage, clock }: House) => createAlertDesk({ ...storage, auditor: auditorAt(clock) });

onBothEngines('many resets by one agent', (open) => {
  it('raise one alert with all of them, recorded and mailed to every owner', async () => {
    const house = await openHouse(open);
    const owners = await plantOwners(house);
    const ids: string[] = [];
    for (let n = 1; n < ALERT_AT; n++) ids.push(await carriedOut(house));
    expect(await all(house)).toEqual([]);
    house.clock.at += MINUTE_MS;
    ids.push(await carriedOut(house));
    const [alert, ...more] = await all(house);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      ...{ kind: 'many-resets', accountId: house.agent.id, name: house.agent.name, caseId: ids.at(-1) },
      ...{ raisedAt: house.clock.at, eventId: null, reviewedAt: null, resets: ALERT_AT, reviewer: null },
    });
    expect((await told(house, alert ?? expect.fail())).toSorted()).toEqual(ids.toSorted());
    expect((await auditNames(house)).filter((name) => name === 'reset.alert')).toHaveLength(1);
    const alarms = (await mails(house)).filter(({ kind }) => kind === 'many-resets');
    const path = `/console/resets/alerts/${alert?.id}`;
    expect(alarms).toEqual(owners.map(() => ({ kind: 'many-resets', name: house.agent.name, count: ALERT_AT, path })));
    for (const id of ids) expect(await house.storage.alertLists.ofCase(id)).toEqual([alert]);
  });

  it('are added to it while nobody reviewed it, and no owner is mailed again', async () => {
    const house = await openHouse(open);
    await plantOwners(house);
    for (let n = 0; n < ALERT_AT + 2; n++) await carriedOut(house);
    expect(await all(house)).toMatchObject([{ resets: ALERT_AT + 2 }]);
    expect((await mails(house)).filter(({ kind }) => kind === 'many-resets')).toHaveLength(2);
  });

  it('are no alert where they are a day apart, nor where a colleague carried one out', async () => {
    const house = await openHouse(open);
    await carriedOut(house);
    for (let n = 2; n < ALERT_AT; n++) await carriedOut(house);
    value(await house.resets.carryOut(house.second.id, await opened(house)));
    house.clock.at += DAY_MS;
    await carriedOut(house);
    expect(await all(house)).toEqual([]);
  });

  it('raise one alert when they are carried out at once on two nodes', async () => {
    const house = await openHouse(open);
    await plantOwners(house);
    const ids: string[] = [];
    for (let n = 1; n < ALERT_AT; n++) await carriedOut(house);
    for (let n = 0; n < 3; n++) ids.push(await opened(house));
    const done = await Promise.all(
      ids.map((id, n) => (n % 2 === 0 ? house.resets : house.otherResets).carryOut(house.agent.id, id)),
    );
    expect(done.every(({ ok }) => ok)).toBe(true);
    expect(await all(house)).toMatchObject([{ resets: ALERT_AT + 2 }]);
    expect((await auditNames(house)).filter((name) => name === 'reset.alert')).toHaveLength(1);
    expect((await mails(house)).filter(({ kind }) => kind === 'many-resets')).toHaveLength(2);
  });
});

onBothEngines('an alert', (open) => {
  const alertOf = (house: House, id: string, caseId: string, raisedAt = NOW) =>
    ({
      id,
      kind: 'many-resets',
      accountId: house.agent.id,
      caseId,
      raisedAt,
      eventId: null,
      reviewedAt: null,
    }) as const;

  it('is stored once for what raised it, and reviewed once, whichever node was first', async () => {
    const house = await openHouse(open);
    const { id } = await plantResetCase(house.db, house.owner.id);
    const stored = await Promise.all(
      [house.storage, house.otherStorage, house.storage, house.otherStorage].map(({ transactor, alerts }, n) =>
        transactor.transact((tx) => alerts.insert(tx, alertOf(house, `alert ${n}`, id), [id])),
      ),
    );
    expect(stored.filter(Boolean)).toHaveLength(1);
    const [alert] = await all(house);
    expect(await told(house, alert ?? expect.fail())).toEqual([id]);
    const reviews = await Promise.all(
      [house.storage, house.otherStorage].map(({ transactor, alerts }) =>
        transactor.transact((tx) =>
          alerts.review(tx, alert?.id ?? '', { by: house.second.id, at: NOW, noteSealed: null }),
        ),
      ),
    );
    expect(reviews.filter(Boolean)).toHaveLength(1);
  });

  it('is reviewed once, by an owner whom it is not about, with a note that only the console reads', async () => {
    const house = await openHouse(open);
    const [owner, second] = await plantOwners(house);
    const [by, other] = [owner ?? expect.fail(), second ?? expect.fail()];
    for (let n = 0; n < ALERT_AT; n++) await carriedOut(house);
    const [{ id } = expect.fail()] = await all(house);
    const review = (who: AccountId, note = ' A busy Monday. ') => alertsAs(house, who).review(id, note);
    const refused = (reason: string) => ({ ok: false, error: { reason } });
    expect(await review(house.agent.id)).toEqual(refused('not-permitted'));
    expect(await review(by.id, '  ')).toEqual(refused('note-missing'));
    expect(await alertsAs(house, by.id).review('unknown', 'x')).toEqual(refused('alert-unknown'));
    house.clock.at += HOUR_MS;
    expect(await review(by.id)).toEqual({ ok: true, value: undefined });
    expect(await review(other.id)).toEqual(refused('unchanged'));
    const file = await deskOf(house).file(id);
    expect(file).toMatchObject({ note: 'A busy Monday.', involved: [house.agent.id] });
    expect(file?.alert).toMatchObject({ reviewedAt: house.clock.at, reviewer: { id: by.id, name: by.name } });
    expect(file?.resets).toHaveLength(ALERT_AT);
    expect(JSON.stringify(await house.db.selectFrom('reset_alerts').selectAll().execute())).not.toContain('busy');
    expect((await auditNames(house)).filter((name) => name === 'reset.alert-reviewed')).toHaveLength(1);
    expect(await house.storage.alertLists.alerts({ state: 'unreviewed', after: null, limit: 9 })).toEqual([]);
  });

  it('is not reviewed by an owner who is the agent', async () => {
    const house = await openHouse(open);
    await plantOwners(house);
    await house.db.updateTable('memberships').set({ kind: 'admin' }).where('account_id', '=', house.agent.id).execute();
    for (let n = 0; n < ALERT_AT; n++) await carriedOut(house);
    const [{ id } = expect.fail()] = await all(house);
    const review = await alertsAs(house, house.agent.id).review(id, 'All in order.');
    expect(review).toEqual({ ok: false, error: { reason: 'own-alert' } });
  });

  it('stays when whom it is about was deleted, and its note becomes unreadable', async () => {
    const house = await openHouse(open);
    const [by = expect.fail()] = await plantOwners(house);
    for (let n = 0; n < ALERT_AT; n++) await carriedOut(house);
    const [{ id } = expect.fail()] = await all(house);
    value(await alertsAs(house, by.id).review(id, 'Left the firm.'));
    await house.storage.transactor.transact((tx) => house.storage.accountWrites.erase(tx, house.agent.id, NOW));
    expect(await deskOf(house).file(id)).toMatchObject({ note: null, alert: { name: '' } });
    expect(await deskOf(house).file('unknown')).toBeNull();
  });

  it('comes newest first, a page at a time, also where two were raised at once', async () => {
    const house = await openHouse(open);
    for (const [id, at] of [
      ['a', 3],
      ['b', 3],
      ['c', 1],
      ['d', 2],
    ] as const) {
      const one = await plantResetCase(house.db, house.owner.id);
      const alert = alertOf(house, id, one.id, NOW - at * MINUTE_MS);
      await house.storage.transactor.transact((tx) => house.storage.alerts.insert(tx, alert, [one.id]));
    }
    const seen: string[] = [];
    let after: ListedAlert | null = null;
    do {
      const page: readonly ListedAlert[] = await house.storage.alertLists.alerts({ state: 'all', after, limit: 2 });
      seen.push(...page.map(({ id }) => id));
      after = page.at(-1) ?? null;
    } while (after !== null);
    expect(seen).toEqual(['c', 'd', 'b', 'a']);
  });
});
