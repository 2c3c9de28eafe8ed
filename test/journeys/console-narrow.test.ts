import { afterAll, beforeAll, expect, it } from 'vitest';
import { must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { assertFitsNarrow } from './applications.ts';
import { atConsole } from './console-steps.ts';
import { startTour, type Tour } from './console-tour.ts';
import { type Person, personWithApp } from './people.ts';
import { press, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let tour: Tour;
let helper: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  tour = await startTour(app);
  const clinic = tour.addressOf('/console/organizations/:id').split('/').at(-1) as Parameters<typeof personWithApp>[1];
  helper = await personWithApp(app, clinic, 'hana@riverside.example', 'staff');
  const id = await app.instance.storage.signInReads.accountIdByAddress(helper.address as never);
  must(await app.instance.roles.grant(clinic, id as NonNullable<typeof id>, 'help-desk'));
}, 60_000);
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

it('members of an organization are narrowed by kind and set-up, in an address that can be kept', async () => {
  const { page } = await atConsole(app, browser, tour.owner);
  await page.goto(app.url + tour.addressOf('/console/organizations/:id'));
  await page.getByRole('link', { name: 'See its people' }).click();
  await seesHeading(page, /^People of Riverside Clinic/);
  await assertNoAxeFindings(page);
  await assertFitsNarrow(page);
  const names = () => page.locator('tbody th').allInnerTexts();
  expect((await names()).length).toBeGreaterThan(2);
  await page.getByLabel('Kind').selectOption('Staff');
  await page.getByLabel('Set up').selectOption('Set up');
  await press(page, 'Find');
  await page.waitForURL(/kind=staff&set-up=done/);
  expect(await names()).toEqual(['Hana Nwosu']);
  expect(await page.getByLabel('Kind').inputValue()).toBe('staff');
  await page.goto(page.url().replace('done', 'grace'));
  await page.getByText('Nobody here is like that.').waitFor();
  await assertNoAxeFindings(page);
  await page.getByRole('link', { name: /all/i }).click();
  await seesHeading(page, /^People of Riverside Clinic/);
  expect((await names()).length).toBeGreaterThan(2);
});

it('where one is stands in sight on a rail that is wider than the screen', async () => {
  const { page } = await atConsole(app, browser, tour.owner);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${app.url}/console/audit`);
  await page
    .locator('.rail [aria-current]')
    .and(page.getByRole('link', { name: 'Audit' }))
    .waitFor();
  await expect.poll(async () => (await page.locator('.rail [aria-current]').boundingBox())?.x ?? 999).toBeLessThan(320);
});

it('a person’s page leads to the reset of theirs that waits, for whoever may see resets', async () => {
  const { page } = await atConsole(app, browser, tour.owner);
  await page.goto(app.url + tour.addressOf('/console/people/:id'));
  await page.getByRole('link', { name: 'A support reset of theirs waits' }).click();
  expect(new URL(page.url()).pathname).toBe(tour.addressOf('/console/resets/:id'));

  const { page: other } = await atConsole(app, browser, helper);
  await other.goto(app.url + tour.addressOf('/console/people/:id'));
  await seesHeading(other, /Bartholomew/);
  expect(await other.getByRole('link', { name: 'A support reset of theirs waits' }).count()).toBe(0);
});
