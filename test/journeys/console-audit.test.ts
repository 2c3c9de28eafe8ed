import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { MANIFEST, SIGNATURE, verifyPack } from '../../src/domain/evidence/run/manifest.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { atConsole } from './console-steps.ts';
import { accountOf, type Person, personWithApp } from './people.ts';
import { press, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let operator: OrganizationId;
let riverside: OrganizationId;
let oakdale: OrganizationId;
let auditor: Person;
let admin: Person;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  operator = await makeOrganization(app, 'Operator', {}, 'operator');
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice');
  auditor = await personWithApp(app, operator, 'robin@operator.example', 'staff');
  must(await app.instance.roles.grant(operator, await accountOf(app, auditor.address), 'auditor'));
  admin = await personWithApp(app, riverside, 'amara@riverside.example', 'admin');
  await makeAccount(app, 'olu@oakdale.example', oakdale);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The trail as somebody sees it. */
async function deskOf(address: string) {
  return app.instance.administrationBy(await accountOf(app, address)).auditDesk;
}

describe('the audit trail in the console', () => {
  it('is filtered, looked into, exported and checked by an auditor', async () => {
    await app.instance.sealer.run();
    const { page } = await atConsole(app, browser, auditor);
    await page.getByRole('link', { name: 'Audit' }).click();
    await seesHeading(page, /^Audit$/);
    await assertNoAxeFindings(page);
    await page.getByLabel('About').fill(admin.address);
    await page.getByLabel('What', { exact: true }).selectOption('authenticator.bound');
    await press(page, 'Show');
    const rows = page.locator('tbody tr');
    expect((await rows.allInnerTexts()).every((row) => row.includes('Method added') && row.includes('Amara'))).toBe(
      true,
    );
    expect(await rows.count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Method added' }).first().click();
    await seesHeading(page, /Method added/);
    expect(await page.getByRole('main').innerText()).toMatch(/Network address\s+127\.0\.0\.1/);
    await assertNoAxeFindings(page);
    await page.goto(`${app.url}/console/audit?about=nobody@riverside.example`);
    await page.getByText('There is no account with this email.').waitFor();
    await page.goto(`${app.url}/console/audit/export`);
    await page.getByLabel('CSV').check();
    await assertNoAxeFindings(page);
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(download.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
    // The record of the export leaves with it.
    expect(lines.filter((line) => line.includes(',audit.exported,'))).toHaveLength(1);
    await page.goto(`${app.url}/console/audit/check`);
    await page.getByText('Not checked from the console yet.').waitFor();
    await press(page, 'Start the check');
    await page.getByText(/rows checked .*: the trail is whole/).waitFor();
    await assertNoAxeFindings(page);
  });

  it('makes a signed evidence pack, which is checked as any other; an admin marks a shared workstation', async () => {
    const { page } = await atConsole(app, browser, auditor);
    await page.goto(`${app.url}/console/organizations/${riverside}/evidence`);
    await assertNoAxeFindings(page);
    await page.getByLabel('Resets and audit rows since').fill('2999-01-01');
    await press(page, 'Download');
    await page.getByRole('alert').getByText('Choose a day in the past.').waitFor();
    await page.getByLabel('Resets and audit rows since').fill('2026-01-01');
    const [download] = await Promise.all([page.waitForEvent('download'), press(page, 'Download')]);
    const {
      [MANIFEST]: manifest = [],
      [SIGNATURE]: signature = [],
      ...files
    } = unzipSync(await readFile(await download.path()));
    const pack = {
      manifest: Buffer.from(manifest).toString(),
      signature: Buffer.from(signature).toString(),
      files: Object.entries(files).map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256Hex(bytes) })),
    };
    expect(pack.files.length).toBeGreaterThan(8);
    expect(
      verifyPack(pack, (text, signed) => app.instance.signer.signed(text, signed, app.instance.signer.keyId)),
    ).toEqual([]);
    await page.goto(`${app.url}/console/organizations/${riverside}/workstation`);
    await seesHeading(page, /Not yours to see/);
    const desk = await atConsole(app, browser, admin);
    await desk.page.goto(`${app.url}/console/organizations/${riverside}/workstation`);
    await assertNoAxeFindings(desk.page);
    await press(desk.page, 'Make the link');
    await seesHeading(desk.page, /Open this link/);
    const link = await desk.page.locator('code').innerText();
    await desk.page.goto(link);
    await desk.page.getByText('Riverside Clinic').first().waitFor();
  });

  it('shows an organization’s admin what is about their organization and their people, and nothing else', async () => {
    const desk = await deskOf(admin.address);
    const [own, others, everything] = [
      await desk.list({ organizationId: riverside }, 50, null),
      await desk.list({ organizationId: oakdale }, 50, null),
      await desk.list({}, 50, null),
    ];
    expect(own?.every(({ event }) => event.organizationId === riverside)).toBe(true);
    expect([own?.length === 0, others, everything]).toEqual([false, null, null]);
    expect(await desk.list({ accountId: await accountOf(app, admin.address) }, 5, null)).toHaveLength(5);
    expect(await desk.list({ accountId: await accountOf(app, 'olu@oakdale.example') }, 5, null)).toBeNull();
    const [elsewhere] = await app.instance.storage.auditReads.newest({ organizationId: oakdale }, 1);
    expect(await desk.one(elsewhere?.id ?? '')).toBeNull();
    expect((await desk.one(own?.[0]?.event.id ?? ''))?.event.organizationId).toBe(riverside);
    expect(await desk.export({}, 'jsonl')).toBeNull();
    expect(await desk.check()).toEqual({ ok: false, error: 'not-permitted' });
  });

  it('comes in pages that follow one another, and finds what somebody did to others', async () => {
    const { auditReads } = app.instance.storage;
    const all = await auditReads.newest({}, 1_000);
    const paged: string[] = [];
    for (
      let page = await auditReads.newest({}, 7);
      page.length > 0;
      page = await auditReads.newest({}, 7, page.at(-1))
    ) {
      paged.push(...page.map(({ id }) => id));
    }
    expect(paged).toEqual(all.map(({ id }) => id));
    const id = await accountOf(app, auditor.address);
    const done = await auditReads.newest({ actor: id }, 50);
    expect(done.map(({ name }) => name).sort()).toEqual(['audit.checked', 'audit.exported', 'evidence.made']);
  });
});
