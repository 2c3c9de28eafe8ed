import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
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
let agent: Person;
let colleague: Person;
let amara: Person;
let url: string;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice', {});
  agent = await personWithApp(app, operator, 'robin@operator.example', 'staff');
  amara = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
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

/** The same once more, where the last proof has become old. */
async function proveAgain({ page }: Visitor, { secret }: Person): Promise<void> {
  await press(page, 'Continue');
  await enterCode(page, nextAppCode(app, secret));
  await page.waitForURL(/\/console/);
}

async function idOf(address: string): Promise<AccountId> {
  const id = await app.instance.storage.signInReads.accountIdByAddress(address as never);
  return id ?? expect.fail(`nobody has ${address}`);
}

const pageOf = async (address: string) => `${app.url}/console/people/${await idOf(address)}`;

/** Fills the guided form in. */
async function writeRecord(page: Page, callBack = '+1 555 0100 at 9:40, herself'): Promise<void> {
  await page.getByLabel('Reason').fill('Phone stolen on the train');
  await page.getByLabel('Ticket').fill('HELP-2026-1188');
  await page.getByLabel('Call-back').fill(callBack);
  await page.getByLabel('I called the number that was on record').check();
}

const main = (page: Page) => page.getByRole('main').innerText();

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
});
