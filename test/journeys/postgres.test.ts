import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { appCode } from '../harness/totp.ts';
import { reset } from './command-line.ts';
import { hasSession, personWithApp, sessionOf } from './people.ts';
import {
  alertTiedTo,
  enterCode,
  enterPass,
  enterRecoveryCode,
  mailedCode,
  newVisitor,
  nextAppCode,
  otherCode,
  passPassword,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  scanSecret,
  seesAccount,
  seesHeading,
  seesTrust,
  setUp,
  signOut,
  takeOtherMethod,
} from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let clinic: OrganizationId;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp({ engine: 'postgres' }), startBrowser()]);
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

describe('on PostgreSQL', () => {
  it('S1 S3 signs in by password alone where no mandate holds', async () => {
    const practice = await makeOrganization(app, 'Oakdale Practice');
    await makeAccount(app, 'olu@oakdale.example', practice);
    const visitor = await newVisitor(browser, { device: true });
    await passPassword(app, visitor, 'olu@oakdale.example');
    await seesAccount(visitor.page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'aal1', amr: ['pwd'] });
    await signOut(visitor.page);
    expect(await hasSession(visitor)).toBe(false);
  });

  it('S4 S8 S9 S11 S13 sets up app, recovery code and passkey; each signs in, the app when the passkey is not used', async () => {
    await makeAccount(app, 'amara@riverside.example', clinic);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    const { secret } = await setUp(app, visitor, 'amara@riverside.example');
    await seesTrust(page);
    await press(page, 'Continue');
    await seesAccount(page);
    await signOut(page);
    await passPassword(app, visitor, 'amara@riverside.example');
    await press(page, 'Use fingerprint, face or device PIN');
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'phr' });
    await signOut(page);
    await passPassword(app, visitor, 'amara@riverside.example');
    await takeOtherMethod(page, 'Authenticator app');
    const code = nextAppCode(app, secret);
    await enterCode(page, code);
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'aal2' });
    await signOut(page);
    await passPassword(app, visitor, 'amara@riverside.example');
    await takeOtherMethod(page, 'Authenticator app');
    await enterCode(page, code);
    await alertTiedTo(page.getByLabel('One-time code', { exact: true }));
  });

  it('S16 S17 S18 signs in by a mailed code, asked for again', async () => {
    const ben = await personWithApp(app, clinic, 'ben@riverside.example');
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await passPassword(app, visitor, ben.address);
    await takeOtherMethod(page, 'Email');
    const code = mailedCode(await app.mail.waitFor(ben.address, /is your Vestibule code/));
    await enterCode(page, otherCode(code, 1));
    await alertTiedTo(page.getByLabel('One-time code', { exact: true }));
    app.clock.move(30_000);
    await page.reload();
    await press(page, 'Resend');
    await page.getByText('another code in 60 seconds').waitFor();
    await enterCode(page, code);
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'two-step', amr: ['pwd', 'email'] });
  });

  it('S19 signs in by the recovery code, which is replaced with the app', async () => {
    const cleo = await personWithApp(app, clinic, 'cleo@riverside.example');
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await passPassword(app, visitor, cleo.address);
    await takeOtherMethod(page, 'Recovery code');
    await enterRecoveryCode(page, cleo.recoveryCode);
    await seesHeading(page, /Save your new recovery code/);
    expect(await saveRecoveryCode(page)).not.toBe(cleo.recoveryCode);
    await press(page, 'No, replace it');
    const secret = await scanSecret(page);
    await enterCode(page, appCode(secret, app.clock.now()));
    await seesAccount(page);
    await signOut(page);
    await passPassword(app, visitor, cleo.address);
    await enterCode(page, nextAppCode(app, cleo.secret));
    await alertTiedTo(page.getByLabel('One-time code', { exact: true }));
    await enterCode(page, nextAppCode(app, secret));
    await seesTrust(page);
  });

  it('S20 S21 sets up again after a support reset, which ended the open session', async () => {
    const operator = await makeOrganization(app, 'Vestibule Support', {}, 'operator');
    const agent = await personWithApp(app, operator, 'sam@vestibule.example', 'staff');
    const dana = await personWithApp(app, clinic, 'dana@riverside.example');
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, dana.address);
    await enterCode(page, nextAppCode(app, dana.secret));
    await seesAccount(page);
    const { case: id } = await reset(app, agent, `open ${dana.address}`);
    await app.mail.waitFor(dana.address, /Support was asked to reset/);
    const { pass } = await reset(app, agent, `carry-out ${id}`);
    await page.reload();
    expect(page.url()).toContain('/sign-in');
    await passPassword(app, visitor, dana.address);
    await enterPass(page, pass?.code ?? '');
    expect(await scanAndConfirmApp(app, page)).not.toBe(dana.secret);
    await saveRecoveryCode(page);
    await seesAccount(page);
    await assertNoAxeFindings(page);
  });
});
