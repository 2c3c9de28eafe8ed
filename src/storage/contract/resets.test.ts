import { expect, it } from 'vitest';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { CASE_LIFE_MS, PASSES_MAX } from '../../domain/recovery/decide/reset-case.ts';
import { HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { onBothEngines } from './engines.ts';
import { freshId, NOW, plantMembership, plantOrganization } from './fixtures.ts';
import { access, addressOf, auditNames, liveKinds, mails, openHouse, value } from './reset-house.ts';

onBothEngines('a support reset', (open) => {
  it('mails the owner a link that stops it before anything happens', async () => {
    const house = await openHouse(open);
    const opened = value(await house.resets.open(house.agent.id, house.input));
    expect(opened).toMatchObject({
      accountId: house.owner.id,
      needsApproval: false,
      carriedOutAt: null,
      passesMade: 0,
    });
    expect(await mails(house)).toMatchObject([{ kind: 'reset-opened', holdUntil: null }]);
    expect(await liveKinds(house, house.owner)).toEqual(['passkey', 'password', 'recovery-code', 'totp']);
    const rows = await house.db.selectFrom('audit_events').selectAll().execute();
    // Ids and sealed text are random: what is looked for must be too long to turn up by chance.
    expect(JSON.stringify([opened, rows])).not.toMatch(/lost phone|HELP-2026|555 0100/);
  });

  it('takes away everything but the password in one transaction, and nothing from others', async () => {
    const house = await openHouse(open);
    const guessed = [`proof:${house.owner.id}`, `proof:${house.owner.id}:known`];
    for (const lane of guessed) await house.storage.lanes.swap(lane, 0, [{ at: NOW, attemptId: 'thief' }]);
    const opened = value(await house.resets.open(house.agent.id, house.input));
    const { pass } = value(await house.resets.carryOut(house.agent.id, opened.id));
    expect(pass).toMatchObject({ left: PASSES_MAX - 1, expiresAt: NOW + 10 * MINUTE_MS });
    for (const lane of guessed) expect((await house.storage.lanes.load(lane)).tries).toEqual([]);
    expect(await liveKinds(house, house.owner)).toEqual(['password']);
    expect(await access(house, house.owner)).toEqual([0, 0, 0]);
    expect(await liveKinds(house, house.colleague)).toEqual(['passkey', 'password', 'recovery-code', 'totp']);
    expect(await access(house, house.colleague)).toEqual([1, 1, 1]);
    expect((await mails(house)).map(({ kind }) => kind)).toEqual(['reset-carried-out', 'reset-opened']);
    const snapshot = await house.storage.signInReads.snapshot(house.owner.id);
    expect(snapshot?.reset).toMatchObject({ caseId: opened.id, passExpiresAt: NOW + 10 * MINUTE_MS });
    expect(await auditNames(house)).toEqual([
      'authenticator.revoked',
      'authenticator.revoked',
      'authenticator.revoked',
      'reset.carried-out',
      'reset.opened',
      'reset.pass-made',
      'session.ended',
    ]);
  });

  it('takes away a code for set-up that was handed over before', async () => {
    const house = await openHouse(open);
    const { owner, storage } = house;
    const [membership] = (await storage.signInReads.snapshot(owner.id))?.memberships ?? [];
    await storage.transactor.transact((tx) =>
      storage.invitations.insert(tx, {
        id: 'code',
        tokenHash: 'token',
        accountId: owner.id,
        organizationId: membership?.organization.id ?? expect.fail('no membership'),
        purpose: 'set-up-code',
        codeHash: 'hash',
        createdAt: NOW,
        expiresAt: NOW + HOUR_MS,
        usedAt: null,
      }),
    );
    expect((await storage.signInReads.snapshot(owner.id))?.invitationCode).not.toBeNull();
    const opened = value(await house.resets.open(house.agent.id, house.input));
    value(await house.resets.carryOut(house.agent.id, opened.id));
    expect((await storage.signInReads.snapshot(owner.id))?.invitationCode).toBeNull();
  });

  it('makes at most three passes, each in place of the one before, none after seven days', async () => {
    const house = await openHouse(open);
    const { resets, agent } = house;
    const opened = value(await resets.open(agent.id, house.input));
    const passes = [];
    for (let n = 0; n < PASSES_MAX; n++) passes.push(value(await resets.carryOut(agent.id, opened.id)).pass);
    expect(passes.map((pass) => pass?.left)).toEqual([2, 1, 0]);
    expect(new Set(passes.map((pass) => pass?.code)).size).toBe(PASSES_MAX);
    expect(await resets.carryOut(agent.id, opened.id)).toEqual({ ok: false, error: 'no-pass-left' });
    expect((await auditNames(house)).filter((name) => name === 'reset.carried-out')).toHaveLength(1);
    house.clock.at = NOW + CASE_LIFE_MS;
    expect(await resets.carryOut(agent.id, opened.id)).toEqual({ ok: false, error: 'case-expired' });
  });

  it('can begin again when the owner never finished set-up: the earlier case is over', async () => {
    const house = await openHouse(open);
    const { resets, agent } = house;
    const first = value(await resets.open(agent.id, house.input));
    value(await resets.carryOut(agent.id, first.id));
    const next = value(await resets.open(agent.id, house.input));
    value(await resets.carryOut(agent.id, next.id));
    expect(await house.storage.resetCases.byId(first.id)).toMatchObject({ cancelledAt: NOW, passHash: null });
    expect((await house.storage.signInReads.snapshot(house.owner.id))?.reset?.caseId).toBe(next.id);
    expect(await resets.carryOut(agent.id, first.id)).toEqual({ ok: false, error: 'case-over' });
  });

  it('makes no pass where the mandates that cover the owner ask for none', async () => {
    const house = await openHouse(open, { passAfterReset: false });
    const opened = value(await house.resets.open(house.agent.id, house.input));
    expect(value(await house.resets.carryOut(house.agent.id, opened.id)).pass).toBeNull();
    expect(value(await house.resets.carryOut(house.agent.id, opened.id)).pass).toBeNull();
    expect(await auditNames(house)).not.toContain('reset.pass-made');
  });

  it('waits for the end of its hold, and its pass is made only then', async () => {
    const house = await openHouse(open);
    const opened = value(await house.resets.open(house.agent.id, { ...house.input, holdHours: 24 }));
    expect(await mails(house)).toMatchObject([{ kind: 'reset-opened', holdUntil: NOW + 24 * HOUR_MS }]);
    house.clock.at = NOW + 24 * HOUR_MS - 1;
    expect(await house.resets.carryOut(house.agent.id, opened.id)).toEqual({ ok: false, error: 'on-hold' });
    house.clock.at = NOW + 24 * HOUR_MS;
    const { pass } = value(await house.resets.carryOut(house.agent.id, opened.id));
    expect(pass?.expiresAt).toBe(NOW + 24 * HOUR_MS + 10 * MINUTE_MS);
  });

  it('is refused without reason, ticket or call-back, and with a hold that is too long', async () => {
    const { resets, agent, input } = await openHouse(open);
    for (const part of ['reason', 'ticket', 'callBack']) {
      for (const text of ['', '  ', 'x'.repeat(501)]) {
        const refused = await resets.open(agent.id, { ...input, [part]: text });
        expect(refused).toEqual({ ok: false, error: 'record-incomplete' });
      }
    }
    for (const holdHours of [0, -1, 121, Number.NaN, Number.POSITIVE_INFINITY]) {
      const refused = await resets.open(agent.id, { ...input, holdHours });
      expect(refused).toEqual({ ok: false, error: 'hold-out-of-range' });
    }
  });
});

onBothEngines('who acts on a support reset', (open) => {
  it('is two people where the account is privileged: neither the opener nor the owner approves', async () => {
    const { resets, agent, second, input, clinicAdmin } = await openHouse(open);
    const opened = value(await resets.open(agent.id, { ...input, address: addressOf(clinicAdmin) }));
    expect(opened.needsApproval).toBe(true);
    expect(await resets.carryOut(agent.id, opened.id)).toEqual({ ok: false, error: 'approval-missing' });
    expect(await resets.approve(agent.id, opened.id)).toEqual({ ok: false, error: 'approver-is-opener' });
    expect(value(await resets.approve(second.id, opened.id))).toMatchObject({ approvedBy: second.id });
    expect(await resets.approve(second.id, opened.id)).toEqual({ ok: false, error: 'already-approved' });
    expect(await resets.carryOut(agent.id, opened.id)).toMatchObject({ ok: true });
    const colleague = value(await resets.open(agent.id, { ...input, address: addressOf(second) }));
    expect(await resets.approve(second.id, colleague.id)).toEqual({ ok: false, error: 'own-account' });
    expect(await resets.carryOut(second.id, colleague.id)).toEqual({ ok: false, error: 'own-account' });
  });

  it('is two people also when the account became privileged since the opening', async () => {
    const { resets, agent, second, input, owner, db } = await openHouse(open);
    const opened = value(await resets.open(agent.id, input));
    expect(await resets.approve(second.id, opened.id)).toEqual({ ok: false, error: 'approval-not-needed' });
    await db.updateTable('memberships').set({ kind: 'admin' }).where('account_id', '=', owner.id).execute();
    expect(await resets.carryOut(agent.id, opened.id)).toEqual({ ok: false, error: 'approval-missing' });
    expect(await resets.approve(second.id, opened.id)).toMatchObject({ ok: true });
    expect(await resets.carryOut(agent.id, opened.id)).toMatchObject({ ok: true });
  });

  it('is an operator, and nobody else learns which accounts and cases there are', async () => {
    const { resets, agent, input, owner, clinicAdmin, db } = await openHouse(open);
    const opened = value(await resets.open(agent.id, input));
    const strangers = [
      [owner.id, 'not-an-operator'],
      [clinicAdmin.id, 'organization-admin'],
      [freshId<AccountId>(), 'not-an-operator'],
    ] as const;
    for (const [actor, error] of strangers) {
      for (const address of [input.address, 'nobody@riverside.example']) {
        expect(await resets.open(actor, { ...input, address })).toEqual({ ok: false, error });
      }
      for (const act of [resets.approve, resets.carryOut, resets.cancel]) {
        for (const id of [opened.id, 'unknown']) expect(await act(actor, id)).toEqual({ ok: false, error });
      }
    }
    await db.updateTable('accounts').set({ disabled_at: NOW }).where('id', '=', agent.id).execute();
    expect(await resets.carryOut(agent.id, opened.id)).toEqual({ ok: false, error: 'not-an-operator' });
  });

  it('never acts on an own, unknown or disabled account, or an unknown case', async () => {
    const { resets, agent, input, owner, db } = await openHouse(open);
    const refusalFor = async (address: string) => resets.open(agent.id, { ...input, address });
    expect(await refusalFor(addressOf(agent))).toEqual({ ok: false, error: 'own-account' });
    expect(await refusalFor('nobody@riverside.example')).toEqual({ ok: false, error: 'account-unknown' });
    expect(await refusalFor('no address')).toEqual({ ok: false, error: 'account-unknown' });
    await db.updateTable('accounts').set({ disabled_at: NOW }).where('id', '=', owner.id).execute();
    expect(await refusalFor(addressOf(owner))).toEqual({ ok: false, error: 'account-disabled' });
    expect(await resets.cancel(agent.id, 'unknown')).toEqual({ ok: false, error: 'case-unknown' });
  });

  it('calls a case off only before it is carried out, and the owner hears of it', async () => {
    const house = await openHouse(open);
    const { resets, agent, second, input } = house;
    const first = value(await resets.open(agent.id, input));
    expect(await resets.open(second.id, input)).toEqual({ ok: false, error: 'already-open' });
    expect(await resets.cancel(second.id, first.id)).toMatchObject({ ok: true });
    expect((await mails(house)).map(({ kind }) => kind)).toEqual(['reset-cancelled', 'reset-opened']);
    expect(await resets.carryOut(agent.id, first.id)).toEqual({ ok: false, error: 'case-over' });
    const next = value(await resets.open(agent.id, input));
    value(await resets.carryOut(agent.id, next.id));
    expect(await resets.cancel(agent.id, next.id)).toEqual({ ok: false, error: 'already-carried-out' });
  });
});

onBothEngines('support resets at once', (open) => {
  it('of one case carry it out once', async () => {
    const house = await openHouse(open);
    const { agent, second } = house;
    const { id } = value(await house.resets.open(agent.id, house.input));
    const both = await Promise.all([house.resets.carryOut(agent.id, id), house.otherResets.carryOut(second.id, id)]);
    const passes = both.filter((result) => result.ok && result.value.pass !== null);
    expect(passes.length).toBe((await house.storage.resetCases.byId(id))?.passesMade);
    expect((await auditNames(house)).filter((name) => name === 'reset.carried-out')).toHaveLength(1);
    expect((await mails(house)).filter(({ kind }) => kind === 'reset-carried-out')).toHaveLength(1);
  });

  it('make at most three passes', async () => {
    const house = await openHouse(open);
    const { id } = value(await house.resets.open(house.agent.id, house.input));
    value(await house.resets.carryOut(house.agent.id, id));
    for (let round = 0; round < 3; round++) {
      await Promise.all(
        [house.resets, house.otherResets, house.resets, house.otherResets].map((one) =>
          one.carryOut(house.agent.id, id),
        ),
      );
    }
    expect((await auditNames(house)).filter((name) => name === 'reset.pass-made')).toHaveLength(PASSES_MAX);
    expect((await house.storage.resetCases.byId(id))?.passesMade).toBe(PASSES_MAX);
  });

  it('open one case', async () => {
    const house = await openHouse(open);
    const both = await Promise.all([
      house.resets.open(house.agent.id, house.input),
      house.otherResets.open(house.second.id, house.input),
    ]);
    expect(both.filter((result) => result.ok)).toHaveLength(1);
    expect(both.find((result) => !result.ok)).toEqual({ ok: false, error: 'already-open' });
  });
});

onBothEngines('who acts on a support reset', (open) => {
  it('is no auditor, though the place is that of operator staff', async () => {
    const house = await openHouse(open);
    const role = { role: 'auditor', granted_by: 'system', granted_at: NOW };
    const operator = await house.db
      .selectFrom('memberships')
      .select('organization_id')
      .where('account_id', '=', house.agent.id)
      .executeTakeFirstOrThrow();
    await house.db
      .insertInto('role_grants')
      .values({ ...operator, account_id: house.agent.id, ...role })
      .execute();
    expect(await house.resets.open(house.agent.id, house.input)).toEqual({ ok: false, error: 'not-an-operator' });
    expect(await house.resets.open(house.second.id, house.input)).toMatchObject({ ok: true });
  });

  it('is an admin of the organization where the operator lets them, for people of theirs only', async () => {
    const house = await openHouse(open);
    const { clinicAdmin, clinic, owner, colleague, db } = house;
    const refused = { ok: false, error: 'organization-admin' };
    expect(await house.resets.open(clinicAdmin.id, house.input)).toEqual(refused);
    await db.updateTable('organizations').set({ admin_resets: 1 }).where('id', '=', clinic.id).execute();
    const elsewhere = await plantOrganization(db, { name: 'Oakdale' });
    await plantMembership(db, colleague.id, elsewhere.id);
    expect(await house.resets.open(clinicAdmin.id, { ...house.input, address: addressOf(colleague) })).toEqual(refused);
    const opened = value(await house.resets.open(clinicAdmin.id, house.input));
    expect(opened).toMatchObject({ accountId: owner.id, openedBy: clinicAdmin.id });
    await plantMembership(db, owner.id, elsewhere.id);
    expect(await house.resets.carryOut(clinicAdmin.id, opened.id)).toEqual(refused);
  });
});
