import { expect, it } from 'vitest';
import { CASE_LIFE_MS } from '../../domain/recovery/decide/reset-case.ts';
import { createResetDesk, type ResetDesk } from '../../domain/recovery/run/desk.ts';
import type { CasesQuery } from '../../domain/recovery/run/desk-ports.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { onBothEngines } from './engines.ts';
import { freshId, NOW, plantAccount, plantMembership, plantOrganization, plantResetCase } from './fixtures.ts';
import { auditorAt, type House, LIMITS, openHouse, value } from './reset-house.ts';

const NOTHING = {
  approved_by: null,
  approved_at: null,
  carried_out_by: null,
  carried_out_at: null,
  cancelled_at: null,
  vetoed_at: null,
  finished_at: null,
  hold_until: null,
  needs_approval: 0,
  opened_at: NOW - HOUR_MS,
} as const;

onBothEngines('cases in lists', (open) => {
  it('are told apart by what they wait for', async () => {
    const { db, storage } = await open();
    const { id: owner } = await plantAccount(db);
    const cases = {
      approval: { needs_approval: 1, hold_until: NOW + 1 },
      hold: { needs_approval: 1, approved_at: NOW - 1, hold_until: NOW + 1 },
      ready: { hold_until: NOW },
      'set-up': { opened_at: NOW - CASE_LIFE_MS - 1, carried_out_at: NOW - CASE_LIFE_MS + 1 },
      expired: { opened_at: NOW - CASE_LIFE_MS },
      late: { opened_at: NOW - 8 * DAY_MS, carried_out_at: NOW - CASE_LIFE_MS },
      cancelled: { cancelled_at: NOW - 1 },
      stopped: { vetoed_at: NOW - 1 },
      finished: { carried_out_at: NOW - 2, finished_at: NOW - 1 },
    };
    for (const [id, over] of Object.entries(cases)) await plantResetCase(db, owner, { ...NOTHING, ...over, id });
    const found = async (state: CasesQuery['state']) => {
      const query = { among: 'all', state, agent: null, accountId: null, after: null, now: NOW, limit: 99 } as const;
      return (await storage.caseLists.cases(query)).map(({ one }) => one.id).toSorted();
    };
    for (const one of ['approval', 'hold', 'ready', 'set-up'] as const) expect(await found(one)).toEqual([one]);
    expect(await found('waiting')).toEqual(['approval', 'hold', 'ready', 'set-up']);
    expect(await found('over')).toEqual(['cancelled', 'expired', 'finished', 'late', 'stopped']);
    expect(await found('all')).toEqual(Object.keys(cases).toSorted());
  });

  it('come newest first, a page at a time, also where two were opened at once', async () => {
    const { db, storage } = await open();
    const { id: owner } = await plantAccount(db);
    for (const [id, at] of [
      ['a', 3],
      ['b', 3],
      ['c', 1],
      ['d', 2],
    ] as const) {
      await plantResetCase(db, owner, { ...NOTHING, id, opened_at: NOW - at * MINUTE_MS });
    }
    const seen: string[] = [];
    let after: CasesQuery['after'] = null;
    for (;;) {
      const query: CasesQuery = {
        among: 'all',
        state: 'all',
        agent: null,
        accountId: owner,
        after,
        now: NOW,
        limit: 1,
      };
      const [row] = await storage.caseLists.cases(query);
      if (row === undefined) break;
      seen.push(row.one.id);
      after = row.one;
    }
    expect(seen).toEqual(['c', 'd', 'b', 'a']);
  });

  it('are those of an agent, who opened or carried out', async () => {
    const { db, storage } = await open();
    const { id: owner } = await plantAccount(db);
    const agent = (await plantAccount(db)).id;
    await plantResetCase(db, owner, { ...NOTHING, id: 'opened', opened_by: agent });
    await plantResetCase(db, owner, { ...NOTHING, id: 'carried out', carried_out_by: agent, carried_out_at: NOW });
    await plantResetCase(db, owner, { ...NOTHING, id: 'approved', approved_by: agent });
    const query = { among: 'all', state: 'all', agent, accountId: null, after: null, now: NOW, limit: 9 } as const;
    const found = await storage.caseLists.cases(query);
    expect(found.map(({ one }) => one.id).toSorted()).toEqual(['carried out', 'opened']);
  });

  it('are those of people whose every place is within reach', async () => {
    const { db, storage } = await open();
    const [own, other] = [await plantOrganization(db), await plantOrganization(db, { name: 'Other' })];
    const places = { inside: [own], both: [own, other], outside: [other], nowhere: [] };
    for (const [id, organizations] of Object.entries(places)) {
      const account = await plantAccount(db);
      for (const { id: organizationId } of organizations) await plantMembership(db, account.id, organizationId);
      await plantResetCase(db, account.id, { ...NOTHING, id });
    }
    const found = async (among: CasesQuery['among']) => {
      const query = { among, state: 'all', agent: null, accountId: null, after: null, now: NOW, limit: 9 } as const;
      return (await storage.caseLists.cases(query)).map(({ one }) => one.id).toSorted();
    };
    expect(await found([own.id])).toEqual(['inside']);
    expect(await found([own.id, other.id])).toEqual(['both', 'inside', 'outside']);
    expect(await found([])).toEqual([]);
    expect(await found('all')).toHaveLength(4);
  });
});

onBothEngines('one case', (open) => {
  const deskOf = ({ storage, clock }: House): ResetDesk =>
    createResetDesk({
      ...storage,
      reads: storage.signInReads,
      auditor: auditorAt(clock),
      clock: { now: () => clock.at },
    });

  it('is told with its record, its story and who acted, and never with a pass', async () => {
    const house = await openHouse(open);
    const opened = value(await house.resets.open(house.agent.id, house.input));
    const { pass } = value(await house.resets.carryOut(house.second.id, opened.id));
    const file = (await deskOf(house).file(opened.id)) ?? expect.fail('no file');
    expect(file.standing).toBe('set-up');
    expect(file.record).toMatchObject({ reason: 'lost phone', ticket: 'HELP-2026-1188' });
    expect(file.events.map(({ name }) => name)).toEqual([
      'reset.opened',
      'reset.carried-out',
      'session.ended',
      'authenticator.revoked',
      'authenticator.revoked',
      'authenticator.revoked',
      'reset.pass-made',
    ]);
    expect([...file.names.keys()].toSorted()).toEqual([house.agent.id, house.second.id].toSorted());
    expect(JSON.stringify(file)).not.toContain(pass?.code ?? expect.fail('no pass'));
  });

  it('keeps its story and loses its record with the account', async () => {
    const house = await openHouse(open);
    const opened = value(await house.resets.open(house.agent.id, house.input));
    await house.storage.transactor.transact((tx) => house.storage.accountWrites.erase(tx, house.owner.id, NOW));
    const file = await deskOf(house).file(opened.id);
    expect(file).toMatchObject({ owner: null, record: null, party: { places: [] } });
    expect(file?.events.map(({ name }) => name)).toEqual(['reset.opened']);
    expect(await deskOf(house).file(freshId())).toBeNull();
  });
});

onBothEngines('limits of an agent', (open) => {
  /** Somebody of the clinic who can be reset, and the input for it. */
  async function another({ db, clinic, input }: House) {
    const account = await plantAccount(db);
    const auditKey = auditorAt({ at: NOW }).newKey(account.id);
    await db.updateTable('accounts').set({ audit_key_sealed: auditKey }).where('id', '=', account.id).execute();
    await plantMembership(db, account.id, clinic.id);
    return { ...input, address: `${account.id}@riverside.example` };
  }

  it('stop who opened as many as one may in an hour, and say when to go on; colleagues go on at once', async () => {
    const house = await openHouse(open);
    for (let n = 0; n < LIMITS.perHour; n++) {
      value(await house.resets.open(house.agent.id, await another(house)));
      house.clock.at += MINUTE_MS;
    }
    const next = await another(house);
    const refusal = { reason: 'limit-reached', goOnAt: NOW + HOUR_MS };
    expect(await house.resets.open(house.agent.id, next)).toEqual({ ok: false, error: refusal });
    value(await house.resets.open(house.second.id, await another(house)));
    house.clock.at = NOW + HOUR_MS;
    value(await house.resets.open(house.agent.id, next));
  });

  it('stop who carried out as many as one may in a day, whoever opened them; a next pass does not count', async () => {
    const house = await openHouse(open);
    const carryOut = async (n: number) => {
      house.clock.at = NOW + n * HOUR_MS;
      const one = value(await house.resets.open(house.second.id, await another(house)));
      return { id: one.id, done: await house.resets.carryOut(house.agent.id, one.id) };
    };
    const first = await carryOut(0);
    for (let n = 1; n < LIMITS.perDay; n++) value((await carryOut(n)).done);
    // The colleague who opens is at the same limit by now.
    house.clock.at = NOW + DAY_MS - 1;
    expect(await house.resets.open(house.second.id, await another(house))).toMatchObject({ ok: false });
    value(await house.resets.carryOut(house.agent.id, first.id));
    house.clock.at = NOW + DAY_MS;
    value((await carryOut(24)).done);
  });

  it('hold when an agent begins several at once on two nodes', async () => {
    const house = await openHouse(open);
    const inputs = await Promise.all(Array.from({ length: LIMITS.perHour + 3 }, () => another(house)));
    const results = await Promise.all(
      inputs.map((input, n) => (n % 2 === 0 ? house.resets : house.otherResets).open(house.agent.id, input)),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(LIMITS.perHour);
  });
});
