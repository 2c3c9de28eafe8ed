import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../src/platform/kernel/time.ts';
import { makeOrganization, startApp, type TestApp } from '../../../app.ts';
import { bareProver, fullProver, type ProofRow, type Prover } from '../assurance/proofs.ts';
import { type RelyingParty, relyingParty, type TokenAnswer } from '../relying-party.ts';
import { allow, answered, OFFLINE } from '../stage.ts';
import { type Arrived, type UserAgent, userAgent } from '../user-agent.ts';

const RECORDS = { uri: 'https://records.example/api', scopes: ['read'], format: 'jwt' } as const;
const ORDERS = { uri: 'https://orders.example/', scopes: ['order'], format: 'opaque' } as const;
const essential = (value: string) => JSON.stringify({ id_token: { acr: { essential: true, value } } });

describe.each(['sqlite', 'postgres'] as const)('step-up on %s', (engine) => {
  let app: TestApp;
  let party: RelyingParty;
  let person: Prover;
  beforeAll(async () => {
    app = await startApp({ engine });
    party = await relyingParty(app, { resources: [RECORDS, ORDERS] });
    person = await fullProver(app, await makeOrganization(app, 'Riverside Clinic', {}));
  });
  // Codes by mail are few in an hour (S18).
  beforeEach(() => app.clock.move(HOUR_MS));
  afterAll(() => app?.stop());

  /** Answers a request by one proof; says where it led and what was asked on the way. */
  async function by(browser: UserAgent, row: ProofRow, over: Readonly<Record<string, string>> = {}, who = person) {
    const at = await browser.open(party.request(over));
    if (at.kind === 'away') return { arrived: at as Arrived, asked: [] as string[] };
    const asked: string[] = [];
    const script = who.by(row);
    const end = await browser.drive(at.url, async (page) => {
      asked.push(page.step.kind);
      return script(page);
    });
    if (end.kind === 'stopped') throw new Error(`stopped at ${JSON.stringify(end.step)} after ${asked.join()}`);
    return { arrived: end.kind === 'page' ? await allow(browser, end) : end, asked };
  }

  /** What an API reads in the token that an answer brought. */
  async function told(arrived: Arrived): Promise<Readonly<Record<string, unknown>>> {
    const { body } = await party.exchange(arrived);
    return introspected({ body });
  }

  async function introspected({ body }: Pick<TokenAnswer, 'body'>): Promise<Readonly<Record<string, unknown>>> {
    const answer = await party.post('/openid/introspect', { token: body.access_token });
    return (await answer.json()) as Readonly<Record<string, unknown>>;
  }

  const seconds = () => Math.floor(app.clock.now() / 1_000);

  it('RFC 9470 §6.1 and §6.2 say in each access token how its person was proved, and when', async () => {
    const browser = userAgent(app);
    const { arrived } = await by(browser, 'app', { resource: RECORDS.uri, scope: 'openid read' });
    const proved = { acr: 'aal2', amr: expect.arrayContaining(['pwd', 'otp', 'mfa']), auth_time: seconds() };
    const { body, claims } = await party.exchange(arrived);
    expect(decodeJwt(body.access_token)).toMatchObject(proved);
    expect(claims).toMatchObject(proved);
    app.clock.move(MINUTE_MS);
    const opaque = await by(browser, 'app', { resource: ORDERS.uri, scope: 'openid order' });
    expect(opaque.asked).toEqual([]);
    expect(await told(opaque.arrived)).toMatchObject(proved);
    expect(await told((await by(browser, 'app')).arrived)).toMatchObject(proved);
  });

  it('RFC 9470 §5 asks for a stronger proof, and for nothing that is there', async () => {
    const browser = userAgent(app);
    const weak = await by(browser, 'e-mail code');
    expect(await told(weak.arrived)).toMatchObject({ acr: 'two-step' });
    app.clock.move(MINUTE_MS);
    // No address, no password: the app alone is missing.
    const strong = await by(browser, 'app', { acr_values: 'aal2' });
    expect(strong.asked).toEqual(['ask-proof']);
    expect(await told(strong.arrived)).toMatchObject({ acr: 'aal2', auth_time: seconds() });
  });

  it('RFC 9470 §5 asks for a fresh proof where the session is older than max_age, and for no more', async () => {
    const browser = userAgent(app);
    await by(browser, 'app');
    const before = seconds();
    app.clock.move(10 * MINUTE_MS);
    const young = await by(browser, 'app', { max_age: '900' });
    expect(young.asked).toEqual([]);
    expect(await told(young.arrived)).toMatchObject({ auth_time: before });
    const fresh = await by(browser, 'app', { max_age: '300' });
    expect(fresh.asked).toEqual(['ask-proof']);
    expect(await told(fresh.arrived)).toMatchObject({ acr: 'aal2', auth_time: seconds() });
    expect((await by(browser, 'app', { max_age: '300' })).asked).toEqual([]);
  });

  it('RFC 9470 §5 asks one proof for both at once', async () => {
    const browser = userAgent(app);
    await by(browser, 'e-mail code');
    app.clock.move(10 * MINUTE_MS);
    const both = await by(browser, 'app', { acr_values: 'aal2', max_age: '60' });
    expect(both.asked).toEqual(['ask-proof']);
    expect(await told(both.arrived)).toMatchObject({ acr: 'aal2', auth_time: seconds() });
  });

  it('RFC 9470 §5 asks nothing where both are there', async () => {
    const browser = userAgent(app);
    await by(browser, 'passkey');
    for (const over of [{ acr_values: 'aal2' }, { acr_values: 'phr', max_age: '60' }, { claims: essential('aal2') }]) {
      const silent = await by(browser, 'passkey', { ...over, prompt: 'none' });
      expect(answered(silent.arrived)).toHaveProperty('code');
    }
  });

  it('RFC 9470 §5 answers by an error where a demand cannot be met, and never by a weaker token', async () => {
    const bare = await bareProver(app, await makeOrganization(app, 'Oakdale Practice'));
    const browser = userAgent(app);
    await by(browser, 'password', {}, bare);
    const refused = answered(await browser.open(party.request({ claims: essential('aal2') })));
    expect(refused).toMatchObject({ error: 'unmet_authentication_requirements', state: 'state-1', iss: app.url });
    expect(refused).not.toHaveProperty('code');
    // A wish is answered by what there is, and says so.
    const wished = await by(browser, 'password', { acr_values: 'aal2' }, bare);
    expect(await told(wished.arrived)).toMatchObject({ acr: 'aal1' });
  });

  it('RFC 9470 §6 raises no token that was given before, by a step-up or by a refresh', async () => {
    const browser = userAgent(app);
    const weak = await party.exchange((await by(browser, 'e-mail code', OFFLINE)).arrived);
    const before = { active: true, acr: 'two-step', auth_time: seconds() };
    app.clock.move(MINUTE_MS);
    await by(browser, 'app', { acr_values: 'aal2' });
    expect(await introspected(weak)).toMatchObject(before);
    const next = await party.token({ grant_type: 'refresh_token', refresh_token: weak.body.refresh_token });
    expect(next.status).toBe(200);
    expect(await introspected(next)).toMatchObject(before);
    expect(next.claims).toMatchObject({ acr: 'two-step', auth_time: before.auth_time });
  });

  it('RFC 9470 §3 leaves the challenge to APIs: no endpoint of its own sends one', async () => {
    const { body } = await party.exchange((await by(userAgent(app), 'e-mail code')).arrived);
    const headers = { authorization: `Bearer ${body.access_token}` };
    const answer = await fetch(`${app.url}/openid/userinfo`, { headers });
    expect({ status: answer.status, challenge: answer.headers.get('www-authenticate') }).toEqual({
      status: 200,
      challenge: null,
    });
  });

  it('RFC 9470 §7 is told by discovery', async () => {
    const answer = await fetch(`${app.url}/.well-known/openid-configuration`);
    const { acr_values_supported } = (await answer.json()) as { acr_values_supported: string[] };
    expect(acr_values_supported.toSorted()).toEqual(['aal1', 'aal2', 'phr', 'two-step']);
  });
});
