import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import {
  enterAddress,
  enterPassword,
  newVisitor,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  seesHeading,
} from './steps.ts';

const OWNER = 'robin@operator.example';
const PASSWORD = 'correct-horse-battery';

let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

describe('an empty installation', () => {
  it('lets nobody sign in, makes its first owner by one link, and opens the console to them once they are set up', async () => {
    const { page } = await newVisitor(browser);
    await page.goto(`${app.url}/sign-in`);
    await enterAddress(page, 'admin@localhost.example');
    await enterPassword(page, 'admin');
    await page.getByRole('alert').waitFor();

    const link = await app.instance.firstOwner.link();
    const path = link?.path ?? '';
    const other = `/setup/${'x'.repeat(43)}`;
    expect((await page.goto(`${app.url}${other}`))?.status()).toBe(404);
    await page.goto(`${app.url}${path}`);
    await seesHeading(page, /first owner/);
    await assertNoAxeFindings(page);
    await page.getByLabel('Your organization').fill('Lakeside Operations');
    await page.getByLabel('Your name').fill('Robin Sato');
    await page.getByLabel('Email').fill(OWNER);
    await page.getByLabel('Password', { exact: true }).fill('password');
    await press(page, 'Create and go on');
    await page.getByRole('alert').waitFor();
    await assertNoAxeFindings(page);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Robin Sato');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await press(page, 'Create and go on');
    await seesHeading(page, /You’re the first owner/);
    expect((await page.goto(`${app.url}${path}`))?.status()).toBe(404);

    await page.goto(`${app.url}/sign-in`);
    await enterAddress(page, OWNER);
    await enterPassword(page, PASSWORD);
    await scanAndConfirmApp(app, page);
    await saveRecoveryCode(page);
    await page.waitForURL(/\/account$/);
    await page.goto(`${app.url}/console`);
    await seesHeading(page, /Overview/);
    const token = path.slice('/setup/'.length);
    expect(app.logLines().some((line) => line.includes(token))).toBe(false);
  });
});
