import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { plugIn } from '../harness/virtual-authenticator.ts';
import { personWithApp } from './people.ts';
import { enterCode, newVisitor, nextAppCode, passPassword, press, seesAccount, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

it('owners may open the console to passkeys alone: who has none is told to add one, and comes in with it', async () => {
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  const owner = await personWithApp(app, operator, 'robin@operator.example', 'admin');
  const visitor = await newVisitor(browser);
  const { page } = visitor;
  await passPassword(app, visitor, owner.address);
  await enterCode(page, nextAppCode(app, owner.secret));
  await seesAccount(page);
  await page.goto(`${app.url}/console`);
  await seesHeading(page, /Overview/);

  must(await app.instance.organizations.set(operator, { consoleAcr: 'phr' }));
  expect((await page.goto(`${app.url}/console`))?.status()).toBe(403);
  await seesHeading(page, /Add a passkey first/);
  await assertNoAxeFindings(page);
  await page.getByRole('link', { name: 'Go to Security' }).click();
  await plugIn(page);
  await press(page, 'Trust this device');
  await press(page, 'Continue');
  await page.waitForURL(/\/account\/security$/);

  await page.goto(`${app.url}/console`);
  await seesHeading(page, /Confirm it’s you/);
  await press(page, 'Continue');
  await press(page, 'Use fingerprint, face or device PIN');
  await page.waitForURL(/\/console$/);
  await seesHeading(page, /Overview/);
});
