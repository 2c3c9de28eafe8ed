import { describe, expect, it, vi } from 'vitest';
import { CALLBACK, type RelyingParty, relyingParty } from '../relying-party.ts';
import { answered, answerOf, hidden, onEachEngine } from '../stage.ts';
import { type Arrived, type UserAgent, userAgent } from '../user-agent.ts';

const BYE = 'https://app.example/bye';
const ONE_DAY_MS = 86_400_000;

onEachEngine('signing out at the request of an application', (stage) => {
  async function signedIn() {
    const party = await relyingParty(stage().app, { postLogoutRedirectUris: [BYE] });
    const browser = userAgent(stage().app);
    const { body, claims } = await party.exchange(await answerOf(stage(), party, {}, browser));
    return { party, browser, hint: body.id_token as string, token: body.access_token as string, claims };
  }

  const path = (fields: Readonly<Record<string, string>>) => `/openid/logout?${new URLSearchParams(fields)}`;
  const press = (browser: UserAgent, at: Arrived, choice: Readonly<Record<string, string>>) =>
    browser.submit('/openid/logout/confirm', { xsrf: hidden(at, 'xsrf'), ...choice });
  const signOut = (browser: UserAgent, at: Arrived) => press(browser, at, { logout: 'yes' });

  async function isSignedIn(browser: UserAgent, party: RelyingParty): Promise<boolean> {
    const said = answered(await browser.open(party.request({ prompt: 'none' })));
    const account = await browser.open('/account');
    expect('code' in said).toBe(account.url.pathname === '/account');
    return 'code' in said;
  }

  describe('RP-Initiated Logout 1.0 §2', () => {
    it('asks the person, ends the session, and leads back with the state', async () => {
      const { party, browser, hint } = await signedIn();
      const at = await browser.open(path({ id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'a b&c=ü' }));
      expect(at).toMatchObject({ kind: 'page', status: 200 });
      expect(await isSignedIn(browser, party)).toBe(true);
      const again = await browser.open(path({ id_token_hint: hint, post_logout_redirect_uri: BYE, state: 'a b&c=ü' }));
      const there = await signOut(browser, again);
      expect(there.url.href.startsWith(`${BYE}?state=`)).toBe(true);
      expect(there.url.searchParams.get('state')).toBe('a b&c=ü');
      expect(await isSignedIn(browser, party)).toBe(false);
    });

    it('leads back without a state where none was sent', async () => {
      const { browser, hint } = await signedIn();
      const at = await browser.open(path({ id_token_hint: hint, post_logout_redirect_uri: BYE }));
      expect((await signOut(browser, at)).url.href).toBe(BYE);
    });

    it('takes the same as a form', async () => {
      const { browser, hint, party } = await signedIn();
      const fields = { id_token_hint: hint, post_logout_redirect_uri: BYE, state: 's' };
      const at = await browser.submit('/openid/logout', fields);
      expect((await signOut(browser, at)).url.href).toBe(`${BYE}?state=s`);
      expect(await isSignedIn(browser, party)).toBe(false);
    });

    it.each([
      ['nothing', {}],
      ['a state alone', { state: 's' }],
    ])('with %s ends on a page of ours', async (_what, fields) => {
      const { party, browser } = await signedIn();
      const done = await signOut(browser, await browser.open(path(fields)));
      expect(done).toMatchObject({ kind: 'page', status: 200, url: { pathname: '/openid/logout/success' } });
      expect(await isSignedIn(browser, party)).toBe(false);
    });

    it('with a hint and no address ends on a page of ours', async () => {
      const { browser, hint } = await signedIn();
      const done = await signOut(browser, await browser.open(path({ id_token_hint: hint })));
      expect(done).toMatchObject({ kind: 'page', url: { pathname: '/openid/logout/success' } });
    });

    it('with client_id in place of the hint leads back to that client’s address', async () => {
      const { party, browser } = await signedIn();
      const fields = { client_id: party.client.id, post_logout_redirect_uri: BYE };
      expect((await signOut(browser, await browser.open(path(fields)))).url.href).toBe(BYE);
    });

    it('with an address and neither hint nor client_id leads nowhere', async () => {
      const { browser } = await signedIn();
      const done = await signOut(browser, await browser.open(path({ post_logout_redirect_uri: BYE })));
      expect(done).toMatchObject({ kind: 'page', url: { pathname: '/openid/logout/success' } });
    });

    it('takes a hint that has expired', async () => {
      const { browser, hint } = await signedIn();
      const at = await later(ONE_DAY_MS, () =>
        browser.open(path({ id_token_hint: hint, post_logout_redirect_uri: BYE })),
      );
      expect(at).toMatchObject({ kind: 'page', status: 200 });
      expect((await signOut(browser, at)).url.href).toBe(BYE);
    });

    it('asks nothing of somebody who is not signed in, and leads back', async () => {
      const { hint } = await signedIn();
      const browser = userAgent(stage().app);
      const at = await browser.open(path({ id_token_hint: hint, post_logout_redirect_uri: BYE, state: 's' }));
      expect(hidden(at, 'logout')).toBe('yes');
      expect((await signOut(browser, at)).url.href).toBe(`${BYE}?state=s`);
    });
  });

  describe('RP-Initiated Logout 1.0 §4 shows an error of ours, and ends nothing, for', () => {
    const refused: readonly [
      string,
      (own: { hint: string; other: string; otherHint: string }) => Record<string, string>,
    ][] = [
      [
        'an address that is not registered',
        ({ hint }) => ({ id_token_hint: hint, post_logout_redirect_uri: CALLBACK }),
      ],
      ['one with a query added', ({ hint }) => ({ id_token_hint: hint, post_logout_redirect_uri: `${BYE}?x=1` })],
      ['a hint that is no token', () => ({ id_token_hint: 'made-up', post_logout_redirect_uri: BYE })],
      ['a hint that was changed', ({ hint }) => ({ id_token_hint: changed(hint), post_logout_redirect_uri: BYE })],
      ['a hint that nobody signed', ({ hint }) => ({ id_token_hint: unsigned(hint), post_logout_redirect_uri: BYE })],
      ['a client_id other than the hint’s', ({ hint, other }) => ({ id_token_hint: hint, client_id: other })],
      [
        'another client’s hint with this one’s address',
        ({ otherHint }) => ({ id_token_hint: otherHint, post_logout_redirect_uri: BYE }),
      ],
      ['a client that nobody knows', () => ({ client_id: 'nobody', post_logout_redirect_uri: BYE })],
    ];
    it.each(refused)('%s', async (_what, fieldsOf) => {
      const { party, browser, hint } = await signedIn();
      const other = await relyingParty(stage().app);
      const elsewhere = await other.exchange(await browser.open(other.request()));
      const fields = fieldsOf({ hint, other: other.client.id, otherHint: elsewhere.body.id_token });
      const at = await browser.open(path(fields));
      expect(at).toMatchObject({ kind: 'page', url: { pathname: '/openid/logout' } });
      expect(at.kind === 'page' && [400, 401].includes(at.status)).toBe(true);
      expect(at.kind === 'page' && at.html).not.toContain('name="xsrf"');
      expect(await isSignedIn(browser, party)).toBe(true);
    });
  });

  describe('RP-Initiated Logout 1.0 §6', () => {
    it('signs nobody out by a form that another site made', async () => {
      const { party, browser, hint } = await signedIn();
      await browser.open(path({ id_token_hint: hint }));
      for (const fields of [{ logout: 'yes' }, { xsrf: 'guessed', logout: 'yes' }]) {
        expect(await browser.submit('/openid/logout/confirm', fields)).toMatchObject({ kind: 'page', status: 400 });
      }
      expect(await isSignedIn(browser, party)).toBe(true);
    });

    it('leaves everything to who stays signed in, and leads back all the same', async () => {
      const { party, browser, hint, token } = await signedIn();
      const other = await relyingParty(stage().app);
      const elsewhere = await other.exchange(await browser.open(other.request()));
      const at = await browser.open(path({ id_token_hint: hint, post_logout_redirect_uri: BYE, state: 's' }));
      expect((await press(browser, at, {})).url.href).toBe(`${BYE}?state=s`);
      expect(await userinfo(token)).toBe(200);
      expect(await userinfo(elsewhere.body.access_token)).toBe(200);
      expect(await isSignedIn(browser, party)).toBe(true);
    });

    it('ends what every application holds, and the codes under way', async () => {
      const { browser, hint, token } = await signedIn();
      const other = await relyingParty(stage().app);
      const elsewhere = await other.exchange(await browser.open(other.request()));
      const code = await browser.open(other.request());
      await signOut(browser, await browser.open(path({ id_token_hint: hint })));
      expect(await userinfo(token)).toBe(401);
      expect(await userinfo(elsewhere.body.access_token)).toBe(401);
      expect((await other.exchange(code)).body).toMatchObject({ error: 'invalid_grant' });
    });
  });

  const userinfo = async (token: string) =>
    (await fetch(`${stage().app.url}/openid/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;
});

/** Tokens expire by the machine's own clock, which stands at another time while this runs. */
async function later<T>(ms: number, work: () => Promise<T>): Promise<T> {
  vi.useFakeTimers({ now: Date.now() + ms, toFake: ['Date'] });
  try {
    return await work();
  } finally {
    vi.useRealTimers();
  }
}

/** The same token about somebody else. */
function changed(token: string): string {
  const [head, body = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString());
  return [head, Buffer.from(JSON.stringify({ ...claims, sub: 'else' })).toString('base64url'), signature].join('.');
}

function unsigned(token: string): string {
  const head = Buffer.from('{"alg":"none"}').toString('base64url');
  return [head, token.split('.')[1], ''].join('.');
}
