import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../../../app.ts';
import { appCode } from '../../../harness/totp.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { userAgent } from '../user-agent.ts';

const EVIL = 'evil.example';

/** What whoever can reach the server may claim about where it is. */
const FORGED = {
  host: EVIL,
  'x-forwarded-host': EVIL,
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '8443',
  'x-forwarded-for': '192.0.2.66',
  'x-original-host': EVIL,
  'x-host': EVIL,
  'x-forwarded-server': EVIL,
  'x-forwarded-prefix': '/evil',
  forwarded: `for=192.0.2.66;host=${EVIL};proto=https`,
} as const;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** Nobody and a believed proxy: neither is asked where the service is. */
describe.each([
  ['sqlite', {}],
  ['postgres', { VESTIBULE_TRUSTED_PROXIES: '127.0.0.0/8' }],
] as const)('O5 a forged host on %s, trusting %j', (engine, env) => {
  let app: TestApp;
  let party: RelyingParty;
  beforeAll(async () => {
    app = await startApp({ engine, env });
    const clinic = await makeOrganization(app, 'Riverside Clinic', {});
    await makeAccount(app, 'amara@riverside.example', clinic);
    party = await relyingParty(app, { kind: 'native', auth: 'none', redirectUris: ['http://127.0.0.1/callback'] });
  });
  afterAll(() => app?.stop());

  function send(
    path: string,
    options: { method?: string; body?: string; headers?: Readonly<Record<string, string>> } = {},
    forged: Readonly<Record<string, string>> = FORGED,
  ): Promise<Answer> {
    const { method = 'GET', body, headers } = options;
    const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    return new Promise((resolve, reject) => {
      const sent = httpRequest(
        new URL(path, app.url),
        { method, headers: { accept: 'text/html', ...type, ...headers, ...forged } },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => {
            text += part;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  function expectHonest(answer: Answer, what: string): void {
    const said = `${JSON.stringify(answer.headers)}\n${answer.text}`;
    expect(said, what).not.toContain(EVIL);
    expect(said, what).not.toContain('8443');
    expect(said, what).not.toContain('/evil');
    // The scheme of a claim does not get through either.
    expect(said, what).not.toContain(app.url.replace('http:', 'https:'));
  }

  it.each(['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/openid/jwks'])(
    'changes nothing of the document %s',
    async (path) => {
      const forged = await send(path);
      const honest = await send(path, {}, {});
      expect(forged.status).toBe(200);
      expect(forged.text).toBe(honest.text);
    },
  );

  it.each(['/', '/sign-in', '/help', '/account', '/openid/device', '/openid/logout', '/openid/authorize', '/nowhere'])(
    'is in no page, redirect or header of %s',
    async (path) => expectHonest(await send(path), path),
  );

  it('is in no answer to an application: code, pushed request, device, errors', async () => {
    const lines: [string, Parameters<typeof send>[1]][] = [
      [party.request(), {}],
      [party.request({ prompt: 'none' }), {}],
      [party.request({ response_mode: 'form_post', prompt: 'none' }), {}],
      [party.request({ redirect_uri: 'https://elsewhere.example' }), {}],
      ['/openid/par', { method: 'POST', body: party.request().split('?')[1] ?? '' }],
      ['/openid/device/authorize', { method: 'POST', body: `client_id=${party.client.id}&scope=openid` }],
      ['/openid/token', { method: 'POST', body: `client_id=${party.client.id}&grant_type=authorization_code` }],
      ['/openid/userinfo', { headers: { authorization: 'Bearer made-up' } }],
      ['/openid/authorize', { method: 'POST', body: party.request().split('?')[1] ?? '' }],
    ];
    for (const [path, options] of lines) {
      const answer = await send(path, options);
      expectHonest(answer, path);
      const location = answer.headers['location'];
      if (location !== undefined) expect(String(location)).toMatch(/^\/|^http:\/\/127\.0\.0\.1\/callback/);
    }
    const device = await send('/openid/device/authorize', {
      method: 'POST',
      body: `client_id=${party.client.id}&scope=openid`,
    });
    expect(JSON.parse(device.text)).toMatchObject({ verification_uri: `${app.url}/openid/device` });
    const error = await send(party.request({ prompt: 'none' }));
    expect(new URL(String(error.headers['location'])).searchParams.get('iss')).toBe(app.url);
  });

  it('is in neither ID tokens nor anything else on the way to one', async () => {
    const web = await relyingParty(app);
    const browser = userAgent(app);
    await makeAccount(app, 'olu@oakdale.example', await makeOrganization(app, 'Oakdale Practice'));
    const at = await browser.open(web.request());
    const there = await browser.signIn(at.url, { address: 'olu@oakdale.example' });
    const body = new URLSearchParams({
      client_id: web.client.id,
      client_secret: web.secret ?? '',
      grant_type: 'authorization_code',
      code: there.url.searchParams.get('code') ?? '',
      redirect_uri: 'https://app.example/callback',
      code_verifier: web.verifier,
    });
    const tokens = JSON.parse((await send('/openid/token', { method: 'POST', body: body.toString() })).text);
    const claims = JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString());
    expect(claims.iss).toBe(app.url);
    const cookie = [...browser.cookies('/openid/logout')].map(([name, value]) => `${name}=${value}`).join('; ');
    const asked = await send(`/openid/logout?id_token_hint=${tokens.id_token}`, { headers: { cookie } });
    expect(asked.text).toContain('action="/openid/logout/confirm"');
    expectHonest(asked, 'sign-out');
  });

  it('is in no mail', async () => {
    const cookies = new Map<string, string>();
    const address = 'amara@riverside.example';
    let csrf = '';
    let attempt: { id: string; version: number } | null = null;
    async function step(fields: Readonly<Record<string, unknown>> | null) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const headers = { accept: 'application/json', cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' };
      const at = attempt === null ? {} : { attempt: attempt.id, version: attempt.version };
      const answer = await send('/sign-in', {
        ...(fields === null ? {} : { method: 'POST', body: JSON.stringify({ ...at, ...fields }) }),
        headers,
      });
      for (const line of answer.headers['set-cookie'] ?? []) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
        cookies.set(name, value);
      }
      const shown = JSON.parse(answer.text);
      csrf = shown.csrf;
      attempt = shown.page.attempt;
      expectHonest(answer, 'sign-in');
      return shown;
    }
    await step(null);
    await step({ answer: 'identifier', address });
    const binding = await step({ answer: 'password', password: PASSWORD });
    const secret = new URL(binding.page.views.binding.view.uri).searchParams.get('secret') ?? '';
    await step({ answer: 'bind', method: 'totp', code: appCode(secret, app.clock.now()) });
    await step({ answer: 'recovery-code-saved', saved: true });
    for (const wanted of [/Set-up of your sign-in was started/, /Your sign-in is set up/]) {
      const mail = await app.mail.waitFor(address, wanted);
      expect(mail.text).toContain(`${app.url}/stop/`);
      expect(mail.text).not.toContain(EVIL);
    }
  });
});
