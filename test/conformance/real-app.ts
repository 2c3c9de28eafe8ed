import { bundleAssets } from '../../scripts/assets.ts';
import { packAssets } from '../../src/platform/http/assets.ts';
import { createWebServer } from '../../src/wiring/web.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp, type TestEngine } from '../app.ts';
import { jsonClient } from '../harness/json-client.ts';
import type { KnownClients } from './odd-protocol.ts';
import type { OpenAttempt, RunningApp } from './running-app.ts';

/** The whole application with one mandated and one plain account, each with attempts before and after the password. */
export async function startRealApp(engine: TestEngine = 'sqlite'): Promise<RunningApp> {
  const app = await startApp({ engine });
  const clinic = await makeOrganization(app, 'Riverside Clinic', {});
  await makeAccount(app, 'amara@riverside.example', clinic);
  await makeAccount(app, 'olu@oakdale.example', await makeOrganization(app, 'Oakdale Practice'));
  // The same routes again, as a server that is told to listen tells nobody which it has.
  const listing = await createWebServer(app.instance, packAssets(await bundleAssets()));
  await listing.app.ready();
  const open = async (address: string, password: string | null): Promise<OpenAttempt> => {
    const client = jsonClient(app.url);
    const first = await client.get('/sign-in');
    let last = await client.answer({ answer: 'identifier', address });
    if (password !== null) last = await client.answer({ answer: 'password', password });
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { visit: { cookie, csrf: first.body.csrf }, id: last.body.page.attempt.id };
  };
  const clients = await registered(app);
  return {
    base: app.url,
    clients,
    leadsTo: [clients.confidential.redirectUri],
    secrets: [clients.confidential.secret, PASSWORD],
    logLines: app.logLines,
    routes: () => listing.routes(),
    links: [],
    attempts: async () => [
      await open('amara@riverside.example', PASSWORD),
      await open('amara@riverside.example', null),
      await open('nobody@example.org', null),
    ],
    async owner() {
      const client = jsonClient(app.url);
      const { csrf } = (await client.get('/sign-in')).body;
      await client.answer({ answer: 'identifier', address: 'olu@oakdale.example' });
      const { body } = await client.answer({ answer: 'password', password: PASSWORD });
      if (body.signedIn !== true) throw new Error('nobody is signed in');
      return { cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '), csrf };
    },
    async stop() {
      await listing.stop(0);
      await app.stop();
    },
  };
}

/** An application of each kind. */
async function registered({ instance: { clients } }: TestApp): Promise<KnownClients> {
  const redirectUri = 'https://portal.example/callback';
  const resource = 'https://api.example/';
  const portal = must(
    await clients.create({
      name: 'Portal',
      kind: 'confidential',
      redirectUris: [redirectUri],
      postLogoutRedirectUris: [redirectUri],
      resources: [{ uri: resource, scopes: ['read'], format: 'jwt' }],
    }),
  );
  const native = must(
    await clients.create({ name: 'Messenger', kind: 'native', redirectUris: ['http://127.0.0.1/callback'] }),
  );
  const device = must(await clients.create({ name: 'Cart', kind: 'device' }));
  return {
    confidential: { id: portal.client.id, secret: portal.secret ?? '', redirectUri },
    native: native.client.id,
    device: device.client.id,
    resource,
  };
}
