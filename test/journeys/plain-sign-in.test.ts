import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import {
  alertTiedTo,
  enterAddress,
  enterCode,
  enterPassword,
  newVisitor,
  nextAppCode,
  openSignIn,
  passPassword,
  press,
  seesAccount,
  seesHeading,
  setUp,
  signOut,
} from './steps.ts';

let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

describe('signing in', () => {
  it('S1 S3 S14 leads from email to password to the account where no mandate holds', async () => {
    const practice = await makeOrganization(app, 'Oakdale Practice');
    await makeAccount(app, 'olu@oakdale.example', practice);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await openSignIn(app, visitor);
    await enterAddress(page, 'olu@oakdale.example');
    await page.getByText('olu@oakdale.example').first().waitFor();
    await page.getByText('Use another email').click();
    await enterAddress(page, 'olu@oakdale.example');
    await enterPassword(page);
    await seesAccount(page);
    await page.getByRole('heading', { level: 1, name: /Olu/ }).waitFor();
  });

  it('S3 shows an unknown address and a known one the same pages and the same refusal', async () => {
    const clinic = await makeOrganization(app, 'Harbor Clinic', {});
    await makeAccount(app, 'known@harbor.example', clinic);
    const seen: string[] = [];
    for (const address of ['known@harbor.example', 'other@harbor.example']) {
      const visitor = await newVisitor(browser);
      await openSignIn(app, visitor);
      await enterAddress(visitor.page, address);
      await seesHeading(visitor.page, /password/);
      const asked = await visitor.page.locator('body').innerText();
      await enterPassword(visitor.page, 'wrong-horse-wrong-battery');
      await alertTiedTo(visitor.page.getByLabel('Password', { exact: true }));
      const refused = await visitor.page.locator('body').innerText();
      seen.push(`${asked}\n${refused}`.replaceAll(address, 'ADDRESS'));
    }
    expect(seen[0]).toContain('ADDRESS');
    expect(seen[1]).toBe(seen[0]);
    expect(seen[0]).not.toContain('Harbor');
  });

  it('S23 signs a patient in as before while a provider of the same clinic sets up', async () => {
    const clinic = await makeOrganization(app, 'Meadow Clinic', {});
    await makeAccount(app, 'patient@meadow.example', clinic, 'patient');
    await makeAccount(app, 'provider@meadow.example', clinic);
    const patient = await newVisitor(browser);
    await passPassword(app, patient, 'patient@meadow.example');
    await seesAccount(patient.page);
    const provider = await newVisitor(browser);
    await passPassword(app, provider, 'provider@meadow.example');
    await seesHeading(provider.page, /authenticator app/);
  });

  it('S1 asks for the set-up at the next look when a mandate is switched on during a session', async () => {
    const clinic = await makeOrganization(app, 'Lakeside Clinic');
    await makeAccount(app, 'amara@lakeside.example', clinic);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, 'amara@lakeside.example');
    await seesAccount(page);
    must(await app.instance.organizations.mandates.grant(clinic, {}));
    await page.goto(`${app.url}/account`);
    await enterPassword(page);
    await seesHeading(page, /authenticator app/);
  });

  it('S22 names the organization’s contact after the password, the instance’s before it', async () => {
    const clinic = await makeOrganization(app, 'Valley Clinic', {});
    await makeAccount(app, 'amara@valley.example', clinic);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await openSignIn(app, visitor);
    const contact = page.getByRole('contentinfo').getByText('help@', { exact: false });
    expect(await contact.first().innerText()).toContain('help@vestibule.example');
    await enterAddress(page, 'amara@valley.example');
    expect(await contact.first().innerText()).toContain('help@vestibule.example');
    await enterPassword(page);
    await seesHeading(page, /authenticator app/);
    expect(await contact.first().innerText()).toContain('help@valley.example');
  });

  it('S4 S16 sets up and signs in with the app where scripts are off', async () => {
    const clinic = await makeOrganization(app, 'Plain Clinic', {});
    await makeAccount(app, 'amara@plain.example', clinic);
    const visitor = await newVisitor(browser, { javaScriptEnabled: false });
    const { secret } = await setUp(app, visitor, 'amara@plain.example');
    await seesAccount(visitor.page);
    await signOut(visitor.page);
    await passPassword(app, visitor, 'amara@plain.example');
    await visitor.page.getByRole('link', { name: 'Try another method' }).click();
    await visitor.page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(visitor.page, nextAppCode(app, secret));
    await seesAccount(visitor.page);
  });
});

describe('a sign-in on PostgreSQL', () => {
  it('S4 S8 S9 S11 sets up app, recovery code and passkey, then signs in by the passkey', async () => {
    const onPostgres = await startApp({ engine: 'postgres' });
    try {
      const clinic = await makeOrganization(onPostgres, 'Riverside Clinic', {});
      await makeAccount(onPostgres, 'amara@riverside.example', clinic);
      const visitor = await newVisitor(browser, { device: true });
      const { page } = visitor;
      await setUp(onPostgres, visitor, 'amara@riverside.example');
      await seesHeading(page, /Trust this device/);
      await press(page, 'Continue');
      await seesAccount(page);
      await signOut(page);
      await passPassword(onPostgres, visitor, 'amara@riverside.example');
      await press(page, 'Use fingerprint, face or device PIN');
      await seesAccount(page);
    } finally {
      await onPostgres.stop();
    }
  });
});
