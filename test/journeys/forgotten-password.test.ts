import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { hasSession, type Person, personWithApp } from './people.ts';
import {
  alertTiedTo,
  enterAddress,
  enterCode,
  enterPassword,
  enterRecoveryCode,
  newVisitor,
  nextAppCode,
  openSignIn,
  otherMethods,
  passPassword,
  press,
  saveRecoveryCode,
  seesAccount,
  seesHeading,
  seesTrust,
  setUp,
  signOut,
  takeOtherMethod,
  type Visitor,
} from './steps.ts';

const NEW_PASSWORD = 'a long walk along the shore';

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

describe('a forgotten password', () => {
  it('is asked for from the password page with the address filled in, and replaced in the same browser', async () => {
    const practice = await makeOrganization(app, 'Oakdale Practice');
    const address = 'olu@oakdale.example';
    await makeAccount(app, address, practice);
    const elsewhere = await newVisitor(browser);
    await passPassword(app, elsewhere, address);
    await seesAccount(elsewhere.page);

    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await openSignIn(app, visitor);
    await enterAddress(page, address);
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await seesHeading(page, /Forgot your password/);
    expect(page.url()).not.toContain('olu');
    const field = page.getByLabel('Email', { exact: true });
    expect(await field.inputValue()).toBe(address);
    await field.fill('no address');
    await press(page, 'Send the link');
    await alertTiedTo(field);
    await field.fill(address);
    await press(page, 'Send the link');
    await seesHeading(page, /Check your email/);
    await assertNoAxeFindings(page);

    await page.goto(await mailedLink(address));
    await assertNoAxeFindings(page);
    await chooseNew(page, 'Oakdale-Practice-2026!');
    await alertTiedTo(page.getByLabel('New password', { exact: true }));
    expect(await sees(elsewhere)).toBe('in');
    await chooseNew(page, NEW_PASSWORD);
    await seesHeading(page, /Your password is changed/);
    expect(await hasSession(visitor)).toBe(false);
    expect(await sees(elsewhere)).toBe('out');

    await page.getByRole('link', { name: 'Go to sign-in' }).click();
    await enterAddress(page, address);
    await enterPassword(page, PASSWORD);
    await alertTiedTo(page.getByLabel('Password', { exact: true }));
    await enterPassword(page, NEW_PASSWORD);
    await seesAccount(page);
  });

  it('has a link that shows nothing in another browser, works once, and ends with the half hour', async () => {
    const person = await personWithApp(app, clinic, 'ben@riverside.example');
    const visitor = await newVisitor(browser);
    const link = await ask(visitor.page, person.address);
    const stranger = await newVisitor(browser);
    await stranger.page.goto(link);
    await seesHeading(stranger.page, /Open this link in the other browser/);
    expect(await stranger.page.locator('body').innerText()).not.toContain(person.address);
    await assertNoAxeFindings(stranger.page);
    await visitor.page.goto(link);
    await chooseNew(visitor.page, NEW_PASSWORD);
    await seesHeading(visitor.page, /Your password is changed/);
    await visitor.page.goto(link);
    await seesHeading(visitor.page, /can’t be used any more/);
    const late = await ask(visitor.page, person.address);
    app.clock.move(30 * 60_000);
    await visitor.page.goto(late);
    await seesHeading(visitor.page, /can’t be used any more/);
    await visitor.page.getByRole('link', { name: 'Ask for a new link' }).click();
    await seesHeading(visitor.page, /Forgot your password/);
  });

  it('counts a mailbox once: afterwards e-mail is not offered and a passkey rests until the app was used', async () => {
    const address = 'carla@riverside.example';
    await makeAccount(app, address, clinic);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    const { secret } = await setUp(app, visitor, address);
    await seesTrust(page);
    await press(page, 'Continue');
    await seesAccount(page);
    await signOut(page);
    await page.goto(await ask(page, address));
    await chooseNew(page, NEW_PASSWORD);
    await seesHeading(page, /Your password is changed/);

    await signInWith(visitor, address, NEW_PASSWORD);
    await page.getByLabel('One-time code', { exact: true }).waitFor();
    expect(await otherMethods(page)).toEqual(['Authenticator app', 'Recovery code']);
    await press(page, 'Authenticator app');
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
    await signOut(page);

    await signInWith(visitor, address, NEW_PASSWORD);
    await page.getByRole('button', { name: 'Use fingerprint, face or device PIN' }).waitFor();
    expect(await otherMethods(page)).toEqual([
      'Authenticator app',
      'Fingerprint, face or device PIN',
      'Email',
      'Recovery code',
    ]);
  });

  it('is proved again by the recovery code, which is replaced', async () => {
    const person = await personWithApp(app, clinic, 'dora@riverside.example');
    const visitor = await newVisitor(browser);
    await replace(visitor, person);
    await signInWith(visitor, person.address, NEW_PASSWORD);
    await takeOtherMethod(visitor.page, 'Recovery code');
    await enterRecoveryCode(visitor.page, person.recoveryCode);
    await saveRecoveryCode(visitor.page);
    await press(visitor.page, 'Yes, I still have it');
    await seesAccount(visitor.page);
    const id = await app.instance.storage.signInReads.accountIdByAddress(person.address);
    const snapshot = id === null ? null : await app.instance.storage.signInReads.snapshot(id);
    expect(snapshot?.account.passwordResetByMailAt).toBeNull();
  });

  it('is told to the owner by mail, and "this was not me" there takes the new password back', async () => {
    const practice = await makeOrganization(app, 'Northside Practice');
    const address = 'finn@northside.example';
    await makeAccount(app, address, practice, 'patient');
    const thief = await newVisitor(browser);
    await thief.page.goto(await ask(thief.page, address));
    await chooseNew(thief.page, NEW_PASSWORD);
    await seesHeading(thief.page, /Your password is changed/);
    await signInWith(thief, address, NEW_PASSWORD);
    await seesAccount(thief.page);

    const told = await app.mail.waitFor(address, /password was changed/);
    expect(told.text).not.toContain(NEW_PASSWORD);
    const owner = await newVisitor(browser);
    await owner.page.goto(linkIn(told.text, 'stop'));
    await press(owner.page, 'Stop it now');
    await seesHeading(owner.page, /Stopped/);
    expect(await sees(thief)).toBe('out');
    await signInWith(thief, address, NEW_PASSWORD);
    await alertTiedTo(thief.page.getByLabel('Password', { exact: true }));
  });

  it('is mailed in the owner’s language, with a link as the only secret', async () => {
    const person = await personWithApp(app, clinic, 'hugo@riverside.example');
    const visitor = await newVisitor(browser);
    const link = await ask(visitor.page, person.address);
    const mail = await app.mail.waitFor(person.address, /Choose a new password/);
    expect(mail.html).toContain(`href="${link}"`);
    expect(mail.subject).not.toMatch(/http|forgot\//);
    expect(mail.raw).not.toContain(link.split('/').at(-1));
    expect(app.logLines().join('\n')).not.toContain(link.split('/').at(-1));
  });
});

/** Asks for a mail in this browser and returns the link in it. */
async function ask(page: Page, address: string): Promise<string> {
  await page.goto(`${app.url}/forgot`);
  await page.getByLabel('Email', { exact: true }).fill(address);
  const before = app.mail.received.length;
  await press(page, 'Send the link');
  await seesHeading(page, /Check your email/);
  await expect.poll(() => app.mail.received.length, { timeout: 5_000 }).toBeGreaterThan(before);
  return mailedLink(address);
}

async function mailedLink(address: string): Promise<string> {
  return linkIn((await app.mail.waitFor(address, /Choose a new password/)).text, 'forgot');
}

function linkIn(text: string, kind: 'forgot' | 'stop'): string {
  const link = new RegExp(`${app.url}/${kind}/[\\w-]{43}`).exec(text)?.[0];
  if (link === undefined) throw new Error(`no link in: ${text}`);
  return link;
}

async function chooseNew(page: Page, password: string): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(password);
  await press(page, 'Change password');
}

async function replace({ page }: Visitor, { address }: Person): Promise<void> {
  await page.goto(await ask(page, address));
  await chooseNew(page, NEW_PASSWORD);
  await seesHeading(page, /Your password is changed/);
}

async function signInWith(visitor: Visitor, address: string, password: string): Promise<void> {
  await openSignIn(app, visitor);
  await enterAddress(visitor.page, address);
  await enterPassword(visitor.page, password);
}

/** Whether a browser is still signed in. */
async function sees({ page }: Visitor): Promise<'in' | 'out'> {
  await page.goto(`${app.url}/account`);
  return page.url().endsWith('/account') ? 'in' : 'out';
}
