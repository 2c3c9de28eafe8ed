import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { appCode } from '../harness/totp.ts';
import { newVisitor, nextAppCode, openSignIn, seesHeading, shownRecoveryCode, type Visitor } from './steps.ts';

const PASSKEY = 'Use fingerprint, face or device PIN';
/** More stops than any page has. */
const STOPS_MAX = 40;
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

/** Where the keyboard is. */
interface Stop {
  readonly name: string;
  /** px of the ring around it; 0: nothing shows where the keyboard is. */
  readonly ring: number;
  readonly inView: boolean;
}

/** What has the focus: null for the page itself. */
function focused(page: Page): Promise<Stop | null> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const drawn = [getComputedStyle(element), getComputedStyle(element, '::after')].map(
      ({ outlineStyle, outlineWidth, outlineColor }) =>
        outlineStyle === 'none' || /, 0\\)|\\/ 0\\)|transparent/.test(outlineColor) ? 0 : parseFloat(outlineWidth));
    const box = element.getBoundingClientRect();
    return {
      name: (element.ariaLabel ?? element.labels?.[0]?.innerText ?? element.textContent).trim(),
      ring: Math.max(...drawn),
      inView: box.height > 0 && box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth,
    };
  })()`);
}

/** Presses Tab, or Shift+Tab, until this has the focus. At every stop on the way it is to be seen where that is. */
async function tabTo(page: Page, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<readonly string[]> {
  const passed: string[] = [];
  // Only then the page's own script has put the keyboard where it belongs.
  await page.waitForLoadState('load');
  for (let stops = 0; stops < STOPS_MAX; stops++) {
    await page.keyboard.press(key);
    const stop = await focused(page);
    if (stop === null) continue;
    expect(stop.ring, `a ring around “${stop.name}” on ${page.url()}`).toBeGreaterThanOrEqual(2);
    expect(stop.inView, `“${stop.name}” in view on ${page.url()}`).toBe(true);
    passed.push(stop.name);
    if (stop.name === name) return passed;
  }
  throw new Error(`no way by ${key} to “${name}” on ${page.url()}: ${passed.join(', ')}`);
}

/** Goes to a button or link and presses it. */
async function reachAndPress(page: Page, name: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Types into the field that the page itself put the keyboard in, and sends. */
async function typeAndSend(page: Page, field: string, text: string): Promise<void> {
  await expect.poll(async () => (await focused(page))?.name).toBe(field);
  expect((await focused(page))?.ring).toBeGreaterThanOrEqual(2);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** From the first page to past the password. */
async function passPasswordByKeys(visitor: Visitor, address: string): Promise<void> {
  await openSignIn(app, visitor);
  await typeAndSend(visitor.page, 'Email', address);
  await seesHeading(visitor.page, /password/i);
  await typeAndSend(visitor.page, 'Password', PASSWORD);
}

async function signedIn(page: Page): Promise<void> {
  await page.waitForURL(/\/account$/);
  await page.getByRole('button', { name: 'Profile', exact: true }).waitFor();
}

async function signOutByKeys(page: Page): Promise<void> {
  await reachAndPress(page, 'Profile');
  await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
  const passed = await tabTo(page, 'Sign out');
  expect(passed).toEqual(expect.arrayContaining(['Security', 'Help']));
  await page.keyboard.press('Enter');
  await page.getByLabel('Email', { exact: true }).waitFor();
}

/** The whole set-up, with the key typed by hand, up to the offer to trust. Returns the app's secret. */
async function setUpByKeys(visitor: Visitor, address: string): Promise<string> {
  const { page } = visitor;
  await passPasswordByKeys(visitor, address);
  await seesHeading(page, /authenticator app/);
  await reachAndPress(page, 'Can’t scan the code?');
  await page.locator('.secret').waitFor();
  const secret = (await page.locator('.secret').innerText()).replaceAll(' ', '');
  await reachAndPress(page, 'Copy', 'Space');
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(secret);
  await tabTo(page, 'One-time code');
  await page.keyboard.type(appCode(secret, app.clock.now()));
  await page.keyboard.press('Enter');

  await seesHeading(page, /recovery code/);
  const code = await shownRecoveryCode(page);
  await reachAndPress(page, 'Copy');
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toBe(code);
  const [download] = await Promise.all([page.waitForEvent('download'), reachAndPress(page, 'Download', 'Space')]);
  expect(download.suggestedFilename()).toBe('recovery-code.txt');
  await tabTo(page, 'Continue');
  await tabTo(page, 'I saved this code', 'Shift+Tab');
  await page.keyboard.press('Space');
  await reachAndPress(page, 'Continue');
  await seesHeading(page, /Trust this device/);
  return secret;
}

async function atKeys(address: string): Promise<Visitor> {
  await makeAccount(app, address, clinic);
  const visitor = await newVisitor(browser, { device: true });
  await visitor.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return visitor;
}

describe('a keyboard alone', () => {
  it('S4 S6 S8 S9 S11 S13 S14 S16 S22 sets up, trusts the device, signs out, and signs in by passkey and by another method', async () => {
    const address = 'amara@riverside.example';
    const visitor = await atKeys(address);
    const { page } = visitor;
    const secret = await setUpByKeys(visitor, address);
    const passed = await tabTo(page, 'Not on this device');
    expect(passed).toEqual(expect.arrayContaining(['Continue', 'Not now']));
    await tabTo(page, 'Continue', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await signedIn(page);
    expect(await visitor.device?.credentials()).toHaveLength(1);

    await signOutByKeys(page);
    await passPasswordByKeys(visitor, address);
    await page.getByRole('button', { name: PASSKEY, exact: true }).waitFor();
    await reachAndPress(page, PASSKEY, 'Space');
    await signedIn(page);

    await signOutByKeys(page);
    await passPasswordByKeys(visitor, address);
    await page.getByRole('button', { name: PASSKEY, exact: true }).waitFor();
    await reachAndPress(page, 'Try another method');
    await seesHeading(page, /Try another method/);
    const methods = await tabTo(page, 'Recovery code');
    expect(methods).toEqual(expect.arrayContaining(['Authenticator app', 'Fingerprint, face or device PIN', 'Email']));
    await tabTo(page, 'Authenticator app', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByLabel('One-time code').waitFor();
    await typeAndSend(page, 'One-time code', nextAppCode(app, secret));
    await signedIn(page);
  });

  it('S7 S14 is led to what went wrong, and from there on to the field', async () => {
    const address = 'ben@riverside.example';
    const visitor = await atKeys(address);
    const { page } = visitor;
    await openSignIn(app, visitor);
    await typeAndSend(page, 'Email', address);
    await seesHeading(page, /password/i);
    await typeAndSend(page, 'Password', 'wrong-horse-wrong-battery');
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.evaluate(`document.activeElement.getAttribute('role')`)).toBe('alert');
    await tabTo(page, 'Password');
    await page.keyboard.type(PASSWORD);
    await tabTo(page, 'Show password');
    await page.keyboard.press('Space');
    expect(await page.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text');
    await reachAndPress(page, 'Continue');

    await seesHeading(page, /authenticator app/);
    await tabTo(page, 'One-time code');
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.evaluate(`document.activeElement.getAttribute('role')`)).toBe('alert');
    await tabTo(page, 'One-time code');
  });

  it('S22 goes round every page without being caught, and leaves the profile menu again', async () => {
    const visitor = await atKeys('cleo@riverside.example');
    const { page } = visitor;
    await setUpByKeys(visitor, 'cleo@riverside.example');
    await reachAndPress(page, 'Not now');
    await signedIn(page);
    await reachAndPress(page, 'Profile', 'Space');
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
    await tabTo(page, 'Security');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/account\/security$/);
    await tabTo(page, 'Profile');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Sign out');
    await tabTo(page, 'Profile', 'Shift+Tab');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('button', { name: 'Sign out', exact: true }).isVisible()).toBe(false);
    // Once round the page and back.
    await tabTo(page, 'Profile');
  });
});
