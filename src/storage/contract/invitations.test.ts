import { expect, it } from 'vitest';
import { administrationOn, tokenIn } from '../../../test/administration/instance.ts';
import type { Newcomer } from '../../domain/accounts/run/admit.ts';
import type { Mandate, Organization } from '../../domain/organizations/decide/mandate.ts';
import { sha256 } from '../../platform/hashing.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
import { authenticatorRow } from '../sql/rows.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { authenticator, mandate, NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

const GOOD = 'a long walk along the shore';

onBothEngines('invitations', (open) => {
  const start = async (terms: Partial<Mandate> | null = null) => {
    const opened = await open();
    const clock = { time: NOW, now: () => clock.time };
    const clinic = await plantOrganization(opened.db, { mandate: terms === null ? null : mandate(terms) });
    return { ...opened, clock, clinic, ...administrationOn(opened.storage, plainSealing, clock) };
  };
  const newcomer = (organization: Organization, over: Partial<Newcomer> = {}): Newcomer => ({
    address: 'Ben@Riverside.example',
    name: 'Ben Castillo',
    organizationId: organization.id,
    kind: 'provider',
    ...over,
  });

  it('lead from a mailed link to a first password, a confirmed address and a membership in force', async () => {
    const { accounts, invitations, clinic, takeMail, db, storage } = await start();
    const invited = await accounts.invite(newcomer(clinic, { locale: 'es' }));
    if (!invited.ok) throw new Error(invited.error.reason);
    const { accountId } = invited.value;
    expect(invited.value).toEqual({ accountId, created: true, code: null });
    expect((await storage.signInReads.snapshot(accountId))?.memberships).toEqual([]);
    const [mail] = await takeMail();
    expect(mail).toMatchObject({
      to: { name: 'Ben Castillo', address: 'Ben@riverside.example' },
      locale: 'es',
      content: { kind: 'invitation', organization: 'Riverside Clinic', code: null },
      notAfter: NOW + 14 * DAY_MS,
    });
    const token = tokenIn(mail);
    expect(await invitations.look(token)).toEqual({
      accountId,
      purpose: 'choose-password',
      organization: { name: 'Riverside Clinic', support: null },
      name: 'Ben Castillo',
      address: 'Ben@riverside.example',
      locale: 'es',
      passwordMinimum: 15,
    });
    expect(await invitations.choosePassword(token, GOOD)).toEqual({ ok: true, value: { accountId } });
    const snapshot = await storage.signInReads.snapshot(accountId);
    expect(snapshot?.address).toEqual({
      address: 'Ben@riverside.example',
      canonical: 'ben@riverside.example',
      confirmedAt: NOW,
    });
    expect(snapshot?.memberships).toMatchObject([{ kind: 'provider', acceptedAt: NOW }]);
    const [password] = snapshot?.authenticators ?? [];
    expect(password).toMatchObject({ kind: 'password', version: 1, boundAt: NOW });
    expect(plainSealing.open(password?.secretSealed ?? '', `authenticators/${password?.id}/${accountId}`)).toContain(
      'argon2id',
    );
    const names = await db.selectFrom('audit_events').select(['name', 'actor']).orderBy('name').execute();
    expect(names).toEqual([
      { name: 'account.invited', actor: 'system' },
      { name: 'member.accepted', actor: accountId },
      { name: 'password.set', actor: accountId },
    ]);
  });

  it('store the token of the link as its hash alone', async () => {
    const { accounts, clinic, takeMail, db } = await start();
    await accounts.invite(newcomer(clinic));
    const token = tokenIn((await takeMail())[0]);
    const rows = await db.selectFrom('invitations').selectAll().execute();
    expect(rows).toMatchObject([{ token_hash: sha256(token) }]);
    expect(JSON.stringify([rows, await db.selectFrom('audit_events').selectAll().execute()])).not.toContain(token);
  });

  it('work once, also when used twice at the same time', async () => {
    const { accounts, invitations, clinic, takeMail, another, db, clock } = await start();
    await accounts.invite(newcomer(clinic));
    const token = tokenIn((await takeMail())[0]);
    const there = administrationOn(another().storage, plainSealing, clock);
    const outcomes = await Promise.all([
      invitations.choosePassword(token, GOOD),
      there.invitations.choosePassword(token, `${GOOD}, twice`),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ error: { reason: 'invitation-over' } });
    expect(await invitations.look(token)).toBeNull();
    expect(await db.selectFrom('authenticators').selectAll().execute()).toHaveLength(1);
  });

  it('are over after 14 days, for a disabled account, and for a token nobody was given', async () => {
    const { accounts, invitations, clinic, takeMail, clock } = await start();
    const invited = await accounts.invite(newcomer(clinic));
    const token = tokenIn((await takeMail())[0]);
    const id = invited.ok ? invited.value.accountId : expect.fail('refused');
    const over = { ok: false, error: { reason: 'invitation-over' } };
    expect(await invitations.choosePassword('x', GOOD)).toEqual(over);
    expect(await invitations.join(token, id)).toEqual(over);
    await accounts.disable(id);
    expect(await invitations.choosePassword(token, GOOD)).toEqual(over);
    await accounts.enable(id);
    clock.time = NOW + 14 * DAY_MS - 1;
    expect(await invitations.look(token)).not.toBeNull();
    clock.time = NOW + 14 * DAY_MS;
    expect(await invitations.look(token)).toBeNull();
    expect(await invitations.choosePassword(token, GOOD)).toEqual(over);
  });

  it('take eight characters where a mandate covers the newcomer, fifteen elsewhere', async () => {
    const { accounts, invitations, clinic, takeMail, db } = await start({});
    const graceful = await plantOrganization(db, { name: 'Lakeside', mandate: mandate({ skips: 2 }) });
    await accounts.invite(newcomer(clinic, { address: 'a@x.example' }));
    await accounts.invite(newcomer(clinic, { address: 'b@x.example', kind: 'patient' }));
    await accounts.invite(newcomer(graceful, { address: 'c@x.example' }));
    const [covered, patient, inGrace] = (await takeMail()).map(tokenIn);
    const short = 'wd8qz!Kp';
    const refused = { ok: false, error: { reason: 'password-refused', problem: 'too-short', minimum: 15 } };
    expect((await invitations.look(covered ?? ''))?.passwordMinimum).toBe(8);
    expect(await invitations.choosePassword(patient ?? '', short)).toEqual(refused);
    expect(await invitations.choosePassword(inGrace ?? '', short)).toEqual(refused);
    expect((await invitations.choosePassword(covered ?? '', short)).ok).toBe(true);
  });

  it('refuse a password made of the names around it, and leave the link open', async () => {
    const { accounts, invitations, clinic, takeMail } = await start();
    await accounts.invite(newcomer(clinic));
    const token = tokenIn((await takeMail())[0]);
    for (const password of ['Riverside-Clinic-2026', 'castillo.ben.1985', 'ben@riverside.example']) {
      expect(await invitations.choosePassword(token, password)).toMatchObject({
        error: { reason: 'password-refused', problem: 'contains-context' },
      });
    }
    expect(await invitations.look(token)).not.toBeNull();
  });

  it('say when the queue of hashes is full, and stay open', async () => {
    const { accounts, clinic, takeMail, storage, clock, invitations } = await start();
    await accounts.invite(newcomer(clinic));
    const token = tokenIn((await takeMail())[0]);
    const full = administrationOn(storage, plainSealing, clock, 0);
    expect(await full.invitations.choosePassword(token, GOOD)).toMatchObject({ error: { reason: 'busy' } });
    expect(await invitations.look(token)).not.toBeNull();
  });

  it('are mailed again to whoever has not chosen a password, and the older link is over', async () => {
    const { accounts, invitations, clinic, takeMail } = await start();
    const first = await accounts.invite(newcomer(clinic));
    const older = tokenIn((await takeMail())[0]);
    const again = await accounts.invite(newcomer(clinic));
    expect(again).toMatchObject({ value: { created: false } });
    expect(again.ok && first.ok && again.value.accountId === first.value.accountId).toBe(true);
    const newer = tokenIn((await takeMail())[0]);
    expect(await invitations.look(older)).toBeNull();
    expect((await invitations.choosePassword(newer, GOOD)).ok).toBe(true);
    expect(await accounts.invite(newcomer(clinic))).toMatchObject({ error: { reason: 'address-taken' } });
  });

  it('never make two accounts of one address, however it is written, also at once', async () => {
    const { accounts, clinic, another, clock, db } = await start();
    const there = administrationOn(another().storage, plainSealing, clock);
    const lakeside = await plantOrganization(db, { name: 'Lakeside' });
    const outcomes = await Promise.all([
      accounts.invite(newcomer(clinic, { address: 'mike@riverside.example' })),
      there.accounts.invite(newcomer(lakeside, { address: 'MI\u212aE@RIVERSIDE.example' })),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ error: { reason: 'address-taken' } });
  });

  it.each([
    ['address-malformed', { address: 'a@x,b@y' }],
    ['name-malformed', { name: '\r\nBcc: x' }],
    ['organization-unknown', { organizationId: 'nowhere' as never }],
  ])('are refused as %s', async (reason, over) => {
    const { accounts, clinic, db } = await start();
    expect(await accounts.invite(newcomer(clinic, over))).toEqual({ ok: false, error: { reason } });
    expect(await db.selectFrom('accounts').selectAll().execute()).toEqual([]);
  });

  it('carry a code for set-up that is shown to the operator and never mailed, where set-up asks for one', async () => {
    const { accounts, invitations, clinic, takeMail, storage } = await start({ setUpProof: 'invitation-code' });
    const invited = await accounts.invite(newcomer(clinic));
    if (!invited.ok || invited.value.code === null) throw new Error('no code');
    const [mail] = await takeMail();
    expect(JSON.stringify(mail)).not.toContain(invited.value.code);
    await invitations.choosePassword(tokenIn(mail), GOOD);
    const live = (await storage.signInReads.snapshot(invited.value.accountId))?.invitationCode;
    expect(live?.expiresAt).toBe(NOW + 14 * DAY_MS);
    const renewed = await accounts.makeCode(invited.value.accountId, clinic.id);
    expect(renewed).toMatchObject({ ok: true, value: { code: expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/) } });
    const next = (await storage.signInReads.snapshot(invited.value.accountId))?.invitationCode;
    expect(next).not.toEqual(live);
    expect(next?.expiresAt).toBe(NOW + 14 * DAY_MS);
    const patient = await accounts.invite(newcomer(clinic, { address: 'p@x.example', kind: 'patient' }));
    expect(patient).toMatchObject({ value: { code: null } });
  });
});

onBothEngines('members', (open) => {
  const start = async () => {
    const opened = await open();
    const clock = { time: NOW, now: () => clock.time };
    const riverside = await plantOrganization(opened.db, { mandate: mandate({ allowedMethods: ['totp'] }) });
    const lakeside = await plantOrganization(opened.db, { name: 'Lakeside Hospital' });
    const amara = await plantAccount(opened.db, { address: 'amara@riverside.example' });
    await plantMembership(opened.db, amara.id, riverside.id);
    return { ...opened, clock, riverside, lakeside, amara, ...administrationOn(opened.storage, plainSealing, clock) };
  };

  it('join one more organization only when the owner of the account accepts', async () => {
    const { organizations, invitations, lakeside, amara, takeMail, storage, db } = await start();
    const ofAmara = async () => (await storage.signInReads.snapshot(amara.id))?.memberships ?? [];
    expect(await organizations.members.add(lakeside.id, amara.id, 'staff')).toEqual({ ok: true, value: 'mailed' });
    expect(await ofAmara()).toHaveLength(1);
    const [mail] = await takeMail();
    expect(mail).toMatchObject({
      to: { address: 'amara@riverside.example' },
      content: { kind: 'join-organization', organization: 'Lakeside Hospital' },
    });
    const token = tokenIn(mail);
    expect(await invitations.look(token)).toMatchObject({ purpose: 'join', passwordMinimum: null });
    expect(await invitations.choosePassword(token, GOOD)).toMatchObject({ error: { reason: 'invitation-over' } });
    const stranger = await plantAccount(db, { address: 'mallory@riverside.example' });
    expect(await invitations.join(token, stranger.id)).toMatchObject({ error: { reason: 'not-the-owner' } });
    expect(await ofAmara()).toHaveLength(1);
    expect(await invitations.join(token, amara.id)).toEqual({ ok: true, value: { accountId: amara.id } });
    expect(await ofAmara()).toHaveLength(2);
    expect(await invitations.join(token, amara.id)).toMatchObject({ error: { reason: 'invitation-over' } });
    expect(await organizations.members.add(lakeside.id, amara.id, 'staff')).toMatchObject({
      error: { reason: 'already-member' },
    });
  });

  it('are asked where somebody new would be invited, with the same answer, audit row and code', async () => {
    const { accounts, organizations, invitations, lakeside, amara, takeMail, storage, db } = await start();
    const password = authenticator(amara.id, { kind: 'password' });
    await db.insertInto('authenticators').values(authenticatorRow(password)).execute();
    await organizations.mandates.grant(lakeside.id, { setUpProof: 'invitation-code', allowedMethods: ['totp'] });
    const CODE = { ok: true, value: { code: expect.stringMatching(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/) } };
    const trail = async (id: string) => {
      const rows = await db.selectFrom('audit_events').selectAll().where('account_id', '=', id).orderBy('at').execute();
      return rows.map(({ name, actor, organization_id, details }) => {
        return { name, actor, organization_id, details: { ...JSON.parse(details), invitationId: '' } };
      });
    };
    const place = { name: 'Amara', organizationId: lakeside.id, kind: 'staff' } as const;
    for (const again of [false, true]) {
      expect(await accounts.inviteOrAsk({ ...place, address: 'new@x.example' })).toEqual(CODE);
      expect(await accounts.inviteOrAsk({ ...place, address: 'AMARA@riverside.example' })).toEqual(CODE);
      const newcomer = (await accounts.find('new@x.example'))?.account.id ?? '';
      expect((await trail(amara.id)).filter(({ details }) => details.again === again)).toEqual(
        (await trail(newcomer)).filter(({ details }) => details.again === again),
      );
      expect((await trail(newcomer)).length).toBe(again ? 2 : 1);
    }
    // Nothing of it holds before the owner accepts.
    expect((await storage.signInReads.snapshot(amara.id))?.invitationCode).toBeNull();
    const mails = await takeMail();
    const joining = mails.filter(({ to }) => to.address === 'amara@riverside.example').map(tokenIn);
    const looks = await Promise.all(joining.map((token) => invitations.look(token)));
    const live = joining[looks.findIndex((look) => look !== null)] ?? '';
    expect(looks.filter((look) => look !== null)).toMatchObject([{ purpose: 'join' }]);
    expect(await invitations.join(live, amara.id)).toMatchObject({ ok: true });
    expect((await storage.signInReads.snapshot(amara.id))?.invitationCode).toMatchObject({
      expiresAt: NOW + 14 * DAY_MS,
    });
    expect(await accounts.inviteOrAsk({ ...place, address: 'amara@riverside.example' })).toMatchObject({
      error: { reason: 'already-member' },
    });
    expect(await accounts.inviteOrAsk({ ...place, address: 'p@x.example', kind: 'patient' })).toEqual({
      ok: true,
      value: { code: null },
    });
  });

  it('cannot accept what would leave them no method, and read which organizations disagree', async () => {
    const { organizations, invitations, riverside, lakeside, amara, takeMail, storage } = await start();
    await organizations.members.add(lakeside.id, amara.id, 'staff');
    const token = tokenIn((await takeMail())[0]);
    await organizations.mandates.grant(lakeside.id, { allowedMethods: ['passkey'] });
    const refused = {
      ok: false,
      error: { reason: 'empty-intersection', organizations: expect.arrayContaining([riverside.name, lakeside.name]) },
    };
    expect(await invitations.join(token, amara.id)).toEqual(refused);
    expect((await storage.signInReads.snapshot(amara.id))?.memberships).toHaveLength(1);
    expect(await organizations.members.add(lakeside.id, amara.id, 'staff')).toEqual(refused);
    await organizations.mandates.change(lakeside.id, { allowedMethods: ['totp', 'passkey'] });
    expect((await invitations.join(token, amara.id)).ok).toBe(true);
  });

  it('change their kind, unless the new one would be covered by mandates that disagree', async () => {
    const { organizations, riverside, lakeside, db, amara } = await start();
    await organizations.mandates.grant(lakeside.id, { allowedMethods: ['passkey'] });
    await plantMembership(db, amara.id, lakeside.id, { kind: 'patient' });
    expect(await organizations.members.setKind(lakeside.id, amara.id, 'staff')).toMatchObject({
      error: { reason: 'empty-intersection' },
    });
    expect(await organizations.members.setKind(lakeside.id, amara.id, 'patient')).toMatchObject({
      error: { reason: 'unchanged' },
    });
    expect(await organizations.members.setKind(riverside.id, amara.id, 'patient')).toMatchObject({ ok: true });
    expect(await organizations.members.setKind(lakeside.id, amara.id, 'staff')).toMatchObject({ ok: true });
    const details = await db
      .selectFrom('audit_events')
      .select('details')
      .where('name', '=', 'member.kind-changed')
      .execute();
    expect(details.map((row) => JSON.parse(row.details))).toEqual(
      expect.arrayContaining([
        { from: 'provider', to: 'patient' },
        { from: 'patient', to: 'staff' },
      ]),
    );
  });

  it('are removed, and a link they have not used is over', async () => {
    const { organizations, invitations, riverside, lakeside, amara, takeMail } = await start();
    await organizations.members.add(lakeside.id, amara.id, 'staff');
    const token = tokenIn((await takeMail())[0]);
    expect(await organizations.members.remove(lakeside.id, amara.id)).toEqual({ ok: true, value: 'removed' });
    expect(await invitations.look(token)).toBeNull();
    expect(await organizations.members.remove(lakeside.id, amara.id)).toMatchObject({
      error: { reason: 'not-a-member' },
    });
    await organizations.members.remove(riverside.id, amara.id);
    expect((await organizations.show(riverside.id))?.members).toEqual([]);
  });

  it('are one beside the patients in a solo organization', async () => {
    const { organizations, accounts, db, amara } = await start();
    const solo = await plantOrganization(db, { name: 'Sam Ito', kind: 'solo' });
    const sam = await plantAccount(db);
    await plantMembership(db, sam.id, solo.id);
    const full = { ok: false, error: { reason: 'solo-organization-full' } };
    expect(await organizations.members.add(solo.id, amara.id, 'staff')).toEqual(full);
    const input = { address: 'n@x.example', name: 'N', organizationId: solo.id, kind: 'admin' } as const;
    expect(await accounts.invite(input)).toEqual(full);
    expect((await organizations.members.add(solo.id, amara.id, 'patient')).ok).toBe(true);
    expect(await organizations.members.setKind(solo.id, amara.id, 'provider')).toEqual(full);
    expect((await organizations.members.setKind(solo.id, sam.id, 'admin')).ok).toBe(true);
  });
});
