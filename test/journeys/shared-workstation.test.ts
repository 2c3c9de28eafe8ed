import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { DAY_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { jsonClient } from '../harness/json-client.ts';
import { hasSession, personWithApp, sessionOf } from './people.ts';
import { enterCode, newVisitor, nextAppCode, passPassword, press, seesAccount, seesHeading } from './steps.ts';

const HEADER = 'x-shared-workstation';
let app: TestApp;
let browser: TestBrowser;
let clinic: OrganizationId;

beforeAll(async () => {
  const env = { VESTIBULE_WORKSTATION_HEADER: HEADER, VESTIBULE_TRUSTED_PROXIES: '127.0.0.1' };
  [app, browser] = await Promise.all([startApp({ env }), startBrowser()]);
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

async function link(): Promise<string> {
  const made = await app.instance.workstations.link(clinic);
  if (made === null) throw new Error('no link');
  return made.path;
}

describe('a shared workstation', () => {
  it('S9 S10 keeps nothing of one person for the next: no trust, no cookie, five minutes, one press to switch', async () => {
    const person = await personWithApp(app, clinic, 'amara@riverside.example');
    const visitor = await newVisitor(browser, { device: true });
    const { page, context } = visitor;
    const path = await link();
    await page.goto(app.url + path);
    await seesHeading(page, /Make this a shared workstation/);
    await assertNoAxeFindings(page);
    // A look uses nothing up.
    await page.reload();
    await press(page, 'Make it a shared workstation');
    await seesHeading(page, /This is a shared workstation now/);
    await page.goto(app.url + path);
    await seesHeading(page, /doesn’t work any more/);

    await page.goto(`${app.url}/sign-in`);
    const email = page.getByLabel('Email', { exact: true });
    expect([await email.inputValue(), await email.getAttribute('autocomplete')]).toEqual(['', 'off']);
    await passPassword(app, visitor, person.address);
    await enterCode(page, nextAppCode(app, person.secret));
    await seesAccount(page);
    expect((await context.cookies()).filter(({ name }) => /device/.test(name))).toEqual([]);
    expect((await sessionOf(app, visitor)).idleMs).toBe(5 * MINUTE_MS);
    await page.goto(`${app.url}/account/security`);
    expect(await page.getByRole('button', { name: 'Trust this device' }).count()).toBe(0);
    await assertNoAxeFindings(page);

    const before = (await context.cookies()).find(({ name }) => /browser/.test(name))?.value;
    const [mine] = await app.instance.storage.sessions.liveOf((await sessionOf(app, visitor)).accountId, 0);
    await page.getByRole('button', { name: 'Switch person' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/sign-in$/);
    expect([await hasSession(visitor), await email.inputValue()]).toEqual([false, '']);
    expect((await app.instance.storage.sessions.byId(mine?.id ?? ('' as never)))?.endReason).toBe('sign-out');
    // What the last person had begun here is out of reach.
    expect((await context.cookies()).find(({ name }) => /browser/.test(name))?.value).not.toBe(before);
    expect(await page.locator('body').innerText()).not.toContain(person.address);

    // The next link makes it an ordinary browser again, which may be trusted.
    await page.goto(app.url + (await link()));
    await press(page, 'Make it an ordinary browser again');
    await seesHeading(page, /ordinary browser again/);
    await passPassword(app, visitor, person.address);
    await enterCode(page, nextAppCode(app, person.secret));
    await seesHeading(page, /Trust this device/);
  });

  /** Past the password as a browser that sends this header; the mark of another is not taken along. */
  async function atSetUp(address: string, headers: Readonly<Record<string, string>>, cookie?: string) {
    await makeAccount(app, address, clinic);
    const client = jsonClient(app.url, cookie === undefined ? headers : { ...headers, cookie });
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return client.answer({ answer: 'password', password: PASSWORD, platform: true });
  }

  it('is told by a header from a trusted proxy, and by nothing that anybody can make up', async () => {
    const shared = await atSetUp('ben@riverside.example', { [HEADER]: '1' });
    expect(shared.body.page.step).toMatchObject({ kind: 'bind-authenticator', choices: ['totp'] });
    const forged = `vestibule_shared=${'A'.repeat(22)}${clinic}`;
    for (const [address, headers, cookie] of [
      ['cleo@riverside.example', { [HEADER]: 'yes' }],
      ['dan@riverside.example', {}, forged],
    ] as const) {
      const own = await atSetUp(address, headers, cookie);
      expect(own.body.page.step).toMatchObject({ kind: 'bind-authenticator', choices: ['totp', 'passkey'] });
    }
  });

  it('is no new device each time: its owner is told of the first sign-in alone', async () => {
    const person = await personWithApp(app, clinic, 'finn@riverside.example');
    const told = () =>
      app.mail.received.filter(({ to, subject }) => to === person.address && /new/i.test(subject)).length;
    for (const expected of [1, 1, 1]) {
      const client = jsonClient(app.url, {
        [HEADER]: '1',
        'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
      });
      await client.get('/sign-in');
      await client.answer({ answer: 'identifier', address: person.address });
      await client.answer({ answer: 'password', password: PASSWORD });
      const code = nextAppCode(app, person.secret);
      expect((await client.answer({ answer: 'proof', method: 'totp', code })).body.signedIn).toBe(true);
      await app.instance.outbox.idle();
      expect(told()).toBe(expected);
    }
  });

  it('is not told by a header of whoever connects from elsewhere', async () => {
    const env = { VESTIBULE_WORKSTATION_HEADER: HEADER, VESTIBULE_TRUSTED_PROXIES: '192.0.2.0/24' };
    const behind = await startApp({ env });
    const client = jsonClient(behind.url, { [HEADER]: '1' });
    const organization = await makeOrganization(behind, 'Oakdale Practice');
    await makeAccount(behind, 'eve@oakdale.example', organization);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address: 'eve@oakdale.example' });
    await client.answer({ answer: 'password', password: PASSWORD });
    expect((await client.get('/account/session')).body.session.idleMs).toBe(30 * MINUTE_MS);
    await behind.stop();
  });

  it('is marked by a link that is live, of an organization in force', async () => {
    const path = await link();
    app.clock.move(DAY_MS);
    expect((await fetch(app.url + path)).status).toBe(410);
    const closed = await makeOrganization(app, 'Closed Clinic');
    must(await app.instance.organizations.set(closed, { disabled: true }));
    expect(await app.instance.workstations.link(closed)).toBeNull();
  });
});
