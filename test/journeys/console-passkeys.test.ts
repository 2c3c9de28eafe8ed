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

it('an owner opens the console to passkeys alone at the console, once they have one themselves, and to apps again', async () => {
  const before = await app.instance.organizations.find('Operator');
  if (before !== null) must(await app.instance.organizations.set(before.id, { consoleAcr: 'aal2' }));
  const vault = await makeOrganization(app, 'Vault', {}, 'operator');
  const owner = await personWithApp(app, vault, 'fern@vault.example', 'admin');
  const visitor = await newVisitor(browser);
  const { page } = visitor;
  await passPassword(app, visitor, owner.address);
  await enterCode(page, nextAppCode(app, owner.secret));
  await seesAccount(page);
  const main = page.getByRole('main');
  await page.goto(`${app.url}/console/organizations/${vault}`);
  expect(await main.innerText()).toMatch(/The console takes\s+An app or a passkey/);
  await page.getByRole('link', { name: 'Open the console to passkeys alone' }).click();
  await seesHeading(page, /passkeys alone\?/);
  await assertNoAxeFindings(page);
  await press(page, 'Open the console to passkeys alone');
  await page.getByRole('alert').getByText('You have no passkey that works here').waitFor();
  await assertNoAxeFindings(page);
  expect(await app.instance.storage.consoleRules.acr()).toBe('aal2');

  await plugIn(page);
  await page.goto(`${app.url}/account/security`);
  await press(page, 'Trust this device');
  await press(page, 'Continue');
  await page.waitForURL(/\/account\/security$/);
  await page.goto(`${app.url}/console/organizations/${vault}/require-passkeys`);
  await press(page, 'Open the console to passkeys alone');
  await seesHeading(page, /Confirm it’s you/);
  expect(await app.instance.storage.consoleRules.acr()).toBe('phr');
  await press(page, 'Continue');
  await press(page, 'Use fingerprint, face or device PIN');
  await page.waitForURL(/\/console\/organizations/);
  await page.goto(`${app.url}/console/organizations/${vault}`);
  expect(await main.innerText()).toMatch(/The console takes\s+Passkeys alone/);
  await page.getByRole('link', { name: 'Open the console to apps too' }).click();
  await assertNoAxeFindings(page);
  await press(page, 'Open the console to apps too');
  await page.getByText('Changed.').waitFor();
  expect(await app.instance.storage.consoleRules.acr()).toBe('aal2');

  const told = await app.instance.storage.auditReads.newest({ organizationId: vault, name: 'organization.changed' }, 5);
  const id = await app.instance.storage.signInReads.accountIdByAddress(owner.address as never);
  // Both in the same moment of the clock that stories move.
  expect(told.map(({ actor, details }) => [actor, details['consoleAcr']]).toSorted()).toEqual([
    [id, 'aal2'],
    [id, 'phr'],
  ]);
});
