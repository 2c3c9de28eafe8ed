import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { enterAddress, enterPassword, newVisitor, passPassword, press, seesAccount, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

describe('an organization that asks somebody to join', () => {
  it('gets a member only when the account’s owner accepts, signed in', async () => {
    const oakdale = await makeOrganization(app, 'Oakdale Practice');
    const lakeside = await makeOrganization(app, 'Lakeside Hospital');
    const address = 'olu@oakdale.example';
    const id = await makeAccount(app, address, oakdale);
    await makeAccount(app, 'mallory@oakdale.example', oakdale);
    must(await app.instance.organizations.members.add(lakeside, id, 'staff'));
    await app.instance.outbox.run();
    const mail = await app.mail.waitFor(address, /Lakeside/);
    const link = /http\S+\/invitation\/\S+/.exec(mail.text)?.[0] ?? '';
    const accepted = async () =>
      (await app.instance.storage.signInReads.snapshot(id))?.memberships.map((one) => one.organization.name);

    const thief = await newVisitor(browser);
    await thief.page.goto(link);
    await seesHeading(thief.page, /Join Lakeside Hospital/);
    await assertNoAxeFindings(thief.page);
    expect(await thief.page.getByRole('button', { name: 'Join', exact: true }).count()).toBe(0);
    await thief.page.getByRole('link', { name: 'Go to sign-in' }).click();
    await enterAddress(thief.page, 'mallory@oakdale.example');
    await enterPassword(thief.page);
    await seesAccount(thief.page);
    await thief.page.goto(link);
    await thief.page.getByText('Sign in with that address').waitFor();
    expect(await accepted()).toEqual(['Oakdale Practice']);

    const owner = await newVisitor(browser);
    await passPassword(app, owner, address);
    await seesAccount(owner.page);
    await owner.page.goto(link);
    await press(owner.page, 'Join');
    await seesHeading(owner.page, /joined Lakeside Hospital/);
    expect(await accepted()).toHaveLength(2);
  });
});

describe('an organization that is disabled', () => {
  it('takes its members with it, signed in or not, unless they belong to another', async () => {
    const closing = await makeOrganization(app, 'Closing Clinic');
    const staying = await makeOrganization(app, 'Staying Clinic');
    await makeAccount(app, 'pia@closing.example', closing);
    const both = await makeAccount(app, 'rui@closing.example', staying);
    await app.instance.storage.transactor.transact((tx) =>
      app.instance.storage.membershipWrites.insert(tx, {
        accountId: both,
        organizationId: closing,
        kind: 'staff',
        createdAt: 1,
        acceptedAt: 1,
      }),
    );
    const [pia, rui] = [await newVisitor(browser), await newVisitor(browser)];
    await passPassword(app, pia, 'pia@closing.example');
    await seesAccount(pia.page);
    must(await app.instance.organizations.set(closing, { disabled: true }));
    await pia.page.goto(`${app.url}/account`);
    await pia.page.waitForURL(/\/sign-in/);
    await passPassword(app, pia, 'pia@closing.example');
    await seesHeading(pia.page, /switched off/);
    await assertNoAxeFindings(pia.page);
    await passPassword(app, rui, 'rui@closing.example');
    await seesAccount(rui.page);
  });
});
