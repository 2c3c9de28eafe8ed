import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleAssets } from '../../scripts/assets.ts';
import type { AccountId, MemberKind, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { Visitor } from '../../src/domain/sign-in/run/records.ts';
import { sha256 } from '../../src/platform/hashing.ts';
import { packAssets } from '../../src/platform/http/assets.ts';
import { createWebServer } from '../../src/wiring/web.ts';
import { makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import type { JsonAnswer, JsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';
import { softPasskeyRow } from '../journeys/own-sign-in.ts';
import { jsonPastPassword, type Person, personWithApp, signedInByApp } from '../journeys/people.ts';

/** Somebody signed in just now, with an app and a passkey. */
interface Owner {
  readonly person: Person;
  readonly client: JsonClient;
  readonly accountId: AccountId;
  readonly visitor: Visitor;
  /** Their app. */
  readonly appId: string;
}

/** What a right request of a route posts; `:id` stands for the owner's app. */
type Request = (app: TestApp, owner: Owner) => Promise<Readonly<Record<string, unknown>>>;

/** What writes to how somebody signs in: each is refused to whoever is not in with a fresh proof. */
const WRITERS: Readonly<Record<string, Request>> = {
  '/account/security/method/:id/rename': async () => ({ label: 'Work phone' }),
  '/account/security/method/:id/remove': async () => ({}),
  '/account/security/method/:id/replace': (app, owner) => newApp(app, owner, owner.appId),
  '/account/security/app': (app, owner) => newApp(app, owner, null),
  '/account/security/passkey': (app, owner) => newPasskey(app, owner, 'passkey'),
  '/account/security/security-key': (app, owner) => newPasskey(app, owner, 'security-key'),
  '/account/security/method/:id/resume': async (app, owner) => {
    await suspend(app, owner);
    return {};
  },
  '/account/security/recovery-code': newCode,
  '/account/security/default': async () => ({ method: 'passkey' }),
  '/account/password': async () => ({ current: PASSWORD, password: 'another-horse-battery' }),
};

/**
 * What takes access away, and gives nobody any: a session and its CSRF value are enough, whatever the age of its proof. Whoever
 * sees a stranger in their account must not be asked first for a phone that may be gone. The language gives nobody anything either.
 */
const TAKERS: Readonly<Record<string, Request>> = {
  '/account/security/sessions/:id/end': async () => ({}),
  '/account/security/sessions/end-others': async () => ({}),
  '/account/security/browsers/:id/forget': async () => ({}),
  '/account/security/browsers/forget-all': async () => ({}),
  '/account/language': async () => ({ locale: 'es' }),
};

/** The others below `/account`: they end or prolong the session that asks, or begin a sign-in. */
const OTHERS: readonly string[] = [
  '/account/prove',
  '/account/session',
  '/account/sign-out',
  // Gives back what its page holds already.
  '/account/security/recovery-code/file',
  // Takes away an app as well as sessions; see test/journeys/lost-phone.test.ts.
  '/account/security/app-lost',
];

/** Routes whose right request needs a device or another method than the app, which journeys have. */
const NEEDS_DEVICE = [
  '/account/security/passkey',
  '/account/security/security-key',
  '/account/security/method/:id/resume',
];

let app: TestApp;
let clinic: OrganizationId;
let elsewhere: OrganizationId;
let posts: readonly string[];
let people = 0;

beforeAll(async () => {
  app = await startApp();
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
  elsewhere = await makeOrganization(app, 'Northside Hospital', {});
  const listing = await createWebServer(app.instance, packAssets(await bundleAssets()));
  posts = listing
    .routes()
    .filter(({ method, path }) => method !== 'GET' && path.startsWith('/account'))
    .map(({ path }) => path);
  await listing.stop(0);
}, 60_000);
afterAll(() => app.stop());

async function owner(organization = clinic, kind: MemberKind = 'provider'): Promise<Owner> {
  people += 1;
  const person = await personWithApp(app, organization, `person${people}@riverside.example`, kind);
  const { client, accountId } = await signedInByApp(app, person);
  await softPasskeyRow(app, accountId);
  const snapshot = await app.instance.storage.signInReads.snapshot(accountId);
  const appId = snapshot?.authenticators.find((row) => row.kind === 'totp')?.id ?? '';
  return { person, client, accountId, appId, visitor: visitorOf(client) };
}

function visitorOf({ cookies }: JsonClient): Visitor {
  return {
    source: '127.0.0.1',
    userAgent: '',
    locale: 'en',
    browserToken: cookies.get('vestibule_browser') ?? null,
    deviceToken: cookies.get('vestibule_device') ?? null,
    sessionToken: cookies.get('vestibule_session') ?? null,
    platformAuthenticator: false,
  };
}

async function newApp(running: TestApp, { visitor }: Owner, replaces: string | null) {
  const offered = await running.instance.selfService.apps.offer(visitor, replaces, null);
  if (offered.outcome !== 'offer') throw new Error(offered.outcome);
  const code = appCode(offered.view.key.replaceAll(' ', ''), running.clock.now());
  return { ticket: offered.ticket, code };
}

async function newCode(running: TestApp, { visitor }: Owner) {
  const offered = await running.instance.selfService.recoveryCode.offer(visitor, null);
  if (offered.outcome !== 'offer') throw new Error(offered.outcome);
  return { ticket: offered.ticket, saved: 'yes' };
}

/** As if it had been reported lost by somebody else since this session was proved. */
async function suspend(running: TestApp, { accountId, appId }: Owner): Promise<void> {
  const snapshot = await running.instance.storage.signInReads.snapshot(accountId);
  const row = snapshot?.authenticators.find(({ id }) => id === appId);
  if (row === undefined) throw new Error('no app');
  const next = { ...row, version: row.version + 1, suspendedAt: running.clock.now() };
  await running.instance.storage.signInCommits.commit({
    swapAuthenticators: [{ fromVersion: row.version, next }],
    audit: [],
  });
}

async function newPasskey(running: TestApp, { visitor }: Owner, place: 'passkey' | 'security-key') {
  const offered = await running.instance.selfService.passkeys.offer(visitor, place);
  if (offered.outcome !== 'offer') throw new Error(offered.outcome);
  return { ticket: offered.ticket, answer: 'own-passkey', response: '{}' };
}

/** All that must not change: what is bound, as stored, and which sessions are live. */
async function stateOf({ accountId }: Owner) {
  const { signInReads, sessions } = app.instance.storage;
  const snapshot = await signInReads.snapshot(accountId);
  const live = await sessions.liveOf(accountId, app.clock.now());
  return { account: snapshot?.account, bound: snapshot?.authenticators, live: live.map(({ id }) => id) };
}

function post(client: JsonClient, path: string, { appId }: Owner, body: unknown, csrf?: string): Promise<JsonAnswer> {
  return client.post(path.replace(':id', appId), body, csrf === undefined ? {} : { 'x-csrf-token': csrf });
}

/** A right request of the owner, on a fresh proof. */
async function works(path: string, request: Request): Promise<void> {
  const me = await owner();
  const before = await stateOf(me);
  const done = await post(me.client, path, me, await request(app, me)).catch((error: unknown) => error);
  // The page of a changed password is HTML, which the client does not read.
  if (path !== '/account/password') expect(done).toMatchObject({ status: 200, body: { next: '/account/security' } });
  const { account, bound } = await stateOf(me);
  expect({ account, bound }).not.toEqual({ account: before.account, bound: before.bound });
}

describe('the routes below /account', () => {
  it('are all in the table', () => {
    expect(posts.toSorted()).toEqual([...Object.keys(WRITERS), ...Object.keys(TAKERS), ...OTHERS].toSorted());
  });

  describe.each(Object.entries(WRITERS))('POST %s', (path, request) => {
    if (!NEEDS_DEVICE.includes(path)) it('does its work on a fresh proof', () => works(path, request));

    it('is refused without a session, and in the middle of a sign-in', async () => {
      const me = await owner();
      const body = await request(app, me);
      const { client: pending } = await jsonPastPassword(app, me.person.address);
      const before = await stateOf(me);
      expect((await post(pending, path, me, body)).body).toEqual({ next: '/sign-in' });
      expect(await stateOf(me)).toEqual(before);
    });

    it('is refused without a fresh proof', async () => {
      const me = await owner();
      const body = await request(app, me);
      app.clock.move(5 * 60_000 + 1_000);
      const before = await stateOf(me);
      const refused = await rawStatus(me.client, path, me, body);
      expect(refused).toBe(403);
      expect(await stateOf(me)).toEqual(before);
    });

    it('is refused to somebody else’s session: a colleague’s, and an admin’s of the same or another organization', async () => {
      const me = await owner();
      const strangers = [await owner(), await owner(clinic, 'admin'), await owner(elsewhere, 'admin')];
      const body = await request(app, me);
      const before = await stateOf(me);
      for (const stranger of strangers) await post(stranger.client, path, me, body).catch(() => null);
      expect(await stateOf(me)).toEqual(before);
      if (path.includes('password')) return;
      for (const stranger of strangers) {
        const bound = (await stateOf(stranger)).bound ?? [];
        expect(bound.filter(({ kind }) => kind === 'totp' || kind === 'passkey')).toHaveLength(2);
      }
    });

    it('is refused with another browser’s CSRF value', async () => {
      const me = await owner();
      const body = await request(app, me);
      const before = await stateOf(me);
      const { client } = await jsonPastPassword(app, 'nobody@riverside.example');
      const { csrf } = (await client.get('/sign-in')).body;
      expect(await rawStatus(me.client, path, me, body, csrf)).toBe(403);
      expect(await stateOf(me)).toEqual(before);
    });
  });
});

describe.each(Object.entries(TAKERS))('POST %s, which takes away only,', (pattern, request) => {
  /** Somebody who is signed in twice, and whose proofs are old. */
  async function ownerTwice() {
    const me = await owner();
    app.clock.move(30_000);
    await signedInByApp(app, me.person);
    app.clock.move(6 * 60_000);
    const [session] = (await liveOf(me)).filter(({ tokenHash }) => tokenHash !== hashOf(me));
    const [browser] = await app.instance.storage.knownBrowsers.of(me.accountId);
    const id = pattern.includes('browsers') ? browser?.id : session?.id;
    return { me, path: pattern.replace(':id', id ?? '') };
  }
  const liveOf = ({ accountId }: Owner) => app.instance.storage.sessions.liveOf(accountId, app.clock.now());
  const hashOf = ({ visitor }: Owner) => sha256(visitor.sessionToken ?? '');
  const whole = async (me: Owner) => ({
    ...(await stateOf(me)),
    browsers: (await app.instance.storage.knownBrowsers.of(me.accountId)).map(({ id }) => id),
  });

  it('does its work on an old proof too, and changes nothing of how its owner signs in', async () => {
    const { me, path } = await ownerTwice();
    const before = await whole(me);
    expect(await rawStatus(me.client, path, me, await request(app, me))).toBe(200);
    const after = await whole(me);
    expect(after).not.toEqual(before);
    expect(after.bound).toEqual(before.bound);
    expect(after.live).toContain((await liveOf(me)).find(({ tokenHash }) => tokenHash === hashOf(me))?.id);
  });

  it('is refused without a session, to a stranger’s, and with another browser’s CSRF value', async () => {
    const { me, path } = await ownerTwice();
    const stranger = await owner();
    const { client: pending } = await jsonPastPassword(app, me.person.address);
    const body = await request(app, me);
    const before = await whole(me);
    expect((await post(pending, path, me, body)).body).toEqual({ next: '/sign-in' });
    await rawStatus(stranger.client, path, me, body);
    const { csrf } = (await stranger.client.get('/sign-in')).body;
    expect(await rawStatus(me.client, path, me, body, csrf)).toBe(403);
    expect(await whole(me)).toEqual(before);
  });
});

/** The status alone: some refusals are pages. */
async function rawStatus(client: JsonClient, path: string, me: Owner, body: unknown, csrf?: string): Promise<number> {
  const own = csrf ?? (await client.get('/sign-in')).body?.csrf;
  const response = await fetch(app.url + path.replace(':id', me.appId), {
    method: 'POST',
    redirect: 'manual',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      cookie: [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      'x-csrf-token': own,
    },
    body: JSON.stringify(body),
  });
  return response.status;
}
