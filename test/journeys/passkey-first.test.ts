import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MandateTerms } from '../../src/domain/organizations/run/terms.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp, type TestEngine } from '../app.ts';
import { FLAGS, type Forgery, SoftwareAuthenticator } from '../fixtures/software-authenticator.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type JsonAnswer, type JsonClient, jsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';
import { jsonPastPassword, jsonSetUp, sessionOf } from './people.ts';
import { enterPassword, newVisitor, press, seesAccount, seesHeading, setUp, signOut } from './steps.ts';

const MINUTE = 60_000;
const PASSKEY_FIRST: MandateTerms = { passkeyFirst: true };

/** Somebody with an app and a passkey that a program holds. */
interface Holder {
  readonly address: string;
  readonly accountId: string;
  readonly secret: string;
  readonly passkey: SoftwareAuthenticator;
}

let names = 0;

async function holder(app: TestApp, terms: MandateTerms = PASSKEY_FIRST): Promise<Holder> {
  names += 1;
  const address = `amara${names}@riverside.example`;
  const clinic = await makeOrganization(app, `Riverside Clinic ${names}`, terms);
  const accountId = await makeAccount(app, address, clinic);
  const { client, answer } = await jsonPastPassword(app, address);
  const { secret } = await jsonSetUp(app, client, answer);
  app.clock.move(MINUTE);
  const passkey = new SoftwareAuthenticator({ origin: app.url, rpId: 'localhost' });
  const again = await jsonPastPassword(app, address);
  const code = appCode(secret, app.clock.now());
  const offered = await again.client.answer({ answer: 'proof', method: 'totp', code, platform: true });
  const response = passkey.register(offered.body.page.views.trustOptions);
  const done = await again.client.answer({ answer: 'trust-accepted', response, platform: true });
  expect(done.body.signedIn).toBe(true);
  app.clock.move(MINUTE);
  return { address, accountId, secret, passkey };
}

/** A fresh program at the first page, and what that page asks of passkeys. */
async function atFirstPage(app: TestApp) {
  const client = jsonClient(app.url);
  return { client, asked: await askedBy(client) };
}

async function askedBy(client: JsonClient): Promise<{ ticket: string; options: { challenge: string } }> {
  return (await client.get('/sign-in')).body.page.views.passkeyFirst;
}

function answerOf(person: Holder, asked: Awaited<ReturnType<typeof askedBy>>, forged: Forgery = {}) {
  const userHandle = Buffer.from(person.accountId).toString('base64url');
  const response = person.passkey.assert(asked.options, { userHandle, ...forged });
  return { answer: 'passkey-first', ticket: asked.ticket, response };
}

function expectRefused({ status, body }: JsonAnswer): void {
  expect(status).toBe(422);
  expect(body.signedIn).toBe(false);
  expect(body.page).toMatchObject({
    attempt: null,
    address: null,
    organizations: [],
    step: { kind: 'ask-identifier' },
    problem: { kind: 'passkey-first-failed' },
  });
}

async function liveSessions(app: TestApp, person: Holder): Promise<number> {
  const all = await app.instance.storage.sessions.liveOf(person.accountId as never, app.clock.now());
  return all.filter((one) => !one.amr.includes('otp')).length;
}

describe.each(['sqlite', 'postgres'] as const)('a passkey on the first page, on %s', (engine: TestEngine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp({ engine });
  });
  afterAll(() => app.stop());

  it('S11 is asked for only where an organization in force lets it open a sign-in', async () => {
    expect((await atFirstPage(app)).asked).toBeNull();
    const clinic = await makeOrganization(app, 'Harbor Clinic', PASSKEY_FIRST);
    const { asked } = await atFirstPage(app);
    expect(asked.options).toMatchObject({ rpId: 'localhost', userVerification: 'required' });
    expect(asked.options).not.toHaveProperty('allowCredentials');
    must(await app.instance.organizations.set(clinic, { disabled: true }));
    expect((await atFirstPage(app)).asked).toBeNull();
  });

  it('S11 signs in as phr by itself; the audit trail says how', async () => {
    const person = await holder(app);
    const { client, asked } = await atFirstPage(app);
    const done = await client.answer(answerOf(person, asked));
    expect(done.body).toMatchObject({ signedIn: true, next: '/account' });
    expect(done.body.page.step).toMatchObject({
      kind: 'complete',
      acr: 'phr',
      amr: ['pop', 'user', 'mfa'],
      strong: true,
    });
    const events = await app.instance.storage.auditReads.newest({ accountId: person.accountId as never }, 4);
    expect(events.map((one) => one.name)).toEqual(
      expect.arrayContaining(['attempt.identified', 'proof.ok', 'session.started']),
    );
  });

  it('asks for the password as well where a mandate does not let it go first, and nothing is lost', async () => {
    const person = await holder(app, {});
    // Some other organization allows it, so the first page asks.
    await makeOrganization(app, 'Bayview Clinic', PASSKEY_FIRST);
    const { client, asked } = await atFirstPage(app);
    const shown = await client.answer(answerOf(person, asked));
    expect(shown.body.page).toMatchObject({ step: { kind: 'ask-password' }, address: person.address });
    expect(shown.body.signedIn).toBe(false);
    const wrong = await client.answer({ answer: 'password', password: 'not the password' });
    expect(wrong.body.page).toMatchObject({ step: { kind: 'ask-password' }, problem: { kind: 'password-wrong' } });
    const done = await client.answer({ answer: 'password', password: PASSWORD });
    expect(done.body.page.step).toMatchObject({ kind: 'complete', acr: 'phr' });
  });

  it('asks for the password, then the app, while it rests', async () => {
    const person = await holder(app);
    app.clock.move(91 * 24 * 60 * MINUTE);
    const { client, asked } = await atFirstPage(app);
    expect((await client.answer(answerOf(person, asked))).body.page.step.kind).toBe('ask-password');
    const next = await client.answer({ answer: 'password', password: PASSWORD });
    expect(next.body.page.step).toMatchObject({ kind: 'ask-proof', suggested: 'totp' });
    expect(next.body.page.step.choices).not.toContain('passkey');
  });

  it('shows a disabled account its refusal, and no session', async () => {
    const person = await holder(app);
    must(await app.instance.accounts.disable(person.accountId as never));
    const { client, asked } = await atFirstPage(app);
    const shown = await client.answer(answerOf(person, asked));
    expect(shown.body.page.step).toMatchObject({ kind: 'refuse', reason: 'account-disabled' });
    expect(await liveSessions(app, person)).toBe(0);
  });

  it.each<[string, (person: Holder) => Forgery]>([
    ['of an unknown passkey', () => ({ id: Buffer.alloc(32, 7).toString('base64url') })],
    ['without user verification', () => ({ flags: FLAGS.UP })],
    ['that names nobody', () => ({ userHandle: null })],
    ['that names somebody else', () => ({ userHandle: Buffer.from('somebody').toString('base64url') })],
    ['signed by another key', () => ({ signature: Buffer.alloc(70, 1) })],
    ['of another origin', () => ({ clientData: { origin: 'https://evil.example' } })],
    ['of a page within another', () => ({ clientData: { crossOrigin: true } })],
    ['to another question', () => ({ clientData: { challenge: 'A'.repeat(43) } })],
  ])('refuses an answer %s, and says nothing of whose it is', async (_what, forge) => {
    const person = await holder(app);
    const { client, asked } = await atFirstPage(app);
    expectRefused(await client.answer(answerOf(person, asked, forge(person))));
    expect(await liveSessions(app, person)).toBe(0);
    // The question was not used up by it.
    expect((await client.answer(answerOf(person, asked))).body.signedIn).toBe(true);
  });

  it('refuses an answer after an hour, and one to a ticket that was changed', async () => {
    const person = await holder(app);
    const { client, asked } = await atFirstPage(app);
    const given = answerOf(person, asked);
    const later = asked.ticket.replace(/^\d+/, (at) => String(Number(at) + 60 * MINUTE));
    app.clock.move(60 * MINUTE);
    expectRefused(await client.answer(given));
    expectRefused(await client.answer({ ...given, ticket: later }));
    expectRefused(await client.answer({ ...given, ticket: 'x' }));
  });

  it('refuses an answer in another browser than the one that was asked', async () => {
    const person = await holder(app);
    const { asked } = await atFirstPage(app);
    const thief = await atFirstPage(app);
    expectRefused(await thief.client.answer(answerOf(person, asked)));
    expect(await liveSessions(app, person)).toBe(0);
  });

  it('takes an answer once: played again it opens nothing, in the same browser, before and after signing out', async () => {
    const person = await holder(app);
    const { client, asked } = await atFirstPage(app);
    const given = answerOf(person, asked);
    expect((await client.answer(given)).body.signedIn).toBe(true);
    await client.post('/account/sign-out', {});
    await client.get('/sign-in');
    const again = await client.post('/sign-in', given);
    expect(again.body).toMatchObject({ signedIn: false, accepted: false });
    expect(again.body.page.step).toMatchObject({ kind: 'refuse', reason: 'attempt-over' });
    expect(await liveSessions(app, person)).toBe(0);
    app.clock.move(20 * MINUTE);
    expect((await client.post('/sign-in', given)).body.signedIn).toBe(false);
    expect(await liveSessions(app, person)).toBe(0);
  });

  it('opens one session when eight play the same answer at once', async () => {
    const person = await holder(app);
    const { client, asked } = await atFirstPage(app);
    const given = answerOf(person, asked);
    const all = await Promise.all(Array.from({ length: 8 }, () => client.post('/sign-in', given)));
    expect(all.filter(({ headers }) => headers.getSetCookie().some((one) => one.includes('session=')))).toHaveLength(1);
    expect(await liveSessions(app, person)).toBe(1);
  });
});

describe('in the browser', () => {
  let app: TestApp;
  let browser: TestBrowser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp(), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  it('S11 autofill offers the passkey on the first page and it alone signs in', async () => {
    const clinic = await makeOrganization(app, 'Riverside Clinic', PASSKEY_FIRST);
    await makeAccount(app, 'amara@riverside.example', clinic);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await setUp(app, visitor, 'amara@riverside.example');
    await press(page, 'Continue');
    await seesAccount(page);
    await visitor.device?.setAutomaticPresence(false);
    await signOut(page);

    const email = page.getByLabel('Email', { exact: true });
    expect(await email.getAttribute('autocomplete')).toBe('username webauthn');
    await assertNoAxeFindings(page);
    expect(new URL(page.url()).pathname).toBe('/sign-in');

    await visitor.device?.setAutomaticPresence(true);
    await page.goto(`${app.url}/sign-in`);
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'phr', amr: ['pop', 'user', 'mfa'] });
  });

  it('goes on to the password where the passkey may not go first', async () => {
    const clinic = await makeOrganization(app, 'Oakdale Practice', {});
    await makeAccount(app, 'olu@oakdale.example', clinic);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await setUp(app, visitor, 'olu@oakdale.example');
    await press(page, 'Continue');
    await seesAccount(page);
    await page.context().clearCookies();
    await page.goto(`${app.url}/sign-in`);
    await seesHeading(page, /Enter your password/);
    await page.getByText('olu@oakdale.example').waitFor();
    await enterPassword(page);
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'phr' });
  });
});
