import { afterEach, beforeEach, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../../test/app.ts';
import { isSecretOf } from '../../domain/clients/run/secret.ts';
import { seedApplications } from './applications.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startApp();
});
afterEach(() => app.stop());

function addresses(port: number) {
  const url = `http://localhost:${port}`;
  return {
    redirectUri: `${url}/callback`,
    postLogoutRedirectUri: `${url}/signed-out`,
    backchannelLogoutUri: `${url}/backchannel-logout`,
    resource: `${url}/api`,
  };
}

const seed = (port: number) => seedApplications(app.instance.clients, port, addresses(port));

it('registers a web application with its API, a messenger and a cart, all of the house', async () => {
  const keys = await seed(4001);
  expect(keys.clientId).toBe('clinic-4001');
  const all = await app.instance.clients.list();
  expect(all.map(({ id, kind, firstParty }) => [id, kind, firstParty])).toEqual([
    ['clinic-4001', 'confidential', true],
    ['clinic-messenger', 'native', true],
    ['clinic-cart', 'device', true],
  ]);
  expect(await app.instance.clients.show('clinic-4001')).toMatchObject({
    redirectUris: ['http://localhost:4001/callback'],
    backchannelLogoutUri: 'http://localhost:4001/backchannel-logout',
    resources: [{ uri: 'http://localhost:4001/api', scopes: ['prescriptions'], format: 'jwt' }],
  });
});

it('at another start registers nothing again, and gives the web application a secret that works', async () => {
  const first = await seed(4001);
  const second = await seed(4001);
  expect(await app.instance.clients.list()).toHaveLength(3);
  expect(second.clientId).toBe(first.clientId);
  const client = await app.instance.clients.show('clinic-4001');
  expect(isSecretOf(client ?? { secretHash: null }, second.clientSecret)).toBe(true);
  expect(isSecretOf(client ?? { secretHash: null }, first.clientSecret)).toBe(false);
});

it('on another port is another client, so that no address is ever one of the wrong port', async () => {
  await seed(4001);
  expect((await seed(4321)).clientId).toBe('clinic-4321');
  expect((await app.instance.clients.show('clinic-4001'))?.redirectUris).toEqual(['http://localhost:4001/callback']);
});
