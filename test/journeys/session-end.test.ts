import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { jsonPastPassword } from './people.ts';
import { newVisitor, passPassword, seesAccount, type Visitor } from './steps.ts';

const MINUTE = 60_000;
let app: TestApp;
let browser: TestBrowser;
let names = 0;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Somebody signed in, on a page whose clock stands still. */
async function signedIn(limits: { idleMs: number; absoluteMs: number }): Promise<Visitor> {
  names += 1;
  const practice = await makeOrganization(app, `Oakdale Practice ${names}`);
  must(await app.instance.organizations.set(practice, limits));
  const address = `olu${names}@oakdale.example`;
  await makeAccount(app, address, practice);
  const visitor = await newVisitor(browser);
  await passPassword(app, visitor, address);
  await seesAccount(visitor.page);
  await visitor.page.clock.install();
  await visitor.page.goto(`${app.url}/account`);
  return visitor;
}

/** The same time passes for the server and for the page. */
async function pass(page: Page, ms: number): Promise<void> {
  app.clock.move(ms);
  await page.clock.fastForward(ms);
}

const warning = (page: Page) => page.getByRole('alertdialog', { name: 'Are you still there?' });

describe('the end of a session', () => {
  it('is announced two minutes before, and one key puts it off', async () => {
    const { page } = await signedIn({ idleMs: 15 * MINUTE, absoluteMs: 720 * MINUTE });
    await pass(page, 12 * MINUTE);
    expect(await warning(page).count()).toBe(0);
    await pass(page, MINUTE);
    await warning(page).waitFor();
    expect(await warning(page).getByRole('paragraph').innerText()).toMatch(
      /^In (2 minutes|120 seconds) you’ll be signed out/,
    );
    const stay = page.getByRole('button', { name: 'Stay signed in' });
    expect(await stay.evaluate((button) => button === document.activeElement)).toBe(true);
    await assertNoAxeFindings(page);
    await page.keyboard.press('Enter');
    await warning(page).waitFor({ state: 'hidden' });
    // It was put off for as long as the organization allows, and is announced again.
    await pass(page, 12 * MINUTE);
    await page.reload();
    expect(new URL(page.url()).pathname).toBe('/account');
  });

  it('is put off by Escape too: somebody is there', async () => {
    const { page } = await signedIn({ idleMs: 15 * MINUTE, absoluteMs: 720 * MINUTE });
    await pass(page, 13 * MINUTE);
    await warning(page).waitFor();
    await page.keyboard.press('Escape');
    await warning(page).waitFor({ state: 'hidden' });
    app.clock.move(14 * MINUTE);
    await page.goto(`${app.url}/account`);
    expect(new URL(page.url()).pathname).toBe('/account');
  });

  it('leaves the page when nobody answers', async () => {
    const { page } = await signedIn({ idleMs: 15 * MINUTE, absoluteMs: 720 * MINUTE });
    await pass(page, 13 * MINUTE);
    await warning(page).waitFor();
    await pass(page, 2 * MINUTE);
    await page.getByLabel('Email', { exact: true }).waitFor();
  });

  it('is not announced while another tab is in use, and looking puts nothing off', async () => {
    const { page, context } = await signedIn({ idleMs: 15 * MINUTE, absoluteMs: 720 * MINUTE });
    const other = await context.newPage();
    app.clock.move(10 * MINUTE);
    await other.goto(`${app.url}/account`);
    app.clock.move(3 * MINUTE);
    const looked = page.waitForResponse(/\/account\/session$/);
    await page.clock.fastForward(13 * MINUTE);
    expect(await (await looked).json()).toEqual({ session: { idleMs: 12 * MINUTE, absoluteMs: expect.any(Number) } });
    expect(await warning(page).count()).toBe(0);
    app.clock.move(12 * MINUTE);
    await other.goto(`${app.url}/account`);
    expect(new URL(other.url()).pathname).toBe('/sign-in');
  });

  it('that no key puts off is announced as such', async () => {
    const { page } = await signedIn({ idleMs: 15 * MINUTE, absoluteMs: 15 * MINUTE });
    app.clock.move(5 * MINUTE);
    await page.reload();
    await pass(page, 8 * MINUTE);
    await warning(page).waitFor();
    expect(await warning(page).getByRole('paragraph').innerText()).toMatch(/^Your session ends in/);
    expect(await page.getByRole('button', { name: 'Stay signed in' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Close' }).click();
    await warning(page).waitFor({ state: 'hidden' });
    await pass(page, 2 * MINUTE);
    await page.getByLabel('Email', { exact: true }).waitFor();
  });

  it('is a sentence on the page where scripts are off', async () => {
    const page = await (await browser.person({ javaScriptEnabled: false })).newPage();
    const practice = await makeOrganization(app, 'Harbor Practice');
    await makeAccount(app, 'ada@harbor.example', practice);
    await passPassword(app, { page, context: page.context(), device: null }, 'ada@harbor.example');
    await page.waitForURL(/\/account$/);
    const words = await page.locator('body').innerText();
    expect(words).toContain('You’ll be signed out 30 minutes after opening this page');
  });

  it('is told to programs; nobody signed in is null', async () => {
    await makeAccount(app, 'bo@harbor.example', await makeOrganization(app, 'Bayview Practice'));
    const { client } = await jsonPastPassword(app, 'bo@harbor.example');
    app.clock.move(10 * MINUTE);
    expect((await client.get('/account/session')).body.session).toMatchObject({ idleMs: 20 * MINUTE });
    expect((await client.post('/account/session', {})).body.session).toMatchObject({ idleMs: 30 * MINUTE });
    await client.post('/account/sign-out', {});
    expect((await client.get('/account/session')).body).toEqual({ session: null });
    expect((await client.post('/account/session', {})).body).toEqual({ session: null });
  });

  it('is told by the whole check: a mandate that holds from now on ends it, at its use', async () => {
    const practice = await makeOrganization(app, 'Lakeside Practice');
    const accountId = await makeAccount(app, 'cy@lakeside.example', practice);
    const { client } = await jsonPastPassword(app, 'cy@lakeside.example');
    expect((await client.get('/account/session')).body.session).not.toBeNull();
    must(await app.instance.organizations.mandates.grant(practice, {}));
    const live = async () => (await app.instance.storage.sessions.liveOf(accountId, app.clock.now())).length;
    expect((await client.get('/account/session')).body).toEqual({ session: null });
    expect(await live()).toBe(1);
    expect((await client.post('/account/session', {})).body).toEqual({ session: null });
    expect(await live()).toBe(0);
  });
});
