import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../src/platform/kernel/time.ts';
import type { TestApp } from '../../../app.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { hidden, onEachEngine, type Stage, signInAt } from '../stage.ts';
import { type Arrived, type UserAgent, userAgent } from '../user-agent.ts';

const DEVICE_CODE = 'urn:ietf:params:oauth:grant-type:device_code';

interface Begun {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
}

function cart(app: TestApp, over: Partial<Parameters<typeof relyingParty>[1]> = {}): Promise<RelyingParty> {
  return relyingParty(app, { name: 'Telehealth cart', kind: 'device', auth: 'none', redirectUris: [], ...over });
}

async function begin(party: RelyingParty, scope = 'openid email'): Promise<Begun> {
  return (await (await party.post('/openid/device/authorize', { scope })).json()) as Begun;
}

function poll(party: RelyingParty, { device_code }: Begun) {
  return party.token({ grant_type: DEVICE_CODE, device_code });
}

/** Types a code; where that leads to the question whether to let the device in, that page. */
async function type(browser: UserAgent, user_code: string): Promise<Arrived> {
  const form = await browser.open('/openid/device');
  return browser.submit('/openid/device', { xsrf: hidden(form, 'xsrf'), user_code });
}

/** Answers that question. */
function answer(browser: UserAgent, asked: Arrived, how: 'confirm' | 'abort'): Promise<Arrived> {
  const fields = { xsrf: hidden(asked, 'xsrf'), user_code: hidden(asked, 'user_code'), [how]: 'yes' };
  return browser.submit('/openid/device', fields);
}

async function letIn({ address }: Stage, browser: UserAgent, user_code: string, as = address): Promise<Arrived> {
  return signInAt(browser, await answer(browser, await type(browser, user_code), 'confirm'), as);
}

/** What is wrong with a code, by the words of its page; null: it is asked whether to let the device in, or it is in. */
function problemOf(at: Arrived): string | null {
  const html = at.kind === 'page' ? at.html : '';
  return /role="alert"[^]*?<(?:strong|p|h2)[^>]*>([^<]+)</.exec(html)?.[1] ?? null;
}

onEachEngine('devices without a browser', (stage) => {
  it('RFC 8628 §3.2 gives a device a long code, and its person a short one that cannot be misread', async () => {
    const answer = await (await cart(stage().app)).post('/openid/device/authorize', { scope: 'openid' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const begun = (await answer.json()) as Begun;
    expect(begun.device_code).toMatch(/^[\w-]{43}$/);
    // No vowels, so no words; no digits, so nothing that looks like a letter (§6.1).
    expect(begun.user_code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    expect(begun.verification_uri).toBe(`${stage().app.url}/openid/device`);
    expect(begun.verification_uri_complete).toBe(`${begun.verification_uri}?user_code=${begun.user_code}`);
    expect(begun.expires_in).toBe(600);
  });

  it('RFC 8628 §3.1 refuses a client that is no device, one that is unknown, and one without its secret', async () => {
    const web = await relyingParty(stage().app);
    const refused = [
      await web.post('/openid/device/authorize', { scope: 'openid' }),
      await web.post('/openid/device/authorize', { scope: 'openid', client_secret: 'wrong' }),
      await (await cart(stage().app)).post('/openid/device/authorize', { client_id: 'unknown', scope: 'openid' }),
    ];
    const errors = await Promise.all(refused.map(async (one) => ((await one.json()) as { error: string }).error));
    // RFC 6749 §5.2 would say `unauthorized_client` to the first.
    expect(errors).toEqual(['invalid_request', 'invalid_client', 'invalid_client']);
  });

  it('RFC 8628 §3.5 says pending until its person has answered, then gives tokens, once', async () => {
    const party = await cart(stage().app);
    const begun = await begin(party);
    for (let n = 0; n < 3; n++) {
      expect(await poll(party, begun)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
    }
    const browser = userAgent(stage().app);
    const asked = await type(browser, begun.user_code);
    expect(asked).toMatchObject({ kind: 'page', status: 200, html: expect.stringContaining('Telehealth cart') });
    expect(problemOf(asked)).toBeNull();
    expect(await poll(party, begun)).toMatchObject({ body: { error: 'authorization_pending' } });
    const signIn = await answer(browser, asked, 'confirm');
    expect(await poll(party, begun)).toMatchObject({ body: { error: 'authorization_pending' } });
    const done = await signInAt(browser, signIn, stage().address);
    expect(done).toMatchObject({ kind: 'page', status: 200, html: expect.stringContaining('Telehealth cart') });
    const tokens = await poll(party, begun);
    expect(tokens).toMatchObject({ status: 200, claims: { email: stage().address, acr: 'aal1' } });
    expect(await poll(party, begun)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const { access_token: token } = tokens.body;
    const userinfo = await fetch(`${stage().app.url}/openid/userinfo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    // A code that was used twice is in two hands (RFC 9700 §2.2.2): what came of it is dead.
    expect(userinfo.status).toBe(401);
  });

  it('RFC 8628 §3.3 asks somebody who is signed in once, and not again', async () => {
    const party = await cart(stage().app);
    const browser = userAgent(stage().app);
    await letIn(stage(), browser, (await begin(party)).user_code);
    const begun = await begin(party);
    const done = await answer(browser, await type(browser, begun.user_code), 'confirm');
    expect(done.url.pathname).toMatch(/^\/openid\/device/);
    expect(await poll(party, begun)).toMatchObject({ status: 200 });
  });

  it('RFC 8628 §3.5 says denied when its person denied it', async () => {
    const party = await cart(stage().app);
    const begun = await begin(party);
    const browser = userAgent(stage().app);
    await answer(browser, await type(browser, begun.user_code), 'abort');
    expect(await poll(party, begun)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
    expect(problemOf(await type(browser, begun.user_code))).not.toBeNull();
  });

  it('RFC 8628 §3.5 says denied when its person went back from the sign-in', async () => {
    const party = await cart(stage().app);
    const begun = await begin(party);
    const browser = userAgent(stage().app);
    const at = await answer(browser, await type(browser, begun.user_code), 'confirm');
    await browser.open(`/openid/interaction/${at.url.searchParams.get('application')}/cancel`);
    expect(await poll(party, begun)).toMatchObject({ status: 400, body: { error: 'access_denied' } });
  });

  it('RFC 8628 §3.5 says expired after ten minutes, to the device and to its person', async () => {
    const party = await cart(stage().app);
    const [begun, allowed] = [await begin(party), await begin(party)];
    const browser = userAgent(stage().app);
    await letIn(stage(), browser, allowed.user_code);
    stage().app.clock.move(10 * MINUTE_MS - 1_000);
    expect(await poll(party, begun)).toMatchObject({ body: { error: 'authorization_pending' } });
    stage().app.clock.move(1_000);
    expect(await poll(party, begun)).toMatchObject({ status: 400, body: { error: 'expired_token' } });
    expect(await poll(party, allowed)).toMatchObject({ status: 400, body: { error: 'expired_token' } });
    expect(problemOf(await type(browser, begun.user_code))).not.toBeNull();
  });

  it('RFC 8628 §6.1 takes the code in any case, with spaces, with other dashes, and without', async () => {
    const party = await cart(stage().app);
    const spell = [
      (code: string) => code.toLowerCase(),
      (code: string) => code.replace('-', ' '),
      (code: string) => code.replace('-', ''),
      (code: string) => ` ${code.replace('-', ' – ').toLowerCase()} `,
      (code: string) => code.split('').join(' '),
    ];
    const browser = userAgent(stage().app);
    for (const spelled of spell) {
      const begun = await begin(party);
      await letIn(stage(), browser, spelled(begun.user_code));
      expect(await poll(party, begun), spelled(begun.user_code)).toMatchObject({ status: 200 });
    }
  });

  it('RFC 8628 §3.3 takes a code once: not of who types it again, and not of a second browser', async () => {
    const party = await cart(stage().app);
    const begun = await begin(party);
    const [browser, other] = [userAgent(stage().app), userAgent(stage().app)];
    const stale = await type(other, begun.user_code);
    await letIn(stage(), browser, begun.user_code);
    // The second stood at the question already.
    expect(problemOf(await answer(other, stale, 'confirm'))).not.toBeNull();
    for (const one of [browser, other]) expect(problemOf(await type(one, begun.user_code))).not.toBeNull();
    expect(await poll(party, begun)).toMatchObject({ status: 200, claims: { email: stage().address } });
  });

  it('RFC 8628 §5.4 shows a code that comes with the address, and does nothing with it', async () => {
    const party = await cart(stage().app);
    const begun = await begin(party);
    const browser = userAgent(stage().app);
    const at = await browser.open(
      new URL(begun.verification_uri_complete).pathname + new URL(begun.verification_uri_complete).search,
    );
    expect(at).toMatchObject({
      kind: 'page',
      status: 200,
      html: expect.stringContaining(`value="${begun.user_code}"`),
    });
    expect(at.kind === 'page' && at.html).not.toContain('Telehealth cart');
    expect(await poll(party, begun)).toMatchObject({ body: { error: 'authorization_pending' } });
    const odd = await browser.open(`/openid/device?user_code=${encodeURIComponent('"><script>alert(1)</script>')}`);
    expect(odd.kind === 'page' && odd.html).not.toContain('<script>alert');
  });

  it('RFC 8628 §5.4 lets nobody in by a form of another site or browser', async () => {
    const party = await cart(stage().app);
    const begun = await begin(party);
    const [browser, other] = [userAgent(stage().app), userAgent(stage().app)];
    const foreign = hidden(await other.open('/openid/device'), 'xsrf');
    await letIn(stage(), browser, (await begin(party)).user_code);
    for (const xsrf of [foreign, '']) {
      await browser.open('/openid/device');
      const at = await browser.submit('/openid/device', { xsrf, user_code: begun.user_code, confirm: 'yes' });
      expect(at).toMatchObject({ kind: 'page', status: 400 });
    }
    expect(await poll(party, begun)).toMatchObject({ body: { error: 'authorization_pending' } });
  });

  it('RFC 8628 §3.4 gives a code’s tokens to the client that began, and to no other', async () => {
    const [party, other] = [await cart(stage().app), await cart(stage().app)];
    const begun = await begin(party);
    await letIn(stage(), userAgent(stage().app), begun.user_code);
    expect(await poll(other, begun)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const web = await relyingParty(stage().app);
    // RFC 6749 §5.2 would say `unauthorized_client`.
    expect(await poll(web, begun)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(await party.token({ grant_type: DEVICE_CODE, device_code: begun.user_code })).toMatchObject({ status: 400 });
    expect(await poll(party, begun)).toMatchObject({ status: 200 });
  });

  it('RFC 8628 §5.1 stops guessing codes after 30 wrong ones from one place, and lets right ones through until then', async () => {
    // Later than all wrong codes of other tests here.
    stage().app.clock.move(24 * 60 * MINUTE_MS);
    const party = await cart(stage().app);
    const browser = userAgent(stage().app);
    for (let n = 0; n < 29; n++) {
      const at = await type(
        browser,
        `BBBBBB${'BCDFGHJKLMNPQRSTVWXZ'[n % 20]}${'BCDFGHJKLMNPQRSTVWXZ'[Math.floor(n / 20)]}`,
      );
      expect(problemOf(at), String(n)).not.toBeNull();
    }
    await letIn(stage(), browser, (await begin(party)).user_code);
    expect(await type(browser, 'BBBBBBBB')).toMatchObject({ status: 200 });
    const begun = await begin(party);
    const form = await browser.open('/openid/device');
    for (const fields of [{ user_code: begun.user_code }, { user_code: begun.user_code, confirm: 'yes' }]) {
      const closed = await browser.submit('/openid/device', { xsrf: hidden(form, 'xsrf'), ...fields });
      expect(closed).toMatchObject({ kind: 'page', status: 429 });
    }
    expect(await poll(party, begun)).toMatchObject({ body: { error: 'authorization_pending' } });
    stage().app.clock.move(60 * MINUTE_MS);
    const later = await begin(party);
    await letIn(stage(), browser, later.user_code);
    expect(await poll(party, later)).toMatchObject({ status: 200 });
  });

  it('RFC 8628 §5.1 counts wrong codes of parallel guesses, each', async () => {
    stage().app.clock.move(24 * 60 * MINUTE_MS);
    const guesses = await Promise.all(
      Array.from({ length: 40 }, async () => {
        const browser = userAgent(stage().app);
        const xsrf = hidden(await browser.open('/openid/device'), 'xsrf');
        return () => browser.submit('/openid/device', { xsrf, user_code: 'BBBBBBBB' });
      }),
    );
    const pages = await Promise.all(guesses.map((guess) => guess()));
    expect(pages.filter((page) => problemOf(page) === null && page.kind === 'page' && page.status === 200)).toEqual([]);
    const { user_code } = await begin(await cart(stage().app));
    expect(await type(userAgent(stage().app), user_code)).toMatchObject({ kind: 'page', status: 429 });
  });

  it('RFC 8628 §4 is told by discovery', async () => {
    const answer = await fetch(`${stage().app.url}/.well-known/oauth-authorization-server`);
    expect(await answer.json()).toMatchObject({
      device_authorization_endpoint: `${stage().app.url}/openid/device/authorize`,
      grant_types_supported: expect.arrayContaining([DEVICE_CODE]),
    });
  });
});
