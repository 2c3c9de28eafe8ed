import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GalleryServer, startGalleryServer } from '../../scripts/gallery-server.ts';
import type { Locale } from '../../src/domain/accounts/decide/account.ts';
import { PAGE_STATES } from '../../src/edges/pages/views/states.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { axeFindings, carryAxe } from '../harness/carried-axe.ts';

const DESKTOP = { width: 1280, height: 800 };
/** The width that 1280 px have at 400 % (WCAG 2.2 §1.4.10). */
const NARROW = { width: 320, height: 640 };
/** Nobody gave a contact: the line keeps its place and leads to the page of help alone. */
const NO_CONTACT = /-no-support$/;

/** Where help is on a page. */
interface Help {
  /** Where its line begins, in px from the start edge of the page's column. */
  readonly start: number;
  /** It is below all else that the page says. */
  readonly last: boolean;
  readonly contact: string | null;
  readonly more: string | null;
}

/** What was seen of one state, by the way of looking. */
interface Seen {
  readonly state: string;
  readonly findings: readonly string[];
  readonly tooWide: readonly string[];
  readonly help: Help;
}

let browser: TestBrowser;
let server: GalleryServer;
let seen: readonly Seen[];

beforeAll(async () => {
  [server, browser] = await Promise.all([startGalleryServer(PAGE_STATES), startBrowser()]);
  // Colours that fade from one scheme to the other would be read in between.
  const context = await browser.person({ viewport: DESKTOP, reducedMotion: 'reduce' });
  await carryAxe(context);
  const page = await context.newPage();
  const all: Seen[] = [];
  const kinds = new Set<string>();
  for (const { name } of PAGE_STATES) all.push(await look(page, name, kinds));
  console.info(`${all.length} states, ${kinds.size} kinds of page`);
  seen = all;
}, 240_000);
afterAll(async () => {
  await Promise.all([browser?.stop(), server?.stop()]);
});

/** Looks at a state as most see it, and on a narrow screen; at the first of each kind of page in every other way too. */
async function look(page: Page, state: string, kinds: Set<string>): Promise<Seen> {
  const findings: string[] = [];
  const tooWide: string[] = [];
  const examine = async (way: string) => {
    findings.push(...(await axeFindings(page)).map((finding) => `${state} ${way}: ${finding}`));
  };
  const measure = async (way: string) => {
    const surplus: number = await page.evaluate(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth',
    );
    if (surplus !== 0) tooWide.push(`${state} ${way}: ${surplus} px`);
  };
  await open(page, state, 'en');
  await examine('light');
  const help = await helpOf(page);
  await page.setViewportSize(NARROW);
  await measure('narrow');
  const kind: string = await page.evaluate(`document.querySelector('h1').textContent`);
  if (!kinds.has(kind)) {
    kinds.add(kind);
    await page.emulateMedia({ colorScheme: 'dark' });
    await examine('dark narrow');
    await page.evaluate(`document.documentElement.dir = 'rtl'`);
    await page.emulateMedia({ colorScheme: 'light' });
    await examine('narrow right to left');
    await measure('narrow right to left');
    await open(page, state, 'es');
    await measure('narrow Spanish');
  }
  await page.setViewportSize(DESKTOP);
  return { state, findings, tooWide, help };
}

async function open(page: Page, state: string, locale: Locale): Promise<void> {
  const answer = await page.goto(server.url(state, { locale }));
  expect([state, answer?.status()]).toEqual([state, 200]);
}

function helpOf(page: Page): Promise<Help> {
  return page.evaluate(`(() => {
    const line = document.querySelector('.page > footer:last-child > .help-line:first-child');
    const box = line.getBoundingClientRect();
    const contact = line.querySelector(':scope > p:first-child bdi');
    return {
      start: box.left - document.querySelector('main').getBoundingClientRect().left,
      last: box.top >= document.querySelector('main').getBoundingClientRect().bottom,
      contact: contact === null ? null : contact.textContent,
      more: line.querySelector(':scope > a:last-child')?.getAttribute('href') ?? null,
    };
  })()`);
}

describe('every state of every page', () => {
  it('S1 S4 S14 has nothing for axe to find, and no kind of page has in the dark, on a narrow screen or from right to left', () => {
    expect(seen.length).toBe(PAGE_STATES.length);
    expect(seen.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('S1 S4 S14 needs no scrolling sideways at 320 px, nor does any kind of page from right to left or in Spanish', () => {
    expect(seen.flatMap(({ tooWide }) => tooWide)).toEqual([]);
  });

  it('S22 has the support contact in the same place, below all else, and beside it the way to the page of help', () => {
    const [first] = seen;
    for (const { state, help } of seen) {
      expect([state, help]).toEqual([
        state,
        {
          start: first?.help.start,
          last: true,
          contact: NO_CONTACT.test(state) ? null : expect.stringMatching(/^(help@|support@|\+44 )/),
          more: '/help',
        },
      ]);
    }
  });

  it('S22 has an open profile menu in which axe finds nothing either', async () => {
    const context = await browser.person({ viewport: DESKTOP, reducedMotion: 'reduce' });
    await carryAxe(context);
    const page = await context.newPage();
    await open(page, 'account', 'en');
    await page.getByRole('button', { name: 'Profile', exact: true }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });
});
