import { beforeAll, expect, it } from 'vitest';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { answered, answerOf, hidden, onEachEngine } from '../stage.ts';
import { type UserAgent, userAgent } from '../user-agent.ts';
import { mutationsOf } from './mutations.ts';

const REGISTERED = ['https://app.example/callback', 'https://app.example/callback?tenant=1'];
const SEED = 9_700;

onEachEngine('where answers go', (stage) => {
  let party: RelyingParty;
  let browser: UserAgent;
  beforeAll(async () => {
    party = await relyingParty(stage().app, { redirectUris: REGISTERED, postLogoutRedirectUris: REGISTERED });
    browser = userAgent(stage().app);
    // Signed in: any address that were taken for a registered one would get a code at once.
    await answerOf(stage(), party, {}, browser);
  });

  async function answerTo(path: string) {
    const cookie = [...browser.cookies('/openid/authorize')].map(([name, value]) => `${name}=${value}`).join('; ');
    return fetch(`${stage().app.url}${path}`, { redirect: 'manual', headers: { cookie, accept: 'text/html' } });
  }

  it('RFC 9700 §4.1.3 answers at each registered address', async () => {
    for (const redirect_uri of REGISTERED) {
      const answer = await answerTo(party.request({ redirect_uri }));
      const location = new URL(answer.headers.get('location') ?? '');
      expect(location.href.startsWith(redirect_uri)).toBe(true);
      expect(location.searchParams.get('code')).toEqual(expect.any(String));
    }
  });

  it('RFC 9700 §4.1.3 leads to none of 200 addresses that are nearly registered, and gives none a code', async () => {
    const mutations = mutationsOf(REGISTERED, 200, SEED);
    expect(new Set(mutations.map(({ kind }) => kind)).size).toBe(20);
    const led: unknown[] = [];
    for (const { kind, uri } of mutations) {
      const answer = await answerTo(party.request({ redirect_uri: uri }));
      const location = answer.headers.get('location');
      if (answer.status !== 400 || location !== null) led.push({ kind, uri, status: answer.status, location });
      await answer.body?.cancel();
    }
    expect(led).toEqual([]);
  });

  it('RFC 9700 §4.1.3 shows on the page of the refusal none of them as a link', async () => {
    for (const uri of ['https://evil.example/callback', 'javascript:alert(1)', '"><a href="https://evil.example">']) {
      const answer = await answerTo(party.request({ redirect_uri: uri }));
      expect(await answer.text()).not.toMatch(/(href|action|src)="(https:\/\/evil|javascript)/);
      expect(answer.headers.get('content-security-policy')).not.toContain('evil');
    }
  });

  it('RFC 9700 §4.1.3 pushes none of them either', async () => {
    const taken: unknown[] = [];
    const fields = Object.fromEntries(new URL(party.request(), 'http://localhost').searchParams);
    for (const { kind, uri } of mutationsOf(REGISTERED, 40, SEED + 1)) {
      const answer = await party.post('/openid/par', { ...fields, redirect_uri: uri });
      if (answer.status !== 400) taken.push({ kind, uri });
      await answer.body?.cancel();
    }
    expect(taken).toEqual([]);
  });

  it('RFC 9700 §4.1.3 gives no code where an address stands twice, in whatever order', async () => {
    const evil = `redirect_uri=${encodeURIComponent('https://evil.example/')}`;
    const [path, query] = party.request().split('?');
    const doubled = [
      `${path}?${query}&${evil}`,
      `${path}?${evil}&${query}`,
      `${path}?${query}&redirect_uri[]=https://evil.example/`,
      `${path}?${query?.replace('redirect_uri', 'redirect_uri[0]')}&${evil}`,
      `${path}?${query};${evil}`,
      `${path}?${query}&client_id=other`,
    ];
    for (const one of doubled) {
      const location = (await answerTo(one)).headers.get('location') ?? '';
      expect(location, one).not.toContain('evil.example');
      if (!one.includes('redirect_uri[]') && !one.includes(';')) expect(location, one).not.toMatch(/[?&]code=/);
    }
  });

  it('RFC 9700 §4.1.3 redeems a code with the address of its request alone', async () => {
    const arrived = await answerOf(stage(), party, {}, browser);
    for (const redirect_uri of [REGISTERED[1] ?? '', 'https://app.example/callback/', 'https://evil.example/', null]) {
      expect((await party.exchange(arrived, { redirect_uri })).status).toBe(400);
    }
    expect((await party.exchange(arrived)).status).toBe(200);
  });

  it('RFC 9700 §4.11 has no address that leads elsewhere because a parameter says so', async () => {
    const evil = encodeURIComponent('https://evil.example/');
    const names = ['next', 'return_to', 'returnTo', 'redirect', 'url', 'continue', 'redirect_uri', 'target_link_uri'];
    const query = names.map((name) => `${name}=${evil}`).join('&');
    const paths = [
      '/',
      '/sign-in',
      '/account',
      '/openid/authorize',
      '/openid/authorize/unknown',
      '/openid/interaction/unknown',
      '/openid/interaction/unknown/finish',
      '/openid/interaction/unknown/cancel',
      '/openid/device',
      '/openid/device/unknown',
      '/openid/logout/success',
      '//evil.example/',
      '/\\evil.example/',
    ];
    for (const path of paths) {
      const answer = await answerTo(`${path}?${query}`);
      const location = answer.headers.get('location');
      expect(location === null ? stage().app.url : new URL(location, stage().app.url).origin, path).toBe(
        stage().app.url,
      );
    }
  });

  it('RFC 9700 §4.11 signs out to none of 40 addresses that are nearly registered', async () => {
    const led: unknown[] = [];
    for (const { kind, uri } of mutationsOf(REGISTERED, 40, SEED + 2)) {
      const query = new URLSearchParams({ client_id: party.client.id, post_logout_redirect_uri: uri });
      const answer = await answerTo(`/openid/logout?${query}`);
      const location = answer.headers.get('location');
      if (answer.status !== 400 || location !== null) led.push({ kind, uri, status: answer.status, location });
      await answer.body?.cancel();
    }
    expect(led).toEqual([]);
  });

  it('RFC 9700 §4.2.4 tells no other site where its pages are, on any of them', async () => {
    const consenting = await relyingParty(stage().app, { firstParty: false });
    const asked = await answerOf(stage(), consenting, {}, browser);
    const paths = [
      party.request(),
      party.request({ prompt: 'login' }),
      party.request({ response_mode: 'form_post' }),
      party.request({ redirect_uri: 'https://evil.example/' }),
      asked.url.pathname,
      '/openid/device',
      '/openid/logout',
    ];
    for (const path of paths) {
      const { headers } = await answerTo(path);
      expect(headers.get('referrer-policy'), path).toMatch(/^(same-origin|no-referrer)$/);
      expect(headers.get('cache-control'), path).toContain('no-store');
    }
  });

  it('RFC 9700 §4.16 lets no other site frame them', async () => {
    for (const path of [party.request({ redirect_uri: 'x' }), '/openid/device', '/openid/logout', '/sign-in']) {
      const { headers } = await answerTo(path);
      expect(headers.get('content-security-policy'), path).toContain("frame-ancestors 'none'");
    }
  });

  it('RFC 9700 §4.12 leads on with a status that repeats no form', async () => {
    const consenting = await relyingParty(stage().app, { firstParty: false });
    const other = userAgent(stage().app);
    const asked = await answerOf(stage(), consenting, {}, other);
    const cookie = [...other.cookies(asked.url.pathname)].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${asked.url.href}/consent`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie },
      body: new URLSearchParams({ decision: 'allow', csrf: hidden(asked, 'csrf') }),
    });
    expect(answer.status).toBe(303);
    expect((await answerTo(party.request())).status).toBe(303);
  });

  it('RFC 9700 §4.4.2 names itself in each answer, so that no other server’s answer passes for its own', async () => {
    expect(answered(await browser.open(party.request()))).toMatchObject({ iss: stage().app.url });
    expect(answered(await browser.open(party.request({ prompt: 'none login' })))).toMatchObject({
      iss: stage().app.url,
    });
  });

  it('RFC 9700 §4.4.1 redeems a code by the client of its request alone, and leaves it to that', async () => {
    const other = await relyingParty(stage().app, { redirectUris: REGISTERED });
    const arrived = await answerOf(stage(), party, {}, browser);
    const stolen = await other.exchange(arrived, { code_verifier: party.verifier });
    expect(stolen).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await party.exchange(arrived)).toMatchObject({ status: 200 });
  });
});
