import { expect, it } from 'vitest';
import type { OrganizationId } from '../../domain/accounts/decide/account.ts';
import { createAuditor } from '../../domain/audit/run/write.ts';
import type { Client, ClientId } from '../../domain/clients/decide/client.ts';
import { createClients } from '../../domain/clients/run/clients.ts';
import { isSecretOf } from '../../domain/clients/run/secret.ts';
import { SYSTEM } from '../../domain/roles/run/actor.ts';
import { systemRandom } from '../../platform/random.ts';
import type { Db } from '../sql/tx.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import { freshId, NOW, plantOrganization } from './fixtures.ts';

const PORTAL = {
  name: 'Riverside Portal',
  kind: 'confidential',
  redirectUris: ['https://portal.example/callback'],
} as const;

async function audited(db: Db) {
  const rows = await db.selectFrom('audit_events').selectAll().orderBy('at').execute();
  return rows.map(({ name, actor, organization_id, details }) => ({
    name,
    actor,
    organizationId: organization_id,
    details: JSON.parse(details) as unknown,
  }));
}

onBothEngines('clients', (open) => {
  const start = async () => {
    const opened = await open();
    let at = NOW;
    const clock = { now: () => at++ };
    const auditor = createAuditor({ sealing: plainSealing, random: systemRandom, clock });
    return {
      ...opened,
      clients: createClients({ ...opened.storage, auditor, clock, random: systemRandom, by: SYSTEM }),
    };
  };

  it('are stored with all that was registered, and read back by id', async () => {
    const { db, storage } = await start();
    const organization = await plantOrganization(db);
    const full: Client = {
      id: freshId<ClientId>(),
      name: 'Riverside Messenger',
      kind: 'confidential',
      auth: 'private_key_jwt',
      idTokenAlg: 'RS256',
      firstParty: false,
      organizationId: organization.id,
      secretHash: 'hash',
      jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y' }] },
      redirectUris: ['https://a.example/', 'https://b.example/'],
      postLogoutRedirectUris: ['https://a.example/bye'],
      backchannelLogoutUri: 'https://a.example/logged-out',
      resources: [{ uri: 'https://api.example', scopes: ['read', 'write'], format: 'jwt' }],
      support: 'it@riverside.example',
      createdAt: NOW,
      disabledAt: NOW + 1,
    };
    const bare: Client = {
      ...full,
      id: freshId<ClientId>(),
      name: 'riverside cart',
      kind: 'device',
      auth: 'none',
      firstParty: true,
      organizationId: null,
      secretHash: null,
      jwks: null,
      redirectUris: [],
      postLogoutRedirectUris: [],
      backchannelLogoutUri: null,
      resources: [],
      support: null,
      disabledAt: null,
    };
    await storage.transactor.transact(async (tx) => {
      await storage.clients.insert(tx, full);
      await storage.clients.insert(tx, bare);
      expect(await storage.clients.byId(tx, bare.id)).toEqual(bare);
    });
    expect(await storage.clients.byId(null, full.id)).toEqual(full);
    expect(await storage.clients.byId(null, freshId<ClientId>())).toBeNull();
    expect(await storage.clients.list(null)).toEqual([bare, full]);
  });

  it('change in what is named, alone', async () => {
    const { storage, clients } = await start();
    const [one, other] = [await clients.create(PORTAL), await clients.create(PORTAL)];
    if (!one.ok || !other.ok) throw new Error('refused');
    const { client } = one.value;
    await storage.transactor.transact((tx) => storage.clients.update(tx, client.id, { disabledAt: NOW }));
    expect(await clients.show(client.id)).toEqual({ ...client, disabledAt: NOW });
    await storage.transactor.transact((tx) => storage.clients.update(tx, client.id, { disabledAt: null }));
    expect(await clients.show(client.id)).toEqual(client);
    expect(await clients.show(other.value.client.id)).toEqual(other.value.client);
  });

  it('get a secret of 256 random bits that is told once and kept as a hash', async () => {
    const { db, clients } = await start();
    const made = await clients.create(PORTAL);
    if (!made.ok) throw new Error('refused');
    const { client, secret } = made.value;
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(client.secretHash).toMatch(/^[0-9a-f]{64}$/);
    expect(isSecretOf(client, secret ?? '')).toBe(true);
    expect(isSecretOf(client, '')).toBe(false);
    expect(isSecretOf(client, client.secretHash ?? '')).toBe(false);
    const stored = JSON.stringify([
      await db.selectFrom('clients').selectAll().execute(),
      await db.selectFrom('audit_events').selectAll().execute(),
    ]);
    expect(stored).not.toContain(secret);
    expect(await audited(db)).toEqual([
      {
        name: 'client.created',
        actor: 'system',
        organizationId: null,
        details: { clientId: client.id, kind: 'confidential', auth: 'client_secret_basic', firstParty: true },
      },
    ]);
  });

  it('without a secret are opened by none and get none', async () => {
    const { clients } = await start();
    const made = await clients.create({ ...PORTAL, kind: 'public' });
    if (!made.ok) throw new Error('refused');
    const { client, secret } = made.value;
    expect([secret, client.secretHash]).toEqual([null, null]);
    expect(isSecretOf(client, '')).toBe(false);
    expect(await clients.rotateSecret(client.id)).toEqual({ ok: false, error: { reason: 'no-secret' } });
  });

  it('get a new secret, with which the earlier one opens nothing', async () => {
    const { db, clients } = await start();
    const { id } = await plantOrganization(db);
    const made = await clients.create({ ...PORTAL, organizationId: id });
    if (!made.ok) throw new Error('refused');
    const { client, secret } = made.value;
    const rotated = await clients.rotateSecret(client.id);
    if (!rotated.ok) throw new Error('refused');
    const stored = await clients.show(client.id);
    expect(stored).toEqual(rotated.value.client);
    expect(stored && isSecretOf(stored, rotated.value.secret)).toBe(true);
    expect(stored && isSecretOf(stored, secret ?? '')).toBe(false);
    expect((await audited(db)).at(-1)).toEqual({
      name: 'client.secret-rotated',
      actor: 'system',
      organizationId: id,
      details: { clientId: client.id },
    });
  });

  it('are disabled and enabled, each once, with an audit row', async () => {
    const { db, clients } = await start();
    const made = await clients.create(PORTAL);
    if (!made.ok) throw new Error('refused');
    const { id } = made.value.client;
    const unchanged = { ok: false, error: { reason: 'unchanged' } };
    expect(await clients.enable(id)).toEqual(unchanged);
    const disabled = await clients.disable(id);
    expect(disabled.ok && disabled.value.disabledAt).toBeGreaterThan(NOW);
    expect(await clients.disable(id)).toEqual(unchanged);
    expect(await clients.show(id)).toEqual(disabled.ok && disabled.value);
    expect(await clients.enable(id)).toEqual({ ok: true, value: made.value.client });
    expect((await audited(db)).map(({ name }) => name)).toEqual([
      'client.created',
      'client.disabled',
      'client.enabled',
    ]);
  });

  it('that are refused or unknown leave nothing behind', async () => {
    const { db, clients } = await start();
    const over = await plantOrganization(db, { disabledAt: NOW });
    expect(await clients.create({ ...PORTAL, redirectUris: [] })).toEqual({
      ok: false,
      error: { reason: 'redirect-missing' },
    });
    expect(await clients.create({ ...PORTAL, organizationId: freshId<OrganizationId>() })).toEqual({
      ok: false,
      error: { reason: 'organization-unknown' },
    });
    expect(await clients.create({ ...PORTAL, organizationId: over.id })).toEqual({
      ok: false,
      error: { reason: 'organization-disabled' },
    });
    const unknown = { ok: false, error: { reason: 'client-unknown' } };
    expect(await clients.rotateSecret('nobody')).toEqual(unknown);
    expect(await clients.disable('nobody')).toEqual(unknown);
    expect(await clients.enable('nobody')).toEqual(unknown);
    expect(await clients.show('nobody')).toBeNull();
    expect(await clients.list()).toEqual([]);
    expect(await audited(db)).toEqual([]);
  });
});
