import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { knownDevice } from '../../src/domain/sign-in/run/known-device.ts';
import { passwordRules } from '../../src/domain/throttling/decide/known.ts';
import { MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp } from '../app.ts';
import { type JsonClient, jsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';
import { softPasskeyRow } from '../journeys/own-sign-in.ts';
import { jsonPastPassword, personWithApp } from '../journeys/people.ts';
import { CREDENTIALS, type Credential, ENDS, type Ending, endsDocument, type Fate } from './ends-table.ts';
import { type RelyingParty, relyingParty } from './openid/relying-party.ts';
import { allow, hidden } from './openid/stage.ts';
import { type UserAgent, userAgent } from './openid/user-agent.ts';
import { type OperatorActs, operatorActs, type Subject } from './operator-acts.ts';

const NEW_PASSWORD = 'a long walk along the shore';
const RECORDS = { uri: 'https://records.example/', scopes: ['read'], format: 'jwt' } as const;
const ORDERS = { uri: 'https://orders.example/', scopes: ['order'], format: 'opaque' } as const;

/** A browser where somebody is signed in, to an application as well. */
interface Place {
  readonly browser: UserAgent;
  readonly deviceToken: string;
  readonly jwt: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** Somebody with all that can be held of an account. */
interface Holder extends Subject {
  /** Of the app; undefined: signs in with the password alone. */
  readonly secret: string | undefined;
  readonly here: Place;
  readonly elsewhere: Place;
  readonly pending: JsonClient;
  /** The path of the link, and the browser that asked for it. */
  readonly passwordLink: { readonly path: string; readonly browser: UserAgent };
  readonly invitation: string;
}

/** Makes it happen; the password that holds afterwards, where that is another. */
type Act = (of: Holder) => Promise<string | void>;

it('docs/ends.md is the table that is tested', async () => {
  await expect(endsDocument()).toMatchFileSnapshot('../../docs/ends.md');
});

describe.each(['sqlite', 'postgres'] as const)('what ends what on %s', (engine) => {
  let app: TestApp;
  let party: RelyingParty;
  let joined: OrganizationId;
  let operator: OperatorActs;
  let people = 0;

  beforeAll(async () => {
    app = await startApp({ engine });
    const support = await makeOrganization(app, 'Vestibule Support', null, 'operator');
    operator = operatorActs(app, await makeAccount(app, 'sam@vestibule.example', support, 'staff'));
    joined = await makeOrganization(app, 'Lakeside Hospital');
    party = await relyingParty(app, { resources: [RECORDS, ORDERS] });
  });
  afterAll(() => app?.stop());

  /** Whoever a mandate is to meet has only the password; all others have an app, as their mandate wants. */
  async function holder(event: Ending): Promise<Holder> {
    people += 1;
    const mandated = event !== 'mandate switched on';
    const address = `person${people}@riverside.example`;
    const organization = await makeOrganization(app, `Clinic ${people}`, mandated ? {} : null);
    const secret = mandated ? (await personWithApp(app, organization, address)).secret : undefined;
    if (!mandated) await makeAccount(app, address, organization);
    const record = await app.instance.accounts.find(address);
    if (record === null) throw new Error('no account');
    const accountId = record.account.id;
    must(await app.instance.organizations.members.add(joined, accountId, 'staff'));
    const who = { address, accountId, secret };
    const elsewhere = await place(who);
    const browser = userAgent(app);
    const passwordLink = { path: await asked(browser, address), browser };
    const { client: pending } = await typed(address, mandated);
    const invitation = await mailed(address, 'invitation');
    return { ...who, organization, elsewhere, passwordLink, pending, invitation, here: await place(who) };
  }

  async function place(who: Pick<Holder, 'address' | 'accountId' | 'secret'>): Promise<Place> {
    const browser = userAgent(app);
    const request = party.request({
      resource: RECORDS.uri,
      scope: 'openid read order offline_access',
      prompt: 'consent',
    });
    const at = await browser.open(`${request}&resource=${encodeURIComponent(ORDERS.uri)}`);
    const { address, secret } = who;
    const signedIn = await browser.signIn(at.url, secret === undefined ? { address } : { address, secret });
    const first = await party.exchange(await allow(browser, signedIn), { resource: RECORDS.uri });
    const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token, resource: ORDERS.uri };
    const { body } = await party.token(refresh);
    return {
      browser,
      deviceToken: cookie(browser, 'device') ?? (await knownWithoutProof(who.accountId)),
      jwt: first.body.access_token,
      accessToken: body.access_token,
      refreshToken: body.refresh_token,
    };
  }

  /** Only a strong sign-in gives the cookie; whoever has none yet kept it from a time when there was one. */
  async function knownWithoutProof(accountId: AccountId): Promise<string> {
    const deps = { random: systemRandom, describeBrowser: () => 'Firefox on Linux' };
    const browser = { accountId, device: null, deviceToken: null, userAgent: '', now: app.clock.now() };
    const { row, token } = knownDevice(deps, browser);
    await app.instance.storage.signInCommits.commit({ putDevice: row, audit: [] });
    return token;
  }

  /** Past the address, and past the password where something comes after it. */
  async function typed(address: string, past: boolean): Promise<{ readonly client: JsonClient }> {
    if (past) return jsonPastPassword(app, address);
    const client = jsonClient(app.url);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return { client };
  }

  /** Asks for a link for a new password; its path. */
  async function asked(browser: UserAgent, address: string): Promise<string> {
    await browser.submit('/forgot', { csrf: hidden(await browser.open('/forgot'), 'csrf'), address });
    return mailed(address, 'forgot');
  }

  async function mailed(address: string, what: 'forgot' | 'invitation' | 'stop'): Promise<string> {
    const link = new RegExp(`/${what}/[\\w-]{43}`);
    await app.instance.outbox.idle();
    return link.exec((await app.mail.waitFor(address, link)).text)?.[0] ?? '';
  }

  function cookie(browser: UserAgent, name: string): string | undefined {
    return [...browser.cookies('/')].find(([key]) => key.includes(name))?.[1];
  }

  async function post({ browser }: Place, page: string, path: string, fields: Record<string, string> = {}) {
    const done = await browser.submit(path, { csrf: hidden(await browser.open(page), 'csrf'), ...fields });
    if (done.kind === 'page') expect([path, done.status]).toEqual([path, 200]);
  }

  const SECURITY = '/account/security';
  const ACTS: Readonly<Record<Ending, Act>> = {
    'nothing happens': async () => {},
    'sign out': ({ here }) => post(here, '/account', '/account/sign-out'),
    'sign out everywhere else': ({ here }) => post(here, SECURITY, `${SECURITY}/sessions/end-others`),
    async 'password changed'({ here }) {
      await post(here, '/account/password', '/account/password', { current: PASSWORD, password: NEW_PASSWORD });
      return NEW_PASSWORD;
    },
    async 'forgotten password replaced by mail'({ here, address, passwordLink }) {
      const path = await asked(here.browser, address);
      expect(path).not.toBe(passwordLink.path);
      await post(here, path, path, { password: NEW_PASSWORD });
      return NEW_PASSWORD;
    },
    async 'app or passkey removed'({ here, accountId }) {
      await softPasskeyRow(app, accountId);
      const bound = (await app.instance.storage.signInReads.snapshot(accountId))?.authenticators ?? [];
      const passkey = bound.find(({ kind }) => kind === 'passkey')?.id;
      await post(here, SECURITY, `${SECURITY}/method/${passkey}/remove`);
    },
    'app reported lost': ({ here }) => post(here, SECURITY, `${SECURITY}/app-lost`),
    async '“this was not me”'({ here, address }) {
      const path = await mailed(address, 'stop');
      await post(here, path, path);
    },
    'support reset carried out': (of) => operator.carryOutReset(of),
    'address changed': (of) => operator.changeAddress(of),
    'mandate switched on': (of) => operator.mandate(of),
    'organization disabled': (of) => operator.disableOrganization(of),
    'account disabled': (of) => operator.disable(of),
    'account deleted': (of) => operator.delete(of),
    'left one of two organizations': (of) => operator.offboard(of, of.organization),
    'left everything': (of) => operator.offboard(of, 'everything'),
  };

  /** Whether an API takes it so long after it was made. Its times are by the clock of the machine. */
  async function verifies({ jwt }: Place, afterMs: number): Promise<boolean> {
    const keys = createRemoteJWKSet(new URL(`${app.url}/openid/jwks`));
    const currentDate = new Date((decodeJwt(jwt).iat ?? 0) * 1_000 + afterMs);
    return jwtVerify(jwt, keys, { issuer: app.url, audience: RECORDS.uri, currentDate }).then(
      () => true,
      () => false,
    );
  }

  async function runsOut({ here }: Holder): Promise<Fate> {
    if (!(await verifies(here, 0))) return 'dead';
    return (await verifies(here, 5 * MINUTE_MS)) ? 'alive' : 'runs-out';
  }

  async function active({ accessToken }: Place): Promise<boolean> {
    const answer = await party.post('/openid/introspect', { token: accessToken });
    return ((await answer.json()) as { readonly active: boolean }).active;
  }

  async function refreshes({ refreshToken }: Place): Promise<boolean> {
    const fields = { grant_type: 'refresh_token', refresh_token: refreshToken, resource: RECORDS.uri };
    return (await party.token(fields)).status === 200;
  }

  async function signedIn({ browser }: Place): Promise<boolean> {
    return (await browser.open('/account')).url.pathname === '/account';
  }

  /** Strangers have used up all tries of unknown browsers: only a known one has its password compared. */
  async function known({ accountId, address }: Holder, { deviceToken }: Place, password: string): Promise<boolean> {
    const { lanes } = app.instance.storage;
    const { version } = await lanes.load(`password:${accountId}`);
    const { count } = passwordRules('unknown').caps[0] ?? { count: 0 };
    const tries = Array.from({ length: count }, () => ({ at: app.clock.now(), attemptId: 'a stranger' }));
    expect(await lanes.swap(`password:${accountId}`, version, tries)).toBe(true);
    const client = jsonClient(app.url);
    await client.get('/sign-in');
    (client.cookies as Map<string, string>).set('vestibule_device', deviceToken);
    const record = (await app.instance.accounts.show(accountId))?.record;
    await client.answer({ answer: 'identifier', address: record?.address.address ?? address });
    const { page } = (await client.answer({ answer: 'password', password })).body;
    return page?.problem?.kind !== 'password-wrong';
  }

  /** The next proof leads on, be it to a set-up that is owed now. */
  async function leadsOn({ pending, secret }: Holder): Promise<boolean> {
    app.clock.move(30_000);
    const proof =
      secret === undefined
        ? { answer: 'password', password: PASSWORD }
        : { answer: 'proof', method: 'totp', code: appCode(secret, app.clock.now()) };
    const { body } = await pending.answer(proof);
    return body.signedIn === true || (body.page.problem === null && body.page.step.kind !== 'refuse');
  }

  async function replacesPassword({ passwordLink: { browser, path } }: Holder): Promise<boolean> {
    const at = await browser.open(path);
    if (at.kind === 'page' && at.status === 410) return false;
    const done = await browser.submit(path, { csrf: hidden(at, 'csrf'), password: 'one more walk along the shore' });
    return done.kind === 'page' && done.status === 200;
  }

  async function opens({ invitation }: Holder): Promise<boolean> {
    const at = await userAgent(app).open(invitation);
    return at.kind === 'page' && at.status === 200;
  }

  /** In the order of the table: what a try would end comes last. */
  const TRIES: Readonly<Record<Credential, (of: Holder, password: string) => Promise<boolean | Fate>>> = {
    'JWT access token': (of) => runsOut(of),
    'session here': ({ here }) => signedIn(here),
    'access token here': ({ here }) => active(here),
    'refresh token here': ({ here }) => refreshes(here),
    'session elsewhere': ({ elsewhere }) => signedIn(elsewhere),
    'access token elsewhere': ({ elsewhere }) => active(elsewhere),
    'refresh token elsewhere': ({ elsewhere }) => refreshes(elsewhere),
    'pending attempt': (of) => leadsOn(of),
    'device cookie here': (of, password) => known(of, of.here, password),
    'device cookie elsewhere': (of, password) => known(of, of.elsewhere, password),
    invitation: (of) => opens(of),
    'password link': (of) => replacesPassword(of),
  };

  it.each(Object.keys(ENDS) as readonly Ending[])('after: %s', async (event) => {
    const of = await holder(event);
    const password = (await ACTS[event](of)) ?? PASSWORD;
    const found: Partial<Record<Credential, Fate>> = {};
    for (const credential of CREDENTIALS) {
      const works = await TRIES[credential](of, password);
      found[credential] = typeof works === 'string' ? works : works ? 'alive' : 'dead';
    }
    expect(found).toEqual(ENDS[event]);
  });
});
