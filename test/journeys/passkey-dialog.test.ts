import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import type { VirtualAuthenticator } from '../harness/virtual-authenticator.ts';
import {
  enterCode,
  newVisitor,
  nextAppCode,
  otherMethods,
  passPassword,
  press,
  seesAccount,
  seesTrust,
  setUp,
  signOut,
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
  const accountId = await makeAccount(app, address, clinic);
  const visitor = await newVisitor(browser, { device: true });
  const { secret } = await setUp(app, visitor, address);
  const { page, device } = visitor;
  if (device === null) throw new Error('the device has no authenticator');
  await seesTrust(page);
  await page.waitForLoadState('load');
  return { accountId, visitor, page, device, secret };
}

/** Somebody whose device is trusted, past the password again. The passkey is younger than the app. */
async function atChallenge(address: string) {
  const made = await atTrust(address);
  app.clock.move(1_000);
  const boundAt = app.clock.now();
  await press(made.page, 'Continue');
  await seesAccount(made.page);
  await signOut(made.page);
  await passPassword(app, made.visitor, address);
  await atDialog(made.page);
  return { ...made, boundAt };
}

/** The page asks for the passkey, and its script is there. */
async function atDialog(page: Page): Promise<void> {
  await page.getByRole('button', { name: PASSKEY, exact: true }).waitFor();
  await page.waitForLoadState('load');
}

async function usePasskey(page: Page): Promise<void> {
  await atDialog(page);
  await press(page, PASSKEY);
}

/** Presses a button whose dialog then waits for a finger. */
async function pressAndWait(page: Page, device: VirtualAuthenticator, name: string): Promise<void> {
  await device.setAutomaticPresence(false);
  await press(page, name);
  await page.getByRole('button', { name: /Waiting for your device/ }).waitFor();
}

/** The next dialog of the page gives up after a moment, as it does after a minute in life. */
function hurry(page: Page): Promise<unknown> {
  return page.evaluate(`for (const form of document.querySelectorAll('form[data-options]'))
    form.dataset.options = JSON.stringify({ ...JSON.parse(form.dataset.options), timeout: 300 })`);
}

/** A passkey is removed on the server: stolen, say. Whatever is older stays. */
async function removePasskey(accountId: AccountId, boundAt: number): Promise<void> {
  const { transactor, accountCuts } = app.instance.storage;
  const removed = await transactor.transact((tx) => accountCuts.revoke(tx, accountId, boundAt, app.clock.now()));
  expect(removed).toHaveLength(1);
}

describe('a dialog that waits for a finger', () => {
  it('S9 leaves Not now and Not on this device within reach', async () => {
    for (const [address, button] of [
      ['amara@riverside.example', 'Not now'],
      ['ben@riverside.example', 'Not on this device'],
    ] as const) {
      const { page, device } = await atTrust(address);
      await pressAndWait(page, device, 'Continue');
      await press(page, button);
      await seesAccount(page);
      expect(await device.credentials()).toEqual([]);
    }
  });

  it('S9 S13 runs out of time, and the sign-in completes', async () => {
    const { page, device } = await atTrust('cleo@riverside.example');
    await device.setAutomaticPresence(false);
    await hurry(page);
    await press(page, 'Continue');
    await seesAccount(page);
    expect(await device.credentials()).toEqual([]);
  });

  it('S9 goes with a reload, and the offer is there again', async () => {
    const { page, device } = await atTrust('dana@riverside.example');
    await pressAndWait(page, device, 'Continue');
    await page.reload();
    await seesTrust(page);
    await device.setAutomaticPresence(true);
    await press(page, 'Continue');
    await seesAccount(page);
    expect(await device.credentials()).toHaveLength(1);
  });

  it('S11 S16 leaves Try another method within reach, and the app completes the sign-in', async () => {
    const { page, device, secret } = await atChallenge('eli@riverside.example');
    await pressAndWait(page, device, PASSKEY);
    expect(await otherMethods(page)).toContain('Authenticator app');
    await page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
  });

  it('S11 runs out of time, says so, and can be tried again on the same page', async () => {
    const { page, device } = await atChallenge('fay@riverside.example');
    await device.setAutomaticPresence(false);
    await hurry(page);
    await usePasskey(page);
    await page.getByRole('alert').waitFor();
    await device.setAutomaticPresence(true);
    await usePasskey(page);
    await seesAccount(page);
  });

  it('S11 is cancelled, says so, and can be tried again on the same page', async () => {
    const { page } = await atChallenge('gus@riverside.example');
    await page.evaluate(
      `navigator.credentials.get = () => Promise.reject(new DOMException('cancelled', 'NotAllowedError'))`,
    );
    await usePasskey(page);
    await page.getByRole('alert').waitFor();
    await usePasskey(page);
    await seesAccount(page);
  });

  it('S11 is pressed twice and asks once', async () => {
    const { page, device } = await atChallenge('hal@riverside.example');
    await page.evaluate(`navigator.credentials.get = ((get) => (options) => {
      window.asked = (window.asked ?? 0) + 1;
      return get.call(navigator.credentials, options);
    })(navigator.credentials.get)`);
    await device.setAutomaticPresence(false);
    await page.getByRole('button', { name: PASSKEY, exact: true }).dblclick();
    expect(await page.evaluate('window.asked')).toBe(1);
    await device.setAutomaticPresence(true);
    await page.reload();
    await usePasskey(page);
    await seesAccount(page);
  });

  it('S11 is answered by a server that was restarted meanwhile', async () => {
    const { page } = await atChallenge('ida@riverside.example');
    await app.restart();
    await usePasskey(page);
    await seesAccount(page);
  });
});

describe('a passkey that was removed on the server', () => {
  it('S9 S10 S15 is not asked for again: the app takes its place, and trust is offered anew', async () => {
    const { accountId, boundAt, visitor, page, device, secret } = await atChallenge('jo@riverside.example');
    const [removed] = await device.credentials();
    await removePasskey(accountId, boundAt);
    await passPassword(app, visitor, 'jo@riverside.example');
    await page.getByLabel('One-time code').waitFor();
    expect(await otherMethods(page)).toEqual(['Authenticator app', 'Email', 'Recovery code']);
    await page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(page, nextAppCode(app, secret));
    await seesTrust(page);
    await press(page, 'Continue');
    await seesAccount(page);
    expect((await device.credentials()).map(({ credentialId }) => credentialId)).not.toEqual([removed?.credentialId]);

    await signOut(page);
    await passPassword(app, visitor, 'jo@riverside.example');
    await usePasskey(page);
    await seesAccount(page);
  });

  it('S10 S11 does not sign in from a page that was shown before', async () => {
    const { accountId, boundAt, page, secret } = await atChallenge('kim@riverside.example');
    await removePasskey(accountId, boundAt);
    await usePasskey(page);
    await page.getByLabel('One-time code').waitFor();
    await page.goto(`${app.url}/account`);
    await page.getByLabel('Email', { exact: true }).waitFor();
    await page.goBack();
    await enterCode(page, nextAppCode(app, secret));
    await seesTrust(page);
  });
});
