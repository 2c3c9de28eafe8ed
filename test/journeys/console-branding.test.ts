import jpeg from 'jpeg-js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, personWithApp } from './people.ts';
import { enterAddress, enterCode, enterPassword, newVisitor, nextAppCode, press, type Visitor } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let riverside: OrganizationId;
let admin: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  admin = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Goes as far as the second step. */
async function atTheCode(person: Person): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  await visitor.page.goto(`${app.url}/sign-in`);
  await enterAddress(visitor.page, person.address);
  expect(await visitor.page.locator('.brand').innerText()).toBe('Vestibule');
  await enterPassword(visitor.page);
  return visitor;
}

function photo(): { name: string; mimeType: string; buffer: Buffer } {
  const data = Buffer.alloc(900 * 300 * 4, 70);
  return { name: 'logo.jpg', mimeType: 'image/jpeg', buffer: jpeg.encode({ width: 900, height: 300, data }, 80).data };
}

it('an admin hands in a logo and a color, sees what becomes of them, and members are shown both', async () => {
  const { page } = await atTheCode(admin);
  await enterCode(page, nextAppCode(app, admin.secret));
  await page.waitForURL(/\/account$/);
  await page.goto(`${app.url}/console/organizations/${riverside}`);
  await page.getByRole('link', { name: 'Change name, color and logo' }).click();
  const logo = page.getByLabel('Logo (optional)');
  const color = page.getByLabel('Color (optional)');
  const sample = page.locator('.specimen.light');

  // A wrong file is refused, and nothing that was typed is lost.
  await page.getByLabel('Name that members see').fill('Riverside');
  await color.fill('#ffe066');
  await logo.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  await press(page, 'Save');
  await page.getByRole('alert').getByText('neither PNG nor JPEG').waitFor();
  expect(await color.inputValue()).toBe('#ffe066');
  await assertNoAxeFindings(page);

  // A color that is none is refused, and the logo that came with it is not lost.
  await color.fill('yellow');
  await logo.setInputFiles(photo());
  await press(page, 'Save');
  await page.getByRole('alert').getByText('Enter a color').waitFor();
  await sample.locator('img').waitFor();

  // A color that cannot be read on light pages is corrected, and that is said; nothing is stored by looking.
  await color.fill('#ffe066');
  await press(page, 'Preview');
  await page.getByText('Light pages. Your color would be hard to read here, so it is darkened to #695700.').waitFor();
  await page.getByText('Dark pages. Your color as it is.').waitFor();
  expect(await sample.innerText()).toContain('Riverside');
  expect(await sample.locator('.button').evaluate((button) => getComputedStyle(button).backgroundColor)).toBe(
    'rgb(105, 87, 0)',
  );
  await assertNoAxeFindings(page);
  expect((await app.instance.storage.organizations.byId(null, riverside))?.branding).toBeUndefined();

  await press(page, 'Save');
  await page.getByText('Saved. Members see it from their next page on.').waitFor();
  await assertNoAxeFindings(page);

  const member = await personWithApp(app, riverside, 'ben@riverside.example');
  const { page: theirs } = await atTheCode(member);
  const wall = theirs.locator('.brand');
  expect(await wall.innerText()).toBe('Riverside');
  expect(await wall.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(400);
  const button = theirs.getByRole('button', { name: 'Continue' });
  expect(await button.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(105, 87, 0)');
  await assertNoAxeFindings(theirs);
  await theirs.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  expect(await button.evaluate((one) => getComputedStyle(one).getPropertyValue('--brand'))).toBe('#ffe066');
  await assertNoAxeFindings(theirs);
  await enterCode(theirs, nextAppCode(app, member.secret));
  await theirs.waitForURL(/\/account$/);
  expect(await wall.innerText()).toBe('Riverside');
  await theirs.goto(`${app.url}/console/organizations/${riverside}/branding`);
  await theirs.getByRole('heading', { name: 'Nothing for you here' }).waitFor();
});
