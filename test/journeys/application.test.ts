import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { RunningClinic } from '../../examples/clinic/web/start.ts';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { relyingParty } from '../conformance/openid/relying-party.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import {
  assertFitsNarrow,
  complaintsOf,
  type Landing,
  passPasswordAt,
  startApplication,
  startLanding,
  WHO,
} from './applications.ts';
import { personWithApp } from './people.ts';
import {
  enterAddress,
  enterCode,
  enterPassword,
  newVisitor,
  nextAppCode,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  seesHeading,
  seesTrust,
  type Visitor,
  type VisitorOptions,
} from './steps.ts';

const PASSKEY = 'Use fingerprint, face or device PIN';
const HOME = /^Clinic$/;
let app: TestApp;
let browser: TestBrowser;
let clinic: RunningClinic;
let ward: RunningClinic;
let landing: Landing;
let riverside: OrganizationId;
let complaints: (readonly string[])[] = [];

beforeAll(async () => {
  [app, browser, landing] = await Promise.all([startApp(), startBrowser(), startLanding()]);
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  clinic = await startApplication(app);
  ward = await startApplication(app, { name: 'Ward' }, '127.0.0.1');
});
afterAll(async () => {
  await browser?.stop();
  await Promise.all([clinic?.stop(), ward?.stop(), landing?.stop()]);
  await app?.stop();
});
// No page of any story breaks its own policy.
afterEach(() => {
  const said = complaints.flat();
  complaints = [];
  expect(said).toEqual([]);
});

async function visitorOf(options?: VisitorOptions): Promise<Visitor> {
  const visitor = await newVisitor(browser, options);
  complaints.push(complaintsOf(visitor.context));
  return visitor;
}

/** Somebody with an app, signed in to the clinic with it. */
async function signedIn(address: string) {
  const { secret } = await personWithApp(app, riverside, address);
  const visitor = await visitorOf();
  await passPasswordAt(clinic, visitor, address);
  await enterCode(visitor.page, nextAppCode(app, secret));
  await seesHeading(visitor.page, WHO);
  return { visitor, page: visitor.page, secret };
}

/** Signs in to another application of the same browser, which needs no page. */
async function opens(application: RunningClinic, page: Page): Promise<void> {
  await page.goto(application.url);
  await press(page, 'Sign in');
  await seesHeading(page, WHO);
}

async function said(page: Page): Promise<string> {
  return page.getByRole('main').innerText();
}

async function signOutAt(page: Page): Promise<void> {
  await press(page, 'Sign out');
  await seesHeading(page, /^Sign out\?$/);
  await assertNoAxeFindings(page);
  await assertFitsNarrow(page);
  await press(page, 'Sign out');
  await seesHeading(page, /You are signed out/);
}

describe('an application', () => {
  it('S4 S9 S11 S13 is told of an app at the end of the set-up, and of a passkey of the trusted device next time', async () => {
    await makeAccount(app, 'amara@riverside.example', riverside);
    const visitor = await visitorOf({ device: true });
    const { page } = visitor;
    await passPasswordAt(clinic, visitor, 'amara@riverside.example');
    await scanAndConfirmApp(app, page);
    await saveRecoveryCode(page);
    await seesTrust(page);
    await press(page, 'Continue');
    await seesHeading(page, WHO);
    // Trusting bound the passkey; what was proved is the app.
    expect(await said(page)).toContain('pwd otp mfa');
    await signOutAt(page);
    await passPasswordAt(clinic, visitor, 'amara@riverside.example');
    await press(page, PASSKEY);
    await seesHeading(page, WHO);
    expect(await said(page)).toMatch(/acr is phr/);
    expect(await said(page)).toMatch(/pwd.*pop.*user.*mfa|pop.*user.*mfa/);
    // Strong and fresh: nothing more is asked, and nothing waits.
    await page.getByRole('link', { name: 'Prescribe', exact: true }).click();
    await press(page, 'Prescribe');
    await seesHeading(page, /^Prescribed$/);
  });

  it('S13 is let in without a page of Vestibule where another was before', async () => {
    const { page } = await signedIn('ben@riverside.example');
    const shown: string[] = [];
    page.on('framenavigated', (frame) => shown.push(new URL(frame.url()).origin));
    await opens(ward, page);
    expect(new Set(shown)).toEqual(new Set([ward.url]));
    expect(await said(page)).toContain('ben@riverside.example');
  });

  it('and another in the next tab never meet: each person ends where they began', async () => {
    // One after the other: each moves the clock.
    const cleo = await personWithApp(app, riverside, 'cleo@riverside.example');
    const dana = await personWithApp(app, riverside, 'dana@riverside.example');
    const first = await visitorOf();
    const second = { ...first, page: await first.context.newPage() };
    await passPasswordAt(clinic, first, cleo.address);
    await passPasswordAt(ward, second, dana.address);
    await enterCode(first.page, nextAppCode(app, cleo.secret));
    await seesHeading(first.page, WHO);
    expect(new URL(first.page.url()).origin).toBe(clinic.url);
    expect(await said(first.page)).toContain(cleo.address);
    await enterCode(second.page, nextAppCode(app, dana.secret));
    await seesHeading(second.page, WHO);
    expect(new URL(second.page.url()).origin).toBe(ward.url);
    expect(await said(second.page)).toContain(dana.address);
  });

  it('gets its person back with no answer by Back to, and shows a page of its own', async () => {
    const { page } = await visitorOf();
    await page.goto(clinic.url);
    await press(page, 'Sign in');
    await page.getByLabel('Email', { exact: true }).waitFor();
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    await page.getByRole('link', { name: 'Back to Clinic' }).click();
    await seesHeading(page, /Sign-in was stopped/);
    expect(new URL(page.url()).origin).toBe(clinic.url);
    await assertNoAxeFindings(page);
  });

  it('of one organization refuses a member of another, who reads so at the application and stays signed in', async () => {
    const oakdale = await makeOrganization(app, 'Oakdale Practice');
    await makeAccount(app, 'olu@oakdale.example', oakdale);
    const bound = await startApplication(app, { name: 'Riverside Portal', organizationId: riverside });
    const visitor = await visitorOf();
    await passPasswordAt(bound, visitor, 'olu@oakdale.example');
    await seesHeading(visitor.page, /Sign-in was stopped/);
    await visitor.page.getByText('access_denied').waitFor();
    await visitor.page.goto(`${app.url}/account`);
    await seesHeading(visitor.page, /Olu/);
    await bound.stop();
  });
});

describe('signing out', () => {
  it('of one application ends the sessions of the others', async () => {
    const { page } = await signedIn('eve@riverside.example');
    await opens(ward, page);
    await page.goto(clinic.url);
    await signOutAt(page);
    await app.instance.logouts.run();
    await page.goto(ward.url);
    await seesHeading(page, HOME);
  });

  it('can be declined: everything stays', async () => {
    const { page } = await signedIn('fay@riverside.example');
    await opens(ward, page);
    await page.goto(clinic.url);
    await press(page, 'Sign out');
    await press(page, 'Stay signed in');
    await page.goto(`${app.url}/account`);
    await seesHeading(page, /Fay/);
    await app.instance.logouts.run();
    await page.goto(ward.url);
    await seesHeading(page, WHO);
  });

  it('of an application whose person is signed out of Vestibule already leads back to it', async () => {
    const { page } = await signedIn('gus@riverside.example');
    const other = await page.context().newPage();
    await other.goto(`${app.url}/account`);
    await press(other, 'Profile');
    await press(other, 'Sign out');
    await other.getByLabel('Email', { exact: true }).waitFor();
    await press(page, 'Sign out');
    await seesHeading(page, /You are signed out/);
    expect(new URL(page.url()).origin).toBe(clinic.url);
  });
});

describe('the first page', () => {
  /** Opens an authorization request of a made-up application with these parameters. */
  async function opened(parameters: Readonly<Record<string, string>>, options?: VisitorOptions) {
    const portal = await relyingParty(app, {
      name: 'Riverside Portal',
      redirectUris: [landing.url],
      support: 'portal@riverside.example',
    });
    const { page } = await visitorOf(options);
    await page.goto(`${app.url}${portal.request(parameters)}`);
    return page;
  }

  it('S22 shows the contact of the application, before the password that of no organization', async () => {
    await makeAccount(app, 'hal@riverside.example', riverside);
    const page = await opened({});
    const contact = page.locator('.help-line bdi');
    expect(await contact.innerText()).toBe('portal@riverside.example');
    await enterAddress(page, 'hal@riverside.example');
    await page.getByLabel('Password', { exact: true }).waitFor();
    expect(await contact.innerText()).toBe('portal@riverside.example');
    await enterPassword(page);
    await seesHeading(page, /authenticator app/);
    expect(await contact.innerText()).toBe('help@riverside.example');
  });

  it('OpenID Connect Core §3.1.2.1 is filled by login_hint, and waits for its person to submit it', async () => {
    await makeAccount(app, 'ida@riverside.example', riverside);
    const page = await opened({ login_hint: 'ida@riverside.example' });
    expect(await page.getByLabel('Email', { exact: true }).inputValue()).toBe('ida@riverside.example');
    await press(page, 'Continue');
    await enterPassword(page);
    await scanAndConfirmApp(app, page);
    await saveRecoveryCode(page);
    await seesHeading(page, /Back at the application/);
  });

  it('OpenID Connect Core §3.1.2.1 speaks what ui_locales asks for, until its person chooses another language', async () => {
    const page = await opened({ ui_locales: 'fr es-MX en' });
    await page.getByLabel('Correo electrónico', { exact: true }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: 'English' }).click();
    await enterAddress(page, 'nobody@riverside.example');
    await page.getByLabel('Password', { exact: true }).waitFor();
  });

  it('speaks the language of the browser when it speaks none that ui_locales asks for', async () => {
    const page = await opened({ ui_locales: 'fr' }, { locale: 'es-ES' });
    expect(await page.locator('html').getAttribute('lang')).toBe('es');
  });
});
