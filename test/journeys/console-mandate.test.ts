import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { jsonPastPassword, type Person, personWithApp } from './people.ts';
import { enterCode, newVisitor, nextAppCode, passPassword, press, seesHeading, type Visitor } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let oakdale: OrganizationId;
let solo: OrganizationId;
let riverside: OrganizationId;
let robin: Person;
let olu: Person;
let helper: Person;
let owner: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice', {});
  solo = await makeOrganization(app, 'Sam Ito', null, 'solo');
  robin = await personWithApp(app, operator, 'robin@operator.example', 'staff');
  olu = await personWithApp(app, oakdale, 'olu@oakdale.example', 'admin');
  owner = await personWithApp(app, operator, 'ines@operator.example', 'admin');
  helper = await personWithApp(app, oakdale, 'hana@oakdale.example', 'staff');
  await makeAccount(app, 'ben@oakdale.example', oakdale);
  await makeAccount(app, 'pat@oakdale.example', oakdale, 'patient');
  must(await app.instance.organizations.mandates.revoke(oakdale));
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

async function signIn(person: Person): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  await passPassword(app, visitor, person.address);
  await enterCode(visitor.page, nextAppCode(app, person.secret));
  await visitor.page.waitForURL(/\/account$/);
  return visitor;
}

const at = (id: OrganizationId, path = '') => `${app.url}/console/organizations/${id}${path}`;

describe('MFA for an organization', () => {
  it('is asked for by its admin, granted by support, met by a member at the next sign-in, and revoked', async () => {
    const { page: admin } = await signIn(olu);
    await admin.goto(at(oakdale));
    await admin.getByRole('link', { name: 'Ask for MFA' }).click();
    await seesHeading(admin, /Ask for MFA at Oakdale Practice/);
    await assertNoAxeFindings(admin);
    await press(admin, 'Ask for MFA');
    await admin.getByText('Asked. The operator answers').waitFor();
    await admin.getByText('It waits for an answer.').waitFor();

    const { page } = await signIn(robin);
    await page.goto(`${app.url}/console`);
    await page.getByRole('link', { name: 'Oakdale Practice' }).click();
    await page.getByRole('link', { name: 'Grant MFA' }).click();
    await page.getByText(/Olu Nwosu asked for MFA/).waitFor();
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: /^Try it first/ }).click();
    await seesHeading(page, /Try MFA at Oakdale Practice/);
    await assertNoAxeFindings(page);
    const meets = page.getByRole('region', { name: 'What they would meet', exact: true }).locator('tbody tr');
    expect((await meets.allInnerTexts()).map((row) => row.split(/\s*\t/).map((cell) => cell.trim()))).toEqual([
      ['Sign in as before', '1', '0', '0', '0', '1'],
      ['Use what they have set up', '2', '0', '1', '1', '0'],
      ['Set up a second step first', '1', '1', '0', '0', '0'],
    ]);
    await page.getByLabel('A number of sign-ins').check();
    await page.getByLabel('Sign-ins, where they’re counted').fill('2');
    await page.getByLabel('Patients').check();
    await press(page, 'Try these terms');
    await page.getByRole('link', { name: 'Are asked to set up, and may put it off' }).click();
    expect(
      (await page.getByRole('region', { name: 'Members and' }).locator('tbody th').allInnerTexts()).toSorted(),
    ).toEqual(['Ben Nwosu', 'Pat Nwosu']);
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: 'Grant MFA on these terms' }).click();
    expect(await page.getByLabel('Patients').isChecked()).toBe(true);
    await page.getByLabel('Patients').uncheck();
    await page.getByLabel('Until a day').check();
    await press(page, 'Grant MFA');
    await page.getByRole('alert').getByText('Grace is either a day to come').waitFor();
    await assertNoAxeFindings(page);
    expect(await page.getByLabel('Until a day').isChecked()).toBe(true);
    await page.getByLabel('None: set up').check();
    await press(page, 'Grant MFA');
    await page.getByText('Granted. It holds').waitFor();
    const met = await jsonPastPassword(app, 'ben@oakdale.example');
    expect(met.answer.body.page.step).toMatchObject({ kind: 'bind-authenticator', grace: null });

    await page.getByRole('link', { name: 'Change the terms' }).click();
    await page.getByLabel('Email', { exact: true }).uncheck();
    await press(page, 'Change the terms');
    await page.getByText('Changed. It holds').waitFor();
    expect(await page.getByRole('main').innerText()).toContain('Authenticator app, Passkey, and Recovery code');

    await page.getByRole('link', { name: 'Coverage' }).click();
    await page.getByText('3 members are covered. Set up: 2. Not yet: 1.').waitFor();
    await assertNoAxeFindings(page);
    const csv = await page.context().request.get(at(oakdale, '/coverage/csv?chart=kinds'));
    expect(csv.headers()['content-disposition']).toContain('attachment');
    expect((await csv.text()).split('\r\n').slice(0, 3)).toEqual([
      'kind,covered,people,set up,not set up',
      'provider,yes,1,0,1',
      'staff,yes,1,1,0',
    ]);
    await page.goto(at(oakdale));

    await page.getByRole('link', { name: 'Revoke MFA' }).click();
    await seesHeading(page, /Revoke MFA at Oakdale Practice/);
    await assertNoAxeFindings(page);
    expect(await page.getByRole('main').innerText()).toContain('3 members are covered today; set up: 2.');
    await press(page, 'Revoke MFA');
    await page.getByText('Revoked.').waitFor();
    const after = await jsonPastPassword(app, 'ben@oakdale.example');
    expect(after.answer.body.signedIn).toBe(true);
  });

  it('is declined with a reason that is mailed to who asked', async () => {
    const { page: admin } = await signIn(olu);
    await admin.goto(at(oakdale, '/request'));
    await press(admin, 'Ask for MFA');
    const { page } = await signIn(robin);
    await page.goto(at(oakdale));
    await page.getByRole('link', { name: 'Decline the request' }).click();
    await assertNoAxeFindings(page);
    await page.getByLabel('Reason').fill('Your contract begins in May.');
    await press(page, 'Decline the request');
    await page.getByText('Declined.').waitFor();
    await app.instance.outbox.run();
    expect((await app.mail.waitFor(olu.address, /declined/)).text).toContain('Your contract begins in May.');
  });

  it('is not for a solo provider: the page says so in place of a form', async () => {
    const { page } = await signIn(robin);
    await page.goto(at(solo));
    expect(await page.getByRole('link', { name: 'Grant MFA' }).count()).toBe(0);
    await page.goto(at(solo, '/grant'));
    await seesHeading(page, /MFA isn’t for Sam Ito/);
    await assertNoAxeFindings(page);
    expect(await page.getByRole('button', { name: 'Grant MFA' }).count()).toBe(0);
  });

  it('is out of reach for a help desk, an admin of another organization, and an admin who would grant it to herself', async () => {
    const roles = app.instance.roles;
    const id = await app.instance.storage.signInReads.accountIdByAddress(helper.address as never);
    must(await roles.grant(oakdale, id as never, 'help-desk'));
    const { page } = await signIn(helper);
    for (const path of [
      'request',
      'grant',
      'dry-run',
      'coverage',
      'coverage/csv?chart=kinds',
      'change',
      'decline',
      'revoke',
    ]) {
      expect([path, (await page.goto(at(oakdale, `/${path}`)))?.status()]).toEqual([path, 404]);
    }
    const { page: admin } = await signIn(olu);
    for (const path of ['grant', 'decline', 'revoke']) {
      expect([path, (await admin.goto(at(oakdale, `/${path}`)))?.status()]).toEqual([path, 404]);
    }
    for (const path of ['', '/request', '/change', '/dry-run']) {
      expect([path, (await admin.goto(at(riverside, path)))?.status()]).toEqual([path, 404]);
    }
  });
});

describe('an organization', () => {
  it('is made by an owner, given settings, let reset by its own admins, and disabled', async () => {
    const { page } = await signIn(owner);
    await page.goto(`${app.url}/console/organizations`);
    await page.getByRole('link', { name: 'Make an organization' }).click();
    await assertNoAxeFindings(page);
    await page.getByLabel('Name', { exact: true }).fill('Oakdale Practice');
    await press(page, 'Make the organization');
    await page.getByRole('alert').getByText('Another organization has this name.').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('Lakeside Hospital');
    await press(page, 'Make the organization');
    await page.getByText('Made. Nothing is required in it yet.').waitFor();
    await page.getByRole('link', { name: 'Change settings' }).click();
    await page.getByLabel('At the latest after so many hours').fill('48');
    await press(page, 'Save');
    await page.getByRole('alert').getByText('Sessions last between').waitFor();
    await assertNoAxeFindings(page);
    await page.getByLabel('At the latest after so many hours').fill('8');
    await press(page, 'Save');
    await page.getByText('Changed.').waitFor();
    for (const act of ['Let its admins reset', 'Leave resets to support', 'Disable the organization']) {
      await page.getByRole('link', { name: act }).click();
      await assertNoAxeFindings(page);
      await press(page, act);
      await page.getByText('Changed.').waitFor();
    }
    const made = await app.instance.organizations.find('Lakeside Hospital');
    expect(made).toMatchObject({ absoluteMs: 8 * 3_600_000, disabledAt: expect.any(Number) });
    expect(made?.adminResets).toBeUndefined();
  });
});
