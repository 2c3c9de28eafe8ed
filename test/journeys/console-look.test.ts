import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { assertFitsNarrow } from './applications.ts';
import { atConsole } from './console-steps.ts';
import { OWNERS_PAGES, startTour, type Tour } from './console-tour.ts';
import type { Visitor } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let tour: Tour;
let visitor: Visitor;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  tour = await startTour(app);
  visitor = await atConsole(app, browser, tour.owner);
}, 60_000);
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

describe('the console', () => {
  it.each(OWNERS_PAGES)('%s is whole in the dark, at 320 px and in Spanish', async (pattern) => {
    const { page } = visitor;
    await page.emulateMedia({ colorScheme: 'dark' });
    const answer = await page.goto(`${app.url}${tour.addressOf(pattern)}?lang=es`);
    // A form that asks for a fresh proof, or has nothing to do here, is a page as well.
    expect(answer?.status()).toBeLessThan(404);
    await assertFitsNarrow(page);
    await assertNoAxeFindings(page);
  });

  it('is gone through by keyboard: past the rail to the content, to a person and to a form and back', async () => {
    const { page } = visitor;
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${app.url}/console/people?lang=en`);
    await page.keyboard.press('Tab');
    expect(await focused(visitor)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('q');
    await page.keyboard.type('barth');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=barth/);
    await page.getByRole('link', { name: /Bartholomew/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Disable the account' }).waitFor();
    await page.getByRole('link', { name: 'Disable the account' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Disable the account' }).focus();
    await page.keyboard.press('Tab');
    expect(await focused(visitor)).toBe('Cancel');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'At the next sign-in' }).waitFor();
  });
});

function focused({ page }: Visitor): Promise<string> {
  return page.evaluate(() => document.activeElement?.textContent ?? '');
}
