import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { runMessenger } from '../../examples/clinic/messenger/messenger.ts';
import { clinicAddresses } from '../../examples/clinic/web/start.ts';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { seedApplications } from '../../src/edges/demo/applications.ts';
import { MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { assertFitsNarrow, complaintsOf, pressByKeyboard } from './applications.ts';
import { personWithApp } from './people.ts';
import {
  alertTiedTo,
  enterAddress,
  enterCode,
  enterPassword,
  newVisitor,
  nextAppCode,
  press,
  seesHeading,
} from './steps.ts';

let app: TestApp;
let browser: TestBrowser;
let riverside: OrganizationId;
let complaints: (readonly string[])[] = [];
const folders: string[] = [];

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  riverside = await makeOrganization(app, 'Riverside Clinic', {});
  await seedApplications(app.instance.clients, 4001, clinicAddresses('http://localhost:4001'));
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
  for (const folder of folders) rmSync(folder, { recursive: true });
});
afterEach(() => {
  const said = complaints.flat();
  complaints = [];
  expect(said).toEqual([]);
});

async function visitorOf() {
  const visitor = await newVisitor(browser);
  complaints.push(complaintsOf(visitor.context));
  return visitor;
}

/** The messenger waits for somebody at a browser. */
interface Waiting {
  /** The address that it asks to open. */
  readonly address: string;
  /** The code that it shows; empty over loopback. */
  readonly code: string;
  /** How it ends: its exit code and all that it said. */
  readonly ended: Promise<{ readonly code: number; readonly said: string }>;
}

/** Starts a command of the messenger and waits until it asks for a browser. */
async function waiting(args: readonly string[]): Promise<Waiting> {
  const home = mkdtempSync(join(tmpdir(), 'messenger-'));
  folders.push(home);
  const said: string[] = [];
  let asked = (_line: string): void => {};
  const line = new Promise<string>((resolve) => {
    asked = resolve;
  });
  const ended = runMessenger(args, { MESSENGER_ISSUER: app.url, MESSENGER_HOME: home }, (text) => {
    said.push(text);
    asked(text);
  }).then((code) => ({ code, said: said.join('\n') }));
  const first = await line;
  const address = /http\S+/.exec(first)?.[0] ?? '';
  return { address, code: /code:\s+(\S+)/.exec(first)?.[1] ?? '', ended };
}

async function typeCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code', { exact: true }).fill(code);
  await press(page, 'Continue');
}

async function signIn(page: Page, { address, secret }: { readonly address: string; readonly secret: string }) {
  await enterAddress(page, address);
  await enterPassword(page);
  await enterCode(page, nextAppCode(app, secret));
}

/** Somebody signed in at a browser of their own. */
async function signedIn(address: string) {
  const person = await personWithApp(app, riverside, address);
  const visitor = await visitorOf();
  await visitor.page.goto(`${app.url}/sign-in`);
  await signIn(visitor.page, person);
  await visitor.page.waitForURL(/\/account$/);
  return visitor.page;
}

describe('RFC 8628: a device without a browser', () => {
  it('shows an address and a code; a second browser allows it, signs in under the mandate, and it is signed in', async () => {
    const person = await personWithApp(app, riverside, 'amara@riverside.example');
    const { page } = await visitorOf();
    const device = await waiting(['login', '--device']);
    expect(device.address).toBe(`${app.url}/openid/device`);
    expect(device.code).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    await page.goto(device.address);
    await seesHeading(page, /^Let a device in$/);
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    // As people type it.
    await typeCode(page, device.code.toLowerCase().replace('-', ' '));
    await seesHeading(page, /^Let this device in\?$/);
    await page.getByText('Telehealth cart').waitFor();
    await page.getByText(device.code).waitFor();
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    await press(page, 'Allow');
    await signIn(page, person);
    await seesHeading(page, /The device is signed in/);
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    expect(await device.ended).toEqual({
      code: 0,
      said: expect.stringMatching(/Amara Nwosu <amara@riverside\.example>[^]*pwd otp mfa \(aal2\)/),
    });
  });

  it('asks no more than the code of somebody who is signed in, by the keyboard alone', async () => {
    const page = await signedIn('ben@riverside.example');
    const device = await waiting(['login', '--device']);
    await page.goto(device.address);
    // The field has the focus.
    await page.keyboard.type(device.code);
    await page.keyboard.press('Enter');
    await seesHeading(page, /^Let this device in\?$/);
    await pressByKeyboard(page, 'Allow');
    await seesHeading(page, /The device is signed in/);
    expect(await device.ended).toMatchObject({ code: 0, said: expect.stringContaining('Ben Nwosu') });
  });

  it('stays out when its person denies it, and says so', async () => {
    const page = await signedIn('cleo@riverside.example');
    const device = await waiting(['login', '--device']);
    await page.goto(device.address);
    await typeCode(page, device.code);
    await seesHeading(page, /^Let this device in\?$/);
    await press(page, 'Deny');
    await seesHeading(page, /The device stays out/);
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    expect(await device.ended).toEqual({ code: 1, said: expect.stringContaining('it was denied') });
  });

  it('S22 says in an alert tied to the field that a code is missing, wrong or used, and keeps what was typed', async () => {
    const page = await signedIn('dana@riverside.example');
    await page.goto(`${app.url}/openid/device`);
    const field = page.getByLabel('Code', { exact: true });
    await press(page, 'Continue');
    expect(await alertTiedTo(field)).toContain('There’s no code yet.');
    await typeCode(page, 'BCDF-GHJK');
    await page.getByText('That code didn’t match.').waitFor();
    expect(await alertTiedTo(field)).toContain('That code didn’t match.');
    expect(await field.inputValue()).toBe('BCDF-GHJK');
    await assertNoAxeFindings(page);
    await assertFitsNarrow(page);
    const device = await waiting(['login', '--device']);
    await typeCode(page, device.code);
    await press(page, 'Allow');
    await seesHeading(page, /The device is signed in/);
    expect((await device.ended).code).toBe(0);
    await page.goto(device.address);
    await typeCode(page, device.code);
    expect(await alertTiedTo(field)).toMatch(/That code (was used already|didn’t match)\./);
  });

  it('is told by its code having run out, as is who types it', async () => {
    const page = await signedIn('eli@riverside.example');
    const device = await waiting(['login', '--device']);
    app.clock.move(11 * MINUTE_MS);
    await page.goto(device.address);
    await typeCode(page, device.code);
    expect(await alertTiedTo(page.getByLabel('Code', { exact: true }))).toMatch(/That code (ran out|didn’t match)\./);
    expect(await device.ended).toEqual({ code: 1, said: expect.stringContaining('the code ran out') });
  });

  it('§3.3.1 with its code in the address shows it and submits nothing', async () => {
    const page = await signedIn('fay@riverside.example');
    const device = await waiting(['login', '--device']);
    await page.goto(`${device.address}?user_code=${device.code}`);
    await seesHeading(page, /^Let a device in$/);
    expect(await page.getByLabel('Code', { exact: true }).inputValue()).toBe(device.code);
    await press(page, 'Continue');
    await press(page, 'Deny');
    await seesHeading(page, /The device stays out/);
    expect((await device.ended).code).toBe(1);
  });
});

describe('RFC 8252: a program of one’s own computer', () => {
  it('asks each time, even who is signed in, and goes on when it is allowed', async () => {
    const page = await signedIn('gus@riverside.example');
    for (let round = 0; round < 2; round++) {
      const program = await waiting(['login']);
      expect(new URL(program.address).searchParams.get('redirect_uri')).toMatch(
        /^http:\/\/127\.0\.0\.1:\d+\/callback$/,
      );
      await page.goto(program.address);
      await seesHeading(page, /^Allow Clinic messenger\?$/);
      await page.getByText('Allow it only if you opened it yourself just now.').waitFor();
      await assertNoAxeFindings(page);
      await press(page, 'Allow');
      await seesHeading(page, /You can close this page/);
      await assertNoAxeFindings(page);
      expect(await program.ended).toMatchObject({ code: 0, said: expect.stringContaining('Gus Nwosu') });
    }
  });

  it('is told when its person denies it', async () => {
    const page = await signedIn('hal@riverside.example');
    const program = await waiting(['login']);
    await page.goto(program.address);
    await press(page, 'Deny');
    await seesHeading(page, /You were not signed in/);
    expect(await program.ended).toEqual({ code: 1, said: expect.stringContaining('it was denied') });
  });
});
