import { expect, it } from 'vitest';
import { administrationOn, tokenIn } from '../../../test/administration/instance.ts';
import type { InvitationMark } from '../../domain/accounts/run/ports.ts';
import { DAY_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { authenticator, mandate, NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

const GOOD = 'a long walk along the shore';
const OVER = { ok: false, error: { reason: 'invitation-over' } };

onBothEngines('open invitations', (open) => {
  const start = async () => {
    const opened = await open();
    const clock = { time: NOW, now: () => clock.time };
    const clinic = await plantOrganization(opened.db, { mandate: mandate({ setUpProof: 'invitation-code' }) });
    const lakeside = await plantOrganization(opened.db, { name: 'Lakeside' });
    const olu = await plantAccount(opened.db, { address: 'Olu@lakeside.example' });
    await plantMembership(opened.db, olu.id, lakeside.id);
    const password = authenticator(olu.id, { kind: 'password' });
    await opened.storage.transactor.transact((tx) => opened.storage.accountWrites.addAuthenticator(tx, password));
    const use = administrationOn(opened.storage, plainSealing, clock);
    const { openIn, openById } = opened.storage.invitations;
    const listed = (after: InvitationMark | null = null, limit = 10) => openIn(clinic.id, clock.time, { after, limit });
    const invite = (address: string, kind: 'provider' | 'staff' = 'provider') =>
      use.accounts.inviteOrAsk({ address, name: 'Somebody', organizationId: clinic.id, kind });
    return { ...opened, ...use, clock, clinic, lakeside, olu, listed, invite, openById };
  };

  it('are listed newest first, a page at a time, alike for somebody new and for whoever has an account', async () => {
    const { listed, invite, clock } = await start();
    await invite('Ben@riverside.example');
    clock.time += MINUTE_MS;
    await invite('olu@Lakeside.example', 'staff');
    const all = await listed();
    expect(all).toMatchObject([
      { address: 'olu@lakeside.example', kind: 'staff', createdAt: NOW + MINUTE_MS },
      { address: 'ben@riverside.example', kind: 'provider', createdAt: NOW, expiresAt: NOW + 14 * DAY_MS },
    ]);
    expect(new Set(all.map((one) => Object.keys(one).join()))).toHaveLength(1);
    const [first] = await listed(null, 1);
    expect(await listed(first, 1)).toEqual(all.slice(1));
    await invite('olu@lakeside.example', 'provider');
    await invite('ben@riverside.example', 'staff');
    const again = await listed();
    expect(again).toHaveLength(2);
    expect(again.find(({ address }) => address.startsWith('olu'))?.kind).toBe('provider');
    expect(again.find(({ address }) => address.startsWith('ben'))?.kind).toBe('staff');
  });

  it('are no longer listed once used or over; a code for set-up alone is none', async () => {
    const { listed, invite, invitations, accounts, takeMail, clock, clinic } = await start();
    await invite('ben@riverside.example');
    const token = tokenIn((await takeMail())[0]);
    const [one] = await listed();
    clock.time = NOW + 14 * DAY_MS;
    expect(await listed()).toEqual([]);
    clock.time = NOW + 14 * DAY_MS - 1;
    expect(await listed()).toEqual([one]);
    expect((await invitations.choosePassword(token, GOOD)).ok).toBe(true);
    expect(await listed()).toEqual([]);
    expect((await accounts.makeCode(one?.accountId as never, clinic.id)).ok).toBe(true);
    expect(await listed()).toEqual([]);
  });

  it('are withdrawn: link, code and place are gone, and the person can be invited anew', async () => {
    const { listed, invite, accounts, invitations, takeMail, clinic, lakeside, storage, db, openById } = await start();
    for (const address of ['ben@riverside.example', 'olu@lakeside.example']) {
      await invite(address);
      const token = tokenIn((await takeMail())[0]);
      const [one] = await listed();
      const id = one?.id ?? '';
      expect(await accounts.withdraw(lakeside.id, id)).toEqual(OVER);
      expect(await accounts.withdraw(clinic.id, id)).toEqual({ ok: true, value: 'withdrawn' });
      expect(await accounts.withdraw(clinic.id, id)).toEqual(OVER);
      expect([await listed(), await openById(null, id, NOW), await invitations.look(token)]).toEqual([[], null, null]);
      const places = await storage.memberships.membershipsOf(null, one?.accountId as never);
      expect(places.filter(({ organization }) => organization.id === clinic.id)).toEqual([]);
      expect((await storage.signInReads.snapshot(one?.accountId as never))?.invitationCode ?? null).toBeNull();
      await invite(address);
      const [mail] = await takeMail();
      expect(mail?.content.kind).toBe(address.startsWith('ben') ? 'invitation' : 'join-organization');
      expect(await invitations.look(tokenIn(mail))).not.toBeNull();
      expect((await accounts.withdraw(clinic.id, (await listed())[0]?.id ?? '')).ok).toBe(true);
    }
    const told = db.selectFrom('audit_events').select('details').where('name', '=', 'account.invitation-withdrawn');
    expect(await told.execute()).toHaveLength(4);
  });

  it('are used or withdrawn, never both', async () => {
    const { invite, listed, another, clock, clinic, invitations, takeMail, storage } = await start();
    await invite('ben@riverside.example');
    const token = tokenIn((await takeMail())[0]);
    const [one] = await listed();
    const there = administrationOn(another().storage, plainSealing, clock);
    const [used, withdrawn] = await Promise.all([
      invitations.choosePassword(token, GOOD),
      there.accounts.withdraw(clinic.id, one?.id ?? ''),
    ]);
    expect([used.ok, withdrawn.ok].filter(Boolean)).toHaveLength(1);
    const places = await storage.memberships.membershipsOf(null, one?.accountId as never);
    expect(places.map(({ acceptedAt }) => acceptedAt !== null)).toEqual(used.ok ? [true] : []);
  });
});
