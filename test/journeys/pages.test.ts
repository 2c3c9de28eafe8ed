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
/** States that are looked at side by side. */
const AT_ONCE = 3;
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
  const looked = await Promise.all(Array.from({ length: AT_ONCE }, (_, part) => lookAtPart(part)));
  seen = looked.flat();
}, 240_000);
afterAll(async () => {
  await Promise.all([browser?.stop(), server?.stop()]);
});

/** Looks at every state whose turn it is in this part. */
async function lookAtPart(part: number): Promise<readonly Seen[]> {
  // Colours that fade from one scheme to the other would be read in between.
  const context = await browser.person({ viewport: DESKTOP, reducedMotion: 'reduce' });
  await carryAxe(context);
  const page = await context.newPage();
  const all: Seen[] = [];
  for (const [turn, { name }] of PAGE_STATES.entries()) if (turn % AT_ONCE === part) all.push(await look(page, name));
  return all;
}

/** Looks at a state in every way in which it can look different. */
async function look(page: Page, state: string): Promise<Seen> {
  const findings: string[] = [];
  const tooWide: string[] = [];
  const examine = async (way: string) => {
    findings.push(...(await axeFindings(page)).map((finding) => `${state} ${way}: ${finding}`));
  };
  const measure = async (way: string) => {
    const surplus = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (surplus !== 0) tooWide.push(`${state} ${way}: ${surplus} px`);
  };
  await open(page, state, 'en');
  await examine('light');
  const help = await helpOf(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await examine('dark');
  await page.setViewportSize(NARROW);
  await examine('dark narrow');
  await measure('narrow');
  await page.evaluate(`document.documentElement.dir = 'rtl'`);
  await page.emulateMedia({ colorScheme: 'light' });
  await examine('narrow right to left');
  await measure('narrow right to left');
  await open(page, state, 'es');
  await measure('narrow Spanish');
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
  it('S1 S4 S14 has nothing for axe to find: light and dark, 1280 and 320 px, from left to right and from right to left', () => {
    expect(seen.length).toBe(PAGE_STATES.length);
    expect(seen.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it('S1 S4 S14 needs no scrolling sideways at 320 px, in either direction and language', () => {
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
