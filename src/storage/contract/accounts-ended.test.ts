import { expect, it } from 'vitest';
import { administrationOn, tokenIn } from '../../../test/administration/instance.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { attempt, NOW, plantAccount, plantOrganization, session } from './fixtures.ts';

const GOOD = 'a long walk along the shore';

onBothEngines('accounts', (open) => {
  const start = async () => {
    const opened = await open();
    const clinic = await plantOrganization(opened.db);
    const administration = administrationOn(opened.storage, plainSealing, { now: () => NOW });
    const made = await administration.accounts.create({
      address: 'amara@riverside.example',
      name: 'Amara Nwosu',
      organizationId: clinic.id,
      kind: 'provider',
      password: GOOD,
      addressConfirmed: true,
    });
    if (!made.ok) throw new Error(made.error.reason);
    return { ...opened, clinic, id: made.value.accountId, ...administration };
  };

  it('are made with a password, in force at once, and found by id or any spelling of their address', async () => {
    const { accounts, id, clinic, storage } = await start();
    const snapshot = await storage.signInReads.snapshot(id);
    expect(snapshot).toMatchObject({ address: { confirmedAt: NOW }, memberships: [{ acceptedAt: NOW }] });
    expect((await accounts.find('AMARA@riverside.example'))?.account.id).toBe(id);
    expect((await accounts.find(id))?.account.name).toBe('Amara Nwosu');
    expect(await accounts.find('ben@riverside.example')).toBeNull();
    expect((await accounts.list(clinic.id)).map(({ account }) => account.id)).toEqual([id]);
    expect(await accounts.list('nowhere' as never)).toEqual([]);
    const shown = await accounts.show(id);
    expect(shown?.authenticators).toEqual([
      { id: expect.any(String), kind: 'password', label: '', boundAt: NOW, lastUsedAt: null },
    ]);
    expect(shown?.memberships).toMatchObject([{ kind: 'provider', organization: { name: 'Riverside Clinic' } }]);
  });

  it('are refused a password that is too weak, and an address that is taken', async () => {
    const { accounts, clinic } = await start();
    const input = { name: 'B', organizationId: clinic.id, kind: 'staff', addressConfirmed: false } as const;
    expect(await accounts.create({ ...input, address: 'b@x.example', password: 'short' })).toMatchObject({
      error: { reason: 'password-refused', problem: 'too-short' },
    });
    expect(await accounts.create({ ...input, address: 'AMARA@riverside.example', password: GOOD })).toMatchObject({
      error: { reason: 'address-taken' },
    });
    expect(await accounts.list(null)).toHaveLength(1);
  });

  it('lose sessions and attempts in the transaction that disables them, and may be enabled again', async () => {
    const { accounts, id, storage } = await start();
    const live = session(id);
    const going = attempt({ accountId: id });
    await storage.signInCommits.commit({ createAttempt: going, startSession: live, audit: [] });
    expect(await accounts.disable(id)).toEqual({ ok: true, value: { attempts: 1, sessions: 1 } });
    expect(await storage.sessions.byTokenHash(live.tokenHash)).toMatchObject({ endedAt: NOW, endReason: 'disabled' });
    expect(await storage.signInReads.attempt(going.id)).toMatchObject({ endedAt: NOW });
    expect((await accounts.find(id))?.account.disabledAt).toBe(NOW);
    expect(await accounts.disable(id)).toMatchObject({ error: { reason: 'unchanged' } });
    expect(await accounts.enable(id)).toEqual({ ok: true, value: 'enabled' });
    expect((await accounts.find(id))?.account.disabledAt).toBeNull();
    expect(await accounts.enable(id)).toMatchObject({ error: { reason: 'unchanged' } });
  });

  it('leave no session to an attempt that completes while they are being disabled', async () => {
    const { accounts, clinic, storage, another, db } = await start();
    const there = administrationOn(another().storage, plainSealing, { now: () => NOW });
    for (let round = 0; round < 10; round++) {
      const address = `round${round}@x.example`;
      const input = { address, name: 'N', organizationId: clinic.id, kind: 'staff', addressConfirmed: true } as const;
      const made = await accounts.create({ ...input, password: GOOD });
      if (!made.ok) throw new Error(made.error.reason);
      const accountId = made.value.accountId;
      const going = attempt({ accountId });
      await storage.signInCommits.commit({ createAttempt: going, audit: [] });
      await Promise.all([
        storage.signInCommits.commit({
          swapAttempt: { fromVersion: 1, next: { ...going, version: 2, endedAt: NOW } },
          startSession: session(accountId),
          audit: [],
        }),
        there.accounts.disable(accountId),
      ]);
      const live = await db
        .selectFrom('sessions')
        .select('id')
        .where('account_id', '=', accountId)
        .where('ended_at', 'is', null)
        .execute();
      expect(live).toEqual([]);
    }
  });

  it('move to another address: both mailboxes are told, and what trusted the old one is over', async () => {
    const { accounts, organizations, invitations, id, db, storage, takeMail } = await start();
    const lakeside = await plantOrganization(db, { name: 'Lakeside' });
    await organizations.members.add(lakeside.id, id, 'staff');
    const token = tokenIn((await takeMail())[0]);
    const going = attempt({ accountId: id });
    const live = session(id);
    await storage.signInCommits.commit({ createAttempt: going, startSession: live, audit: [] });
    const moved = await accounts.setAddress(id, 'Amara.Nwosu@Lakeside.example', false);
    expect(moved).toEqual({ ok: true, value: { address: 'Amara.Nwosu@lakeside.example' } });
    expect((await takeMail()).map(({ to, content }) => [to.address, content])).toEqual([
      ['Amara.Nwosu@lakeside.example', { kind: 'address-changed', newAddress: 'Amara.Nwosu@lakeside.example' }],
      ['amara@riverside.example', { kind: 'address-changed', newAddress: 'Amara.Nwosu@lakeside.example' }],
    ]);
    expect((await accounts.find(id))?.address.confirmedAt).toBeNull();
    expect(await invitations.look(token)).toBeNull();
    expect(await storage.signInReads.attempt(going.id)).toMatchObject({ endedAt: NOW });
    expect(await storage.sessions.byTokenHash(live.tokenHash)).toMatchObject({
      endedAt: NOW,
      endReason: 'address-changed',
    });
    expect(await accounts.find('amara@riverside.example')).toBeNull();
    expect(await accounts.setAddress(id, 'Amara.Nwosu@Lakeside.example', false)).toMatchObject({
      error: { reason: 'unchanged' },
    });
    expect((await accounts.setAddress(id, 'Amara.Nwosu@Lakeside.example', true)).ok).toBe(true);
    expect((await accounts.find(id))?.address.confirmedAt).toBe(NOW);
    expect(await takeMail()).toEqual([]);
    const rows = await db.selectFrom('audit_events').select('details').execute();
    expect(JSON.stringify(rows)).not.toContain('akeside.example');
  });

  it('do not move to an address that another account has', async () => {
    const { accounts, db, id } = await start();
    await plantAccount(db, { address: 'ben@riverside.example' });
    expect(await accounts.setAddress(id, 'BEN@riverside.example', true)).toMatchObject({
      error: { reason: 'address-taken' },
    });
    expect(await accounts.setAddress(id, 'nobody', true)).toMatchObject({ error: { reason: 'address-malformed' } });
  });

  it('are deleted for good: the person is forgotten, the address free, the id and its audit rows kept', async () => {
    const { accounts, organizations, clinic, id, db, storage } = await start();
    const live = session(id);
    await storage.signInCommits.commit({ createAttempt: attempt({ accountId: id }), startSession: live, audit: [] });
    const lakeside = await plantOrganization(db, { name: 'Lakeside' });
    await organizations.members.add(lakeside.id, id, 'staff');
    expect(await accounts.delete(id)).toEqual({ ok: true, value: { attempts: 1, sessions: 1 } });
    expect(await storage.sessions.byTokenHash(live.tokenHash)).toMatchObject({ endReason: 'deleted' });
    expect(await accounts.find(id)).toBeNull();
    expect(await accounts.show(id)).toBeNull();
    expect(await accounts.list(null)).toEqual([]);
    expect(await accounts.delete(id)).toMatchObject({ error: { reason: 'account-unknown' } });
    expect(await db.selectFrom('accounts').selectAll().execute()).toMatchObject([
      { id, name: '', deleted_at: NOW, audit_key_sealed: null },
    ]);
    for (const table of ['addresses', 'memberships', 'invitations', 'authenticators', 'devices'] as const) {
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
    }
    expect(await db.selectFrom('outbox').select('message_sealed').execute()).toEqual([{ message_sealed: null }]);
    const names = await db.selectFrom('audit_events').select('name').where('account_id', '=', id).execute();
    expect(names.map(({ name }) => name).sort()).toEqual(['account.created', 'account.deleted', 'member.added']);
    const again = await accounts.create({
      address: 'amara@riverside.example',
      name: 'Amara Nwosu',
      organizationId: clinic.id,
      kind: 'provider',
      password: GOOD,
      addressConfirmed: true,
    });
    expect(again.ok && again.value.accountId !== id).toBe(true);
  });
});
