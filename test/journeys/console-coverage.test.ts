import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { weekOf } from '../../src/domain/evidence/decide/sign-ins.ts';
import { DAY_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { appCode } from '../harness/totp.ts';
import { atConsole } from './console-steps.ts';
import { type Person, personWithApp, signedInByApp } from './people.ts';
import { enterAddress, enterCode, enterPassword, newVisitor, otherCode, type Visitor } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let riverside: OrganizationId;
let oakdale: OrganizationId;
let robin: Person;
let amara: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  // In the middle of a week: no minute of the stories is in another.
  app.clock.move(weekOf(app.clock.now()) + 9 * DAY_MS - app.clock.now());
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice');
  robin = await personWithApp(app, operator, 'robin@operator.example', 'staff');
  amara = await personWithApp(app, riverside, 'amara@riverside.example');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** What the workers of a served instance do by themselves. */
async function count(): Promise<void> {
  await app.instance.sealer.run();
  await app.instance.signInCounter.run();
}

const coverageOf = (id: OrganizationId) => `${app.url}/console/organizations/${id}/coverage`;

/** A table of the page, row by row, without its dates. */
async function numbers({ page }: Visitor, title: string): Promise<readonly (readonly string[])[]> {
  const table = page.getByRole('region', { name: title, exact: true });
  const heads = (await table.locator('thead th').allInnerTexts()).slice(1);
  const rows = await table
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')));
  return [heads, ...rows];
}

const SIGN_INS = 'Sign-ins by method, week by week';
const FAILURES = 'What failed at sign-ins, week by week';

describe('the coverage of an organization', () => {
  it('counts real sign-ins by method and what failed at them, week by week, as charts, tables and files', async () => {
    await count();
    const visitor = await atConsole(app, browser, robin);
    const { page } = visitor;
    await page.goto(coverageOf(riverside));
    const [heads, now, before] = await numbers(visitor, SIGN_INS);
    expect(heads).toEqual(['All', 'Password + Authenticator app']);
    // The one of the set-up.
    expect(now).toEqual(['1', '1']);
    expect(before).toEqual(['0', '0']);
    await page.getByText('Nothing failed lately').waitFor();

    await failAndSignIn();
    await count();
    await page.reload();
    expect((await numbers(visitor, SIGN_INS))[1]).toEqual(['2', '2']);
    const failures = await numbers(visitor, FAILURES);
    expect(failures[0]?.toSorted()).toEqual(['All', 'Authenticator app: wrong', 'Password: wrong']);
    expect(failures[1]).toEqual(['3', '2', '1']);
    await assertNoAxeFindings(page);

    const file = async (chart: string) => {
      const answer = await page.context().request.get(`${coverageOf(riverside)}/csv?chart=${chart}`);
      expect(answer.headers()['content-disposition']).toContain(`Riverside-Clinic-${chart}.csv`);
      return (await answer.text()).trim().split('\r\n');
    };
    const signIns = await file('sign-ins');
    expect(signIns[0]).toBe('week from,methods,sign-ins');
    expect(signIns.at(-1)).toMatch(/^\d{4}-\d\d-\d\d,password totp,2$/);
    const failed = await file('failures');
    expect(failed[0]).toBe('week from,method,failure,count');
    expect(failed.slice(-2).map((line) => line.slice('2026-11-23,'.length))).toEqual([
      'password,wrong,2',
      'totp,wrong,1',
    ]);
  });

  it('moves on with the weeks, and counts somebody in each organization that they belong to', async () => {
    const visitor = await atConsole(app, browser, robin);
    app.clock.move(7 * DAY_MS);
    await joins(oakdale);
    await signedInByApp(app, amara);
    await count();
    const again = await atConsole(app, browser, robin);
    await visitor.context.close();
    await again.page.goto(coverageOf(riverside));
    expect((await numbers(again, SIGN_INS)).slice(1, 3)).toEqual([
      ['2', '2'],
      ['2', '2'],
    ]);
    await again.page.goto(coverageOf(oakdale));
    // What was before they belonged there is not theirs.
    expect((await numbers(again, SIGN_INS)).slice(1, 3)).toEqual([
      ['1', '1'],
      ['0', '0'],
    ]);
  });
});

describe('the coverage of all organizations', () => {
  it('is found from the overview, counts who is set up since, and lists organizations by what they lack', async () => {
    const { page } = await atConsole(app, browser, robin);
    await page.getByRole('link', { name: 'Coverage of all organizations' }).click();
    await page.getByText('Nothing was counted yet').waitFor();
    await app.instance.coverageCounter.run();
    await page.reload();
    const total = (name: string) =>
      page
        .locator('dt', { hasText: new RegExp(`^${name}$`) })
        .locator('+ dd')
        .innerText();
    // Robin and Amara.
    expect([await total('Covered'), await total('Set up'), await total('Not yet')]).toEqual(['2', '2 (100 %)', '0']);
    await assertNoAxeFindings(page);

    await makeAccount(app, 'ben@riverside.example', riverside);
    await makeAccount(app, 'olu@riverside.example', riverside);
    app.clock.move(10 * MINUTE_MS);
    const again = await atConsole(app, browser, robin);
    await app.instance.coverageCounter.run();
    await again.page.goto(`${app.url}/console/coverage?order=missing`);
    expect(await cells(again)).toEqual([
      ['Riverside Clinic', 'Required', '3', '3', '1', '2', '33 %'],
      ['Oakdale Practice', 'Off', '1', '0', '0', '0', '–'],
      ['Operator', 'Required', '1', '1', '1', '0', '100 %'],
    ]);
    await again.page.getByLabel('MFA', { exact: true }).selectOption('Off');
    await again.page.getByRole('button', { name: 'Find' }).click();
    await again.page.waitForURL(/mfa=off/);
    expect(await cells(again)).toHaveLength(1);
    const answer = await again.page
      .context()
      .request.get(`${app.url}/console/coverage/csv?chart=organizations&order=missing&mfa=required`);
    expect((await answer.text()).trim().split('\r\n')).toEqual([
      'organization,mfa,disabled,people,covered,set up,not set up,percent',
      'Riverside Clinic,required,no,3,3,1,2,33',
      'Operator,required,no,1,1,1,0,100',
    ]);
    const weeks = await again.page.context().request.get(`${app.url}/console/coverage/csv?chart=weeks`);
    expect((await weeks.text()).trim().split('\r\n').at(-1)).toMatch(/^\d{4}-\d\d-\d\d,4,2,2$/);
    await again.page.getByRole('link', { name: 'Oakdale Practice' }).click();
    await again.page.getByRole('heading', { name: 'Coverage of Oakdale Practice' }).waitFor();
  });

  it('is out of reach for the admin of an organization, who is shown no way there', async () => {
    const olu = await personWithApp(app, riverside, 'admin@riverside.example', 'admin');
    const { page } = await atConsole(app, browser, olu);
    expect(await page.getByRole('link', { name: 'Coverage of all organizations' }).count()).toBe(0);
    await page.goto(`${app.url}/console/organizations`);
    expect(await page.getByRole('link', { name: 'Coverage of all organizations' }).count()).toBe(0);
    for (const path of ['coverage', 'coverage/csv?chart=organizations']) {
      expect((await page.goto(`${app.url}/console/${path}`))?.status()).toBe(404);
    }
  });
});

/** The list of organizations. */
function cells({ page }: Visitor): Promise<readonly (readonly string[])[]> {
  const rows = page.getByRole('region', { name: 'Each organization' }).locator('tbody tr');
  return rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

/** Amara accepts to belong to one more organization. */
async function joins(id: OrganizationId): Promise<void> {
  const accountId = (await signedInByApp(app, amara)).accountId;
  app.clock.move(60_000);
  must(await app.instance.organizations.members.add(id, accountId, 'provider'));
  await app.instance.outbox.run();
  const { text } = await app.mail.waitFor(amara.address, /\/invitation\//);
  const token = /\/invitation\/([A-Za-z0-9_-]+)/.exec(text)?.[1] ?? '';
  must(await app.instance.invitations.join(token, accountId));
}

/** Two wrong passwords and a wrong code, then the right ones. */
async function failAndSignIn(): Promise<void> {
  const { page } = await newVisitor(browser);
  await page.goto(`${app.url}/sign-in`);
  await enterAddress(page, amara.address);
  for (const wrong of ['not-my-password-1', 'not-my-password-2']) {
    await enterPassword(page, wrong);
    await page.getByRole('alert').waitFor();
  }
  await enterPassword(page);
  await enterCode(page, otherCode(appCode(amara.secret, app.clock.now()), 1));
  await page.getByRole('alert').waitFor();
  app.clock.move(60_000);
  await enterCode(page, appCode(amara.secret, app.clock.now()));
  await page.waitForURL(/\/account$/);
}
