import { expect, it } from 'vitest';
import { administrationOn } from '../../../test/administration/instance.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { NOW } from './fixtures.ts';

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
});
