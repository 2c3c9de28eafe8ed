import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { readQr } from '../harness/qr.ts';
import { appCode } from '../harness/totp.ts';
import {
  alertTiedTo,
  enterCode,
  newVisitor,
  passPassword,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  scanSecret,
  seesAccount,
  seesHeading,
  shownRecoveryCode,
} from './steps.ts';

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

const qr = /QR/;

describe('the set-up', () => {
  it('S4 S5 S7 S8 S13 sets up an app scanned off the page, then a recovery code, then is signed in with a new session', async () => {
    await makeAccount(app, 'amara@riverside.example', clinic);
    const visitor = await newVisitor(browser);
    const { page, context } = visitor;
    await passPassword(app, visitor, 'amara@riverside.example');
    await seesHeading(page, /authenticator app/);
    expect(await page.getByText('Riverside Clinic asks for a second step').count()).toBe(1);

    const uri = new URL(await readQr(page.getByRole('img', { name: qr })));
    expect(decodeURIComponent(uri.pathname)).toContain('amara@riverside.example');
    expect(uri.searchParams.get('issuer')).toBeTruthy();
    expect(uri.searchParams.get('secret')).toMatch(/^[A-Z2-7]{32}$/);
    expect((await context.cookies()).some(({ name }) => name.includes('session'))).toBe(false);
    await page.goto(`${app.url}/account`);
    expect(page.url()).toContain('/sign-in');
    await page.goBack();

    await scanAndConfirmApp(app, page);
    const code = await shownRecoveryCode(page);
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/);
    await page.goto(`${app.url}/account`);
    expect(page.url()).toContain('/sign-in');
    await page.goBack();
    await saveRecoveryCode(page);
    await seesAccount(page);
    const session = (await context.cookies()).find(({ name }) => name.includes('session'));
    expect(session).toMatchObject({ httpOnly: true, sameSite: expect.stringMatching(/Lax|Strict/) });

    const started = await app.mail.waitFor('amara@riverside.example', /\/stop\//);
    expect(started.text).toContain(`${app.url}/stop/`);
    await expect.poll(() => app.mail.received.filter(({ to }) => to === 'amara@riverside.example').length).toBe(2);
    expect(app.logLines().join('\n')).not.toContain(code);
  });

  it('S5 S6 S7 keeps the same code to scan after a wrong code and a reload, and gives the same key to type', async () => {
    await makeAccount(app, 'ben@riverside.example', clinic);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, 'ben@riverside.example');
    const secret = await scanSecret(page);

    await enterCode(page, appCode(secret, app.clock.now() - 3_600_000));
    expect(await alertTiedTo(page.getByLabel('One-time code'))).not.toBe('');
    expect(await scanSecret(page)).toBe(secret);
    await page.reload();
    expect(await scanSecret(page)).toBe(secret);

    await page.getByText('Can’t scan the code?').click();
    const key = await page.locator('.secret').innerText();
    expect(key).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
    expect(key.replaceAll(' ', '')).toBe(secret);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await press(page, 'Copy');
    await page.getByText('Copied').first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    await enterCode(page, ` ${appCode(secret, app.clock.now()).replace(/(?=...$)/, ' ')} `);
    await seesHeading(page, /recovery code/);
  });

  it('S6 offers a button that opens the app on a phone, and none on a computer', async () => {
    await makeAccount(app, 'phone@riverside.example', clinic);
    const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
    for (const [options, seen] of [
      [{}, false],
      [phone, true],
    ] as const) {
      const visitor = await newVisitor(browser, options);
      await passPassword(app, visitor, 'phone@riverside.example');
      await seesHeading(visitor.page, /authenticator app/);
      // Only then the style sheet, which shows or hides it, is there.
      await visitor.page.waitForLoadState('load');
      const open = visitor.page.getByText('Open authenticator app');
      expect(await open.isVisible()).toBe(seen);
      expect(await open.getAttribute('href')).toMatch(/^otpauth:\/\/totp\//);
    }
  });

  it('S8 shows the recovery code again on reload, copies, downloads and prints it, and asks for the tick', async () => {
    await makeAccount(app, 'cleo@riverside.example', clinic);
    const visitor = await newVisitor(browser);
    const { page, context } = visitor;
    await passPassword(app, visitor, 'cleo@riverside.example');
    await scanAndConfirmApp(app, page);
    const code = await shownRecoveryCode(page);
    await page.reload();
    expect(await shownRecoveryCode(page)).toBe(code);

    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await press(page, 'Copy');
    await page.getByText('Copied').first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(code);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
    expect(download.suggestedFilename()).toBe('recovery-code.txt');
    expect(readFileSync(await download.path(), 'utf8')).toContain(code);
    await page.evaluate('window.print = () => { window.printed = true }');
    await press(page, 'Print');
    expect(await page.evaluate('window.printed')).toBe(true);

    await press(page, 'Continue');
    await alertTiedTo(page.getByLabel('I saved this code'));
    expect(await shownRecoveryCode(page)).toBe(code);
    await saveRecoveryCode(page);
    await seesAccount(page);
  });

  it('S4 goes on where a closed tab left it: the confirmed app stays, the recovery code is a new one', async () => {
    await makeAccount(app, 'dana@riverside.example', clinic);
    const first = await newVisitor(browser);
    await passPassword(app, first, 'dana@riverside.example');
    const secret = await scanAndConfirmApp(app, first.page);
    const lost = await shownRecoveryCode(first.page);
    await first.context.close();

    const again = await newVisitor(browser);
    await passPassword(app, again, 'dana@riverside.example');
    app.clock.move(30_000);
    await enterCode(again.page, appCode(secret, app.clock.now()));
    expect(await saveRecoveryCode(again.page)).not.toBe(lost);
    await seesAccount(again.page);
  });

  it('S4 makes a secret that nobody confirmed anew in another browser', async () => {
    await makeAccount(app, 'eli@riverside.example', clinic);
    const one = await newVisitor(browser);
    await passPassword(app, one, 'eli@riverside.example');
    const two = await newVisitor(browser);
    await passPassword(app, two, 'eli@riverside.example');
    expect(await scanSecret(one.page)).not.toBe(await scanSecret(two.page));
  });

  it('S4 survives a restart of the server in the middle', async () => {
    await makeAccount(app, 'finn@riverside.example', clinic);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, 'finn@riverside.example');
    const secret = await scanSecret(page);
    await app.restart();
    expect(await scanSecret(page)).toBe(secret);
    await page.reload();
    await scanAndConfirmApp(app, page);
    const code = await shownRecoveryCode(page);
    await app.restart();
    await page.reload();
    expect(await saveRecoveryCode(page)).toBe(code);
    await seesAccount(page);
    await app.restart();
    await page.reload();
    await seesAccount(page);
  });
});
