import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganization, PASSWORD, startApp, type TestApp } from '../../app.ts';
import { type Person, personWithApp } from '../../journeys/people.ts';
import { tracesOf } from '../canary-traces.ts';
import { startReceiver } from './logout/receiver.ts';
import { relyingParty } from './relying-party.ts';
import { allow, answered, hidden, OFFLINE } from './stage.ts';
import { type UserAgent, userAgent } from './user-agent.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

describe.each(['sqlite', 'postgres'] as const)('what was handed out on %s', (engine) => {
  let app: TestApp;
  let person: Person;
  let browser: UserAgent;
  const canaries: Record<string, string> = {};

  beforeAll(async () => {
    app = await startApp({ engine });
    person = await personWithApp(app, await makeOrganization(app, 'Riverside Clinic', {}), 'amara@riverside.example');
    browser = userAgent(app);
    const receiver = await startReceiver();
    await codeFlow(receiver.url);
    await deviceFlow();
    await privateKeys();
    keepCookies();
    await signOut();
    expect(await app.instance.logouts.run()).toBeGreaterThan(0);
    canaries['logout token'] = receiver.received[0]?.token ?? '';
    await receiver.stop();
    Object.assign(canaries, { password: PASSWORD, 'app secret': person.secret, 'recovery code': person.recoveryCode });
  });
  afterAll(() => app.stop());

  async function codeFlow(backchannelLogoutUri: string): Promise<void> {
    const resource = 'https://api.example/';
    const party = await relyingParty(app, {
      backchannelLogoutUri,
      postLogoutRedirectUris: ['https://app.example/bye'],
      resources: [{ uri: resource, scopes: ['read'], format: 'jwt' }],
    });
    canaries['client secret'] = party.secret ?? '';
    const query = new URLSearchParams(party.request(OFFLINE).split('?')[1]);
    const pushed = await (await party.post('/openid/par', Object.fromEntries(query))).json();
    canaries['request_uri'] = (pushed as { request_uri: string }).request_uri;
    const pushedPath = `/openid/authorize?${new URLSearchParams({ client_id: party.client.id, request_uri: canaries['request_uri'] })}`;
    const asked = await browser.open(pushedPath);
    const back = await allow(browser, await browser.signIn(asked.url, person));
    // Nothing but what OAuth puts there is in the address that leads back.
    expect(Object.keys(answered(back)).sort()).toEqual(['code', 'iss', 'state']);
    canaries['code'] = answered(back)['code'] ?? '';
    const { body, claims } = await party.exchange(back);
    Object.assign(canaries, {
      'access token': body.access_token,
      'refresh token': body.refresh_token,
      'ID token': body.id_token,
      sid: claims['sid'],
    });
    const next = await party.token({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
    canaries['second refresh token'] = next.body.refresh_token;
    const api = await party.exchange(await browser.open(party.request({ resource, scope: 'openid read' })), {
      resource,
    });
    canaries['JWT access token'] = api.body.access_token;
    await fetch(`${app.url}/openid/userinfo`, { headers: { authorization: `Bearer ${body.access_token}` } });
    await party.post('/openid/introspect', { token: body.access_token });
    // Used again, which ends the family and is worth a line in the audit trail.
    await party.token({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
  }

  async function deviceFlow(): Promise<void> {
    const cart = await relyingParty(app, { name: 'Cart', kind: 'device', auth: 'none', redirectUris: [] });
    const begun = await (await cart.post('/openid/device/authorize', { scope: 'openid' })).json();
    const { device_code, user_code } = begun as { device_code: string; user_code: string };
    Object.assign(canaries, { 'device code': device_code, 'user code': user_code });
    canaries['user code without its dash'] = user_code.replace('-', '');
    const form = await browser.open('/openid/device');
    const confirm = await browser.submit('/openid/device', { xsrf: hidden(form, 'xsrf'), user_code });
    const fields = { xsrf: hidden(confirm, 'xsrf'), user_code: hidden(confirm, 'user_code'), confirm: 'yes' };
    await browser.submit('/openid/device', fields);
    const { body } = await cart.token({ grant_type: DEVICE_CODE, device_code });
    canaries['access token of a device'] = body.access_token;
  }

  async function privateKeys(): Promise<void> {
    for (const { alg, d, p } of await app.instance.signingKeys.load()) {
      canaries[`private key ${alg}`] = d ?? '';
      if (p !== undefined) canaries[`prime of ${alg}`] = p;
    }
  }

  function keepCookies(): void {
    for (const [name, value] of browser.cookies('/')) canaries[`cookie ${name}`] = value;
  }

  async function signOut(): Promise<void> {
    const csrf = hidden(await browser.open('/account'), 'csrf');
    await browser.submit('/account/sign-out', { csrf });
  }

  const foundIn = (text: string) =>
    Object.entries(canaries).flatMap(([name, value]) => (text.includes(value) ? [name] : []));

  it('is something, so that its absence says something', () => {
    expect(Object.entries(canaries).filter(([, value]) => typeof value !== 'string' || value.length < 8)).toEqual([]);
    expect(Object.keys(canaries).length).toBeGreaterThan(18);
    expect(foundIn(Object.values(canaries).join())).toHaveLength(Object.keys(canaries).length);
  });

  it.each(['log', 'mail headers', 'mails', 'audit', 'files'] as const)('is nowhere in: %s (A44)', async (place) => {
    const texts = (await tracesOf(app, [])).filter((trace) => trace.place === place);
    expect(texts.length).toBeGreaterThan(0);
    expect(foundIn(texts.map(({ text }) => text).join('\n'))).toEqual([]);
  });

  it('is not in the database in the clear', async () => {
    const texts = (await tracesOf(app, [])).filter(({ place }) => place === 'database');
    // A sid opens nothing: only a logout token that we sign makes something of it. It is kept to be named in one.
    expect(foundIn(texts.map(({ text }) => text).join('\n'))).toEqual(['sid']);
  });
});
