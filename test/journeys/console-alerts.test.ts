import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { HOUR_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { assertFitsNarrow } from './applications.ts';
import { reset } from './command-line.ts';
import { atConsole } from './console-steps.ts';
import { type Person, personWithApp } from './people.ts';
import {
  alertTiedTo,
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
} from './steps.ts';

const RECORD = { reason: 'lost', ticket: 'T-1', callBack: '+1 555 0100', checklist: [], holdHours: null };

let app: TestApp;
let folder: string;
let browser: TestBrowser;
let riverside: OrganizationId;
let owner: Person;
let agent: Person;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-alerts-'));
  const countries = join(folder, 'countries.csv');
  writeFileSync(countries, '203.0.113.0/24,ES\n192.0.2.0/24,RO\n');
  const env = { VESTIBULE_COUNTRIES: countries, VESTIBULE_TRUSTED_PROXIES: '127.0.0.1/32' };
  [app, browser] = await Promise.all([startApp({ env }), startBrowser()]);
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  owner = await personWithApp(app, operator, 'olga@operator.example', 'admin');
  agent = await personWithApp(app, operator, 'robin@operator.example', 'staff');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function idOf(address: string): Promise<AccountId> {
  const id = await app.instance.storage.signInReads.accountIdByAddress(address as never);
  return id ?? expect.fail(`nobody has ${address}`);
}

/** A case of somebody new, opened by the agent. */
async function openFor(name: string): Promise<string> {
  const address = `${name}@riverside.example`;
  await makeAccount(app, address, riverside);
  return must(await app.instance.resets.open(await idOf(agent.address), { address, ...RECORD })).id;
}

const main = (page: Page) => page.getByRole('main').innerText();

describe('three resets by one agent', () => {
  it('A35 raise an alert, whichever way they are carried out, that an owner is mailed, reads and reviews', async () => {
    must(await app.instance.resets.carryOut(await idOf(agent.address), await openFor('amara')));
    await reset(app, agent, `carry-out ${await openFor('ben')}`);
    const desk = await atConsole(app, browser, agent);
    await desk.page.goto(`${app.url}/console/resets/${await openFor('cleo')}/carry-out`);
    expect(app.mail.received.filter(({ subject }) => subject.startsWith('Alert'))).toEqual([]);
    await press(desk.page, 'Carry out the reset');
    await seesHeading(desk.page, /Read this pass out/);

    const mail = await app.mail.waitFor(owner.address, /^Alert: 3 support resets by Robin Nwosu/);
    const url = /http:\/\/\S+\/console\/resets\/alerts\/\S+/.exec(mail.text)?.[0] ?? expect.fail('no link');
    const { page } = await atConsole(app, browser, owner);
    await page.getByText('Alerts about resets wait for their review').waitFor();
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: '3 resets by Robin Nwosu within a day' }).click();
    await page.waitForURL(url);
    for (const name of ['Amara', 'Ben', 'Cleo']) expect(await main(page)).toContain(`${name} Nwosu`);
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: 'Ben Nwosu' }).click();
    await seesHeading(page, /Reset for Ben/);
    await page.getByRole('link', { name: '3 resets by Robin Nwosu within a day' }).click();

    // Whom it is about sees it, and reviews it by no way.
    await desk.page.goto(url);
    await desk.page.getByText('An owner whom it isn’t about reviews it.').waitFor();
    expect(await desk.page.getByRole('link', { name: 'Review it' }).count()).toBe(0);
    expect((await desk.page.goto(`${url}/review`))?.status()).toBe(404);

    await page.getByRole('link', { name: 'Review it' }).click();
    await seesHeading(page, /Review the alert/);
    await assertNoAxeFindings(page);
    await press(page, 'Keep the review');
    expect(await alertTiedTo(page.getByLabel('What it was'))).toMatch(/Write down/);
    await assertNoAxeFindings(page);
    await page.getByLabel('What it was').fill('Phones were swapped on ward 3; called all three.');
    await press(page, 'Keep the review');
    await page.getByRole('status').getByText('The review is kept.').waitFor();
    expect(await main(page)).toMatch(/Reviewed.*Phones were swapped on ward 3; called all three\..*Olga Nwosu/s);
    await assertNoAxeFindings(page);

    await page.goto(`${app.url}/console`);
    expect(await page.getByText('Alerts about resets wait').count()).toBe(0);
    await page.getByRole('link', { name: 'Resets', exact: true }).click();
    await page.getByRole('link', { name: 'Alerts about resets' }).click();
    expect(await page.locator('tbody tr').innerText()).toMatch(/3 resets by Robin Nwosu.*Reviewed.*Olga Nwosu/s);
    await assertNoAxeFindings(page);
  });

  it('are no alert that an owner reviews who is the agent', async () => {
    const { page } = await atConsole(app, browser, owner);
    for (const name of ['dana', 'eve', 'finn']) {
      const address = `${name}@riverside.example`;
      await makeAccount(app, address, riverside);
      const { id } = must(await app.instance.resets.open(await idOf(owner.address), { address, ...RECORD }));
      must(await app.instance.resets.carryOut(await idOf(owner.address), id));
    }
    await page.goto(`${app.url}/console`);
    await page.getByRole('link', { name: '3 resets by Olga Nwosu within a day' }).click();
    await page.getByText('An owner whom it isn’t about reviews it.').waitFor();
    await page.goto(`${page.url()}/review`);
    await page.getByLabel('What it was').fill('All in order.');
    await press(page, 'Keep the review');
    await page.getByRole('alert').getByText('It’s about you, so another owner has to review it.').waitFor();
    await assertNoAxeFindings(page);
  });
});

describe('a reset followed by a sign-in from a new country', () => {
  const from = (address: string) => newVisitor(browser, { extraHTTPHeaders: { 'x-forwarded-for': address } });

  it('A35 raises an alert that owners are mailed, and that stands on the page of the reset', async () => {
    const mona = await personWithApp(app, riverside, 'mona@riverside.example');
    const home = await from('203.0.113.7');
    await passPassword(app, home, mona.address);
    await enterCode(home.page, nextAppCode(app, mona.secret));
    await seesAccount(home.page);
    app.clock.move(HOUR_MS);
    const agentId = await idOf(agent.address);
    const { id } = must(await app.instance.resets.open(agentId, { address: mona.address, ...RECORD }));
    const { pass } = must(await app.instance.resets.carryOut(agentId, id));

    const elsewhere = await from('192.0.2.7');
    await passPassword(app, elsewhere, mona.address);
    await enterPass(elsewhere.page, pass?.code ?? expect.fail('no pass'));
    await scanAndConfirmApp(app, elsewhere.page);
    await saveRecoveryCode(elsewhere.page);
    await seesAccount(elsewhere.page);
    await app.instance.resetWatch.run();
    const mail = await app.mail.waitFor(owner.address, /^Alert: Mona Nwosu signed in from Romania/);
    expect(mail.text).not.toContain('192.0.2.7');

    const { page } = await atConsole(app, browser, owner);
    await page.goto(`${app.url}/console/resets/${id}`);
    expect(await main(page)).toContain('Alert raised: signed in from a new country');
    await page.getByRole('link', { name: 'Sign-in of Mona Nwosu from a new country after a reset' }).click();
    await page.waitForURL(/http:\/\/\S+\/console\/resets\/alerts\/\S+/.exec(mail.text)?.[0] ?? 'no link');
    expect(await main(page)).toMatch(/Romania \(192\.0\.2\.7\).*Chrome on/s);
    await assertFitsNarrow(page);
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: 'Review it' }).click();
    await page.getByLabel('What it was').fill('She is in Bucharest for a congress; called her.');
    await press(page, 'Keep the review');
    await page.getByRole('status').getByText('The review is kept.').waitFor();
    expect(await main(page)).toMatch(/She is in Bucharest.*Olga Nwosu/s);
  });

  it('raises none where it comes from where the person was seen before', async () => {
    const noor = await personWithApp(app, riverside, 'noor@riverside.example');
    const first = await from('203.0.113.7');
    await passPassword(app, first, noor.address);
    await enterCode(first.page, nextAppCode(app, noor.secret));
    await seesAccount(first.page);
    app.clock.move(HOUR_MS);
    const agentId = await idOf(agent.address);
    const { id } = must(await app.instance.resets.open(agentId, { address: noor.address, ...RECORD }));
    const { pass } = must(await app.instance.resets.carryOut(agentId, id));
    const again = await from('203.0.113.99');
    await passPassword(app, again, noor.address);
    await enterPass(again.page, pass?.code ?? expect.fail('no pass'));
    await scanAndConfirmApp(app, again.page);
    await saveRecoveryCode(again.page);
    await seesAccount(again.page);
    expect(await app.instance.resetWatch.run()).toBeGreaterThan(0);
    expect((await app.instance.resetDesk.file(id))?.alerts.map(({ kind }) => kind)).not.toContain('new-country');
  });
});
