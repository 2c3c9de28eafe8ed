import { bundleAssets } from '../../scripts/assets.ts';
import { packAssets } from '../../src/platform/http/assets.ts';
import { createWebServer } from '../../src/wiring/web.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestEngine } from '../app.ts';
import { jsonClient } from '../harness/json-client.ts';
import type { OpenAttempt, RunningApp } from './running-app.ts';

/** The whole application with one mandated and one plain account, each with attempts before and after the password. */
export async function startRealApp(engine: TestEngine = 'sqlite'): Promise<RunningApp> {
  const app = await startApp({ engine });
  const clinic = await makeOrganization(app, 'Riverside Clinic', {});
  await makeAccount(app, 'amara@riverside.example', clinic);
  // The same routes again, as a server that is told to listen tells nobody which it has.
  const listing = await createWebServer(app.instance, packAssets(await bundleAssets()));
  const open = async (address: string, password: string | null): Promise<OpenAttempt> => {
    const client = jsonClient(app.url);
    const first = await client.get('/sign-in');
    let last = await client.answer({ answer: 'identifier', address });
    if (password !== null) last = await client.answer({ answer: 'password', password });
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { visit: { cookie, csrf: first.body.csrf }, id: last.body.page.attempt.id };
  };
  return {
    base: app.url,
    routes: () => listing.routes(),
    links: [],
    attempts: async () => [
      await open('amara@riverside.example', PASSWORD),
      await open('amara@riverside.example', null),
      await open('nobody@example.org', null),
    ],
    async stop() {
      await listing.stop(0);
      await app.stop();
    },
  };
}
