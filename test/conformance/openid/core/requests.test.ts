import { randomInt } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeAccount, PASSWORD } from '../../../app.ts';
import { relyingParty } from '../relying-party.ts';
import { answered, answerOf, onEachEngine, signInAt } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

onEachEngine('an authorization request', (stage) => {
  /** Somebody who is signed in, and an application that nobody has used. */
  async function signedIn() {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const first = await answerOf(stage(), party, {}, browser);
    return { party, browser, first };
  }

  describe('OpenID Connect Core §3.1.2.1', () => {
    it.each([
      ['without a nonce', { nonce: null }],
      ['with scopes in another order', { scope: 'email organizations profile openid' }],
      ['with a scope that nobody knows', { scope: 'openid wonder' }],
      ['with display=page', { display: 'page' }],
      ['with display=popup', { display: 'popup' }],
      ['with a parameter that nobody knows', { extra: 'foobar' }],
      ['with ui_locales', { ui_locales: 'se es' }],
      ['with claims_locales', { claims_locales: 'se' }],
      ['with login_hint', { login_hint: 'somebody@else.example' }],
      ['with max_age=10000', { max_age: '10000' }],
      ['with acr_values that nobody knows', { acr_values: '1 2' }],
      ['with prompt=none for who is signed in', { prompt: 'none' }],
    ])('succeeds %s', async (_what, over) => {
      const { party, browser } = await signedIn();
      const arrived = await browser.open(party.request(over));
      expect(answered(arrived)).toMatchObject({ state: 'state-1', iss: stage().app.url });
      const { status, claims } = await party.exchange(arrived);
      expect(status).toBe(200);
      expect(claims['nonce']).toBe('nonce' in over ? undefined : 'nonce-1');
    });

    it('succeeds as a form, and asks who comes without a session to sign in first', async () => {
      const { party, browser } = await signedIn();
      const fields = Object.fromEntries(new URL(party.request(), stage().app.url).searchParams);
      const there = await browser.submit('/openid/authorize', fields);
      expect((await party.exchange(there)).status).toBe(200);
      const stranger = await userAgent(stage().app).submit('/openid/authorize', fields);
      expect(stranger).toMatchObject({ kind: 'page', url: { pathname: '/sign-in' } });
    });

    it('as a form of more fields than a request has is refused', async () => {
      const fields = Object.fromEntries(Array.from({ length: 60 }, (_, place) => [`field${place}`, 'x']));
      expect(await userAgent(stage().app).submit('/openid/authorize', fields)).toMatchObject({ status: 400 });
    });

    it('prompt=none for somebody who is not signed in is answered login_required, without a page', async () => {
      const party = await relyingParty(stage().app);
      const arrived = await userAgent(stage().app).open(party.request({ prompt: 'none' }));
      expect(answered(arrived)).toMatchObject({ error: 'login_required', state: 'state-1' });
      expect(answered(arrived)).not.toHaveProperty('code');
    });

    it('prompt=none where consent is missing is answered consent_required', async () => {
      const { browser } = await signedIn();
      const third = await relyingParty(stage().app, { firstParty: false });
      const arrived = await browser.open(third.request({ prompt: 'none' }));
      expect(answered(arrived)).toMatchObject({ error: 'consent_required' });
    });

    it('prompt=login asks who is signed in to sign in again, and tells the later auth_time', async () => {
      const { party, browser, first } = await signedIn();
      const before = (await party.exchange(first)).claims;
      stage().app.clock.move(5_000);
      const at = await browser.open(party.request({ prompt: 'login' }));
      expect(at).toMatchObject({ kind: 'page', url: { pathname: '/sign-in' } });
      const after = (await party.exchange(await signInAt(browser, at, stage().address))).claims;
      expect(after.sub).toBe(before.sub);
      expect(after['auth_time']).toBe(Number(before['auth_time']) + 5);
    });

    it('max_age=1 asks again once the proof is older, and tells auth_time', async () => {
      const { party, browser, first } = await signedIn();
      const before = (await party.exchange(first)).claims;
      stage().app.clock.move(3_000);
      const at = await browser.open(party.request({ max_age: '1' }));
      expect(at).toMatchObject({ kind: 'page', url: { pathname: '/sign-in' } });
      const after = (await party.exchange(await browser.prove(at.url, [{ answer: 'password', password: PASSWORD }])))
        .claims;
      expect(Number(after['auth_time'])).toBeGreaterThan(Number(before['auth_time']));
    });

    it('max_age=10000 does not ask again, and tells when the person was proved', async () => {
      const { party, browser, first } = await signedIn();
      const before = (await party.exchange(first)).claims;
      stage().app.clock.move(3_000);
      const after = (await party.exchange(await browser.open(party.request({ max_age: '10000' })))).claims;
      expect(after['auth_time']).toBe(before['auth_time']);
    });

    it('login_hint fills the field and submits nothing', async () => {
      const party = await relyingParty(stage().app);
      const at = await userAgent(stage().app).open(party.request({ login_hint: 'amara@riverside.example' }));
      expect(at.url.searchParams.get('application')).not.toBeNull();
      const html = await (await fetch(at.url, { headers: { accept: 'text/html' } })).text();
      expect(html).toContain('value="amara@riverside.example"');
      expect(html).toContain('name="answer" value="identifier"');
    });

    it('id_token_hint of who is signed in succeeds with prompt=none', async () => {
      const { party, browser, first } = await signedIn();
      const { body, claims } = await party.exchange(first);
      const arrived = await browser.open(party.request({ prompt: 'none', id_token_hint: body.id_token }));
      expect((await party.exchange(arrived)).claims.sub).toBe(claims.sub);
    });

    it('id_token_hint of somebody else is answered login_required with prompt=none, and never with a token', async () => {
      const { party, first } = await signedIn();
      const { body } = await party.exchange(first);
      const { browser } = await otherPerson();
      const arrived = await browser.open(party.request({ prompt: 'none', id_token_hint: body.id_token }));
      expect(answered(arrived)).toMatchObject({ error: 'login_required' });
    });

    it('id_token_hint of somebody else asks for that person, and refuses another', async () => {
      const { party, first } = await signedIn();
      const { body } = await party.exchange(first);
      const { browser, address } = await otherPerson();
      const at = await browser.open(party.request({ id_token_hint: body.id_token }));
      expect(at).toMatchObject({ kind: 'page', url: { pathname: '/sign-in' } });
      expect(answered(await browser.signIn(at.url, { address }))).toMatchObject({ error: 'login_required' });
    });

    /** Another person of the clinic, signed in. */
    async function otherPerson() {
      const address = `other${randomInt(1e9)}@riverside.example`;
      await makeAccount(stage().app, address, stage().organization);
      const browser = userAgent(stage().app);
      const party = await relyingParty(stage().app);
      await signInAt(browser, await browser.open(party.request()), address);
      return { browser, address };
    }
  });

  describe('OpenID Connect Core §3.1.2.6', () => {
    it.each([
      ['no response_type', { response_type: null }, 'invalid_request'],
      ['response_type=id_token', { response_type: 'id_token' }, 'unsupported_response_type'],
      ['response_type=code id_token', { response_type: 'code id_token' }, 'unsupported_response_type'],
      ['response_type=none', { response_type: 'none' }, 'unsupported_response_type'],
      ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
      ['a request object by reference', { request_uri: 'https://app.example/r' }, 'request_uri_not_supported'],
      ['a registration', { registration: '{}' }, 'registration_not_supported'],
      ['prompt=none with another', { prompt: 'none consent' }, 'invalid_request'],
      ['a prompt that nobody knows', { prompt: 'dance' }, 'invalid_request'],
      ['a negative max_age', { max_age: '-1' }, 'invalid_request'],
      ['claims that are no JSON', { claims: 'all' }, 'invalid_request'],
      ['a hint that is no token', { id_token_hint: 'x.y.z' }, 'invalid_request'],
      ['offline_access of a wrong response mode', { response_mode: 'web_message' }, 'unsupported_response_mode'],
    ] as const)('answers %s with its error, at the application and with its state', async (_what, over, error) => {
      const { party, browser } = await signedIn();
      const arrived = await browser.open(party.request(over));
      expect(arrived.url.href.startsWith('https://app.example/callback')).toBe(true);
      const said = { ...answered(arrived), ...Object.fromEntries(new URLSearchParams(arrived.url.hash.slice(1))) };
      expect(said).toMatchObject({ error, state: 'state-1' });
      expect(said).not.toHaveProperty('code');
    });

    it.each([
      ['no redirect_uri where two are registered', { redirect_uri: null }],
      ['an empty redirect_uri', { redirect_uri: '' }],
      ['a redirect_uri that is not registered', { redirect_uri: 'https://app.example/callback/other' }],
      ['one that only begins like a registered one', { redirect_uri: 'https://app.example/callback2' }],
      ['one with a query added', { redirect_uri: 'https://app.example/callback?x=1' }],
      ['a client that nobody knows', { client_id: 'nobody' }],
      ['no client', { client_id: null }],
    ])('shows %s on a page of ours and leads nowhere', async (_what, over) => {
      const party = await relyingParty(stage().app, {
        redirectUris: ['https://app.example/callback', 'https://app.example/second'],
      });
      const arrived = await userAgent(stage().app).open(party.request(over));
      expect(arrived).toMatchObject({ kind: 'page', status: 400, url: { pathname: '/openid/authorize' } });
    });

    it('shows a missing redirect_uri on a page of ours, also where only one is registered', async () => {
      const party = await relyingParty(stage().app);
      const arrived = await userAgent(stage().app).open(party.request({ redirect_uri: null }));
      expect(arrived).toMatchObject({ kind: 'page', status: 400, url: { pathname: '/openid/authorize' } });
    });

    it('shows a disabled client on a page of ours', async () => {
      const party = await relyingParty(stage().app);
      await stage().app.instance.clients.disable(party.client.id);
      expect(await userAgent(stage().app).open(party.request())).toMatchObject({ kind: 'page', status: 400 });
    });
  });
});
