import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { atConsole } from './console-steps.ts';
import { personWithApp } from './people.ts';
import { alertTiedTo, enterAddress, enterPassword, newVisitor, press, seesHeading } from './steps.ts';

const HALF = /^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/;
const SAFE = 'glass@operator.example';

let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

it('an owner seals two halves, both together open the console, and the owner reviews what they were used for', async () => {
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  const owner = await personWithApp(app, operator, 'robin@operator.example', 'admin');
  const { page } = await atConsole(app, browser, owner);
  await page.getByRole('link', { name: 'Break-glass' }).click();
  await page.getByText('There are none.').waitFor();
  await page.getByRole('link', { name: 'Make a break-glass account' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Safe in the office');
  await page.getByLabel('Email').fill('glass');
  await press(page, 'Make both halves');
  expect(await alertTiedTo(page.getByLabel('Email'))).toMatch(/email address/);
  await assertNoAxeFindings(page);
  await page.getByLabel('Email').fill(SAFE);
  await press(page, 'Make both halves');
  await seesHeading(page, /Two halves/);
  await assertNoAxeFindings(page);
  const [password = '', code = ''] = await page.locator('dd .strong').allInnerTexts();
  expect([password, code]).toEqual([expect.stringMatching(HALF), expect.stringMatching(HALF)]);
  await page.getByRole('link', { name: 'Both are sealed' }).click();
  expect(await page.locator('tbody tr').innerText()).toMatch(/Safe in the office.*Sealed/s);

  const emergency = await newVisitor(browser, { device: true });
  const there = emergency.page;
  await there.goto(`${app.url}/sign-in`);
  await enterAddress(there, SAFE);
  await enterPassword(there, password);
  await seesHeading(there, /Enter the sealed code/);
  await there.getByLabel('Sealed code').fill(code.toLowerCase());
  await press(there, 'Continue');
  await there.waitForURL(/\/account$/);
  await there.goto(`${app.url}/console`);
  await seesHeading(there, /Overview/);
  await there.goto(`${app.url}/account/security/app`);
  await seesHeading(there, /Confirm it’s you first/);

  await app.mail.waitFor(owner.address, /Alarm/);
  await page.goto(`${app.url}/console`);
  await page.getByText('A use waits for its review').waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Break-glass accounts' }).click();
  await page.getByRole('link', { name: 'Review it' }).click();
  await press(page, 'Keep the review');
  expect(await alertTiedTo(page.getByLabel('What it was for'))).toMatch(/Write down/);
  await page.getByLabel('What it was for').fill('A drill with Kim.');
  await press(page, 'Keep the review');
  await page.getByRole('status').getByText('The review is kept.').waitFor();
  expect(await page.getByRole('main').innerText()).toMatch(/A drill with Kim\..*Robin Nwosu/s);
  await assertNoAxeFindings(page);

  await page.getByRole('link', { name: 'Revoke Safe in the office' }).click();
  await press(page, 'Revoke');
  await page
    .getByRole('status')
    .getByText(/^Revoked/)
    .waitFor();
  await there.goto(`${app.url}/console`);
  await there.waitForURL(/\/sign-in/);
});
