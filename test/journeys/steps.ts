import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { PASSWORD, type TestApp } from '../app.ts';
import type { TestBrowser } from '../harness/browser.ts';
import { readQr } from '../harness/qr.ts';
import { appCode } from '../harness/totp.ts';
import { type AuthenticatorTraits, plugIn, type VirtualAuthenticator } from '../harness/virtual-authenticator.ts';

/** Somebody at a browser of their own. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Finger, face or PIN of the device; null: it has none. */
  readonly device: VirtualAuthenticator | null;
}

/** What differs between visitors: a device that verifies its user (`true`: as usual), and the browser's own options. */
export type VisitorOptions = BrowserContextOptions & { readonly device?: boolean | AuthenticatorTraits };

/** A fresh browser without cookies. */
export async function newVisitor(browser: TestBrowser, options: VisitorOptions = {}): Promise<Visitor> {
  const { device = false, ...rest } = options;
  const context = await browser.person(rest);
  const page = await context.newPage();
  return {
    context,
    page,
    device: device === false ? null : await plugIn(page, device === true ? {} : device),
  };
}

/** Opens the first page; where the device verifies its user, waits until the page has found that out. */
export async function openSignIn(app: TestApp, { page, device }: Visitor): Promise<void> {
  await page.goto(`${app.url}/sign-in`);
  if (device !== null) await page.locator('input[name=platform][value=yes]').first().waitFor({ state: 'attached' });
}

/** Presses a button by its whole name. */
export function press(page: Page, name: string): Promise<void> {
  return page.getByRole('button', { name, exact: true }).click();
}

/** Gives an address on the first page. */
export async function enterAddress(page: Page, address: string): Promise<void> {
  await page.getByLabel('Email', { exact: true }).fill(address);
  await press(page, 'Continue');
}

/** Gives a password. */
export async function enterPassword(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Continue');
}

/** From the first page to past the password. */
export async function passPassword(app: TestApp, visitor: Visitor, address: string): Promise<void> {
  await openSignIn(app, visitor);
  await enterAddress(visitor.page, address);
  await enterPassword(visitor.page);
}

/** The secret that an authenticator app reads off the picture on the page. */
export async function scanSecret(page: Page): Promise<string> {
  const uri = new URL(await readQr(page.getByRole('img', { name: /QR/ })));
  expect(uri.href).toMatch(/^otpauth:\/\/totp\//);
  return uri.searchParams.get('secret') ?? '';
}

/** Types a one-time code and goes on. */
export async function enterCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('One-time code', { exact: true }).fill(code);
  await press(page, 'Continue');
}

/** Scans the picture and types the app's first code. Returns the app's secret. */
export async function scanAndConfirmApp(app: TestApp, page: Page): Promise<string> {
  const secret = await scanSecret(page);
  await enterCode(page, appCode(secret, app.clock.now()));
  return secret;
}

/** The next code of the app: half a minute passes, because each is accepted once. */
export function nextAppCode(app: TestApp, secret: string): string {
  app.clock.move(30_000);
  return appCode(secret, app.clock.now());
}

/** The recovery code as the page shows it. */
export async function shownRecoveryCode(page: Page): Promise<string> {
  return (await page.getByRole('group', { name: 'Your recovery code' }).innerText()).replaceAll(/\s/g, '');
}

/** Ticks the box and goes on. Returns the code. */
export async function saveRecoveryCode(page: Page): Promise<string> {
  const code = await shownRecoveryCode(page);
  await page.getByLabel('I saved this code').check();
  await press(page, 'Continue');
  return code;
}

/** The offer to trust is on the page. */
export async function seesTrust(page: Page): Promise<void> {
  await seesHeading(page, /Trust this device/);
}

/** Waits for the page with this heading. */
export async function seesHeading(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** The account page is there: signed in. */
export async function seesAccount(page: Page): Promise<void> {
  await page.waitForURL(/\/account$/);
  await page.getByRole('button', { name: 'Profile', exact: true }).waitFor();
}

/** Signs out by the profile menu. */
export async function signOut(page: Page): Promise<void> {
  await press(page, 'Profile');
  await press(page, 'Sign out');
  await page.getByLabel('Email', { exact: true }).waitFor();
}

/** Names in "Try another method", in their order. */
export async function otherMethods(page: Page): Promise<readonly string[]> {
  await page.getByRole('link', { name: 'Try another method' }).click();
  await seesHeading(page, /Try another method/);
  return page.getByRole('listitem').getByRole('button').locator('strong').allInnerTexts();
}

/** The whole set-up of an app and a recovery code, up to the offer to trust or the account. */
export async function setUp(app: TestApp, visitor: Visitor, address: string) {
  await passPassword(app, visitor, address);
  const secret = await scanAndConfirmApp(app, visitor.page);
  const recoveryCode = await saveRecoveryCode(visitor.page);
  return { secret, recoveryCode };
}

/** The words of the page's alert, and that a field is tied to it. */
export async function alertTiedTo(field: Locator): Promise<string> {
  const page = field.page();
  const alert = page.getByRole('alert');
  await alert.waitFor();
  const id = await alert.getAttribute('id');
  expect((await field.getAttribute('aria-describedby'))?.split(' ')).toContain(id);
  return alert.innerText();
}

/** Opens "Try another method" and takes one by its name. */
export async function takeOtherMethod(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Try another method' }).click();
  await press(page, name);
}

/** The six digits in a mail. */
export function mailedCode({ text }: { readonly text: string }): string {
  const code = /\b\d{6}\b/.exec(text)?.[0];
  if (code === undefined) throw new Error(`no code in: ${text}`);
  return code;
}

/** Six digits that are not the right ones; another `by` (1 to 9) gives others. */
export function otherCode(code: string, by: number): string {
  return `${code.slice(0, 5)}${(Number(code.at(-1)) + by) % 10}`;
}

/** Types a recovery code and goes on. */
export async function enterRecoveryCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Recovery code', { exact: true }).fill(code);
  await press(page, 'Continue');
}

/** Types the one-time pass that support reads out and goes on. */
export async function enterPass(page: Page, pass: string): Promise<void> {
  await page.getByLabel('One-time pass', { exact: true }).fill(pass);
  await press(page, 'Continue');
}

/** Presses Continue twice, without script. The second may come while the first is still checked, and is told to come back: then the page is looked at anew. */
export async function pressTwice(page: Page, due: RegExp): Promise<void> {
  const answered = page.waitForResponse((answer) => answer.request().method() === 'POST');
  await page.getByRole('button', { name: 'Continue', exact: true }).dblclick();
  await answered;
  const heading = async () => {
    const shown = await page.getByRole('heading', { level: 1 }).innerText();
    if (!due.test(shown)) await page.goto(page.url());
    return shown;
  };
  await expect.poll(heading, { timeout: 10_000 }).toMatch(due);
}
