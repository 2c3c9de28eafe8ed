import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMessenger } from '../../examples/clinic/messenger/messenger.ts';
import { clinicAddresses, type RunningClinic, startClinic } from '../../examples/clinic/web/start.ts';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { seedApplications } from '../../src/edges/demo/applications.ts';
import { MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { freePort } from '../harness/free-port.ts';
import { personWithApp } from './people.ts';
import {
  enterAddress,
  enterCode,
  enterPassword,
  newVisitor,
  nextAppCode,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  seesHeading,
  seesTrust,
  type Visitor,
} from './steps.ts';

const WHO = /Who am I/;
let app: TestApp;
let browser: TestBrowser;
let clinic: RunningClinic;
let riverside: OrganizationId;
let oakdale: OrganizationId;
const folders: string[] = [];

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  oakdale = await makeOrganization(app, 'Oakdale Practice');
  const port = await freePort();
  const keys = await seedApplications(app.instance.clients, port, clinicAddresses(`http://localhost:${port}`));
  clinic = await startClinic({ ...keys, issuer: app.url, port });
});
afterAll(async () => {
  await browser?.stop();
  await clinic?.stop();
  await app?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** From the clinic's first page to past the password. */
async function begin({ page }: Visitor, address: string): Promise<void> {
  await page.goto(clinic.url);
  await press(page, 'Sign in');
  await enterAddress(page, address);
  await enterPassword(page);
}

/** Somebody with an app, signed in to the clinic with it. */
async function signedIn(address: string) {
  const { secret } = await personWithApp(app, riverside, address);
  const visitor = await newVisitor(browser);
  await begin(visitor, address);
  await enterCode(visitor.page, nextAppCode(app, secret));
  await seesHeading(visitor.page, WHO);
  return { visitor, page: visitor.page, secret };
}

async function prescribe(page: Page): Promise<void> {
  await page.goto(`${clinic.url}/prescribe`);
  await press(page, 'Prescribe');
}

describe('an application', () => {
  it('is told who signed in for the first time, and how that was proved', async () => {
    await makeAccount(app, 'amara@riverside.example', riverside);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await begin(visitor, 'amara@riverside.example');
    await scanAndConfirmApp(app, page);
    await saveRecoveryCode(page);
    await seesTrust(page);
    await press(page, 'Not now');
    await seesHeading(page, WHO);
    expect(new URL(page.url()).origin).toBe(clinic.url);
    const said = await page.getByRole('main').innerText();
    for (const text of [
      'Amara Nwosu',
      'amara@riverside.example',
      'Riverside Clinic',
      'provider',
      'aal2',
      'pwd otp mfa',
    ]) {
      expect(said).toContain(text);
    }
    await assertNoAxeFindings(page);
  });

  it('is told of a password alone where no organization demands more', async () => {
    await makeAccount(app, 'olu@oakdale.example', oakdale);
    const visitor = await newVisitor(browser);
    await begin(visitor, 'olu@oakdale.example');
    await seesHeading(visitor.page, WHO);
    expect(await visitor.page.getByRole('main').innerText()).toContain('A password alone');
  });

  it('whose person signed in before asks for nothing', async () => {
    const { page } = await signedIn('ben@riverside.example');
    await page.context().clearCookies({ name: 'clinic' });
    await page.goto(clinic.url);
    await press(page, 'Sign in');
    await seesHeading(page, WHO);
  });
});

describe('RFC 9470: a step-up', () => {
  it('asks for one fresh proof when the one before is too old, then the prescription is filed by itself', async () => {
    // The clinic goes by the real clock, as another machine would: its person signed in eight minutes ago.
    app.clock.move(Date.now() - app.clock.now() - 10 * MINUTE_MS);
    const { page, secret } = await signedIn('dana@riverside.example');
    app.clock.move(8 * MINUTE_MS);
    await prescribe(page);
    await enterCode(page, nextAppCode(app, secret));
    await seesHeading(page, /^Prescribed$/);
    await page.getByText('The prescription is on file.').waitFor();
    expect(await page.getByRole('main').innerText()).toMatch(/for Jo Park, signed with aal2/);
    await assertNoAxeFindings(page);
  });
});

describe('RFC 9470: a step-up that cannot be had', () => {
  it('comes back with plain words, and its person stays signed in', async () => {
    await makeAccount(app, 'oma@oakdale.example', oakdale);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await begin(visitor, 'oma@oakdale.example');
    await seesHeading(page, WHO);
    await prescribe(page);
    await seesHeading(page, /That needs a stronger proof/);
    await assertNoAxeFindings(page);
    await page.getByRole('link', { name: 'Prescriptions' }).click();
    await page.getByText('You have prescribed nothing yet.').waitFor();
  });
});

describe('signing out', () => {
  it('of the application ends the session at Vestibule too', async () => {
    const { page } = await signedIn('eve@riverside.example');
    await press(page, 'Sign out');
    await seesHeading(page, /^Sign out/);
    await press(page, 'Sign out');
    await seesHeading(page, /You are signed out/);
    await page.goto(`${app.url}/account`);
    await page.getByLabel('Email', { exact: true }).waitFor();
  });

  it('of Vestibule ends the session at the application', async () => {
    const { page } = await signedIn('finn@riverside.example');
    await page.goto(`${app.url}/account`);
    await press(page, 'Profile');
    await press(page, 'Sign out');
    await page.getByLabel('Email', { exact: true }).waitFor();
    await app.instance.logouts.run();
    await page.goto(clinic.url);
    await seesHeading(page, /^Clinic$/);
  });
});

/** Runs the messenger; `opened` gets each address that it asks a person to open. */
async function messenger(
  home: string,
  args: readonly string[],
  told: (line: string) => Promise<void> = async () => {},
) {
  const said: string[] = [];
  const acts: Promise<void>[] = [];
  const env = { MESSENGER_ISSUER: app.url, MESSENGER_HOME: home };
  const code = await runMessenger(args, env, (line) => {
    said.push(line);
    acts.push(told(line));
  });
  await Promise.all(acts);
  return { code, said: said.join('\n') };
}

function newHome(): string {
  const home = mkdtempSync(join(tmpdir(), 'messenger-'));
  folders.push(home);
  return home;
}

describe('the messenger', () => {
  it('RFC 8252: signs in over loopback, refreshes, and is signed out by revocation', async () => {
    const home = newHome();
    const { secret } = await personWithApp(app, riverside, 'gita@riverside.example');
    const { page } = await newVisitor(browser);
    const login = await messenger(home, ['login'], async (line) => {
      const address = /http\S+\/openid\/authorize\S+/.exec(line)?.[0];
      if (address === undefined) return;
      await page.goto(address);
      await enterAddress(page, 'gita@riverside.example');
      await enterPassword(page);
      await enterCode(page, nextAppCode(app, secret));
      await press(page, 'Allow');
      await seesHeading(page, /You can close this page/);
    });
    expect(login).toMatchObject({ code: 0, said: expect.stringContaining('Gita Nwosu <gita@riverside.example>') });
    expect(login.said).toContain('Riverside Clinic: provider');
    expect(login.said).toContain('pwd otp mfa (aal2)');
    for (let round = 0; round < 2; round++) {
      expect(await messenger(home, ['whoami'])).toMatchObject({ code: 0, said: expect.stringContaining('Gita Nwosu') });
    }
    expect(await messenger(home, ['logout'])).toEqual({ code: 0, said: 'You are signed out.' });
    expect((await messenger(home, ['whoami'])).code).toBe(1);
  });

  it('RFC 8628: signs in from another device by a code', async () => {
    const home = newHome();
    const { secret } = await personWithApp(app, riverside, 'hana@riverside.example');
    const { page } = await newVisitor(browser);
    const login = await messenger(home, ['login', '--device'], async (line) => {
      const [address, code] = [/http\S+/.exec(line)?.[0], /code:\s+(\S+)/.exec(line)?.[1]];
      if (address === undefined || code === undefined) return;
      await page.goto(address);
      await page.getByLabel('Code', { exact: true }).fill(code);
      await press(page, 'Continue');
      await press(page, 'Allow');
      await enterAddress(page, 'hana@riverside.example');
      await enterPassword(page);
      await enterCode(page, nextAppCode(app, secret));
    });
    expect(login).toMatchObject({ code: 0, said: expect.stringContaining('Hana Nwosu <hana@riverside.example>') });
    expect(await messenger(home, ['whoami'])).toMatchObject({ code: 0 });
  });

  it('learns that its person was signed out everywhere', async () => {
    const home = newHome();
    const { page } = await signedIn('ines@riverside.example');
    await messenger(home, ['login'], async (line) => {
      const address = /http\S+\/openid\/authorize\S+/.exec(line)?.[0];
      if (address === undefined) return;
      await page.goto(address);
      await press(page, 'Allow');
    });
    await page.goto(clinic.url);
    await press(page, 'Sign out');
    await seesHeading(page, /^Sign out/);
    await press(page, 'Sign out');
    await seesHeading(page, /You are signed out/);
    expect(await messenger(home, ['whoami'])).toMatchObject({ code: 1, said: expect.stringContaining('signed out') });
  });
});
