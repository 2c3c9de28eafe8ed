import { expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { onBothEngines } from './engines.ts';
import { NOW } from './fixtures.ts';
import {
  access,
  auditNames,
  LONG_AGO,
  liveKinds,
  mails,
  openHouse,
  plantApp,
  plantStopLink,
  tokenIn,
  value,
  visitor,
} from './reset-house.ts';

onBothEngines('the owner’s stop', (open) => {
  it('shows what a link is about without using it up', async () => {
    const house = await openHouse(open);
    value(await house.resets.open(house.agent.id, house.input));
    const token = await tokenIn(house, 'reset-opened');
    for (let n = 0; n < 2; n++) expect(await house.stops.look(token)).toEqual({ kind: 'ask', about: 'reset' });
    expect(await house.stops.look(await plantStopLink(house, house.owner))).toEqual({ kind: 'ask', about: 'sign-in' });
    expect(await house.stops.look('unknown')).toEqual({ kind: 'over' });
    expect(await house.stops.stop('unknown', visitor)).toEqual({ outcome: 'over' });
    expect(await access(house, house.owner)).toEqual([1, 1, 1]);
  });

  it('before carrying out ends access and the case, keeps every authenticator, and freezes set-up', async () => {
    const house = await openHouse(open);
    const opened = value(await house.resets.open(house.agent.id, house.input));
    const token = await tokenIn(house, 'reset-opened');
    expect(await house.stops.stop(token, visitor)).toEqual({ outcome: 'stopped', password: 'kept' });
    expect(await house.stops.stop(token, visitor)).toEqual({ outcome: 'over' });
    expect(await house.stops.look(token)).toEqual({ kind: 'over' });
    expect(await house.resets.carryOut(house.agent.id, opened.id)).toEqual({ ok: false, error: 'case-over' });
    expect(await access(house, house.owner)).toEqual([0, 0, 0]);
    expect(await access(house, house.colleague)).toEqual([1, 1, 1]);
    expect(await liveKinds(house, house.owner)).toEqual(['passkey', 'password', 'recovery-code', 'totp']);
    expect((await house.storage.signInReads.snapshot(house.owner.id))?.account.setUpFrozenAt).toBe(NOW);
    expect((await mails(house)).map(({ kind }) => kind)).toEqual(['reset-opened', 'reset-stopped']);
    expect(await auditNames(house)).toEqual(['reset.opened', 'reset.vetoed', 'session.ended', 'set-up.frozen']);
  });

  it.each(['reset-opened', 'reset-carried-out'] as const)(
    'by the mail %s works after carrying out, voids the pass and removes what was set up since',
    async (kind) => {
      const house = await openHouse(open);
      const opened = value(await house.resets.open(house.agent.id, house.input));
      value(await house.resets.carryOut(house.agent.id, opened.id));
      await plantApp(house, house.owner, NOW + MINUTE_MS);
      const { db } = house;
      await db
        .updateTable('reset_cases')
        .set({ finished_at: NOW + MINUTE_MS })
        .where('id', '=', opened.id)
        .execute();
      house.clock.at = NOW + 7 * DAY_MS - 1;
      expect(await house.stops.stop(await tokenIn(house, kind), visitor)).toEqual({
        outcome: 'stopped',
        password: 'kept',
      });
      expect(await liveKinds(house, house.owner)).toEqual(['password']);
      const stopped = { vetoedAt: house.clock.at, passHash: null };
      expect(await house.storage.resetCases.byId(opened.id)).toMatchObject(stopped);
      expect(await house.resets.carryOut(house.agent.id, opened.id)).toMatchObject({ ok: false });
    },
  );

  it.each([
    ['was right then, and since', {}, 'must-change', true],
    ['was set after the mail', { createdAt: LONG_AGO - 1 }, 'kept', false],
    ['was not given', { passwordGiven: false }, 'kept', false],
    ['was just set by whoever did it', { passwordSince: LONG_AGO }, 'taken-back', false],
  ] as const)('of a link after a password that %s says what becomes of it', async (_, over, password, marked) => {
    const house = await openHouse(open);
    const token = await plantStopLink(house, house.owner, { passwordGiven: true, ...over });
    expect(await house.stops.look(token)).toEqual({ kind: 'ask', about: 'sign-in' });
    expect(await house.stops.stop(token, visitor)).toEqual({ outcome: 'stopped', password });
    const rows = await house.db
      .selectFrom('authenticators')
      .selectAll()
      .where('compromised_at', 'is not', null)
      .execute();
    expect(rows).toMatchObject(marked ? [{ account_id: house.owner.id, kind: 'password', compromised_at: NOW }] : []);
    expect((await liveKinds(house, house.owner)).includes('password')).toBe(password !== 'taken-back');
  });

  it('is over after seven days', async () => {
    const house = await openHouse(open);
    value(await house.resets.open(house.agent.id, house.input));
    const token = await tokenIn(house, 'reset-opened');
    house.clock.at = NOW + 7 * DAY_MS;
    expect(await house.stops.look(token)).toEqual({ kind: 'over' });
    expect(await house.stops.stop(token, visitor)).toEqual({ outcome: 'over' });
  });

  it('of a link without a case stops every reset, and removes what was bound in the hour before it or since', async () => {
    const house = await openHouse(open);
    const opened = value(await house.resets.open(house.agent.id, house.input));
    const token = await plantStopLink(house, house.owner);
    await plantApp(house, house.owner, NOW - HOUR_MS);
    await plantApp(house, house.owner, NOW + 1);
    await plantApp(house, house.owner, NOW - HOUR_MS - 1);
    expect(await house.stops.stop(token, visitor)).toEqual({ outcome: 'stopped', password: 'kept' });
    expect(await liveKinds(house, house.owner)).toEqual(['passkey', 'password', 'recovery-code', 'totp', 'totp']);
    expect(await house.storage.resetCases.byId(opened.id)).toMatchObject({ vetoedAt: NOW });
  });

  it('is undone only by a new case that a second operator approved and that was carried out', async () => {
    const house = await openHouse(open);
    const { resets, agent, second } = house;
    const first = value(await resets.open(agent.id, house.input));
    value(await resets.carryOut(agent.id, first.id));
    await house.stops.stop(await tokenIn(house, 'reset-opened'), visitor);
    const next = value(await resets.open(agent.id, house.input));
    expect(next.needsApproval).toBe(true);
    expect(await resets.carryOut(agent.id, next.id)).toEqual({ ok: false, error: 'approval-missing' });
    value(await resets.approve(second.id, next.id));
    expect((await house.storage.signInReads.snapshot(house.owner.id))?.account.setUpFrozenAt).toBe(NOW);
    expect(value(await resets.carryOut(second.id, next.id)).pass).not.toBeNull();
    expect(await house.storage.signInReads.snapshot(house.owner.id)).toMatchObject({
      account: { setUpFrozenAt: null },
      reset: { caseId: next.id },
    });
    expect(await auditNames(house)).toContain('set-up.unfrozen');
  });
});

onBothEngines('the owner’s stop at once', (open) => {
  it.each([1, 2, 3, 4])('with carrying out wins, whatever comes first (round %d)', async () => {
    const house = await openHouse(open);
    const opened = value(await house.resets.open(house.agent.id, house.input));
    const token = await tokenIn(house, 'reset-opened');
    const [stopped] = await Promise.all([
      house.stops.stop(token, visitor),
      house.otherResets.carryOut(house.agent.id, opened.id),
    ]);
    expect(stopped).toEqual({ outcome: 'stopped', password: 'kept' });
    expect(await house.storage.resetCases.byId(opened.id)).toMatchObject({ vetoedAt: NOW, passHash: null });
    const snapshot = await house.storage.signInReads.snapshot(house.owner.id);
    expect(snapshot).toMatchObject({ reset: null, account: { setUpFrozenAt: NOW } });
    expect(await access(house, house.owner)).toEqual([0, 0, 0]);
  });

  it('with itself works once', async () => {
    const house = await openHouse(open);
    value(await house.resets.open(house.agent.id, house.input));
    const token = await tokenIn(house, 'reset-opened');
    const both = await Promise.all([house.stops.stop(token, visitor), house.otherStops.stop(token, visitor)]);
    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(['over', 'stopped']);
    expect((await mails(house)).filter(({ kind }) => kind === 'reset-stopped')).toHaveLength(1);
  });
});
