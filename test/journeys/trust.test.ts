import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { DAY_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { plugIn } from '../harness/virtual-authenticator.ts';
import {
  enterCode,
  newVisitor,
  nextAppCode,
  otherMethods,
  passPassword,
  press,
  seesAccount,
  seesHeading,
  seesTrust,
  setUp,
  signOut,
  type Visitor,
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

/** Somebody at the offer to trust, at the end of the set-up. */
async function atTrust(address: string) {
  await makeAccount(app, address, clinic);
  const visitor = await newVisitor(browser, { device: true });
  const { secret, recoveryCode } = await setUp(app, visitor, address);
  await seesTrust(visitor.page);
  return { visitor, secret, recoveryCode, page: visitor.page };
}

/** Somebody whose device is trusted, signed out again. */
async function trusting(address: string) {
  const made = await atTrust(address);
  await press(made.page, 'Continue');
  await seesAccount(made.page);
  await signOut(made.page);
  return made;
}

async function signInByApp(visitor: Visitor, address: string, secret: string): Promise<void> {
  await passPassword(app, visitor, address);
  await enterCode(visitor.page, nextAppCode(app, secret));
}

describe('trusting a device', () => {
  it('S9 S10 S11 S12 S15 makes a passkey, which next time takes the place of the code', async () => {
    const { page, visitor } = await atTrust('amara@riverside.example');
    await assertNoAxeFindings(page);
    await press(page, 'Continue');
    await seesAccount(page);
    const [passkey, ...others] = (await visitor.device?.credentials()) ?? [];
    expect(others).toEqual([]);
    expect(passkey).toMatchObject({ isResidentCredential: true, rpId: 'localhost' });
    await page.goto(`${app.url}/account/security`);
    await page.getByText('This device', { exact: true }).waitFor();
    await page.getByText('Stays on one device').waitFor();

    await signOut(page);
    await passPassword(app, visitor, 'amara@riverside.example');
    await page.getByRole('button', { name: PASSKEY, exact: true }).waitFor();
    await assertNoAxeFindings(page);
    expect(await page.getByLabel('One-time code').count()).toBe(0);
    await press(page, PASSKEY);
    await seesAccount(page);
  });

  it('S9 asks again in 14 days after Not now, and not before', async () => {
    const address = 'ben@riverside.example';
    const { page, visitor, secret } = await atTrust(address);
    await press(page, 'Not now');
    await seesAccount(page);
    await signOut(page);
    app.clock.move(13 * DAY_MS);
    await signInByApp(visitor, address, secret);
    await seesAccount(page);
    await signOut(page);
    app.clock.move(DAY_MS);
    await signInByApp(visitor, address, secret);
    await seesTrust(page);
  });

  it('S9 asks again in a year after Not on this device, and not before, and asks another device at once', async () => {
    const address = 'cleo@riverside.example';
    const { page, visitor, secret } = await atTrust(address);
    await press(page, 'Not on this device');
    await seesAccount(page);
    await signOut(page);
    // A browser comes by now and then: its device cookie lives half a year from its last use.
    for (const days of [80, 80, 80, 80, 44]) {
      app.clock.move(days * DAY_MS);
      await signInByApp(visitor, address, secret);
      await seesAccount(page);
      await signOut(page);
    }
    app.clock.move(DAY_MS);
    await signInByApp(visitor, address, secret);
    await seesTrust(page);

    const other = await newVisitor(browser, { device: true });
    await signInByApp(other, address, secret);
    await seesTrust(other.page);
  });

  it('S9 completes the sign-in when the finger does not fit, and binds nothing', async () => {
    const { page, visitor } = await atTrust('dana@riverside.example');
    await visitor.device?.setUserVerified(false);
    await press(page, 'Continue');
    await seesAccount(page);
    expect(await visitor.device?.credentials()).toEqual([]);
  });

  it('S9 completes the sign-in when the dialog is cancelled or runs out of time', async () => {
    const endings = [
      ['eli@riverside.example', 'Object.assign(new Error("no"), { name: "NotAllowedError" })'],
      ['fay@riverside.example', 'Object.assign(new Error("late"), { name: "AbortError" })'],
      ['gus@riverside.example', 'Object.assign(new Error("there"), { name: "InvalidStateError" })'],
    ] as const;
    for (const [address, error] of endings) {
      const { page, visitor } = await atTrust(address);
      await page.evaluate(`navigator.credentials.create = () => Promise.reject(${error})`);
      await press(page, 'Continue');
      await seesAccount(page);
      expect(await visitor.device?.credentials()).toEqual([]);
    }
  });

  it('S9 completes the sign-in when the device goes away before the dialog', async () => {
    const { page, visitor } = await atTrust('hal@riverside.example');
    await visitor.device?.remove();
    await page.evaluate(
      `navigator.credentials.create = ((create) => (options) =>
        create.call(navigator.credentials, { publicKey: { ...options.publicKey, timeout: 100 } }))(navigator.credentials.create)`,
    );
    await press(page, 'Continue');
    await seesAccount(page);
  });

  it('S9 is not asked where the browser has no platform authenticator that verifies its user', async () => {
    const visitors = [
      ['ida@riverside.example', await newVisitor(browser)],
      ['jo@riverside.example', await newVisitor(browser)],
    ] as const;
    const [, [, withKey]] = visitors;
    await plugIn(withKey.page, { transport: 'usb' });
    for (const [address, visitor] of visitors) {
      await makeAccount(app, address, clinic);
      await setUp(app, visitor, address);
      await seesAccount(visitor.page);
    }
  });
});

describe('a trusted device', () => {
  it('S15 S16 asks another browser for the app, and names every method that works, recovery code last, sending no mail', async () => {
    const address = 'kim@riverside.example';
    const { secret } = await trusting(address);
    const mails = app.mail.received.length;
    const other = await newVisitor(browser);
    await passPassword(app, other, address);
    await other.page.getByLabel('One-time code').waitFor();
    expect(await otherMethods(other.page)).toEqual([
      'Authenticator app',
      'Fingerprint, face or device PIN',
      'Email',
      'Recovery code',
    ]);
    await assertNoAxeFindings(other.page);
    await other.page.reload();
    expect(app.mail.received.length).toBe(mails);
    await other.page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(other.page, nextAppCode(app, secret));
    await seesAccount(other.page);
  });

  it('S11 S16 lets the app take over when the passkey dialog is cancelled', async () => {
    const address = 'lea@riverside.example';
    const { page, visitor, secret } = await trusting(address);
    await passPassword(app, visitor, address);
    await visitor.device?.setUserVerified(false);
    await press(page, PASSKEY);
    await page.getByRole('alert').waitFor();
    await otherMethods(page);
    await page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
  });

  it('S11 lets the passkey be tried again after a finger that did not fit', async () => {
    const address = 'max@riverside.example';
    const { page, visitor } = await trusting(address);
    await passPassword(app, visitor, address);
    await visitor.device?.setUserVerified(false);
    await press(page, PASSKEY);
    await page.getByRole('alert').waitFor();
    await visitor.device?.setUserVerified(true);
    await press(page, PASSKEY);
    await seesAccount(page);
  });

  it('S15 serves two people in one browser, each by their own way', async () => {
    const one = await trusting('nia@riverside.example');
    await makeAccount(app, 'oz@riverside.example', clinic);
    const { secret } = await setUp(app, one.visitor, 'oz@riverside.example');
    await press(one.page, 'Not now');
    await seesAccount(one.page);
    await signOut(one.page);
    await signInByApp(one.visitor, 'oz@riverside.example', secret);
    await seesAccount(one.page);
    await signOut(one.page);
    await passPassword(app, one.visitor, 'nia@riverside.example');
    await press(one.page, PASSKEY);
    await seesAccount(one.page);
    await seesHeading(one.page, /Nia/);
  });
});
