import type { Page } from 'playwright-core';
import { startApp } from '../test/app.ts';
import type { TestBrowser } from '../test/harness/browser.ts';
import { atConsole } from '../test/journeys/console-steps.ts';
import { OWNERS_PAGES, startTour } from '../test/journeys/console-tour.ts';

/** A way of looking at a page of the console; it has no look of its own for right to left, since none of its languages has. */
interface ConsoleLook {
  readonly name: string;
  readonly width: number;
  readonly dark?: true;
  readonly locale?: 'es';
}

const LOOKS: readonly ConsoleLook[] = [
  { name: 'light', width: 1_200 },
  { name: 'dark', width: 1_200, dark: true },
  { name: 'narrow', width: 320 },
  { name: 'es', width: 1_000, locale: 'es' },
];

/** Takes every page of the console, served by the product with something on each, in every look. */
export async function takeConsole(
  browser: TestBrowser,
  take: (page: Page, picture: string) => Promise<void>,
): Promise<void> {
  const app = await startApp();
  try {
    const tour = await startTour(app);
    const { page } = await atConsole(app, browser, tour.owner);
    for (const { name, width, dark, locale } of LOOKS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: dark === true ? 'dark' : 'light' });
      for (const pattern of OWNERS_PAGES) {
        await page.goto(`${app.url}${tour.addressOf(pattern)}?lang=${locale ?? 'en'}`);
        await take(page, `${pictureOf(pattern)}.${name}`);
      }
      console.log(`${name}: ${OWNERS_PAGES.length} pages of the console`);
    }
  } finally {
    await app.stop();
  }
}

/** The name of a page's picture: `console-people-id-disable` for `/console/people/:id/disable`. */
function pictureOf(pattern: string): string {
  return pattern.slice(1).replaceAll('/', '-').replaceAll(':', '');
}
