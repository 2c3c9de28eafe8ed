import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { appCode } from '../harness/totp.ts';
import { plugIn } from '../harness/virtual-authenticator.ts';
import {
  alertTiedTo,
  enterCode,
  newVisitor,
  nextAppCode,
  otherCode,
  passPassword,
  press,
  scanSecret,
  seesAccount,
  seesHeading,
  setUp,
} from './steps.ts';

const PASSKEY = 'Use fingerprint, face or device PIN';
let app: TestApp;
let browser: TestBrowser;
let clinic: OrganizationId;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Somebody on the security page, set up just now. */
async function atSecurity(address: string) {
  await makeAccount(app, address, clinic);
  const visitor = await newVisitor(browser);
  const kept = await setUp(app, visitor, address);
  await seesAccount(visitor.page);
  await visitor.page.goto(`${app.url}/account/security`);
  return { visitor, page: visitor.page, address, ...kept };
}

const seesSecurity = (page: Page) => page.waitForURL(/\/account\/security$/);
const section = (page: Page, name: string) =>
  page.locator('section').filter({ has: page.getByRole('heading', { name, exact: true }) });

describe('on the security page', () => {
  it('a second app is added by its first code, and signs in', async () => {
    const { page, visitor, address } = await atSecurity('amara@riverside.example');
    await press(page, 'Add an authenticator app');
    await seesHeading(page, /Add an authenticator app/);
    await assertNoAxeFindings(page);
    const secret = await scanSecret(page);
    await page.getByText('Can’t scan the code?').click();
    expect((await page.locator('dd .secret').innerText()).replaceAll(/\s/g, '')).toBe(secret);

    await enterCode(page, otherCode(appCode(secret, app.clock.now()), 5));
    expect(await alertTiedTo(page.getByLabel('One-time code', { exact: true }))).toMatch(/didn’t match/);
    expect(await scanSecret(page)).toBe(secret);
    await enterCode(page, appCode(secret, app.clock.now()));
    await seesSecurity(page);
    expect(await section(page, 'Authenticator apps').getByRole('listitem').count()).toBe(2);
    expect((await app.mail.waitFor(address, /added/)).text).toMatch(/\/stop\//);

    await visitor.context.clearCookies();
    await passPassword(app, visitor, address);
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
  });

  it('an app is replaced after a fresh proof: the old one stops, the name stays', async () => {
    const { page, visitor, secret, address } = await atSecurity('ben@riverside.example');
    await page.getByRole('button', { name: 'Manage Authenticator app' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Work phone');
    await press(page, 'Save name');
    await seesSecurity(page);
    app.clock.move(6 * 60_000);
    await page.getByRole('button', { name: 'Manage Work phone' }).click();
    await enterCode(page, nextAppCode(app, secret));
    await seesHeading(page, /Work phone/);
    expect(await page.getByText(/this is the last thing you have for it/).count()).toBe(1);
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: 'Replace this app' }).click();
    const next = await scanSecret(page);
    await enterCode(page, appCode(next, app.clock.now()));
    await seesSecurity(page);
    expect(await section(page, 'Authenticator apps').getByRole('listitem').count()).toBe(1);
    expect(await page.getByText('Work phone', { exact: true }).first().isVisible()).toBe(true);

    await visitor.context.clearCookies();
    await passPassword(app, visitor, address);
    await enterCode(page, nextAppCode(app, secret));
    await page.getByRole('alert').waitFor();
    await enterCode(page, nextAppCode(app, next));
    await seesAccount(page);
  });

  it('without a fresh proof the page of an app asks for one, and changes nothing', async () => {
    const { page, secret } = await atSecurity('cleo@riverside.example');
    app.clock.move(6 * 60_000);
    await page.goto(`${app.url}/account/security/app`);
    await seesHeading(page, /Confirm it’s you first/);
    await press(page, 'Continue');
    await enterCode(page, nextAppCode(app, secret));
    await seesHeading(page, /Add an authenticator app/);
  });

  it('this device is trusted, marked, and not twice', async () => {
    const { page, visitor, address } = await atSecurity('dan@riverside.example');
    await plugIn(page);
    await press(page, 'Trust this device');
    await press(page, 'Continue');
    await seesSecurity(page);
    const passkeys = section(page, 'Fingerprint, face or device PIN');
    expect(await passkeys.getByText('This device', { exact: true }).count()).toBe(1);
    expect(await page.getByRole('button', { name: 'Trust this device' }).count()).toBe(0);
    await page.goto(`${app.url}/account/security/passkey`);
    await press(page, 'Continue');
    expect(await page.getByRole('alert').innerText()).toMatch(/already/);

    const { page: again } = visitor;
    await again.context().clearCookies({ name: 'vestibule_session' });
    await passPassword(app, visitor, address);
    await press(again, PASSKEY);
    await seesAccount(again);
  });

  it('a security key is added, but not this device in its place', async () => {
    const { page, address } = await atSecurity('eve@riverside.example');
    const key = await plugIn(page, { transport: 'usb' });
    await press(page, 'Add a security key');
    await press(page, 'Continue');
    await seesSecurity(page);
    const passkeys = section(page, 'Fingerprint, face or device PIN');
    expect(await passkeys.getByRole('listitem').count()).toBe(1);
    expect(await passkeys.getByText('This device', { exact: true }).count()).toBe(0);
    expect(await key.credentials()).toHaveLength(1);
    await app.mail.waitFor(address, /added/);
  });
});
