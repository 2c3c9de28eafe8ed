import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { receiptText } from '../../src/domain/access/run/receipt.ts';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Person, personWithApp, signedInByApp } from './people.ts';
import { enterCode, newVisitor, nextAppCode, passPassword, press, seesAccount, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let owner: Person;
let admin: Person;
let olu: Person;
let riverside: OrganizationId;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  owner = await personWithApp(app, operator, 'robin@operator.example', 'admin');
  admin = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
  olu = await personWithApp(app, riverside, 'olu@riverside.example');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

async function idOf(address: string): Promise<AccountId> {
  const record = await app.instance.accounts.find(address);
  if (record === null) throw new Error(`nobody has ${address}`);
  return record.account.id;
}

async function pageOf(person: Person) {
  const visitor = await newVisitor(browser);
  await passPassword(app, visitor, person.address);
  await enterCode(visitor.page, nextAppCode(app, person.secret));
  await seesAccount(visitor.page);
  return visitor.page;
}

it('an owner ends a session, moves an address, takes somebody out of everything with a receipt, and deletes', async () => {
  const id = await idOf(olu.address);
  app.clock.move(60_000);
  const { client } = await signedInByApp(app, olu);
  const page = await pageOf(owner);
  await page.goto(`${app.url}/console/people/${id}`);
  await page.getByRole('heading', { name: 'Recent activity' }).waitFor();
  const main = page.getByRole('main');
  expect(await main.innerText()).toContain('127.0.0.1');
  await assertNoAxeFindings(page);
  await page
    .getByRole('link', { name: /End session/ })
    .first()
    .click();
  await seesHeading(page, /End one session/);
  await assertNoAxeFindings(page);
  await press(page, 'End this session');
  await page.getByText('Ended. That browser is signed out.').waitFor();

  await page.goto(`${app.url}/console/people/${id}/address`);
  await page.getByLabel('New email', { exact: true }).fill('nothing');
  await press(page, 'Change the email');
  await page.getByRole('alert').getByText('Enter an email address').waitFor();
  await assertNoAxeFindings(page);
  await page.getByLabel('New email', { exact: true }).fill('olu.nwosu@riverside.example');
  await press(page, 'Change the email');
  await page.getByText('The old and the new email were told.').waitFor();
  await app.instance.outbox.run();
  await app.mail.waitFor('olu.nwosu@riverside.example', /olu\.nwosu@/);

  await page.goto(`${app.url}/console/people/${id}/offboard`);
  await press(page, 'Offboard');
  await page.getByRole('alert').getByText('Choose what they leave.').waitFor();
  await assertNoAxeFindings(page);
  await page.getByLabel(/Everything/).check();
  await press(page, 'Offboard');
  await seesHeading(page, /Receipt/);
  await assertNoAxeFindings(page);
  const [file] = await Promise.all([page.waitForEvent('download'), press(page, 'Download as JSON')]);
  const receipt = JSON.parse(await readFile(await file.path(), 'utf8'));
  expect(receipt).toMatchObject({ accountId: id, accountDisabled: true, organizationId: null });
  expect(app.instance.signer.signed(receiptText(receipt), receipt.signature, receipt.keyId)).toBe(true);
  const again = must(await app.instance.offboarding.offboard(id, 'everything'));
  expect(again).toEqual({ ...receipt, at: Date.parse(receipt.at) });
  expect((await app.instance.sessions.check(client.cookies.get('vestibule_session') ?? null)).outcome).toBe('out');

  await page.goto(`${app.url}/console/people/${id}/delete`);
  await page.getByLabel('Type their email to confirm').fill('amara@riverside.example');
  await press(page, 'Delete the account');
  await page.getByRole('alert').getByText('That isn’t the email of this account.').waitFor();
  await assertNoAxeFindings(page);
  await page.getByLabel('Type their email to confirm').fill('olu.nwosu@riverside.example');
  await press(page, 'Delete the account');
  await page.getByText('Deleted. The audit trail stays.').waitFor();
  expect(await app.instance.accounts.find(id)).toBeNull();
});

it('an organization’s admin is refused for themselves, for who is trusted with more, and elsewhere', async () => {
  const page = await pageOf(admin);
  const lakeside = await makeOrganization(app, 'Lakeside');
  const leaver = await makeAccount(app, 'ben@riverside.example', riverside);
  const stranger = await makeAccount(app, 'cleo@lakeside.example', lakeside);
  const refused = [
    [admin.address, ['offboard', 'delete', 'address']],
    [owner.address, ['offboard', 'delete', 'address', 'end-sessions']],
    ['cleo@lakeside.example', ['offboard', 'delete', 'address', 'end-sessions']],
  ] as const;
  for (const [address, acts] of refused) {
    for (const act of acts) {
      const answer = await page.goto(`${app.url}/console/people/${await idOf(address)}/${act}`);
      expect([address, act, answer?.status()]).toEqual([address, act, 404]);
    }
  }
  const as = app.instance.administrationBy(await idOf(admin.address));
  expect(await as.offboarding.offboard(stranger, lakeside)).toMatchObject({ error: { reason: 'not-permitted' } });
  expect(await as.offboarding.offboard(stranger, riverside)).toMatchObject({ error: { reason: 'not-a-member' } });
  expect(must(await as.offboarding.offboard(leaver, riverside))).toMatchObject({
    membershipEnded: true,
    accountDisabled: true,
  });
});

it('who was asked to join and has not accepted is not shown to that organization, nor touched by it', async () => {
  const oakdale = await makeOrganization(app, 'Oakdale Practice', {});
  const known = await personWithApp(app, oakdale, 'dina@oakdale.example');
  const { client, accountId } = await signedInByApp(app, known);
  const as = app.instance.administrationBy(await idOf(admin.address));
  must(await as.organizations.members.add(riverside, accountId, 'provider'));
  const page = await pageOf(admin);
  const seen = async (path: string) => {
    const answer = await page.goto(app.url + path);
    return [answer?.status(), /Dina|dina@/.test(await page.content())];
  };
  const [asked] = await app.instance.storage.auditReads.newest({ accountId, name: 'member.added' }, 1);
  expect(await seen('/console/people')).toEqual([200, false]);
  expect(await seen('/console/people?q=dina')).toEqual([200, false]);
  expect(await page.locator('tbody tr').count()).toBe(0);
  expect(await seen(`/console/people/${accountId}`)).toEqual([404, false]);
  expect(await seen(`/console/people/${accountId}/offboard`)).toEqual([404, false]);
  expect(await seen('/console/audit')).toEqual([200, false]);
  expect(await page.getByRole('main').innerText()).toContain(accountId);
  expect(await seen(`/console/audit/events/${asked?.id}`)).toEqual([200, false]);
  expect(await as.offboarding.offboard(accountId, riverside)).toMatchObject({ error: { reason: 'not-a-member' } });
  expect((await app.instance.sessions.check(client.cookies.get('vestibule_session') ?? null)).outcome).not.toBe('out');

  await app.instance.storage.transactor.transact((tx) =>
    app.instance.storage.membershipWrites.accept(tx, accountId, riverside, app.clock.now()),
  );
  expect(await seen('/console/audit')).toEqual([200, true]);
  expect(await seen(`/console/people/${accountId}`)).toEqual([200, true]);
});

it('a receipt prints on one sheet, black on white from the dark too, without what only a screen can do', async () => {
  const leaver = await makeAccount(app, 'fern@riverside.example', riverside);
  const { id } = must(await app.instance.offboarding.offboard(leaver, 'everything'));
  const page = await pageOf(owner);
  await page.goto(`${app.url}/console/receipts/${id}`);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  for (const hidden of ['.rail', '.profile', '.desk-foot', 'main button', 'main a', '[role="status"]']) {
    expect([hidden, await page.locator(hidden).filter({ visible: true }).count()]).toEqual([hidden, 0]);
  }
  const inks = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main :is(h1, h2, p, dt, dd, th, td)')].map((one) => {
      const { color, backgroundColor } = getComputedStyle(one);
      return [color, backgroundColor].join(' on ');
    }),
  );
  expect([...new Set(inks)].toSorted()).toEqual([
    'rgb(0, 0, 0) on rgb(255, 255, 255)',
    'rgb(0, 0, 0) on rgba(0, 0, 0, 0)',
  ]);
  await page.getByRole('main').getByText('Signature').waitFor();
  await page.emulateMedia({ media: null, colorScheme: 'dark' });
  const sheets = (await page.pdf({ format: 'A4', margin: { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' } }))
    .toString('latin1')
    .match(/\/Type\s*\/Page\b/g);
  expect(sheets).toHaveLength(1);
});
