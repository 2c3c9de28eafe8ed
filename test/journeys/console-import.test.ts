import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { atConsole } from './console-steps.ts';
import { type Person, personWithApp } from './people.ts';
import { press, seesHeading } from './steps.ts';

const FILE = `address,name,kind,password_hash
amara@riverside.example,Amara Nwosu,admin,
ben@riverside.example,Ben Okafor,surgeon,
`;

let app: TestApp;
let browser: TestBrowser;
let owner: Person;
let agent: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  await makeOrganization(app, 'Riverside Clinic');
  owner = await personWithApp(app, operator, 'robin@operator.example', 'admin');
  agent = await personWithApp(app, operator, 'sam@operator.example', 'staff');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Whether somebody has this address. */
async function isThere(address: string): Promise<boolean> {
  return (await app.instance.accounts.find(address)) !== null;
}

describe('an import in the console', () => {
  it('checks a file without touching anything, then imports it, and reports each row', async () => {
    const { page } = await atConsole(app, browser, owner);
    await page.getByRole('link', { name: 'Import' }).click();
    await seesHeading(page, /^Import$/);
    await assertNoAxeFindings(page);
    await press(page, 'Start');
    await page.getByRole('alert').getByText('Choose a file').waitFor();
    await assertNoAxeFindings(page);
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) };
    const begin = async (how: string) => {
      await page.goto(`${app.url}/console/import`);
      await page.getByLabel('File', { exact: true }).setInputFiles(file);
      await page.getByLabel('Organization of rows').fill('Riverside Clinic');
      await page.getByLabel(how).check();
      await press(page, 'Start');
      await seesHeading(page, /An import/);
    };
    await begin('Only check');
    await page.getByText(/Checked .* by Robin/).waitFor();
    expect(await isThere('amara@riverside.example')).toBe(false);
    await begin('Import');
    await page.getByText(/Imported .* by Robin/).waitFor();
    await assertNoAxeFindings(page);
    expect(await page.getByRole('main').innerText()).toMatch(/New accounts\s+1\s[\s\S]*Not taken\s+1\s/);
    expect(await page.locator('tbody tr').innerText()).toMatch(/3\s+The kind isn’t provider/);
    expect([await isThere('amara@riverside.example'), await isThere('ben@riverside.example')]).toEqual([true, false]);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download the report')]);
    const report = await readFile(await download.path(), 'utf8');
    expect(report).toMatch(/^line,outcome,account,reason,message\r\n2,created,[^,]+,password-missing,/);
    expect(report).not.toContain('riverside.example');
    await begin('Import');
    await page.getByText(/Imported .* by Robin/).waitFor();
    expect(await page.getByRole('main').innerText()).toMatch(/New accounts\s+0\s[\s\S]*Nothing to change\s+1\s/);
    const [event] = await app.instance.storage.auditReads.newest({ name: 'account.imported' }, 1);
    const id = await app.instance.storage.signInReads.accountIdByAddress(owner.address as never);
    expect(event?.actor).toBe(id);
  });

  it('is for owners alone, and nobody else makes the server read a large file', async () => {
    const { page } = await atConsole(app, browser, agent);
    expect(await page.getByRole('link', { name: 'Import' }).count()).toBe(0);
    expect((await page.goto(`${app.url}/console/import`))?.status()).toBe(404);
    const id = await app.instance.storage.signInReads.accountIdByAddress(agent.address as never);
    const { importDesk } = app.instance.administrationBy(id ?? ('' as never));
    const given = { bytes: Buffer.from(FILE), form: 'csv', organization: null, dryRun: false } as const;
    expect(await importDesk.start(given)).toEqual({ ok: false, error: 'not-permitted' });
    const body = new FormData();
    body.set('file', new Blob([Buffer.alloc(1_000_000)]));
    const answer = await fetch(`${app.url}/console/import`, { method: 'POST', body, redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
  });

  it('that does not begin well says why', async () => {
    const id = await app.instance.storage.signInReads.accountIdByAddress(owner.address as never);
    const { importDesk } = app.instance.administrationBy(id ?? ('' as never));
    const given = { bytes: Buffer.from('mail,name\n'), form: 'csv', organization: null, dryRun: true } as const;
    expect((await importDesk.start(given)).ok).toBe(true);
    const { page } = await atConsole(app, browser, owner);
    await page.goto(`${app.url}/console/import`);
    await page.getByText(/Not begun .*: column 1 of the first line isn’t known/).waitFor();
  });
});
