import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { atConsole } from './console-steps.ts';
import { type Person, personWithApp } from './people.ts';
import { press, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let riverside: OrganizationId;
let admin: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  riverside = await makeOrganization(app, 'Riverside Clinic', { setUpProof: 'invitation-code' });
  const oakdale = await makeOrganization(app, 'Oakdale Practice');
  await makeAccount(app, 'olu@oakdale.example', oakdale);
  await app.instance.organizations.mandates.change(riverside, { setUpProof: 'none' });
  admin = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
  await makeAccount(app, 'ben@riverside.example', riverside);
  await app.instance.organizations.mandates.change(riverside, { setUpProof: 'invitation-code' });
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

it('an admin invites somebody new and somebody known, says what they are, gives a role and a code for set-up', async () => {
  const { page } = await atConsole(app, browser, admin);
  const invite = async (name: string, address: string) => {
    await page.goto(`${app.url}/console/organizations/${riverside}`);
    await page.getByRole('link', { name: 'Invite somebody' }).click();
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Email').fill(address);
    await press(page, 'Invite somebody');
  };
  await invite('Cleo Park', 'nothing');
  await page.getByRole('alert').getByText('Enter an email address').waitFor();
  await assertNoAxeFindings(page);
  expect(await page.getByLabel('Name').inputValue()).toBe('Cleo Park');
  await page.getByLabel('Email').fill('cleo@riverside.example');
  await press(page, 'Invite somebody');
  await seesHeading(page, /The code/);
  await assertNoAxeFindings(page);
  expect(await page.locator('main code').innerText()).toMatch(/^[A-Z0-9]{4}/);
  await app.instance.outbox.run();
  await app.mail.waitFor('cleo@riverside.example', /invitation/i);
  await invite('Olu Adeyemi', 'olu@oakdale.example');
  // As for somebody new: whether there is an account is its owner's to tell.
  await seesHeading(page, /The code/);
  await app.instance.outbox.run();
  await app.mail.waitFor('olu@oakdale.example', /Riverside Clinic/);

  await page.getByRole('link', { name: 'Back', exact: true }).click();
  await page.getByRole('link', { name: 'Open invitations' }).click();
  await assertNoAxeFindings(page);
  const rows = page.getByRole('row').filter({ hasText: '.example' });
  expect(await rows.count()).toBe(2);
  await page.getByRole('link', { name: 'Withdraw: olu@oakdale.example' }).click();
  await seesHeading(page, /Withdraw the invitation to olu@oakdale.example/);
  await assertNoAxeFindings(page);
  await press(page, 'Withdraw');
  await page.getByText('Withdrawn.').waitFor();
  expect(await rows.count()).toBe(1);
  await rows.filter({ hasText: 'cleo@riverside.example' }).waitFor();

  await page.goto(`${app.url}/console/people?q=ben`);
  await page.getByRole('link', { name: 'Ben Nwosu' }).click();
  await page.getByRole('link', { name: 'Role' }).click();
  await page.getByLabel('Help desk').check();
  await press(page, 'Save');
  await page.getByRole('alert').getByText('Roles are granted to staff').waitFor();
  await assertNoAxeFindings(page);
  await page.getByRole('link', { name: 'Cancel', exact: true }).click();
  await page.getByRole('link', { name: 'Change the kind' }).click();
  await page.getByLabel('Staff').check();
  await assertNoAxeFindings(page);
  await press(page, 'Change');
  await page.getByText('Changed.').waitFor();
  await page.getByRole('link', { name: 'Role' }).click();
  await page.getByLabel('Help desk').check();
  await press(page, 'Save');
  await page.getByText('Changed.').waitFor();
  expect(await page.getByRole('main').innerText()).toContain('Help desk');
  await page.getByRole('link', { name: 'Code for set-up' }).click();
  await press(page, 'Make the code');
  await seesHeading(page, /The code/);
  const id = await app.instance.storage.signInReads.accountIdByAddress(admin.address as never);
  const events = await app.instance.storage.auditReads.newest({ actor: id ?? '' }, 20);
  expect(new Set(events.map(({ name }) => name))).toEqual(
    new Set(['account.invited', 'account.invitation-withdrawn', 'member.kind-changed', 'role.granted']),
  );
});
