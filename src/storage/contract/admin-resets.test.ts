import { expect, it } from 'vitest';
import { administrationOn } from '../../../test/administration/instance.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

onBothEngines('resets by an organization’s own admins', (open) => {
  it('are let and taken back, each with its audit row, and an admin’s place says so', async () => {
    const { storage, db } = await open();
    const { organizations } = administrationOn(storage, plainSealing, { now: () => NOW });
    const { id } = await plantOrganization(db);
    const admin = await plantAccount(db);
    await plantMembership(db, admin.id, id, { kind: 'admin' });
    const may = async () => (await storage.parties.byId(null, admin.id))?.places.map((place) => place.adminResets);
    expect(await may()).toEqual([false]);
    expect(await organizations.set(id, { adminResets: false })).toMatchObject({ error: { reason: 'unchanged' } });
    expect(await organizations.set(id, { adminResets: true })).toMatchObject({
      ok: true,
      value: { adminResets: true },
    });
    expect(await may()).toEqual([true]);
    expect((await organizations.show(id))?.organization.adminResets).toBe(true);
    expect(await organizations.set(id, { adminResets: false })).toMatchObject({ ok: true });
    expect(await may()).toEqual([false]);
    const rows = await db.selectFrom('audit_events').select(['name', 'details']).execute();
    expect(rows.map(({ name, details }) => [name, JSON.parse(details).adminResets]).toSorted()).toEqual([
      ['organization.changed', false],
      ['organization.changed', true],
    ]);
  });
});
