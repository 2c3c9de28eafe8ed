import { expect, it } from 'vitest';
import { administrationOn } from '../../../test/administration/instance.ts';
import type { Membership } from '../../domain/organizations/decide/mandate.ts';
import type { MandateTerms } from '../../domain/organizations/run/terms.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { mandate, NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

const byName = (a: Membership, b: Membership) => a.organization.name.localeCompare(b.organization.name);

onBothEngines('mandates', (open) => {
  const start = async () => {
    const opened = await open();
    const clock = { now: () => NOW };
    return { ...opened, ...administrationOn(opened.storage, plainSealing, clock) };
  };

  it('is requested by an organization admin and granted by an operator, each with its audit row', async () => {
    const { db, organizations } = await start();
    const { id } = await plantOrganization(db);
    const admin = await plantAccount(db);
    await plantMembership(db, admin.id, id, { kind: 'admin' });
    const requested = await organizations.mandates.request(id, admin.id);
    expect(requested).toMatchObject({ ok: true, value: { requestedBy: admin.id, requestedAt: NOW } });
    expect((await organizations.show(id))?.openRequest).toMatchObject({ requestedBy: admin.id });
    expect(await organizations.mandates.request(id, admin.id)).toMatchObject({
      error: { reason: 'already-requested' },
    });
    expect(await organizations.mandates.grant(id, {})).toEqual({ ok: true, value: mandate() });
    const shown = await organizations.show(id);
    expect(shown?.organization.mandate).toEqual(mandate());
    expect(shown?.openRequest).toBeNull();
    expect(await organizations.mandates.request(id, admin.id)).toMatchObject({ error: { reason: 'already-granted' } });
    expect(await organizations.mandates.grant(id, {})).toMatchObject({ error: { reason: 'already-granted' } });
    const rows = await db.selectFrom('audit_events').selectAll().orderBy('name').execute();
    expect(rows.map(({ name, actor, organization_id }) => [name, actor, organization_id])).toEqual([
      ['mfa.granted', 'system', id],
      ['mfa.requested', 'system', id],
    ]);
    expect(JSON.parse(rows[1]?.details ?? '')).toMatchObject({ requestedBy: admin.id });
  });

  it('is not requested by anybody else', async () => {
    const { db, organizations } = await start();
    const { id } = await plantOrganization(db);
    const refused = { ok: false, error: { reason: 'not-an-admin' } };
    const [provider, pending, disabled, stranger] = await Promise.all([
      plantAccount(db),
      plantAccount(db),
      plantAccount(db, { disabledAt: NOW }),
      plantAccount(db),
    ]);
    await plantMembership(db, provider.id, id, { kind: 'provider' });
    await plantMembership(db, pending.id, id, { kind: 'admin', acceptedAt: null });
    await plantMembership(db, disabled.id, id, { kind: 'admin' });
    for (const account of [provider, pending, disabled, stranger]) {
      expect(await organizations.mandates.request(id, account.id)).toEqual(refused);
    }
    expect(await db.selectFrom('mandate_requests').selectAll().execute()).toEqual([]);
    expect(await db.selectFrom('audit_events').selectAll().execute()).toEqual([]);
  });

  it('is neither requested by nor granted to a solo provider', async () => {
    const { db, organizations } = await start();
    const { id } = await plantOrganization(db, { kind: 'solo' });
    const sam = await plantAccount(db);
    await plantMembership(db, sam.id, id, { kind: 'admin' });
    const refused = { ok: false, error: { reason: 'solo-organization' } };
    expect(await organizations.mandates.request(id, sam.id)).toEqual(refused);
    expect(await organizations.mandates.grant(id, {})).toEqual(refused);
    expect((await organizations.show(id))?.organization.mandate).toBeNull();
  });

  it('keeps the terms it was granted on, without a request too', async () => {
    const { db, organizations } = await start();
    const { id } = await plantOrganization(db);
    const terms: MandateTerms = {
      coveredKinds: ['provider', 'patient', 'provider'],
      allowedMethods: ['totp'],
      dueAt: NOW + DAY_MS,
      setUpProof: 'invitation-code',
      passAfterReset: false,
    };
    expect((await organizations.mandates.grant(id, terms)).ok).toBe(true);
    expect((await organizations.show(id))?.organization.mandate).toEqual(
      mandate({ ...terms, coveredKinds: ['provider', 'patient'] }),
    );
    const [row] = await db.selectFrom('mandates').selectAll().execute();
    expect(row).toMatchObject({ granted_by: 'system', passkey_first: 0, pass_after_reset: 0 });
  });

  it.each<[string, MandateTerms]>([
    ['kinds-empty', { coveredKinds: [] }],
    ['primary-method-missing', { allowedMethods: ['email-code', 'recovery-code'] }],
    ['grace-malformed', { dueAt: NOW + 1, skips: 1 }],
    ['grace-malformed', { dueAt: NOW }],
    ['grace-malformed', { skips: -1 }],
    ['grace-malformed', { skips: 1.5 }],
    ['grace-malformed', { skips: 101 }],
  ])('is refused as %s on the terms %j', async (reason, terms) => {
    const { db, organizations } = await start();
    const { id } = await plantOrganization(db);
    expect(await organizations.mandates.grant(id, terms)).toEqual({ ok: false, error: { reason } });
  });

  it('changes, but never gives more grace than before', async () => {
    const { db, organizations } = await start();
    const dated = await plantOrganization(db, { mandate: mandate({ dueAt: NOW + DAY_MS }) });
    const skipping = await plantOrganization(db, { name: 'Lakeside', mandate: mandate({ skips: 2 }) });
    const strict = await plantOrganization(db, { name: 'Hillside', mandate: mandate() });
    const { change } = organizations.mandates;
    const renewed = { ok: false, error: { reason: 'grace-renewed' } };
    expect(await change(dated.id, { dueAt: NOW + 2 * DAY_MS })).toEqual(renewed);
    expect(await change(skipping.id, { skips: 3 })).toEqual(renewed);
    expect(await change(strict.id, { skips: 1 })).toEqual(renewed);
    expect(await change(strict.id, { dueAt: NOW + 1 })).toEqual(renewed);
    expect(await change(dated.id, { dueAt: NOW + HOUR_MS })).toMatchObject({ value: { dueAt: NOW + HOUR_MS } });
    expect(await change(dated.id, { dueAt: null })).toMatchObject({ value: { dueAt: null } });
    expect(await change(skipping.id, { skips: 0, allowedMethods: ['passkey'] })).toMatchObject({
      value: { skips: 0, allowedMethods: ['passkey'], grantedAt: NOW },
    });
    const { id } = await plantOrganization(db, { name: 'Oakdale' });
    expect(await change(id, {})).toMatchObject({ error: { reason: 'nothing-granted' } });
  });

  it('is revoked, or its request declined', async () => {
    const { db, organizations, takeMail } = await start();
    const { id } = await plantOrganization(db, { mandate: mandate() });
    expect(await organizations.mandates.revoke(id)).toEqual({ ok: true, value: 'revoked' });
    expect((await organizations.show(id))?.organization.mandate).toBeNull();
    expect(await organizations.mandates.revoke(id)).toMatchObject({ error: { reason: 'nothing-granted' } });
    const admin = await plantAccount(db);
    await plantMembership(db, admin.id, id, { kind: 'admin' });
    await organizations.mandates.request(id, admin.id);
    expect(await organizations.mandates.revoke(id)).toMatchObject({ error: { reason: 'nothing-granted' } });
    expect(await organizations.mandates.decline(id, 'a\nb')).toMatchObject({ error: { reason: 'reason-malformed' } });
    expect(await organizations.mandates.decline(id, ' Ask again in May ')).toEqual({ ok: true, value: 'declined' });
    expect((await organizations.show(id))?.openRequest).toBeNull();
    expect(await db.selectFrom('mandate_requests').select('granted').execute()).toEqual([{ granted: 0 }]);
    expect(await takeMail()).toMatchObject([
      { accountId: admin.id, content: { kind: 'mandate-declined', reason: 'Ask again in May' } },
    ]);
    expect(await organizations.mandates.decline(id, '')).toMatchObject({ error: { reason: 'nothing-requested' } });
  });

  it('is refused, naming both organizations, when a member of both would have no method left', async () => {
    const { db, organizations } = await start();
    const first = await plantOrganization(db, { mandate: mandate({ allowedMethods: ['totp', 'recovery-code'] }) });
    const second = await plantOrganization(db, { name: 'Lakeside Hospital' });
    const amara = await plantAccount(db);
    await plantMembership(db, amara.id, first.id);
    await plantMembership(db, amara.id, second.id);
    const refused = {
      ok: false,
      error: { reason: 'empty-intersection', organizations: ['Riverside Clinic', 'Lakeside Hospital'] },
    };
    const { mandates } = organizations;
    expect(await mandates.grant(second.id, { allowedMethods: ['passkey', 'recovery-code'] })).toMatchObject({
      ...refused,
      error: { reason: 'empty-intersection', organizations: expect.arrayContaining(refused.error.organizations) },
    });
    expect((await organizations.show(second.id))?.organization.mandate).toBeNull();
    expect((await mandates.grant(second.id, {})).ok).toBe(true);
    expect(await mandates.change(second.id, { allowedMethods: ['passkey'] })).toMatchObject({
      error: { reason: 'empty-intersection' },
    });
    expect((await organizations.show(second.id))?.organization.mandate?.allowedMethods).toContain('totp');
  });

  it('is held against other places of members, and who has none is not read', async () => {
    const { db, storage } = await start();
    const [first, second, third] = [
      await plantOrganization(db),
      await plantOrganization(db, { name: 'Lakeside Hospital' }),
      await plantOrganization(db, { name: 'Oakdale Practice' }),
    ];
    const [inTwo, inOne, elsewhere] = [await plantAccount(db), await plantAccount(db), await plantAccount(db)];
    await plantMembership(db, inTwo.id, first.id, { kind: 'staff' });
    await plantMembership(db, inTwo.id, second.id, { kind: 'patient', acceptedAt: null });
    await plantMembership(db, inOne.id, first.id);
    await plantMembership(db, elsewhere.id, second.id);
    await plantMembership(db, elsewhere.id, third.id);
    const around = await storage.memberships.membershipsAround(null, first.id);
    expect(around).toHaveLength(1);
    const own = await storage.memberships.membershipsOf(null, inTwo.id);
    expect(around[0]?.toSorted(byName)).toEqual(own.toSorted(byName));
  });

  it('fits when the members they share are not covered, or have not accepted', async () => {
    const { db, organizations } = await start();
    const first = await plantOrganization(db, { mandate: mandate({ allowedMethods: ['totp'] }) });
    const second = await plantOrganization(db, { name: 'Lakeside Hospital' });
    const patient = await plantAccount(db);
    await plantMembership(db, patient.id, first.id, { kind: 'patient' });
    await plantMembership(db, patient.id, second.id);
    const invited = await plantAccount(db);
    await plantMembership(db, invited.id, first.id, { acceptedAt: null });
    await plantMembership(db, invited.id, second.id);
    expect((await organizations.mandates.grant(second.id, { allowedMethods: ['passkey'] })).ok).toBe(true);
  });

  it('is never granted to two organizations at once so that a common member has no method left', async () => {
    const opened = await start();
    const { db, organizations } = opened;
    const there = administrationOn(opened.another().storage, plainSealing, { now: () => NOW });
    for (let round = 0; round < 5; round++) {
      const one = await plantOrganization(db, { name: `One ${round}` });
      const other = await plantOrganization(db, { name: `Other ${round}` });
      const amara = await plantAccount(db);
      await plantMembership(db, amara.id, one.id);
      await plantMembership(db, amara.id, other.id);
      const outcomes = await Promise.all([
        organizations.mandates.grant(one.id, { allowedMethods: ['totp'] }),
        there.organizations.mandates.grant(other.id, { allowedMethods: ['passkey'] }),
      ]);
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    }
  });
});

onBothEngines('organizations', (open) => {
  const start = async () => {
    const opened = await open();
    return { ...opened, ...administrationOn(opened.storage, plainSealing, { now: () => NOW }) };
  };

  it('are made, listed by name, and found by id or name', async () => {
    const { organizations } = await start();
    const zebra = await organizations.create({
      name: ' Zebra  Practice ',
      kind: 'clinic',
      support: 'help@zebra.example',
    });
    const apple = await organizations.create({
      name: 'apple Clinic',
      kind: 'solo',
      idleMs: HOUR_MS,
      absoluteMs: DAY_MS,
    });
    if (!zebra.ok || !apple.ok) throw new Error('not made');
    expect(await organizations.list()).toEqual([apple.value, zebra.value]);
    expect(zebra.value).toMatchObject({ name: 'Zebra  Practice', idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS });
    expect(await organizations.find('APPLE CLINIC')).toEqual(apple.value);
    expect(await organizations.find(zebra.value.id)).toEqual(zebra.value);
    expect(await organizations.find('Pear')).toBeNull();
  });

  it('have names of their own, whatever the case, also when made at once', async () => {
    const { organizations, another } = await start();
    const there = administrationOn(another().storage, plainSealing, { now: () => NOW });
    const outcomes = await Promise.all([
      organizations.create({ name: 'Riverside', kind: 'clinic' }),
      there.organizations.create({ name: 'RIVERSIDE', kind: 'clinic' }),
    ]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ error: { reason: 'name-taken' } });
  });

  it.each([
    ['name-malformed', { name: ' ' }],
    ['name-malformed', { name: 'two\nlines' }],
    ['name-malformed', { name: 'turned \u202e around' }],
    ['name-malformed', { name: 'x'.repeat(121) }],
    ['support-malformed', { name: 'x', support: '' }],
    ['limits-out-of-range', { name: 'x', absoluteMs: DAY_MS + 1 }],
    ['limits-out-of-range', { name: 'x', idleMs: 13 * HOUR_MS }],
    ['limits-out-of-range', { name: 'x', idleMs: MINUTE_MS - 1 }],
    ['limits-out-of-range', { name: 'x', idleMs: Number.NaN }],
  ])('are refused as %s for %j', async (reason, input) => {
    const { organizations } = await start();
    expect(await organizations.create({ kind: 'clinic', ...input })).toEqual({ ok: false, error: { reason } });
    expect(await organizations.list()).toEqual([]);
  });

  it('change only what was named, and record no free text', async () => {
    const { db, organizations } = await start();
    const before = await plantOrganization(db, { mandate: mandate() });
    await plantOrganization(db, { name: 'Lakeside' });
    const changed = await organizations.set(before.id, {
      name: 'Riverside Health',
      support: 'tel:+15550100',
      idleMs: HOUR_MS,
    });
    const after = { ...before, name: 'Riverside Health', support: 'tel:+15550100', idleMs: HOUR_MS };
    expect(changed).toEqual({ ok: true, value: after });
    expect((await organizations.show(before.id))?.organization).toEqual(after);
    expect(await organizations.set(before.id, { idleMs: HOUR_MS })).toMatchObject({ error: { reason: 'unchanged' } });
    expect(await organizations.set(before.id, { name: 'lakeside' })).toMatchObject({ error: { reason: 'name-taken' } });
    expect(await organizations.set(before.id, { absoluteMs: MINUTE_MS })).toMatchObject({
      error: { reason: 'limits-out-of-range' },
    });
    expect(await organizations.set(before.id, { support: null })).toMatchObject({ value: { support: null } });
    const rows = await db.selectFrom('audit_events').select(['name', 'details']).execute();
    expect(rows.map(({ name }) => name)).toEqual(['organization.changed', 'organization.changed']);
    expect(JSON.stringify(rows)).not.toMatch(/Riverside|5550100/);
  });

  it('come back into force only where their mandate still fits their members', async () => {
    const { db, organizations } = await start();
    const first = await plantOrganization(db, { mandate: mandate({ allowedMethods: ['totp'] }) });
    const second = await plantOrganization(db, { name: 'Lakeside' });
    const amara = await plantAccount(db);
    await plantMembership(db, amara.id, first.id);
    await plantMembership(db, amara.id, second.id);
    expect(await organizations.set(first.id, { disabled: true })).toMatchObject({ value: { disabledAt: NOW } });
    expect(await organizations.mandates.change(first.id, {})).toMatchObject({
      error: { reason: 'organization-disabled' },
    });
    expect((await organizations.mandates.grant(second.id, { allowedMethods: ['passkey'] })).ok).toBe(true);
    expect(await organizations.set(first.id, { disabled: false })).toMatchObject({
      error: { reason: 'empty-intersection' },
    });
    await organizations.mandates.revoke(second.id);
    expect(await organizations.set(first.id, { disabled: false })).toMatchObject({ value: { disabledAt: null } });
  });
});
