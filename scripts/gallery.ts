import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Locale } from '../src/domain/accounts/decide/account.ts';
import type { PageState } from '../src/edges/pages/views/states.ts';
import { assertNoAxeFindings } from '../test/harness/axe.ts';
import { startBrowser, type TestBrowser } from '../test/harness/browser.ts';
import { type GalleryServer, startGalleryServer } from './gallery-server.ts';
import { loadPageStates } from './page-states.ts';

/** A way of looking at a page. */
interface Look {
  readonly name: string;
  readonly context: BrowserContextOptions;
  readonly locale?: Locale;
  readonly direction?: 'rtl';
}

const DESKTOP = { width: 880, height: 780 };

const LIGHT: Look = { name: 'light', context: { viewport: DESKTOP } };
const LOOKS: readonly Look[] = [
  LIGHT,
  { name: 'dark', context: { viewport: DESKTOP, colorScheme: 'dark' } },
  { name: 'narrow', context: { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true } },
  { name: 'rtl', context: { viewport: DESKTOP }, direction: 'rtl' },
  { name: 'es', context: { viewport: DESKTOP, locale: 'es-MX' }, locale: 'es' },
  { name: 'forced', context: { viewport: DESKTOP, forcedColors: 'active' } },
  { name: 'no-script', context: { viewport: DESKTOP, javaScriptEnabled: false } },
  // Zooming to 200 % halves the room that a page has.
  { name: 'zoomed', context: { viewport: { width: 440, height: 390 }, deviceScaleFactor: 2 } },
];

/** Kept in the repository: `state.look`. */
const KEPT = [
  'email.light',
  'email.dark',
  'password-wrong.light',
  'set-up-app.light',
  'set-up-app.dark',
  'set-up-app.narrow',
  'set-up-app-key.narrow',
  'set-up-app-grace-day.light',
  'save-code.light',
  'trust.light',
  'app.light',
  'app-wrong.dark',
  'app-wrong.forced',
  'app.rtl',
  'app-long.narrow',
  'passkey.light',
  'passkey.no-script',
  'mailed.light',
  'mailed.es',
  'methods.light',
  'refused-too-many-tries.light',
  'account.menu',
  'security.dark',
  'places.light',
  'places-shared.narrow',
  'activity.dark',
  'email-application.light',
  'consent.light',
  'device.light',
  'device-confirm.narrow',
  'sign-out.light',
  'refused-demand-unmet-application.dark',
  'app.waiting',
  'console.light',
  'console-people-id.light',
  'console-people-id.narrow',
  'console-organizations-id.light',
  'console-organizations-id-dry-run.light',
  'console-organizations-id-coverage.dark',
  'console-organizations-id-invitations.narrow',
  'console-resets-id.light',
  'console-audit.dark',
];

const KEPT_IN = fileURLToPath(new URL('../docs/pages/', import.meta.url));

/** Takes every state in every look, checks each, and keeps a small gallery. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'vestibule-pages-'));
  await rm(join(KEPT_IN, 'pictures'), { recursive: true, force: true });
  await mkdir(join(KEPT_IN, 'pictures'), { recursive: true });
  const states = await loadPageStates();
  const [server, browser] = await Promise.all([startGalleryServer(states), startBrowser()]);
  try {
    for (const look of LOOKS) await takeLook(look, states, server, browser, folder);
    await takeMoments(server, browser, folder);
    const { takeConsole } = await import('./gallery-console.ts');
    await takeConsole(browser, (page, name) => take(page, name, folder));
  } finally {
    await Promise.all([server.stop(), browser.stop()]);
  }
  const sizes = await Promise.all(KEPT.map(async (name) => (await stat(keptPath(name))).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`${KEPT.length} pictures kept, ${(total / 1024).toFixed(0)} kB; all of them in ${folder}`);
}

async function takeLook(
  look: Look,
  states: readonly PageState[],
  server: GalleryServer,
  browser: TestBrowser,
  folder: string,
): Promise<void> {
  const context = await browser.person(look.context);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') throw new Error(`${page.url()}: ${message.text()}`);
  });
  for (const { name } of states) {
    await page.goto(server.url(name, look));
    await checkState(page, look);
    await take(page, `${name}.${look.name}`, folder);
  }
  await context.close();
  console.log(`${look.name}: ${states.length} states`);
}

/** Nothing has to be scrolled sideways. What axe finds is tested by `test/journeys/pages.test.ts`. */
async function checkState(page: Page, look: Look): Promise<void> {
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (tooWide > 0) throw new Error(`${page.url()} (${look.name}) is ${tooWide} px too wide`);
}

/** What is seen only after doing something: the open menu, a page that waits. */
async function takeMoments(server: GalleryServer, browser: TestBrowser, folder: string): Promise<void> {
  const context = await browser.person(LIGHT.context);
  const page = await context.newPage();
  await page.goto(server.url('account'));
  await page.getByRole('button', { name: 'Profile' }).click();
  await assertNoAxeFindings(page);
  await take(page, 'account.menu', folder);
  await page.goto(server.url('app'));
  await page.getByLabel('One-time code').fill('123 456');
  // Heard after the page's own listeners: the button is busy and the page stays.
  await page.evaluate(() => window.addEventListener('submit', (event) => event.preventDefault()));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Checking…' }).waitFor();
  await take(page, 'app.waiting', folder);
  await context.close();
}

async function take(page: Page, name: string, folder: string): Promise<void> {
  const kept = KEPT.includes(name);
  await page.screenshot({
    path: kept ? keptPath(name) : join(folder, `${name}.png`),
    fullPage: true,
    animations: 'disabled',
    scale: 'css',
  });
}

function keptPath(name: string): string {
  return join(KEPT_IN, 'pictures', `${name}.png`);
}

await main();
