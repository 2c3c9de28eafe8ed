import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type JsonAnswer, type JsonClient, jsonClient } from '../harness/json-client.ts';
import { solved } from '../harness/work.ts';
import { jsonPastPassword, personWithApp } from './people.ts';
import { alertTiedTo, enterAddress, enterPassword, newVisitor, nextAppCode, openSignIn, seesAccount } from './steps.ts';

/** Wrong passwords that one network may send in ten minutes before it has to compute. */
const FREE = 30;
/** And all networks together: fewer than usual, so that the story is told sooner. */
const FREE_OVERALL = 60;
const ENV = {
  VESTIBULE_FAILURES_PER_NETWORK: String(FREE),
  VESTIBULE_FAILURES_OVERALL: String(FREE_OVERALL),
  VESTIBULE_TRUSTED_PROXIES: '127.0.0.1/32',
};
const OLU = 'olu@oakdale.example';

/** Wrong passwords from somewhere, for an address nobody has. */
async function guess(app: TestApp, times: number, from: string): Promise<void> {
  const client = jsonClient(app.url);
  await client.get('/sign-in');
  let { page } = (await client.answer({ answer: 'identifier', address: `${from}@oakdale.example` })).body;
  for (let time = 0; time < times; time++) {
    const answer = { answer: 'password', attempt: page.attempt.id, version: page.attempt.version, password: 'wrong' };
    page = (await client.post('/sign-in', answer, { 'x-forwarded-for': from })).body.page;
    expect(page.problem.kind).toBe('password-wrong');
  }
}

/** An address and its password, from somewhere. `more`: fields beside the password. */
async function passwordOf(
  app: TestApp,
  address: string,
  password: string,
  more: object = {},
  from = '127.0.0.1',
  client: JsonClient = jsonClient(app.url),
): Promise<JsonAnswer> {
  await client.get('/sign-in');
  const { attempt } = (await client.answer({ answer: 'identifier', address })).body.page;
  const answer = { answer: 'password', attempt: attempt.id, version: attempt.version, password, ...more };
  return client.post('/sign-in', answer, { 'x-forwarded-for': from });
}

describe.each(['sqlite', 'postgres'] as const)('sources on %s', (engine) => {
  let app: TestApp;
  let clinic: OrganizationId;

  beforeAll(async () => {
    app = await startApp({ engine, env: ENV });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
    await makeAccount(app, OLU, await makeOrganization(app, 'Oakdale Practice'));
  });
  afterAll(() => app.stop());
  // What one story counted is over for the next one.
  beforeEach(() => app.clock.move(10 * MINUTE_MS));

  it('T7 A25 a network that guessed too often computes before a password is compared, however its address is written', async () => {
    await guess(app, FREE, '192.0.2.7');
    for (const written of ['192.0.2.7', '::ffff:192.0.2.7', '::FFFF:c000:0207', '192.0.2.7:5123']) {
      const asked = await passwordOf(app, OLU, PASSWORD, {}, written);
      expect(asked.status).toBe(429);
      expect(Number(asked.headers.get('retry-after'))).toBe(30);
      expect(asked.body.page.problem.kind).toBe('work-missing');
      expect(asked.body.page.step.kind).toBe('ask-password');
      expect(asked.body.page.attempt.version).toBe(1);
    }
    expect((await passwordOf(app, OLU, PASSWORD, {}, '192.0.2.8')).body.signedIn).toBe(true);
    // What a client states of itself stands before what the proxy adds, and is not believed.
    expect((await passwordOf(app, OLU, PASSWORD, {}, '192.0.2.7, 192.0.2.8')).body.signedIn).toBe(true);
  });

  it('T7 work done lets one password through, in its own attempt, and is never worth anything again', async () => {
    await guess(app, FREE, '192.0.2.20');
    const client = jsonClient(app.url);
    const from = { 'x-forwarded-for': '192.0.2.20' };
    const again = (body: JsonAnswer['body'], fields: object) =>
      client.post(
        '/sign-in',
        { answer: 'password', attempt: body.page.attempt.id, version: body.page.attempt.version, ...fields },
        from,
      );
    const asked = await passwordOf(app, OLU, 'wrong', {}, '192.0.2.20', client);
    const work = solved(asked.body.page.views.work.challenge);
    const wrong = await again(asked.body, { password: 'wrong', work });
    expect(wrong.body.page.problem.kind).toBe('password-wrong');
    expect((await again(wrong.body, { password: PASSWORD, work })).body.page.problem.kind).toBe('work-missing');
    const other = await passwordOf(
      app,
      OLU,
      PASSWORD,
      { work: solved(wrong.body.page.views.work.challenge) },
      '192.0.2.20',
    );
    expect(other.body.page.problem.kind).toBe('work-missing');
    const done = solved(wrong.body.page.views.work.challenge);
    expect((await again(wrong.body, { password: PASSWORD, work: done })).body.signedIn).toBe(true);
  });

  it('T7 a browser that the account knows is exempt, a right password is no failure, and ten minutes are enough', async () => {
    const { address, secret } = await personWithApp(app, clinic, `ida-${engine}@oakdale.example`);
    const { client } = await jsonPastPassword(app, address);
    await client.answer({ answer: 'proof', method: 'totp', code: nextAppCode(app, secret) });
    await guess(app, FREE - 1, '192.0.2.30');
    for (let time = 0; time < 3; time++) {
      expect((await passwordOf(app, OLU, PASSWORD, {}, '192.0.2.30')).body.signedIn).toBe(true);
    }
    await guess(app, 1, '192.0.2.30');
    expect((await passwordOf(app, OLU, PASSWORD, {}, '192.0.2.30')).status).toBe(429);
    const known = await passwordOf(app, address, PASSWORD, {}, '192.0.2.30', client);
    expect(known.body.page.step.kind).not.toBe('ask-password');
    app.clock.move(10 * MINUTE_MS);
    expect((await passwordOf(app, OLU, PASSWORD, {}, '192.0.2.30')).body.signedIn).toBe(true);
  });

  it('T7 A28 A29 whether work is asked for tells nothing of an address', async () => {
    await guess(app, FREE, '192.0.2.40');
    const answers = [];
    for (const address of [OLU, 'abc@oakdale.example']) {
      const { status, body } = await passwordOf(app, address, PASSWORD, {}, '192.0.2.40');
      const { csrf, page } = body;
      const masked = JSON.stringify({ status, page })
        .replaceAll(csrf, '')
        .replaceAll(address, '<address>')
        .replaceAll(page.attempt.id, '<attempt>')
        .replaceAll(/"(challenge|signature)":"[0-9a-f]{64}"/g, '"$1":"…"')
        .replaceAll(/"salt":"[0-9a-f]{24}/g, '"salt":"…')
        .replaceAll(/\d{13}\.[\w-]{43}/g, '<ticket>');
      answers.push(masked);
    }
    expect(answers[0]).toContain('work-missing');
    expect(answers[1]).toBe(answers[0]);
  });

  it('T7 whoever cannot compute waits half a minute, once, and five times in ten minutes from a network', async () => {
    await guess(app, FREE, '192.0.2.50');
    const client = jsonClient(app.url);
    const from = { 'x-forwarded-for': '192.0.2.50' };
    let { page } = (await passwordOf(app, OLU, 'wrong', {}, '192.0.2.50', client)).body;
    const again = (password: string, { ticket }: { readonly ticket: string }) =>
      client.post(
        '/sign-in',
        { answer: 'password', attempt: page.attempt.id, version: page.attempt.version, password, ticket },
        from,
      );
    app.clock.move(29 * SECOND_MS);
    const early = await again('wrong', page.views.work);
    expect(early.body.page.problem).toEqual({ kind: 'work-missing', at: page.views.work.waitUntil });
    expect(early.body.page.views.work.ticket).toBe(page.views.work.ticket);
    for (let waited = 0; waited < 5; waited++) {
      app.clock.move(30 * SECOND_MS);
      const { ticket } = page.views.work;
      page = (await again('wrong', { ticket })).body.page;
      expect(page.problem.kind).toBe('password-wrong');
      expect((await again('wrong', { ticket })).body.page.problem.kind).toBe('work-missing');
    }
    app.clock.move(30 * SECOND_MS);
    expect((await again(PASSWORD, page.views.work)).body.page.problem.kind).toBe('work-missing');
    const work = solved(page.views.work.challenge);
    const done = {
      answer: 'password',
      attempt: page.attempt.id,
      version: page.attempt.version,
      password: PASSWORD,
      work,
    };
    expect((await client.post('/sign-in', done, from)).body.signedIn).toBe(true);
  });

  it('T7 an attack from many networks asks all unknown browsers for work, and is told in the log and the audit trail', async () => {
    for (const network of ['198.51.100.1', '198.51.100.2', '198.51.100.3']) await guess(app, FREE_OVERALL / 3, network);
    expect((await passwordOf(app, OLU, PASSWORD, {}, '203.0.113.9')).body.page.problem.kind).toBe('work-missing');
    const told = app.logLines().filter((line) => line.includes('far more failures than usual'));
    expect(told.map((line) => JSON.parse(line).alarm)).toEqual([
      { about: 'passwords', failures: FREE_OVERALL + 1, limit: FREE_OVERALL },
    ]);
    const [event, ...others] = await app.instance.storage.auditReads.newest({ name: 'throttling.alarm' }, 9);
    expect(event?.details).toEqual({ about: 'passwords', failures: FREE_OVERALL + 1, limit: FREE_OVERALL });
    expect(others).toEqual([]);
    app.clock.move(10 * MINUTE_MS);
    expect((await passwordOf(app, OLU, PASSWORD, {}, '203.0.113.9')).body.signedIn).toBe(true);
  });
});

describe('a browser in a network that guessed too often', () => {
  let app: TestApp;
  let browser: TestBrowser;

  beforeAll(async () => {
    [app, browser] = await Promise.all([startApp({ env: ENV }), startBrowser()]);
    await makeAccount(app, OLU, await makeOrganization(app, 'Oakdale Practice'));
    await guess(app, FREE, '127.0.0.1');
  });
  afterAll(async () => {
    await browser?.stop();
    await app?.stop();
  });

  it('T7 computes by itself, says so where that takes a moment, and signs its owner in with the keyboard alone', async () => {
    const { page } = await newVisitor(browser);
    await page.goto(`${app.url}/sign-in`);
    await enterAddress(page, OLU);
    await assertNoAxeFindings(page);
    // Wrong once: the page that comes back computes anew.
    await enterPassword(page, 'wrong-horse-wrong-battery');
    await alertTiedTo(page.getByLabel('Password', { exact: true }));
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await seesAccount(page);
  });

  it('T7 says that it is being checked while it computes', async () => {
    const { page } = await newVisitor(browser);
    // A worker that never ends keeps the page where it says so.
    await page.route(/\/assets\/work-/, (route) => route.fulfill({ contentType: 'text/javascript', body: ';' }));
    await page.goto(`${app.url}/sign-in`);
    await enterAddress(page, OLU);
    await enterPassword(page);
    const words = 'One moment, checking your browser…';
    await page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: words }).waitFor();
    await assertNoAxeFindings(page);
  });

  it('T7 without a script waits for half a minute and signs its owner in', async () => {
    const visitor = await newVisitor(browser, { javaScriptEnabled: false });
    const { page } = visitor;
    await openSignIn(app, visitor);
    await enterAddress(page, OLU);
    expect(await page.locator('form noscript').innerText()).toContain('take 30 seconds');
    await enterPassword(page);
    expect(await alertTiedTo(page.getByLabel('Password', { exact: true }))).toContain('checked your password yet');
    app.clock.move(30 * SECOND_MS);
    await enterPassword(page);
    await seesAccount(page);
  });
});
