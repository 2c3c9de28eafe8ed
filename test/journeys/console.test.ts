import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, personWithApp } from './people.ts';
import {
  enterAddress,
  enterCode,
  enterPassword,
  newVisitor,
  nextAppCode,
  press,
  seesHeading,
  type Visitor,
} from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let riverside: OrganizationId;
let oakdale: OrganizationId;
let agent: Person;
let admin: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice');
  agent = await personWithApp(app, operator, 'robin@operator.example', 'staff');
  admin = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
  await makeAccount(app, 'olu@oakdale.example', oakdale);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

async function signIn(person: Person): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  await visitor.page.goto(`${app.url}/sign-in`);
  await enterAddress(visitor.page, person.address);
  await enterPassword(visitor.page);
  await enterCode(visitor.page, nextAppCode(app, person.secret));
  await visitor.page.waitForURL(/\/account$/);
  return visitor;
}

describe('the console', () => {
  it('finds a person for support, and says what they will see at the next sign-in and why', async () => {
    const { page } = await signIn(agent);
    await page.getByRole('link', { name: 'Open the console' }).click();
    await seesHeading(page, /Overview/);
    await assertNoAxeFindings(page);
    await page.getByLabel('Name or email').fill('amar');
    await press(page, 'Find');
    await page.getByRole('link', { name: 'Amara Nwosu' }).click();
    await page.getByRole('heading', { name: 'At the next sign-in' }).waitFor();
    await assertNoAxeFindings(page);
    const main = page.getByRole('main');
    expect(await main.innerText()).toContain(
      'Is asked for: Authenticator app. Could also use: Email and Recovery code.',
    );
    expect(await main.innerText()).toContain('Riverside Clinic requires MFA.');
    await page.goto(`${app.url}/console/organizations`);
    expect(await page.locator('tbody tr').allInnerTexts()).toHaveLength(3);
    await assertNoAxeFindings(page);
  });

  it('says of who has no password yet that they wait at its page, until they have chosen one', async () => {
    const dara = { address: 'dara@riverside.example', name: 'Dara Quist', organizationId: riverside } as const;
    must(await app.instance.accounts.invite({ ...dara, kind: 'provider' }));
    const { page } = await signIn(agent);
    await page.goto(`${app.url}/console/people?q=dara`);
    expect(await page.locator('tbody').innerText()).toContain('No password yet');
    await page.getByRole('link', { name: 'Dara Quist' }).click();
    const main = page.getByRole('main');
    await main.getByText('Is asked for a password and has none yet.').waitFor();
    await main.getByText('They were invited or imported without a password').waitFor();
    await assertNoAxeFindings(page);
    await app.instance.outbox.run();
    const mail = await app.mail.waitFor(dara.address, /Riverside Clinic/);
    const token = /\/invitation\/(\S+)/.exec(mail.text)?.[1] ?? '';
    must(await app.instance.invitations.choosePassword(token, PASSWORD));
    await page.reload();
    await main.getByText('Sets up: Authenticator app. Can’t go on without it.').waitFor();
    expect(await main.innerText()).not.toContain('without a password');
  });

  it('says of who is disabled that they are, password or not', async () => {
    const eli = { address: 'eli@riverside.example', name: 'Eli Ott', organizationId: riverside } as const;
    const { accountId } = must(await app.instance.accounts.invite({ ...eli, kind: 'provider' }));
    must(await app.instance.accounts.disable(accountId));
    const { page } = await signIn(agent);
    await page.goto(`${app.url}/console/people/${accountId}`);
    await page.getByRole('main').getByText('Can’t sign in: the account is disabled.').waitFor();
  });

  it('disables an account and enables it again, asking first each time', async () => {
    const { page } = await signIn(agent);
    await page.goto(`${app.url}/console/people?q=olu`);
    await page.getByRole('link', { name: 'Olu Nwosu' }).click();
    const url = page.url();
    await page.getByRole('link', { name: 'Disable the account' }).click();
    await seesHeading(page, /Disable Olu/);
    await assertNoAxeFindings(page);
    await press(page, 'Disable the account');
    await page.getByText('Disabled. Every session has ended.').waitFor();
    expect(page.url()).toContain(new URL(url).pathname);
    await page.getByRole('link', { name: 'Enable the account' }).click();
    await press(page, 'Enable the account');
    await page.getByText('Enabled. They can sign in again.').waitFor();
    // The form that was left open in another tab.
    await page.goto(`${url}/enable`);
    await press(page, 'Enable the account');
    await page.getByRole('alert').getByText('It is so already').waitFor();
    expect((await page.goto(`${app.url}/console/people/unknown/disable`))?.status()).toBe(404);
  });

  it('shows an organization’s admin their own people and nobody else', async () => {
    const { page } = await signIn(admin);
    await page.goto(`${app.url}/console/people`);
    const listed = await page.locator('tbody tr').allInnerTexts();
    expect(listed.map((row) => row.split(/\s/)[0])).toEqual(['Amara', 'Dara']);
    await page.goto(`${app.url}/console/people?q=olu`);
    await page.getByText('Nothing found').waitFor();
    await page.goto(`${app.url}/console/organizations/${oakdale}`);
    await seesHeading(page, /Not yours to see/);
    const stranger = await app.instance.storage.signInReads.accountIdByAddress('olu@oakdale.example' as never);
    expect((await page.goto(`${app.url}/console/people/${stranger}`))?.status()).toBe(404);
  });

  it('asks for a strong proof after a quarter of an hour without a click, and leads back', async () => {
    const { page } = await signIn(agent);
    await page.goto(`${app.url}/console/people`);
    app.clock.move(14 * MINUTE_MS);
    await page.goto(`${app.url}/console/organizations`);
    await seesHeading(page, /Organizations/);
    app.clock.move(15 * MINUTE_MS);
    await page.goto(`${app.url}/console/people`);
    await seesHeading(page, /Confirm it’s you/);
    await assertNoAxeFindings(page);
    await press(page, 'Continue');
    await enterCode(page, nextAppCode(app, agent.secret));
    await page.waitForURL(/\/console\/people$/);
    await seesHeading(page, /People/);
  });

  it('is closed to who has no role', async () => {
    const plain = await personWithApp(app, riverside, 'ben@riverside.example');
    const { page } = await signIn(plain);
    expect(await page.getByRole('link', { name: 'Open the console' }).count()).toBe(0);
    await page.goto(`${app.url}/console`);
    await seesHeading(page, /Nothing for you here/);
    await assertNoAxeFindings(page);
  });
});
