import { expect, it } from 'vitest';
import { administrationOn } from '../../../test/administration/instance.ts';
import type { AuthenticatorRow } from '../../domain/sign-in/run/records.ts';
import { authenticatorRow } from '../sql/rows.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { authenticator, freshId, mandate, NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

onBothEngines('what the console takes', (open) => {
  it('is an app or a passkey, unless an organization of the operator’s in force says passkeys alone', async () => {
    const { storage } = await open();
    const { organizations } = administrationOn(storage, plainSealing, { now: () => NOW });
    const acr = () => storage.consoleRules.acr();
    const operator = await organizations.create({ name: 'Operator', kind: 'operator' });
    if (!operator.ok) throw new Error(operator.error.reason);
    const { id } = operator.value;
    expect(await acr()).toBe('aal2');
    expect(await organizations.set(id, { consoleAcr: 'aal2' })).toEqual({ ok: false, error: { reason: 'unchanged' } });
    expect(await organizations.set(id, { consoleAcr: 'phr' })).toMatchObject({
      ok: true,
      value: { consoleAcr: 'phr' },
    });
    expect(await acr()).toBe('phr');
    await organizations.set(id, { disabled: true });
    expect(await acr()).toBe('aal2');
    await organizations.set(id, { disabled: false });
    expect(await acr()).toBe('phr');
    expect((await organizations.set(id, { consoleAcr: 'aal2' })).ok).toBe(true);
    expect(await acr()).toBe('aal2');
    expect((await storage.auditReads.newest({}, 10)).map(({ details }) => details['consoleAcr'] ?? null)).toContain(
      'phr',
    );
  });

  it('is not a clinic’s to say, nor passkeys where the operator’s people have none', async () => {
    const { storage } = await open();
    const { organizations } = administrationOn(storage, plainSealing, { now: () => NOW });
    const clinic = await organizations.create({ name: 'Riverside Clinic', kind: 'clinic' });
    const operator = await organizations.create({ name: 'Operator', kind: 'operator' });
    if (!clinic.ok || !operator.ok) throw new Error('not made');
    const set = async (id: typeof clinic.value.id, consoleAcr: 'aal2' | 'phr') => {
      const done = await organizations.set(id, { consoleAcr });
      return done.ok ? 'changed' : done.error.reason;
    };
    expect(await set(clinic.value.id, 'phr')).toBe('not-the-operator');
    const { id } = operator.value;
    await organizations.mandates.grant(id, { allowedMethods: ['totp', 'recovery-code'] });
    expect(await set(id, 'phr')).toBe('console-needs-passkey');
    await organizations.mandates.change(id, { allowedMethods: ['totp', 'passkey'] });
    expect(await set(id, 'phr')).toBe('changed');
    expect(await organizations.mandates.change(id, { allowedMethods: ['totp'] })).toEqual({
      ok: false,
      error: { reason: 'console-needs-passkey' },
    });
  });

  it('is opened to passkeys alone only by who has one that is taken of them; anybody may take that back', async () => {
    const { storage, db } = await open();
    const owner = await plantAccount(db);
    const by = { id: owner.id, denial: async () => null };
    const { organizations } = administrationOn(storage, plainSealing, { now: () => NOW }, 2, by);
    const operator = await plantOrganization(db, { name: 'Operator', kind: 'operator' });
    const elsewhere = await plantOrganization(db, { mandate: mandate({ allowedMethods: ['totp'] }) });
    await plantMembership(db, owner.id, operator.id, { kind: 'admin' });
    const set = async (consoleAcr: 'aal2' | 'phr') => {
      const done = await organizations.set(operator.id, { consoleAcr });
      return done.ok ? 'changed' : done.error.reason;
    };
    const bind = (over: Partial<AuthenticatorRow>) =>
      db
        .insertInto('authenticators')
        .values(authenticatorRow(authenticator(owner.id, { externalId: freshId(), ...over })))
        .execute();
    expect(await set('phr')).toBe('own-passkey-missing');
    await bind({ kind: 'totp', externalId: null });
    await bind({ kind: 'passkey', revokedAt: NOW });
    await bind({ kind: 'passkey', suspendedAt: NOW });
    expect(await set('phr')).toBe('own-passkey-missing');
    await bind({ kind: 'passkey' });
    await plantMembership(db, owner.id, elsewhere.id);
    expect(await set('phr')).toBe('own-passkey-missing');
    await db.deleteFrom('memberships').where('organization_id', '=', elsewhere.id).execute();
    await plantMembership(db, owner.id, elsewhere.id, { acceptedAt: null });
    expect(await set('phr')).toBe('changed');
    await db.deleteFrom('authenticators').execute();
    expect(await set('aal2')).toBe('changed');
  });
});
