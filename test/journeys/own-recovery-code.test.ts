import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { plugIn } from '../harness/virtual-authenticator.ts';
import { softPasskeyRow } from './own-sign-in.ts';
import { sessionOf } from './people.ts';
import { alertTiedTo, newVisitor, passPassword, press, seesAccount, seesHeading, setUp } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

describe('on the security page', () => {
  it('a new recovery code takes the place of the old one once it is saved, and a default is chosen', async () => {
    const clinic = await makeOrganization(app, 'Riverside Clinic', {});
    const address = 'amara@riverside.example';
    await makeAccount(app, address, clinic);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    const { recoveryCode } = await setUp(app, visitor, address);
    await seesAccount(page);
    const { accountId } = await sessionOf(app, visitor);
    await softPasskeyRow(app, accountId);
    const stored = async () =>
      (await app.instance.storage.signInReads.snapshot(accountId))?.authenticators.find(
        ({ kind }) => kind === 'recovery-code',
      )?.id;
    const old = await stored();

    await page.goto(`${app.url}/account/security`);
    await press(page, 'Make a new recovery code');
    await seesHeading(page, /Save your new recovery code/);
    await assertNoAxeFindings(page);
    const shown = (await page.locator('.secret').innerText()).replaceAll(/\s/g, '');
    expect(shown).not.toBe(recoveryCode);
    const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
    expect(await readFile(await file.path(), 'utf8')).toContain(shown);
    await press(page, 'Continue');
    expect(await alertTiedTo(page.getByLabel('I saved this code'))).toMatch(/Save the code first/);
    expect((await page.locator('.secret').innerText()).replaceAll(/\s/g, '')).toBe(shown);
    expect(await stored()).toBe(old);
    await page.getByLabel('I saved this code').check();
    await press(page, 'Continue');
    await page.waitForURL(/\/account\/security$/);
    expect(await stored()).not.toBe(old);
    expect((await app.mail.waitFor(address, /recovery code was saved/)).text).toMatch(/\/stop\//);

    await press(page, 'Choose another');
    await assertNoAxeFindings(page);
    await page.getByLabel('Fingerprint, face or device PIN', { exact: true }).check();
    await press(page, 'Save choice');
    await page.waitForURL(/\/account\/security$/);

    await visitor.context.clearCookies();
    await passPassword(app, visitor, address);
    await page.getByRole('button', { name: 'Use fingerprint, face or device PIN' }).waitFor();
    for (const [code, works] of [
      [recoveryCode, false],
      [shown, true],
    ] as const) {
      await page.getByRole('link', { name: 'Try another method' }).click();
      await press(page, 'Recovery code');
      await page.getByLabel('Recovery code', { exact: true }).fill(code);
      await press(page, 'Continue');
      if (works) await seesHeading(page, /Save your new recovery code/);
      else await page.getByRole('alert').waitFor();
    }
  });

  it('the device is told which passkeys are still taken', async () => {
    const address = 'ben@riverside.example';
    await makeAccount(app, address, await makeOrganization(app, 'Oakdale Clinic', {}));
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await visitor.context.addInitScript(() => {
      const told: unknown[] = [];
      Object.assign(window, { told });
      Object.assign(window.PublicKeyCredential, {
        signalAllAcceptedCredentials: async (of: unknown) => void told.push(of),
        signalCurrentUserDetails: async (of: unknown) => void told.push(of),
      });
    });
    await setUp(app, visitor, address);
    await seesAccount(page);
    const device = await plugIn(page);
    await page.goto(`${app.url}/account/security/passkey`);
    await press(page, 'Continue');
    await page.waitForURL(/\/account\/security$/);
    const [made] = await device.credentials();
    const told = () => page.evaluate(() => (window as unknown as { told: unknown[] }).told);
    const userId = Buffer.from((await sessionOf(app, visitor)).accountId).toString('base64url');
    const whose = { rpId: 'localhost', userId };
    const id = Buffer.from(made?.credentialId ?? '', 'base64').toString('base64url');
    expect(await told()).toEqual([
      { ...whose, allAcceptedCredentialIds: [id] },
      { ...whose, name: address, displayName: expect.any(String) },
    ]);
    await page
      .getByRole('button', { name: /^Manage/ })
      .last()
      .click();
    await press(page, 'Remove it');
    await page.waitForURL(/\/account\/security$/);
    expect((await told())[0]).toEqual({ ...whose, allAcceptedCredentialIds: [] });
  });
});
