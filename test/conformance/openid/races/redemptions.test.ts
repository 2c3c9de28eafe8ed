import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../../../app.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { hashOf, prover } from '../rfc9449/proof.ts';
import { allowedAnswerOf, answered, answerOf, hidden, OFFLINE, type Stage, signInAt } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

/** How many redeem at once. */
const CONTENDERS = 50;

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

describe.each([
  ['sqlite', 1],
  ['postgres', 2],
] as const)('one thing redeemed 50 times at once on %s with %i node(s)', (engine, count) => {
  let stage: Stage;
  let nodes: readonly string[];
  beforeAll(async () => {
    const app = await startApp({ engine });
    const organization = await makeOrganization(app, 'Riverside Clinic');
    const address = 'amara@riverside.example';
    await makeAccount(app, address, organization);
    stage = { app, organization, address };
    nodes = count === 1 ? [app.url] : [app.url, await app.another()];
    // A node loads the protocol at its first request: one that is still loading would come too late to contend.
    for (const node of nodes) await fetch(`${node}/openid/jwks`);
  });
  afterAll(() => stage?.app.stop());

  /** All at once, spread over the nodes. */
  function everywhere<T>(ask: (node: string) => Promise<T>): Promise<readonly T[]> {
    return Promise.all(Array.from({ length: CONTENDERS }, (_, at) => ask(nodes[at % nodes.length] ?? '')));
  }

  /** The tokens of the one that won; all others were told `error`. */
  async function redeem(fields: Readonly<Record<string, string>>): Promise<Tokens> {
    const answers = await everywhere(async (node) => {
      const answer = await fetch(`${node}/openid/token`, { method: 'POST', body: new URLSearchParams(fields) });
      return { status: answer.status, body: (await answer.json()) as Tokens & { readonly error?: string } };
    });
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(answers.filter(({ status, body }) => status === 400 && body.error === 'invalid_grant')).toHaveLength(
      CONTENDERS - 1,
    );
    return won[0]?.body as Tokens;
  }

  it('RFC 9700 §2.1.1 a code gives tokens to one, and they die with the others’ tries', async () => {
    const party = await relyingParty(stage.app);
    const code = answered(await allowedAnswerOf(stage, party, OFFLINE))['code'] as string;
    const tokens = await redeem({ ...own(party), ...codeFields(party, code) });
    await isDead(stage.app, party, tokens);
  });

  it('RFC 9700 §4.14.2 a refresh token gives tokens to one, and its family dies', async () => {
    const party = await relyingParty(stage.app);
    const first = await party.exchange(await allowedAnswerOf(stage, party, OFFLINE));
    expect(first.status).toBe(200);
    const fields = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token as string };
    const tokens = await redeem({ ...own(party), ...fields });
    await isDead(stage.app, party, tokens);
    await isDead(stage.app, party, first.body);
  });

  it('RFC 9700 §4.14.2 a refresh token of a public client gives tokens to one, and its family dies', async () => {
    const party = await relyingParty(stage.app, { kind: 'public', auth: 'none' });
    const first = await party.exchange(await allowedAnswerOf(stage, party, OFFLINE));
    const fields = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token as string };
    const tokens = await redeem({ ...own(party), ...fields });
    await isDead(stage.app, party, tokens);
  });

  it('RFC 8628 §3.5 a device code gives tokens to one, and they die with the others’ tries', async () => {
    const party = await relyingParty(stage.app, { kind: 'device', auth: 'none', redirectUris: [] });
    const begun = await party.post('/openid/device/authorize', { scope: 'openid offline_access' });
    const { device_code, user_code } = (await begun.json()) as { device_code: string; user_code: string };
    const browser = userAgent(stage.app);
    const form = await browser.open('/openid/device');
    const asked = await browser.submit('/openid/device', { xsrf: hidden(form, 'xsrf'), user_code });
    const confirmed = { xsrf: hidden(asked, 'xsrf'), user_code, confirm: 'yes' };
    await signInAt(browser, await browser.submit('/openid/device', confirmed), stage.address);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const tokens = await redeem({ ...own(party), grant_type, device_code });
    await isDead(stage.app, party, tokens);
  });

  it('RFC 9126 §7.3 an address of a pushed request gives a code to one', async () => {
    const party = await relyingParty(stage.app);
    const browser = userAgent(stage.app);
    await answerOf(stage, party, {}, browser);
    const request = Object.fromEntries(new URL(party.request(), 'http://localhost').searchParams);
    const pushed = await party.post('/openid/par', request);
    const { request_uri } = (await pushed.json()) as { request_uri: string };
    const query = new URLSearchParams({ client_id: party.client.id, request_uri });
    const cookie = [...browser.cookies('/openid/authorize')].map(([name, value]) => `${name}=${value}`).join('; ');
    const answers = await everywhere(async (node) => {
      const answer = await fetch(`${node}/openid/authorize?${query}`, { redirect: 'manual', headers: { cookie } });
      const location = answer.headers.get('location');
      return { status: answer.status, to: location === null ? null : new URL(location), html: await answer.text() };
    });
    const codes = answers.flatMap(({ to }) => to?.searchParams.getAll('code') ?? []);
    expect(codes).toHaveLength(1);
    // Who comes when it is spent is told on a page: without the request there is no address to go back to.
    const toldOnPage = answers.filter(
      ({ status, to, html }) => status === 400 && to === null && html.includes('invalid_request_uri'),
    );
    const toldBack = answers.filter(({ to }) => to?.searchParams.get('error') === 'invalid_request_uri');
    expect(toldOnPage.length + toldBack.length).toBe(CONTENDERS - 1);
    const tokens = await party.token(codeFields(party, codes[0] ?? ''));
    expect(tokens.status).toBe(200);
  });

  it('RFC 9449 §11.1 a proof of possession is taken once', async () => {
    const [party, key] = [await relyingParty(stage.app), await prover()];
    const arrived = await answerOf(stage, party);
    const proof = await key.proof('POST', `${stage.app.url}/openid/token`);
    const { access_token: token } = (await party.exchange(arrived, {}, proof)).body;
    const headers = {
      authorization: `DPoP ${token}`,
      ...(await key.proof('GET', `${stage.app.url}/openid/userinfo`, { ath: hashOf(token) })),
    };
    const statuses = await everywhere(async (node) => (await fetch(`${node}/openid/userinfo`, { headers })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 400 || status === 401)).toHaveLength(CONTENDERS - 1);
  });
});

function own({ client, secret }: RelyingParty): Readonly<Record<string, string>> {
  return { client_id: client.id, ...(secret === null ? {} : { client_secret: secret }) };
}

function codeFields(party: RelyingParty, code: string): Readonly<Record<string, string>> {
  return {
    grant_type: 'authorization_code',
    code,
    redirect_uri: party.client.redirectUris[0] ?? '',
    code_verifier: party.verifier,
  };
}

/** Neither token opens anything any more, on any way that there is. */
async function isDead(app: TestApp, party: RelyingParty, tokens: Tokens): Promise<void> {
  const { access_token, refresh_token } = tokens;
  expect(refresh_token).toEqual(expect.any(String));
  const userinfo = await fetch(`${app.url}/openid/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
  expect(userinfo.status).toBe(401);
  expect(await party.token({ grant_type: 'refresh_token', refresh_token })).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant' },
  });
  if (party.secret === null) return;
  for (const token of [access_token, refresh_token]) {
    const told = await party.post('/openid/introspect', { token });
    expect(await told.json()).toEqual({ active: false });
  }
}
