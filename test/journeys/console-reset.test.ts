import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { HOUR_MS } from '../../src/platform/kernel/time.ts';
import { connect } from '../../src/storage/open.ts';
import { makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, personWithApp } from './people.ts';
import {
  enterCode,
  enterPass,
  newVisitor,
  nextAppCode,
  passPassword,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  seesAccount,
  seesHeading,
  type Visitor,
} from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let riverside: OrganizationId;
let oakdale: OrganizationId;
let operator: OrganizationId;
let agent: Person;
let admin: Person;
let colleague: Person;
let amara: Person;
let url: string;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice', {});
  agent = await personWithApp(app, operator, 'robin@operator.example', 'staff');
  amara = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
  admin = await personWithApp(app, riverside, 'dana@riverside.example', 'admin');
  colleague = await personWithApp(app, operator, 'kim@operator.example', 'staff');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Somebody at the desk, signed in by the app a moment ago. */
async function atDesk({ address, secret }: Person): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  await passPassword(app, visitor, address);
  await enterCode(visitor.page, nextAppCode(app, secret));
  await seesAccount(visitor.page);
  return visitor;
}

async function idOf(address: string): Promise<AccountId> {
  const id = await app.instance.storage.signInReads.accountIdByAddress(address as never);
  return id ?? expect.fail(`nobody has ${address}`);
}

const pageOf = async (address: string) => `${app.url}/console/people/${await idOf(address)}`;

/** Gives somebody a place in one more organization. */
async function joins(address: string, organizationId: OrganizationId): Promise<void> {
  const { membershipWrites, transactor } = app.instance.storage;
  const at = app.clock.now();
  const place = {
    accountId: await idOf(address),
    organizationId,
    kind: 'provider',
    createdAt: at,
    acceptedAt: at,
  } as const;
  await transactor.transact((tx) => membershipWrites.insert(tx, place));
}

/** Has the operator let an organization's admins reset its people. */
async function letAdminsReset(id: OrganizationId): Promise<void> {
  const { database } = app.instance.config;
  const { db, close } = connect(database.engine === 'sqlite' ? `sqlite:${database.path}` : database.url);
  await db.updateTable('organizations').set({ admin_resets: 1 }).where('id', '=', id).execute();
  await close();
}

/** Fills the guided form in. */
async function writeRecord(page: Page, callBack = '+1 555 0100 at 9:40, herself'): Promise<void> {
  await page.getByLabel('Reason').fill('Phone stolen on the train');
  await page.getByLabel('Ticket').fill('HELP-2026-1188');
  await page.getByLabel('Call-back').fill(callBack);
  await page.getByLabel('I called the number that was on record').check();
}

const main = (page: Page) => page.getByRole('main').innerText();

const RECORD = {
  reason: 'lost',
  ticket: 'T-1',
  callBack: '+1 555 0100',
  checklist: ['called-number-on-record'],
  holdHours: null,
} as const;

describe('a support reset at the console', () => {
  it('S20 S21 goes from a phone call to signed in again, with a second operator, a hold and a pass read out', async () => {
    const desk = await atDesk(agent);
    const { page } = desk;
    await page.goto(await pageOf(amara.address));
    await page.getByRole('link', { name: 'Reset the sign-in' }).click();
    await seesHeading(page, /Reset the sign-in of Amara/);
    expect(await main(page)).toContain('call back the number that was on record');
    expect(await main(page)).toContain('This account needs a second operator');
    await assertNoAxeFindings(page);
    await writeRecord(page, '');
    await page.getByLabel('Hold, in hours').fill('24');
    await press(page, 'Open the reset');
    await page.getByRole('alert').getByText('Fill this in').waitFor();
    await assertNoAxeFindings(page);
    expect(await page.getByLabel('Reason').inputValue()).toBe('Phone stolen on the train');
    expect(await page.getByLabel('I called the number').isChecked()).toBe(true);
    await page.getByLabel('Call-back').fill('+1 555 0100 at 9:40, herself');
    await press(page, 'Open the reset');
    await page.getByText('Opened. The owner is mailed').waitFor();
    url = page.url().split('?')[0] ?? '';
    expect(await main(page)).toContain('somebody else has to approve it');
    await assertNoAxeFindings(page);
    expect((await app.mail.waitFor(amara.address, /Support was asked/)).text).toContain('/stop/');

    const second = await atDesk(colleague);
    await second.page.goto(`${app.url}/console/resets?state=approval`);
    await assertNoAxeFindings(second.page);
    await second.page.getByRole('link', { name: 'Amara Nwosu' }).click();
    expect(await main(second.page)).toContain('+1 555 0100 at 9:40, herself');
    await second.page.getByRole('link', { name: 'Approve' }).click();
    await assertNoAxeFindings(second.page);
    await press(second.page, 'Approve the reset');
    await second.page.getByText('It can be carried out in 24 hours').waitFor();
  });

  it('S20 S21 is carried out when its hold is over, and leads by the pass read out through the set-up', async () => {
    app.clock.move(24 * HOUR_MS);
    const later = await atDesk(agent);
    await later.page.goto(url);
    await later.page.getByRole('link', { name: 'Carry it out' }).click();
    expect(await main(later.page)).toContain('Authenticator app stops working');
    await assertNoAxeFindings(later.page);
    await press(later.page, 'Carry out the reset');
    await seesHeading(later.page, /Read this pass out/);
    await assertNoAxeFindings(later.page);
    const pass = await later.page.locator('.pass-code').innerText();
    await later.page.getByRole('link', { name: 'I’ve read it out' }).click();
    await seesHeading(later.page, /Reset for Amara/);
    expect(await later.page.content()).not.toContain(pass);
    expect(await main(later.page)).toContain('2 more passes can be made');
    await assertNoAxeFindings(later.page);

    const owner = await newVisitor(browser);
    await passPassword(app, owner, amara.address);
    await enterPass(owner.page, pass);
    await scanAndConfirmApp(app, owner.page);
    await saveRecoveryCode(owner.page);
    await seesAccount(owner.page);
    await later.page.reload();
    expect(await main(later.page)).toContain('The owner has set up again');
    await later.page.goto(`${url}/pass`);
    await press(later.page, 'Make the pass');
    await later.page.getByRole('alert').getByText('This reset is over.').waitFor();
  });

  it('S20 ends when its owner stops it, and says so at the desk', async () => {
    const { address } = await personWithApp(app, riverside, 'ben@riverside.example');
    const { id } = must(await app.instance.resets.open(await idOf(agent.address), { address, ...RECORD }));
    const mail = await app.mail.waitFor(address, /Support was asked/);
    const owner = await newVisitor(browser);
    await owner.page.goto(/http:\/\/\S+\/stop\/\S+/.exec(mail.text)?.[0] ?? expect.fail('no link'));
    await press(owner.page, 'Stop it now');
    await seesHeading(owner.page, /^Stopped$/);

    const { page } = await atDesk(agent);
    await page.goto(`${app.url}/console/resets/${id}`);
    expect(await main(page)).toContain('The owner said “this was not me”');
    expect(await page.getByRole('link', { name: 'Carry it out' }).count()).toBe(0);
    await assertNoAxeFindings(page);
    await page.goto(`${app.url}/console/resets/${id}/carry-out`);
    await press(page, 'Carry out the reset');
    await page.getByRole('alert').getByText('This reset is over.').waitFor();
    await page.goto(`${await pageOf(address)}/reset`);
    expect(await main(page)).toContain('This account needs a second operator');
  });

  it('A35 A37 refuses a con artist: themselves, a higher role, another organization, the same approver', async () => {
    const owner = await personWithApp(app, operator, 'olga@operator.example', 'admin');
    const stranger = await personWithApp(app, oakdale, 'olu@oakdale.example');
    const both = await personWithApp(app, riverside, 'bo@riverside.example');
    await joins(both.address, oakdale);
    const provider = await personWithApp(app, riverside, 'cleo@riverside.example');
    const { page } = await atDesk(agent);
    for (const address of [agent.address, owner.address]) {
      expect((await page.goto(`${await pageOf(address)}/reset`))?.status()).toBe(404);
      await page.goto(await pageOf(address));
      expect(await page.getByRole('link', { name: 'Reset the sign-in' }).count()).toBe(0);
    }
    const opened = await app.instance.resets.open(await idOf(agent.address), { address: admin.address, ...RECORD });
    await page.goto(`${app.url}/console/resets/${must(opened).id}/approve`);
    await press(page, 'Approve the reset');
    await page.getByRole('alert').getByText('You opened it, so somebody else has to approve it.').waitFor();

    const atClinic = await atDesk(admin);
    const resetOf = async (address: string) => (await atClinic.page.goto(`${await pageOf(address)}/reset`))?.status();
    expect(await resetOf(provider.address)).toBe(404);
    await letAdminsReset(riverside);
    expect(await resetOf(provider.address)).toBe(200);
    for (const { address } of [stranger, both, owner, admin]) expect(await resetOf(address)).toBe(404);
    expect((await atClinic.page.goto(`${app.url}/console/resets/${must(opened).id}`))?.status()).toBe(200);
    expect((await atClinic.page.goto(`${app.url}/console/resets/${must(opened).id}/cancel`))?.status()).toBe(404);
  });
});
