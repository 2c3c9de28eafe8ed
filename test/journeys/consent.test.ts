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
  pressByKeyboard,
  startApplication,
  startLanding,
  WHO,
} from './applications.ts';
import { enterAddress, enterPassword, newVisitor, press, seesHeading } from './steps.ts';

const ASKS = /^Allow Sleep Diary\?$/;
const BACK = /Back at the application/;
let app: TestApp;
let browser: TestBrowser;
let diary: RunningClinic;
let landing: Landing;
let oakdale: OrganizationId;
let complaints: (readonly string[])[] = [];

beforeAll(async () => {
  [app, browser, landing] = await Promise.all([startApp(), startBrowser(), startLanding()]);
  oakdale = await makeOrganization(app, 'Oakdale Practice');
  diary = await startApplication(app, {
    name: 'Sleep Diary',
    firstParty: false,
    support: 'hello@diary.example',
  });
});
afterAll(async () => {
  await browser?.stop();
  await Promise.all([diary?.stop(), landing?.stop()]);
  await app?.stop();
});
afterEach(() => {
  const said = complaints.flat();
  complaints = [];
  expect(said).toEqual([]);
});

async function visitorOf() {
  const visitor = await newVisitor(browser);
  complaints.push(complaintsOf(visitor.context));
  return visitor;
}

/** What the application asks for, as the page lists it. */
function points(page: Page): Promise<readonly string[]> {
  return page.getByRole('main').getByRole('listitem').allInnerTexts();
}

async function signInAt(page: Page): Promise<void> {
  await page.goto(diary.url);
  await press(page, 'Sign in');
}

describe('an application that others run', () => {
  it('is told nothing before its person allows it, comes back after Deny, and is not asked about again after Allow', async () => {
    await makeAccount(app, 'olu@oakdale.example', oakdale);
    const visitor = await visitorOf();
    const { page } = visitor;
    await passPasswordAt(diary, visitor, 'olu@oakdale.example');
    await seesHeading(page, ASKS);
    expect(await points(page)).toEqual([
      'To know you again, by a number that stands for your account',
      'Your name and language',
      'Your email address',
      'Your organizations and your role in each',
      expect.stringMatching(/^To use localhost:\d+ as you: prescriptions$/),
    ]);
    await page.getByText('olu@oakdale.example').waitFor();
    await page.getByText('hello@diary.example').waitFor();
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    await press(page, 'Deny');
    await seesHeading(page, /Sign-in was stopped/);

    await signInAt(page);
    await seesHeading(page, ASKS);
    await press(page, 'Allow');
    await seesHeading(page, WHO);
    await page.context().clearCookies({ name: 'clinic' });
    await signInAt(page);
    await seesHeading(page, WHO);

    // On another device too: what was allowed is the account's.
    const elsewhere = await visitorOf();
    await passPasswordAt(diary, elsewhere, 'olu@oakdale.example');
    await seesHeading(elsewhere.page, WHO);
  });

  it('is allowed or denied by the keyboard alone', async () => {
    await makeAccount(app, 'pia@oakdale.example', oakdale);
    const visitor = await visitorOf();
    const { page } = visitor;
    await passPasswordAt(diary, visitor, 'pia@oakdale.example');
    await seesHeading(page, ASKS);
    await pressByKeyboard(page, 'Deny');
    await seesHeading(page, /Sign-in was stopped/);
    await signInAt(page);
    await seesHeading(page, ASKS);
    await pressByKeyboard(page, 'Allow');
    await seesHeading(page, WHO);
  });

  it('is asked about again only for what it wants more, and for that alone', async () => {
    await makeAccount(app, 'quin@oakdale.example', oakdale);
    const { request } = await relyingParty(app, {
      name: 'Sleep Diary',
      firstParty: false,
      redirectUris: [landing.url],
    });
    const { page } = await visitorOf();
    await page.goto(`${app.url}${request({ scope: 'openid profile' })}`);
    await enterAddress(page, 'quin@oakdale.example');
    await enterPassword(page);
    await seesHeading(page, ASKS);
    expect((await points(page)).length).toBe(2);
    await press(page, 'Allow');
    await seesHeading(page, BACK);
    await page.goto(`${app.url}${request({ scope: 'openid profile email' })}`);
    await seesHeading(page, ASKS);
    expect(await points(page)).toEqual(['Your email address']);
    await press(page, 'Allow');
    for (const scope of ['openid profile', 'openid profile email', 'openid email']) {
      await seesHeading(page, BACK);
      await page.goto(`${app.url}${request({ scope })}`);
    }
    await seesHeading(page, BACK);
  });

  it('is asked about in the language of its request, which its person can change', async () => {
    await makeAccount(app, 'rui@oakdale.example', oakdale);
    const { request } = await relyingParty(app, {
      name: 'Sleep Diary',
      firstParty: false,
      redirectUris: [landing.url],
    });
    const { page } = await visitorOf();
    await page.goto(`${app.url}/sign-in`);
    await enterAddress(page, 'rui@oakdale.example');
    await enterPassword(page);
    await page.waitForURL(/\/account$/);
    await page.goto(`${app.url}${request({ ui_locales: 'es' })}`);
    await page.getByRole('button', { name: 'Permitir', exact: true }).waitFor();
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    await page.getByRole('link', { name: 'English' }).click();
    await press(page, 'Allow');
    await seesHeading(page, BACK);
  });

  it('can be answered by nobody else, and not with a form of another page', async () => {
    await makeAccount(app, 'sol@oakdale.example', oakdale);
    const visitor = await visitorOf();
    await passPasswordAt(diary, visitor, 'sol@oakdale.example');
    await seesHeading(visitor.page, ASKS);
    const stranger = await visitorOf();
    const seen = await stranger.page.goto(visitor.page.url());
    expect(seen?.status()).toBe(404);
    await assertNoAxeFindings(stranger.page);
    const forged = await visitor.context.request.post(`${visitor.page.url()}/consent`, { form: { decision: 'allow' } });
    expect(forged.status()).toBe(403);
  });
});
