import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, MemberKind, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { MandateTerms } from '../../src/domain/organizations/run/terms.ts';
import { DAY_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { administer } from './command-line.ts';
import {
  enterCode,
  enterPassword,
  newVisitor,
  nextAppCode,
  otherMethods,
  passPassword,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  seesAccount,
  seesHeading,
  seesTrust,
  setUp,
  signOut,
} from './steps.ts';

const PASSKEY = 'Use fingerprint, face or device PIN';
const ONLY_APP: MandateTerms = { allowedMethods: ['totp', 'recovery-code'] };
const ONLY_PASSKEY: MandateTerms = { allowedMethods: ['passkey', 'recovery-code'] };
let app: TestApp;
let browser: TestBrowser;
let made = 0;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** An organization with a name that no other story uses. */
async function organization(name: string, terms: MandateTerms | null = null) {
  made += 1;
  // Pages name the earliest mandate first.
  app.clock.move(1_000);
  const full = `${name} ${made}`;
  return { name: full, id: await makeOrganization(app, full, terms) };
}

/** The owner of an account accepts to belong to one more organization. */
async function joins(accountId: AccountId, address: string, id: OrganizationId, kind: MemberKind = 'provider') {
  must(await app.instance.organizations.members.add(id, accountId, kind));
  return join(accountId, await invitationOf(address));
}

function join(accountId: AccountId, token: string) {
  return app.instance.invitations.join(token, accountId);
}

async function invitationOf(address: string): Promise<string> {
  await app.instance.outbox.run();
  const mail = await app.mail.waitFor(address, /\/invitation\//);
  return /\/invitation\/([A-Za-z0-9_-]+)/.exec(mail.text)?.[1] ?? '';
}

/** Somebody in two organizations whose mandates were granted in this order. */
async function inTwo(address: string, first: MandateTerms | null, second: MandateTerms | null) {
  const riverside = await organization('Riverside Clinic', first);
  app.clock.move(1_000);
  const lakeside = await organization('Lakeside Hospital', second);
  const accountId = await makeAccount(app, address, riverside.id);
  must(await joins(accountId, address, lakeside.id));
  return { accountId, riverside, lakeside };
}

describe('a member of two organizations', () => {
  it('S1 S16 S22 sets up and uses only what both accept, and reads whose mandate holds', async () => {
    const address = 'amara@riverside.example';
    const { riverside, lakeside } = await inTwo(address, {}, ONLY_APP);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await passPassword(app, visitor, address);
    await seesHeading(page, /authenticator app/);
    await page.getByText(`${riverside.name} and ${lakeside.name} ask for a second step`).waitFor();
    expect(await page.getByRole('contentinfo').getByText('help@riverside.example').count()).toBe(1);
    expect(await page.getByRole('button', { name: /fingerprint/i }).count()).toBe(0);
    const secret = await scanAndConfirmApp(app, page);
    await saveRecoveryCode(page);
    // Lakeside takes no passkey, so none is offered, on a device that could.
    await seesAccount(page);
    await signOut(page);

    await passPassword(app, visitor, address);
    await page.getByText(`${riverside.name} and ${lakeside.name} ask for a second step`).waitFor();
    expect(await otherMethods(page)).toEqual(['Authenticator app', 'Recovery code']);
    await page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
  });

  it('S1 S15 S16 S23 has none but the mandate of the organization that covers them', async () => {
    const address = 'ben@riverside.example';
    const riverside = await organization('Riverside Clinic', {});
    const lakeside = await organization('Lakeside Hospital', ONLY_APP);
    const oakdale = await organization('Oakdale Practice');
    const accountId = await makeAccount(app, address, riverside.id, 'patient');
    must(await joins(accountId, address, oakdale.id));
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, address);
    await seesAccount(page);
    await signOut(page);

    must(await joins(accountId, address, lakeside.id, 'staff'));
    await passPassword(app, visitor, address);
    await page.getByText(`${lakeside.name} asks for a second step`).waitFor();
    expect(await page.getByText(riverside.name).count()).toBe(0);
    expect(await page.getByRole('contentinfo').getByText('help@lakeside.example').count()).toBe(1);
  });
});

describe('a second organization that accepts only other methods', () => {
  it('S1 S15 S16 asks a person with a passkey and an app for the app, at once, on a trusted device too', async () => {
    const address = 'cleo@riverside.example';
    const riverside = await organization('Riverside Clinic', {});
    const accountId = await makeAccount(app, address, riverside.id);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    const { secret } = await setUp(app, visitor, address);
    await press(page, 'Continue');
    await seesAccount(page);
    await signOut(page);
    await passPassword(app, visitor, address);
    await press(page, PASSKEY);
    await seesAccount(page);

    const lakeside = await organization('Lakeside Hospital', ONLY_APP);
    must(await joins(accountId, address, lakeside.id));
    await page.reload();
    await enterPassword(page);
    await page.getByLabel('One-time code').waitFor();
    await page.getByText(`${riverside.name} and ${lakeside.name} ask for a second step`).waitFor();
    expect(await otherMethods(page)).toEqual(['Authenticator app', 'Recovery code']);
    await page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
  });

  it('S1 S4 S9 asks a person who has only an app for the app, and then to set up the passkey that it wants', async () => {
    const address = 'dana@riverside.example';
    const riverside = await organization('Riverside Clinic', {});
    const accountId = await makeAccount(app, address, riverside.id);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    const { secret } = await setUp(app, visitor, address);
    await press(page, 'Not now');
    await seesAccount(page);

    const lakeside = await organization('Lakeside Hospital', ONLY_PASSKEY);
    must(await joins(accountId, address, lakeside.id));
    await page.reload();
    await enterPassword(page);
    await enterCode(page, nextAppCode(app, secret));
    await page.getByText(`${riverside.name} and ${lakeside.name} ask for a second step`).waitFor();
    expect(await page.getByRole('img', { name: /QR/ }).count()).toBe(0);
    await press(page, 'Continue');
    await seesAccount(page);
    expect(await visitor.device?.credentials()).toHaveLength(1);

    await signOut(page);
    await passPassword(app, visitor, address);
    expect(await otherMethods(page)).toEqual(['Fingerprint, face or device PIN', 'Recovery code']);
    await page.getByRole('button', { name: 'Fingerprint, face or device PIN' }).click();
    await press(page, PASSKEY);
    await seesAccount(page);
  });
});

describe('two organizations that accept nothing in common', () => {
  it('S1 cannot have a common member: adding one is refused, naming both, in the domain and at the command line', async () => {
    const address = 'eli@riverside.example';
    const riverside = await organization('Riverside Clinic', ONLY_APP);
    const lakeside = await organization('Lakeside Hospital', ONLY_PASSKEY);
    const accountId = await makeAccount(app, address, riverside.id);
    const names = { organizations: expect.toSatisfy(sameNames(riverside.name, lakeside.name)) };
    expect(await app.instance.organizations.members.add(lakeside.id, accountId, 'provider')).toEqual({
      ok: false,
      error: { reason: 'empty-intersection', ...names },
    });
    const told = await administer(app, 'org', 'member', 'add', lakeside.name, address);
    expect(told).toMatchObject({ exit: 1, json: { refused: { reason: 'empty-intersection', ...names } } });
    // A patient is not covered by either.
    must(await app.instance.organizations.members.add(lakeside.id, accountId, 'patient'));
  });

  it('S1 cannot come about by a mandate that is granted or changed later', async () => {
    const { riverside, lakeside } = await inTwo('fay@riverside.example', ONLY_APP, null);
    const names = { organizations: expect.toSatisfy(sameNames(riverside.name, lakeside.name)) };
    const refused = { ok: false, error: { reason: 'empty-intersection', ...names } };
    const { mandates } = app.instance.organizations;
    expect(await mandates.grant(lakeside.id, ONLY_PASSKEY)).toEqual(refused);
    const granting = await administer(app, 'mfa', 'grant', lakeside.name, '--methods', 'passkey');
    expect(granting).toMatchObject({ exit: 1, json: { refused: { reason: 'empty-intersection', ...names } } });
    must(await mandates.grant(lakeside.id, {}));
    expect(await mandates.change(lakeside.id, ONLY_PASSKEY)).toEqual(refused);
    const changing = await administer(app, 'mfa', 'grant', lakeside.name, '--change', '--methods', 'passkey');
    expect(changing).toMatchObject({ exit: 1, json: { refused: { reason: 'empty-intersection', ...names } } });

    const visitor = await newVisitor(browser);
    await passPassword(app, visitor, 'fay@riverside.example');
    await seesHeading(visitor.page, /authenticator app/);
  });

  it('S1 cannot come about by accepting an invitation that was possible when it was sent', async () => {
    const address = 'gus@riverside.example';
    const riverside = await organization('Riverside Clinic', ONLY_APP);
    const lakeside = await organization('Lakeside Hospital');
    const accountId = await makeAccount(app, address, riverside.id);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await setUp(app, visitor, address);
    await seesAccount(page);
    must(await app.instance.organizations.members.add(lakeside.id, accountId, 'provider'));
    const token = await invitationOf(address);
    must(await app.instance.organizations.mandates.grant(lakeside.id, ONLY_PASSKEY));
    await page.goto(`${app.url}/invitation/${token}`);
    await press(page, 'Join');
    await seesHeading(page, new RegExp(`can’t join ${lakeside.name}`));
    await page.getByText(`${riverside.name} and ${lakeside.name} accept no common way`).waitFor();
    expect(await join(accountId, token)).toMatchObject({
      error: {
        reason: 'empty-intersection',
        organizations: expect.toSatisfy(sameNames(riverside.name, lakeside.name)),
      },
    });
    await page.goto(`${app.url}/account`);
    await seesAccount(page);
    expect(await page.getByText(lakeside.name).count()).toBe(0);
  });
});

function sameNames(...names: readonly string[]) {
  return (told: readonly string[]) => [...told].sort().join() === [...names].sort().join();
}

describe('grace in two organizations', () => {
  it('S4 lasts until the earlier of two days, and then the set-up is due', async () => {
    const address = 'hal@riverside.example';
    const now = app.clock.now();
    const early = now + 4 * DAY_MS;
    await inTwo(address, { dueAt: now + 9 * DAY_MS }, { dueAt: early });
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, address);
    await seesHeading(page, /authenticator app/);
    await page.getByText(`You can put this off until ${dayInWords(early)}`, { exact: false }).waitFor();
    await press(page, 'Set up later');
    await seesAccount(page);

    app.clock.move(early - app.clock.now() - 10 * 60_000);
    await passPassword(app, visitor, address);
    await press(page, 'Set up later');
    await seesAccount(page);
    app.clock.move(10 * 60_000);
    await page.reload();
    await enterPassword(page);
    await seesHeading(page, /authenticator app/);
    expect(await page.getByRole('button', { name: 'Set up later' }).count()).toBe(0);
  });

  it('S4 is as many skips as the organization with fewer allows', async () => {
    const address = 'ida@riverside.example';
    await inTwo(address, { skips: 5 }, { skips: 2 });
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    for (const left of ['2 more times', 'one more time']) {
      await passPassword(app, visitor, address);
      await page.getByText(`You can put this off ${left}.`).waitFor();
      await press(page, 'Set up later');
      await seesAccount(page);
      await signOut(page);
    }
    await passPassword(app, visitor, address);
    await seesHeading(page, /authenticator app/);
    expect(await page.getByRole('button', { name: 'Set up later' }).count()).toBe(0);
  });

  it('S4 is none where one of them gives none', async () => {
    const address = 'jo@riverside.example';
    await inTwo(address, { skips: 5 }, {});
    const visitor = await newVisitor(browser);
    await passPassword(app, visitor, address);
    await seesHeading(visitor.page, /authenticator app/);
    expect(await visitor.page.getByRole('button', { name: 'Set up later' }).count()).toBe(0);
  });
});

function dayInWords(at: number): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

describe('a person’s own choice of method', () => {
  it('S15 is shown first where no device is trusted, unless an organization does not accept it', async () => {
    const address = 'kim@riverside.example';
    const { accountId, lakeside } = await inTwo(address, {}, {});
    const visitor = await newVisitor(browser, { device: true });
    await setUp(app, visitor, address);
    await seesTrust(visitor.page);
    await press(visitor.page, 'Continue');
    await seesAccount(visitor.page);

    const elsewhere = await newVisitor(browser);
    const { page } = elsewhere;
    await passPassword(app, elsewhere, address);
    await page.getByLabel('One-time code').waitFor();
    await app.instance.storage.signInCommits.commit({
      account: { id: accountId, preferredMethod: 'passkey' },
      audit: [],
    });
    await passPassword(app, elsewhere, address);
    await page.getByRole('button', { name: PASSKEY, exact: true }).waitFor();
    must(await app.instance.organizations.mandates.change(lakeside.id, ONLY_APP));
    await passPassword(app, elsewhere, address);
    await page.getByLabel('One-time code').waitFor();
    expect(await otherMethods(page)).toEqual(['Authenticator app', 'Recovery code']);
  });
});
