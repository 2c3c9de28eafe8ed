import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '../../../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../../../app.ts';
import { operatorActs, type Subject } from '../../operator-acts.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { allow, answered, hidden, OFFLINE } from '../stage.ts';
import { type Arrived, type UserAgent, userAgent } from '../user-agent.ts';
import { type Receiver, startReceiver } from './receiver.ts';

/** Somebody who is signed in to an application, and all that was handed out meanwhile. */
interface Holder extends Subject {
  readonly browser: UserAgent;
  readonly party: RelyingParty;
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly sid: unknown;
  /** An answer whose code nobody redeemed yet. */
  readonly underWay: Arrived;
  /** Names a request of another application that waits for its person. */
  readonly waiting: string;
}

const THINGS = ['browser', 'userinfo', 'introspection', 'refresh token', 'code'] as const;
type Thing = (typeof THINGS)[number];
type Lives = Readonly<Record<Thing, boolean>>;

const ALL_DEAD: Lives = { browser: false, userinfo: false, introspection: false, 'refresh token': false, code: false };
const ALL_ALIVE: Lives = { browser: true, userinfo: true, introspection: true, 'refresh token': true, code: true };
const ONLY_BROWSER: Lives = { ...ALL_DEAD, browser: true };

/** What ends what. `told`: the application gets a logout token. A waiting request only ever asks its person again. */
const TABLE: readonly (readonly [
  event: string,
  lives: Lives,
  told: boolean,
  how: (acts: Acts, of: Holder) => Promise<void>,
])[] = [
  ['nothing', ALL_ALIVE, false, async () => {}],
  ['a sign-out at the account', ALL_DEAD, true, (acts, of) => acts.signOut(of)],
  ['a session that its owner ended elsewhere', ALL_DEAD, true, (acts, of) => acts.endElsewhere(of)],
  ['a sign-out at the request of an application', ALL_DEAD, true, (acts, of) => acts.signOutBy(of, { logout: 'yes' })],
  ['such a request that its person declined', ALL_ALIVE, false, (acts, of) => acts.signOutBy(of, {})],
  ['a support reset that was opened', ALL_ALIVE, false, (acts, of) => acts.openReset(of).then(() => {})],
  ['a support reset that was carried out', ALL_DEAD, true, (acts, of) => acts.carryOutReset(of)],
  ['the link that stops a reset', ALL_DEAD, true, (acts, of) => acts.stopReset(of)],
  ['an account that was disabled', ALL_DEAD, true, (acts, of) => acts.disable(of)],
  ['an account that was deleted', ALL_DEAD, true, (acts, of) => acts.delete(of)],
  ['an address that was changed', ALL_DEAD, true, (acts, of) => acts.changeAddress(of)],
  ['a mandate that was switched on', ALL_DEAD, true, (acts, of) => acts.mandate(of)],
  ['an organization that was disabled', ALL_DEAD, true, (acts, of) => acts.disableOrganization(of)],
  ['a second sign-in of the same person here', ALL_ALIVE, false, (acts, of) => acts.signInAgain(of)],
  ['a sign-in of somebody else here', ONLY_BROWSER, true, (acts, of) => acts.signInAsAnother(of)],
  ['an application that was disabled', ONLY_BROWSER, false, (acts, of) => acts.disableClient(of)],
  ['another application that was disabled', ALL_ALIVE, false, (acts) => acts.disableAnother()],
];

describe.each(['sqlite', 'postgres'] as const)('everything ends together on %s', (engine) => {
  let app: TestApp;
  let receiver: Receiver;
  let agent: AccountId;
  beforeAll(async () => {
    [app, receiver] = await Promise.all([startApp({ engine }), startReceiver()]);
    const operator = await makeOrganization(app, 'Vestibule Support', null, 'operator');
    agent = await makeAccount(app, 'sam@vestibule.example', operator, 'staff');
  });
  afterAll(async () => {
    await app?.stop();
    await receiver?.stop();
  });

  async function holder(): Promise<Holder> {
    const organization = await makeOrganization(app, `Clinic ${randomUUID()}`);
    const address = `${randomUUID()}@riverside.example`;
    const accountId = await makeAccount(app, address, organization);
    const browser = userAgent(app);
    const party = await relyingParty(app, {
      backchannelLogoutUri: receiver.url,
      postLogoutRedirectUris: ['https://app.example/bye'],
    });
    const at = await browser.open(party.request(OFFLINE));
    const { body, claims } = await party.exchange(await allow(browser, await browser.signIn(at.url, { address })));
    const other = await relyingParty(app);
    const asked = await browser.open(other.request({ prompt: 'login' }));
    return {
      accountId,
      address,
      organization,
      browser,
      party,
      idToken: body.id_token,
      accessToken: body.access_token,
      refreshToken: body.refresh_token,
      sid: claims['sid'],
      underWay: await browser.open(party.request()),
      waiting: asked.url.searchParams.get('application') ?? '',
    };
  }

  const probes: Readonly<Record<Thing, (of: Holder) => Promise<boolean>>> = {
    async userinfo({ accessToken }) {
      const headers = { authorization: `Bearer ${accessToken}` };
      return (await fetch(`${app.url}/openid/userinfo`, { headers })).status === 200;
    },
    async introspection({ party, accessToken }) {
      const answer = await party.post('/openid/introspect', { token: accessToken });
      return ((await answer.json()) as { active?: boolean }).active === true;
    },
    code: async ({ party, underWay }) => (await party.exchange(underWay)).status === 200,
    'refresh token': async ({ party, refreshToken }) =>
      (await party.token({ grant_type: 'refresh_token', refresh_token: refreshToken })).status === 200,
    browser: async ({ browser }) => (await browser.open('/account')).url.pathname === '/account',
  };

  it.each(TABLE)('after %s', async (_event, lives, told, how) => {
    const of = await holder();
    expect(answered(of.underWay)).toHaveProperty('code');
    const before = receiver.received.length;
    await how(acts(app, agent), of);
    const found: Partial<Record<Thing, boolean>> = {};
    for (const thing of Object.keys(probes) as Thing[]) found[thing] = await probes[thing](of);
    expect(found).toEqual(lives);
    // Whatever became of the person, the request leads to a sign-in and to no answer.
    const finished = await of.browser.open(`/openid/interaction/${of.waiting}/finish`);
    expect(finished).toMatchObject({ kind: 'page', url: { pathname: '/sign-in' } });
    await app.instance.logouts.run();
    const tokens = receiver.received.slice(before).map(({ token }) => decodeJwt(token));
    expect(tokens.map(({ sid, sub, aud }) => ({ sid, sub, aud }))).toEqual(
      told ? [{ sid: of.sid, sub: of.accountId, aud: of.party.client.id }] : [],
    );
  });

  it.each(THINGS)('after a mandate was switched on, whoever looks first: %s', async (thing) => {
    const of = await holder();
    await acts(app, agent).mandate(of);
    expect(await probes[thing](of)).toBe(false);
    const before = receiver.received.length;
    await app.instance.logouts.run();
    expect(receiver.received.slice(before).map(({ token }) => decodeJwt(token)['sid'])).toEqual([of.sid]);
    for (const other of THINGS) expect(await probes[other](of), other).toBe(false);
  });

  it.each(['idle', 'absolute'] as const)('hands out nothing after the %s end of its session', async (end) => {
    const of = await holder();
    if (end === 'absolute') app.clock.move(30 * 24 * 3_600_000);
    else app.clock.move(23 * 3_600_000);
    expect(await probes.browser(of)).toBe(false);
    if (end === 'absolute') for (const thing of THINGS) expect(await probes[thing](of), thing).toBe(false);
    const silent = answered(await of.browser.open(of.party.request({ prompt: 'none' })));
    expect(silent).toMatchObject({ error: 'login_required' });
  });
});

type Acts = ReturnType<typeof acts>;

/** What may happen to an account, its browser, its organization and its applications. */
function acts(app: TestApp, agent: AccountId) {
  const { clients } = app.instance;
  const operator = operatorActs(app, agent);
  return {
    ...operator,
    async stopReset(of: Holder) {
      await operator.openReset(of);
      const mail = await app.mail.waitFor(of.address, /\/stop\//);
      const path = /\/stop\/[\w-]+/.exec(mail.text)?.[0] ?? '';
      const mailbox = userAgent(app);
      await mailbox.submit(path, { csrf: hidden(await mailbox.open(path), 'csrf') });
    },
    async signOut({ browser }: Holder) {
      await browser.submit('/account/sign-out', { csrf: hidden(await browser.open('/account'), 'csrf') });
    },
    async endElsewhere({ accountId, address }: Holder) {
      app.clock.move(1_000);
      const elsewhere = userAgent(app);
      await elsewhere.signIn((await elsewhere.open('/sign-in')).url, { address });
      const [, ended] = await app.instance.storage.sessions.liveOf(accountId, app.clock.now());
      const csrf = hidden(await elsewhere.open('/account'), 'csrf');
      await elsewhere.submit(`/account/security/sessions/${ended?.id}/end`, { csrf });
    },
    async signOutBy({ browser, idToken }: Holder, choice: Readonly<Record<string, string>>) {
      const at = await browser.open(`/openid/logout?id_token_hint=${idToken}`);
      await browser.submit('/openid/logout/confirm', { xsrf: hidden(at, 'xsrf'), ...choice });
    },
    async signInAgain({ browser, party, address }: Holder) {
      await browser.signIn((await browser.open(party.request({ prompt: 'login' }))).url, { address });
    },
    async signInAsAnother({ browser, party, organization }: Holder) {
      const address = `${randomUUID()}@riverside.example`;
      await makeAccount(app, address, organization);
      await browser.signIn((await browser.open(party.request({ prompt: 'login' }))).url, { address });
    },
    async disableClient({ party }: Holder) {
      must(await clients.disable(party.client.id));
    },
    async disableAnother() {
      const other = await relyingParty(app);
      must(await clients.disable(other.client.id));
    },
  };
}
