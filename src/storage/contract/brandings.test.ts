import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';
import { expect, it } from 'vitest';
import { must } from '../../../test/app.ts';
import { createAuditor } from '../../domain/audit/run/write.ts';
import { createBrandings } from '../../domain/organizations/run/branding.ts';
import { type Actor, SYSTEM } from '../../domain/roles/run/actor.ts';
import { createPictureReader } from '../../platform/pictures/reader.ts';
import { systemRandom } from '../../platform/random.ts';
import { type Opened, onBothEngines, plainSealing } from './engines.ts';
import { NOW, plantAccount, plantMembership, plantOrganization } from './fixtures.ts';

function brandingsOn({ storage }: Pick<Opened, 'storage'>, by: Actor = SYSTEM) {
  const [random, clock] = [systemRandom, { now: () => NOW }];
  const auditor = createAuditor({ sealing: plainSealing, random, clock });
  return createBrandings({ ...storage, by, auditor, clock, random, readPicture: createPictureReader() });
}

/** A picture of one shade of gray. */
function picture(gray: number): Buffer {
  const png = new PNG({ width: 600, height: 200 });
  png.data.fill(gray);
  for (let at = 3; at < png.data.length; at += 4) png.data[at] = 255;
  return PNG.sync.write(png);
}

onBothEngines('the branding of an organization', (open) => {
  it('is stored whole, and read with the organization and with its members’ places', async () => {
    const opened = await open();
    const { id } = await plantOrganization(opened.db);
    const { id: accountId } = await plantAccount(opened.db);
    await plantMembership(opened.db, accountId, id);
    const brandings = brandingsOn(opened);
    expect((await opened.storage.organizations.byId(null, id))?.branding).toBeUndefined();

    const change = { displayName: ' Riverside ', color: '0D5163', logo: picture(90) };
    const set = must(await brandings.set(id, change));

    expect(set.branding).toMatchObject({
      displayName: 'Riverside',
      color: '#0d5163',
      logo: { width: 400, height: 133 },
    });
    expect(await opened.storage.organizations.byId(null, id)).toEqual(set);
    const [place] = await opened.storage.memberships.membershipsOf(null, accountId);
    expect(place?.organization).toEqual(set);
    const logo = PNG.sync.read((await brandings.logo(set.branding?.logo?.id ?? '')) ?? Buffer.alloc(0));
    expect([logo.width, logo.height, logo.data[0]]).toEqual([400, 133, 90]);
  });

  it('changes by what is named, and an earlier logo is gone', async () => {
    const opened = await open();
    const { id } = await plantOrganization(opened.db);
    const brandings = brandingsOn(opened);
    const first = must(await brandings.set(id, { color: '#0d5163', logo: picture(90) })).branding;
    const second = must(await brandings.set(id, { logo: picture(20) })).branding;
    expect(second).toMatchObject({ displayName: null, color: '#0d5163' });
    expect(await brandings.logo(first?.logo?.id ?? '')).toBeNull();
    expect(await brandings.logo(second?.logo?.id ?? '')).not.toBeNull();

    const named = must(await brandings.set(id, { displayName: 'Riverside', color: null })).branding;
    expect(named).toEqual({ displayName: 'Riverside', color: null, logo: second?.logo });
    expect(await brandings.logo(second?.logo?.id ?? '')).not.toBeNull();

    must(await brandings.set(id, { displayName: null, logo: null }));
    expect(await opened.db.selectFrom('logos').selectAll().execute()).toEqual([]);
    expect((await opened.storage.organizations.byId(null, id))?.branding).toBeUndefined();
  });

  it('leaves a row in the trail with the digest of the logo, and neither its bytes nor the name', async () => {
    const opened = await open();
    const { id } = await plantOrganization(opened.db);
    const amara = { ...SYSTEM, id: 'amara' };
    const change = { displayName: 'Riverside', color: '#0af', logo: picture(90) };
    const set = must(await brandingsOn(opened, amara).set(id, change));
    const brandings = brandingsOn(opened);
    const png = await brandings.logo(set.branding?.logo?.id ?? '');
    must(await brandings.set(id, { logo: null }));
    const rows = await opened.db
      .selectFrom('audit_events')
      .select(['name', 'actor', 'details'])
      .orderBy('at')
      .execute();
    expect(rows.map(({ name, actor }) => [name, actor]).sort()).toEqual([
      ['organization.branding-changed', 'amara'],
      ['organization.branding-changed', 'system'],
    ]);
    const details = rows.map((row) => JSON.parse(row.details) as Record<string, unknown>);
    const digest = createHash('sha256')
      .update(png ?? '')
      .digest('hex');
    expect(details).toContainEqual({ displayName: true, color: '#00aaff', logoSha256: digest });
    expect(details).toContainEqual({ logoSha256: null });
  });

  it('is refused with the reason, and then nothing has changed', async () => {
    const opened = await open();
    const { id } = await plantOrganization(opened.db);
    const brandings = brandingsOn(opened);
    const before = must(await brandings.set(id, { displayName: 'Riverside', logo: picture(90) }));
    const reasonOf = async (change: Parameters<typeof brandings.set>[1], of: string = id) => {
      const set = await brandings.set(of as typeof id, change);
      return set.ok ? null : set.error.reason;
    };
    expect(await reasonOf({ color: 'red' })).toBe('color-malformed');
    expect(await reasonOf({ displayName: 'a\nb' })).toBe('name-malformed');
    expect(await reasonOf({ color: '#0af', logo: Buffer.from('<svg/>') })).toBe('logo-wrong-type');
    expect(await reasonOf({ color: '#0af', logo: picture(90).subarray(0, 90) })).toBe('logo-damaged');
    expect(await reasonOf({ displayName: 'Riverside', color: null })).toBe('unchanged');
    const denied = brandingsOn(opened, { id: 'olu', denial: async () => 'not-permitted' });
    expect(await denied.set(id, { color: '#0af' })).toEqual({ ok: false, error: { reason: 'not-permitted' } });
    expect(await reasonOf({ color: '#0af' }, 'nobody')).toBe('organization-unknown');
    expect(await opened.storage.organizations.byId(null, id)).toEqual(before);
    expect(await opened.db.selectFrom('audit_events').selectAll().execute()).toHaveLength(1);
  });
});
