import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { hasSession, personWithApp, sessionOf, signedInByApp } from './people.ts';
import { enterCode, newVisitor, nextAppCode, passPassword, seesAccount, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-places-'));
  const countries = join(folder, 'countries.csv');
  writeFileSync(countries, '127.0.0.0,127.255.255.255,PT\n');
  [app, browser] = await Promise.all([startApp({ env: { VESTIBULE_COUNTRIES: countries } }), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('from the security page', () => {
  it('sessions are ended, browsers forgotten, activity read and the language chosen, by the keyboard alone', async () => {
    const clinic = await makeOrganization(app, 'Riverside Clinic', {});
    const person = await personWithApp(app, clinic, 'amara@riverside.example');
    const { client: other } = await signedInByApp(app, person);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, person.address);
    await enterCode(page, nextAppCode(app, person.secret));
    await seesAccount(page);
    const activate = async (role: 'button' | 'link', name: string | RegExp, nth = 0) => {
      await page.getByRole(role, { name }).nth(nth).focus();
      await page.keyboard.press('Enter');
    };

    await page.goto(`${app.url}/account/security`);
    await activate('link', 'See sessions and browsers');
    await seesHeading(page, /Where you’re signed in/);
    await assertNoAxeFindings(page);
    const rows = page.getByRole('listitem');
    expect(await rows.first().innerText()).toMatch(/Chrome on Linux[\s\S]*Here[\s\S]*127\.0\.0\.1 \(Portugal\)/);
    expect(await page.getByRole('button', { name: /^End session/ }).count()).toBe(2);
    await activate('button', 'End all other sessions');
    await page.getByText('You’re signed in nowhere else.').waitFor();
    expect((await other.get('/account/session')).body).toEqual({ session: null });
    app.clock.move(1_000);
    await activate('button', 'Forget all browsers');
    await page.getByText('None is known yet.').waitFor();
    expect(await hasSession(visitor)).toBe(true);

    await activate('link', 'Security');
    await activate('link', 'See recent activity');
    await seesHeading(page, /Recent activity/);
    const told = await rows.allInnerTexts();
    expect(told[0]).toMatch(/^A trusted browser was forgotten\s+.* ago · Chrome on Linux · 127\.0\.0\.1 \(Portugal\)$/);
    expect(told.join()).toContain('You signed in');
    expect(told.join()).not.toContain(person.secret);

    await activate('link', 'Security');
    await page.getByRole('radio', { name: 'Español' }).focus();
    await page.keyboard.press('Space');
    await activate('button', 'Save language');
    await seesHeading(page, /Seguridad/);
    const { accountId } = await sessionOf(app, visitor);
    expect((await app.instance.storage.signInReads.snapshot(accountId))?.account.locale).toBe('es');
  });
});
