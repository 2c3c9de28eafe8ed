import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { personWithApp, sessionOf } from './people.ts';
import {
  alertTiedTo,
  enterCode,
  newVisitor,
  nextAppCode,
  passPassword,
  press,
  seesAccount,
  seesHeading,
  type Visitor,
} from './steps.ts';

const NEW_PASSWORD = 'a long walk along the shore';

let app: TestApp;
let browser: TestBrowser;
let clinic: OrganizationId;
let practice: OrganizationId;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
  practice = await makeOrganization(app, 'Oakdale Practice');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

describe('changing one’s own password', () => {
  it('takes the current one and ends every other session, not this one; a mail tells', async () => {
    const address = 'olu@oakdale.example';
    await makeAccount(app, address, practice);
    const [here, elsewhere] = [await signedIn(address), await signedIn(address)];
    const { page } = here;
    await page.goto(`${app.url}/account/security`);
    await page.getByRole('link', { name: 'Change password' }).click();
    await seesHeading(page, /Change your password/);
    await assertNoAxeFindings(page);
    await change(here, 'not-the-right-one', NEW_PASSWORD);
    await alertTiedTo(page.getByLabel('Current password', { exact: true }));
    await assertNoAxeFindings(page);
    await change(here, PASSWORD, 'too short');
    await alertTiedTo(page.getByLabel('New password', { exact: true }));
    await change(here, PASSWORD, NEW_PASSWORD);
    await seesHeading(page, /Your password is changed/);
    await assertNoAxeFindings(page);
    expect(await sessionOf(app, here)).toMatchObject({ acr: 'aal1' });
    await elsewhere.page.goto(`${app.url}/account`);
    expect(elsewhere.page.url()).toContain('/sign-in');
    await passPassword(app, elsewhere, address);
    await alertTiedTo(elsewhere.page.getByLabel('Password', { exact: true }));

    const told = await app.mail.waitFor(address, /password was changed/);
    expect(told.text + told.html).not.toContain(NEW_PASSWORD);
    const link = /http\S+\/stop\/\S+/.exec(told.text)?.[0] ?? '';
    await elsewhere.page.goto(link);
    await press(elsewhere.page, 'Stop it now');
    await seesHeading(elsewhere.page, /Stopped/);
    await page.goto(`${app.url}/account`);
    expect(page.url()).toContain('/sign-in');
  });

  it('asks for a fresh proof at the account’s own strength first, and comes back', async () => {
    const person = await personWithApp(app, clinic, 'amara@riverside.example');
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, person.address);
    await enterCode(page, nextAppCode(app, person.secret));
    await seesAccount(page);
    app.clock.move(6 * 60_000);
    await page.goto(`${app.url}/account/password`);
    expect(await page.getByLabel('New password', { exact: true }).count()).toBe(0);
    await assertNoAxeFindings(page);
    await press(page, 'Confirm it’s you');
    await enterCode(page, nextAppCode(app, person.secret));
    await page.waitForURL(/\/account\/password$/);
    app.clock.move(6 * 60_000);
    await change(visitor, PASSWORD, NEW_PASSWORD);
    await page.getByRole('button', { name: 'Confirm it’s you' }).waitFor();
    await press(page, 'Confirm it’s you');
    await enterCode(page, nextAppCode(app, person.secret));
    await page.waitForURL(/\/account\/password$/);
    await change(visitor, PASSWORD, 'eight ok');
    await seesHeading(page, /Your password is changed/);
  });

  it('ends a mailed link for a forgotten password, and lets nobody guess the current one without end', async () => {
    const address = 'carla@oakdale.example';
    await makeAccount(app, address, practice);
    const here = await signedIn(address);
    await here.page.goto(`${app.url}/forgot`);
    await here.page.getByLabel('Email', { exact: true }).fill(address);
    await press(here.page, 'Send the link');
    const mail = await app.mail.waitFor(address, /Choose a new password/);
    const link = /http\S+\/forgot\/\S+/.exec(mail.text)?.[0] ?? '';
    await here.page.goto(`${app.url}/account/password`);
    for (let tried = 0; tried < 11; tried++) {
      await change(here, `wrong password ${tried}`, NEW_PASSWORD);
      await here.page.getByRole('alert').filter({ hasText: 'isn’t your current' }).waitFor();
    }
    await change(here, PASSWORD, NEW_PASSWORD);
    await here.page.getByRole('alert').filter({ hasText: 'tried too often' }).waitFor();
    await assertNoAxeFindings(here.page);
    app.clock.move(2 * 60_000);
    await change(here, PASSWORD, NEW_PASSWORD);
    await seesHeading(here.page, /Your password is changed/);
    await here.page.goto(link);
    await seesHeading(here.page, /can’t be used any more/);
  });
});

async function signedIn(address: string): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  await passPassword(app, visitor, address);
  await seesAccount(visitor.page);
  return visitor;
}

async function change({ page }: Visitor, current: string, password: string): Promise<void> {
  await page.getByLabel('Current password', { exact: true }).fill(current);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await press(page, 'Change password');
}
