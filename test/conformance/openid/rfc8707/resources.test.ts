import { createRemoteJWKSet, jwtVerify } from 'jose';
import { expect, it } from 'vitest';
import type { TestApp } from '../../../app.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { allow, allowedAnswerOf, answered, answerOf, onEachEngine } from '../stage.ts';
import { type Arrived, type UserAgent, userAgent } from '../user-agent.ts';

const RECORDS = { uri: 'https://records.example/api', scopes: ['read', 'write'], format: 'jwt' } as const;
const ORDERS = { uri: 'https://orders.example/', scopes: ['order'], format: 'opaque' } as const;
const SCOPE = 'openid email read order';

function clinic(app: TestApp): Promise<RelyingParty> {
  return relyingParty(app, { resources: [RECORDS, ORDERS] });
}

async function userinfoStatus(app: TestApp, token: string): Promise<number> {
  return (await fetch(`${app.url}/openid/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;
}

onEachEngine('resource indicators', (stage) => {
  it('RFC 8707 §2.1 refuses an API that is unknown, another client’s, or no address', async () => {
    await clinic(stage().app);
    const party = await relyingParty(stage().app, { resources: [ORDERS] });
    const browser = userAgent(stage().app);
    await answerOf(stage(), party, {}, browser);
    for (const resource of [
      RECORDS.uri,
      'https://orders.example',
      `${ORDERS.uri}x`,
      `${ORDERS.uri}#a`,
      'orders',
      '/',
    ]) {
      const said = answered(await browser.open(party.request({ resource })));
      expect({ resource, ...said }).toMatchObject({ resource, error: 'invalid_target' });
      expect(said).not.toHaveProperty('code');
    }
  });

  it('RFC 8707 §2.2 and RFC 9068 §2.2 make a JWT for one API, signed, and good for five minutes at most', async () => {
    const party = await clinic(stage().app);
    const arrived = await answerOf(stage(), party, { resource: RECORDS.uri, scope: SCOPE });
    const { body } = await party.exchange(arrived);
    expect(body.expires_in).toBeLessThanOrEqual(300);
    const keys = createRemoteJWKSet(new URL(`${stage().app.url}/openid/jwks`));
    const { payload, protectedHeader } = await jwtVerify(body.access_token, keys, {
      issuer: stage().app.url,
      audience: RECORDS.uri,
      typ: 'at+jwt',
      algorithms: ['ES256'],
    });
    expect(protectedHeader.kid).toEqual(expect.any(String));
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
    expect(payload).toMatchObject({
      aud: RECORDS.uri,
      client_id: party.client.id,
      sub: expect.any(String),
      jti: expect.any(String),
      scope: 'read',
      acr: 'aal1',
      amr: ['pwd'],
      auth_time: expect.any(Number),
    });
    // It says nothing of the person that the API was not to know.
    expect(JSON.stringify(payload)).not.toContain('amara');
  });

  it('RFC 8707 §2.2 makes an opaque token for an API that asks for it', async () => {
    const party = await clinic(stage().app);
    const arrived = await answerOf(stage(), party, { resource: ORDERS.uri, scope: SCOPE });
    const { body } = await party.exchange(arrived);
    expect(body.access_token).toMatch(/^[\w-]{43}$/);
    const told = await (await party.post('/openid/introspect', { token: body.access_token })).json();
    expect(told).toMatchObject({ active: true, aud: ORDERS.uri, scope: 'order' });
  });

  it('RFC 8707 §2.2 makes of one grant for several APIs a token for each, and none for all', async () => {
    const party = await clinic(stage().app);
    const browser = userAgent(stage().app);
    await answerOf(stage(), party, {}, browser);
    const both = `&resource=${encodeURIComponent(ORDERS.uri)}`;
    const request = party.request({
      resource: RECORDS.uri,
      scope: `${SCOPE} offline_access`,
      prompt: 'consent',
    });
    const asked = () => allowedAt(browser, `${request}${both}`);
    const none = await party.exchange(await asked());
    expect(none).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
    const records = await party.exchange(await asked(), { resource: RECORDS.uri });
    expect(records).toMatchObject({ status: 200, body: { scope: 'read' } });
    const orders = await party.token({
      grant_type: 'refresh_token',
      refresh_token: records.body.refresh_token,
      resource: ORDERS.uri,
    });
    expect(orders).toMatchObject({ status: 200, body: { scope: 'order' } });
    const beyond = await party.token({
      grant_type: 'refresh_token',
      refresh_token: orders.body.refresh_token,
      resource: 'https://elsewhere.example/',
    });
    expect(beyond).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });

  it('RFC 8707 §2.2 makes no token for an API that its request did not name', async () => {
    const party = await clinic(stage().app);
    const arrived = await answerOf(stage(), party, { resource: ORDERS.uri, scope: SCOPE });
    const answer = await party.exchange(arrived, { resource: RECORDS.uri });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });

  it('RFC 8707 §3 makes tokens for APIs that open nothing at userinfo, and those for userinfo name no API', async () => {
    const party = await clinic(stage().app);
    const browser = userAgent(stage().app);
    for (const resource of [RECORDS.uri, ORDERS.uri]) {
      const arrived = await answerOf(stage(), party, { resource, scope: SCOPE }, browser);
      const { body } = await party.exchange(arrived);
      expect(await userinfoStatus(stage().app, body.access_token)).toBeGreaterThanOrEqual(401);
    }
    const own = await party.exchange(await answerOf(stage(), party, { scope: SCOPE }, browser));
    expect(await userinfoStatus(stage().app, own.body.access_token)).toBe(200);
    const told = await (await party.post('/openid/introspect', { token: own.body.access_token })).json();
    expect(told).toMatchObject({ active: true, scope: 'openid email' });
    expect(told).not.toHaveProperty('aud');
  });

  it('RFC 7662 §4 tells an API of its own tokens, by a client of its own, and of no other’s', async () => {
    const party = await clinic(stage().app);
    const api = await relyingParty(stage().app, { name: 'Orders', resources: [ORDERS] });
    const other = await relyingParty(stage().app, {
      name: 'Other',
      resources: [{ ...ORDERS, uri: 'https://other.example/' }],
    });
    const browser = userAgent(stage().app);
    const tokenFor = async (resource: string | null) => {
      const arrived = await answerOf(stage(), party, { resource, scope: SCOPE }, browser);
      return (await party.exchange(arrived)).body.access_token as string;
    };
    const token = await tokenFor(ORDERS.uri);
    const asks = async (by: RelyingParty, which: string) =>
      (await by.post('/openid/introspect', { token: which })).json() as Promise<unknown>;
    expect(await asks(api, token)).toMatchObject({
      active: true,
      aud: ORDERS.uri,
      client_id: party.client.id,
      sub: expect.any(String),
      acr: 'aal1',
      auth_time: expect.any(Number),
    });
    expect(await asks(other, token)).toEqual({ active: false });
    expect(await asks(api, await tokenFor(null))).toEqual({ active: false });
  });

  it('RFC 8707 §2 asks who must consent for each API by its scopes', async () => {
    const party = await relyingParty(stage().app, { firstParty: false, resources: [RECORDS, ORDERS] });
    const browser = userAgent(stage().app);
    const first = await allowedAnswerOf(stage(), party, { resource: ORDERS.uri, scope: SCOPE }, browser);
    expect(answered(first)).toHaveProperty('code');
    const again = await answerOf(stage(), party, { resource: ORDERS.uri, scope: SCOPE }, browser);
    expect(again.kind).toBe('away');
    const asked = await answerOf(stage(), party, { resource: RECORDS.uri, scope: SCOPE }, browser);
    expect(asked).toMatchObject({ kind: 'page', status: 200, html: expect.stringMatching(/records\.example[^]*read/) });
  });
});

async function allowedAt(browser: UserAgent, path: string): Promise<Arrived> {
  const at = await browser.open(path);
  return at.kind === 'page' ? allow(browser, at) : at;
}
