import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp } from '../app.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { appCode } from '../harness/totp.ts';
import { personWithApp } from './people.ts';
import {
  alertTiedTo,
  enterAddress,
  enterCode,
  enterPassword,
  newVisitor,
  nextAppCode,
  openSignIn,
  otherMethods,
  passPassword,
  press,
  pressTwice,
  saveRecoveryCode,
  scanAndConfirmApp,
  scanSecret,
  seesAccount,
  seesHeading,
  seesTrust,
  setUp,
  shownRecoveryCode,
  signOut,
  type Visitor,
  type VisitorOptions,
} from './steps.ts';

const WRONG_CODE = '000000';
let app: TestApp;
let browser: TestBrowser;
let clinic: OrganizationId;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Somebody past the password for the first time, at the picture to scan. */
async function atSetUp(address: string, options: VisitorOptions = {}) {
  await makeAccount(app, address, clinic);
  const visitor = await newVisitor(browser, options);
  await passPassword(app, visitor, address);
  await seesHeading(visitor.page, /authenticator app/);
  return { visitor, page: visitor.page, context: visitor.context };
}

/** Somebody who has set up an app, at a browser that trusts nothing. */
async function withApp(address: string) {
  const { secret } = await personWithApp(app, clinic, address);
  const accountId = await app.instance.storage.signInReads.accountIdByAddress(address);
  if (accountId === null) throw new Error(`no account of ${address}`);
  const visitor = await newVisitor(browser);
  return { accountId, secret, visitor, page: visitor.page };
}

/** The same address in one more tab of the same browser. */
async function secondTab({ context, page }: Visitor): Promise<Page> {
  const tab = await context.newPage();
  await tab.goto(page.url());
  return tab;
}

/** How many tries at a second proof an account has taken. */
async function triesTaken(accountId: AccountId): Promise<number> {
  return (await app.instance.storage.lanes.load(`proof:${accountId}`))?.tries.length ?? 0;
}

function attemptOf(page: Page): string {
  const id = new URL(page.url()).searchParams.get('attempt');
  if (id === null) throw new Error(`no attempt in ${page.url()}`);
  return id;
}

describe('a second tab', () => {
  it('S4 S5 S8 shows where the attempt stands when its form is old, and loses nothing', async () => {
    const { visitor, page } = await atSetUp('amara@riverside.example');
    const secret = await scanSecret(page);
    const tab = await secondTab(visitor);
    expect(await scanSecret(tab)).toBe(secret);

    await scanAndConfirmApp(app, page);
    const code = await shownRecoveryCode(page);
    await enterCode(tab, nextAppCode(app, secret));
    await seesHeading(tab, /recovery code/);
    expect(await shownRecoveryCode(tab)).toBe(code);

    await saveRecoveryCode(tab);
    await seesAccount(tab);
    await page.getByLabel('I saved this code').check();
    await press(page, 'Continue');
    await seesAccount(page);
  });

  it('S15 S16 takes no try and credits nothing for an answer on an old form', async () => {
    const { accountId, secret, visitor, page } = await withApp('ben@riverside.example');
    await passPassword(app, visitor, 'ben@riverside.example');
    await page.getByLabel('One-time code').waitFor();
    const before = await triesTaken(accountId);
    const [tab, third] = [await secondTab(visitor), await secondTab(visitor)];
    await otherMethods(page);
    await page.getByRole('button', { name: 'Recovery code' }).click();
    await page.getByLabel('Recovery code').waitFor();

    await enterCode(tab, WRONG_CODE);
    await tab.getByLabel('Recovery code').waitFor();
    const code = nextAppCode(app, secret);
    await enterCode(third, code);
    await third.getByLabel('Recovery code').waitFor();
    expect(await triesTaken(accountId)).toBe(before);

    await otherMethods(page);
    await page.getByRole('button', { name: 'Authenticator app' }).click();
    await enterCode(page, code);
    await seesAccount(page);
  });

  it('S4 S14 S15 lets two attempts in one browser go on side by side, each to its end', async () => {
    const cleo = await withApp('cleo@riverside.example');
    await makeAccount(app, 'dana@riverside.example', clinic);
    const { visitor, page } = cleo;
    const tab = await visitor.context.newPage();
    const inTab: Visitor = { ...visitor, page: tab };
    await openSignIn(app, visitor);
    await openSignIn(app, inTab);
    await enterAddress(page, 'cleo@riverside.example');
    await enterAddress(tab, 'dana@riverside.example');
    await enterPassword(page);
    await enterPassword(tab);
    await seesHeading(tab, /authenticator app/);
    expect(attemptOf(page)).not.toBe(attemptOf(tab));

    const secret = await scanAndConfirmApp(app, tab);
    expect(secret).not.toBe(cleo.secret);
    await enterCode(page, nextAppCode(app, cleo.secret));
    await seesAccount(page);
    await seesHeading(page, /Cleo/);
    await saveRecoveryCode(tab);
    await seesAccount(tab);
    await seesHeading(tab, /Dana/);
    // A browser has one session: the latest.
    await page.reload();
    await seesHeading(page, /Dana/);
  });

  it('S15 lets one person finish two attempts that were opened at the same time', async () => {
    const { secret, visitor, page } = await withApp('eli@riverside.example');
    const tab = await visitor.context.newPage();
    await passPassword(app, visitor, 'eli@riverside.example');
    await passPassword(app, { ...visitor, page: tab }, 'eli@riverside.example');
    for (const each of [page, tab]) {
      await enterCode(each, nextAppCode(app, secret));
      await seesAccount(each);
    }
  });
});

describe('going back', () => {
  it('S4 S5 S14 after the password shows the step that is due, with the same code to scan', async () => {
    const { page } = await atSetUp('fay@riverside.example');
    const secret = await scanSecret(page);
    await page.goBack();
    await seesHeading(page, /authenticator app/);
    expect(await scanSecret(page)).toBe(secret);
    expect(await page.getByLabel('Password', { exact: true }).count()).toBe(0);
    await scanAndConfirmApp(app, page);
    await seesHeading(page, /recovery code/);
  });

  it('S7 S8 S9 after each step of the set-up shows the step that is due', async () => {
    const { page, visitor } = await atSetUp('gus@riverside.example', { device: true });
    await scanAndConfirmApp(app, page);
    const code = await shownRecoveryCode(page);
    await page.goBack();
    await seesHeading(page, /recovery code/);
    expect(await shownRecoveryCode(page)).toBe(code);
    await saveRecoveryCode(page);
    await seesTrust(page);
    await page.goBack();
    await seesTrust(page);
    expect(await page.getByText(code.slice(0, 4)).count()).toBe(0);
    await press(page, 'Continue');
    await seesAccount(page);
    expect(await visitor.device?.credentials()).toHaveLength(1);
  });

  it('S13 after signing in shows no step again, and the session goes on', async () => {
    const { secret, visitor, page } = await withApp('hal@riverside.example');
    await passPassword(app, visitor, 'hal@riverside.example');
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
    const steps = await page.evaluate('history.length');
    await page.goBack();
    await seesAccount(page);
    await seesHeading(page, /Hal/);
    expect(await page.evaluate('history.length')).toBe(steps);
  });

  it('S1 S13 after another person signed in in the same browser shows nothing of either', async () => {
    const { secret, visitor, page } = await withApp('ivo@riverside.example');
    await makeAccount(app, 'joy@riverside.example', clinic);
    await passPassword(app, visitor, 'ivo@riverside.example');
    const tab = await secondTab(visitor);
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
    await setUp(app, visitor, 'joy@riverside.example');
    await seesAccount(page);
    await tab.reload();
    await tab.getByRole('link', { name: 'Start again' }).waitFor();
    expect(await tab.getByText(/Joy/).count()).toBe(0);
  });

  it('S1 after signing out shows nothing of the account', async () => {
    const { secret, visitor, page } = await withApp('ida@riverside.example');
    await passPassword(app, visitor, 'ida@riverside.example');
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
    await signOut(page);
    await page.goBack();
    await page.getByLabel('Email', { exact: true }).waitFor();
    expect(await page.getByRole('heading', { name: /Ida/ }).count()).toBe(0);
  });
});

describe('reloading', () => {
  it('S4 S5 S6 S8 S9 S14 keeps every step of the set-up as it is', async () => {
    await makeAccount(app, 'jo@riverside.example', clinic);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await openSignIn(app, visitor);
    await page.reload();
    await page.locator('input[name=platform][value=yes]').first().waitFor({ state: 'attached' });
    await enterAddress(page, 'jo@riverside.example');
    await page.getByLabel('Password', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('jo@riverside.example').first().waitFor();
    await enterPassword(page);

    await seesHeading(page, /authenticator app/);
    const secret = await scanSecret(page);
    await page.reload();
    expect(await scanSecret(page)).toBe(secret);
    await page.getByRole('link', { name: 'Can’t scan the code?' }).click();
    await page.reload();
    expect((await page.locator('.secret').innerText()).replaceAll(' ', '')).toBe(secret);
    await enterCode(page, appCode(secret, app.clock.now()));

    await seesHeading(page, /recovery code/);
    const code = await shownRecoveryCode(page);
    await page.reload();
    expect(await saveRecoveryCode(page)).toBe(code);

    await seesTrust(page);
    await page.reload();
    await seesTrust(page);
    await press(page, 'Continue');
    await seesAccount(page);
    await page.reload();
    await seesAccount(page);
    expect(await visitor.device?.credentials()).toHaveLength(1);
  });

  it('S4 S8 finds the app kept and asks for a recovery code after the tab was closed between the two', async () => {
    const { page, context } = await atSetUp('kim@riverside.example');
    const secret = await scanAndConfirmApp(app, page);
    const lost = await shownRecoveryCode(page);
    await page.close();

    const again: Visitor = { context, page: await context.newPage(), device: null };
    await passPassword(app, again, 'kim@riverside.example');
    await again.page.getByLabel('One-time code').waitFor();
    expect(await again.page.getByRole('img', { name: /QR/ }).count()).toBe(0);
    await enterCode(again.page, nextAppCode(app, secret));
    await seesHeading(again.page, /recovery code/);
    expect(await saveRecoveryCode(again.page)).not.toBe(lost);
    await seesAccount(again.page);
  });

  it('S15 goes on in the middle of a sign-in after the server was restarted', async () => {
    const { secret, visitor, page } = await withApp('lea@riverside.example');
    await openSignIn(app, visitor);
    await enterAddress(page, 'lea@riverside.example');
    await app.restart();
    await enterPassword(page);
    await page.getByLabel('One-time code').waitFor();
    await app.restart();
    await enterCode(page, nextAppCode(app, secret));
    await seesAccount(page);
  });
});

describe('an answer that is refused', () => {
  it('S4 S5 S14 leaves the attempt in the address bar, so that the address opened afresh goes on with it', async () => {
    await makeAccount(app, 'max@riverside.example', clinic);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await openSignIn(app, visitor);
    await enterAddress(page, 'max@riverside.example');
    const id = attemptOf(page);
    await enterPassword(page, 'wrong-horse-wrong-battery');
    await alertTiedTo(page.getByLabel('Password', { exact: true }));
    expect(attemptOf(page)).toBe(id);
    const tab = await secondTab(visitor);
    await tab.getByText('max@riverside.example').first().waitFor();
    await enterPassword(tab);

    const secret = await scanSecret(tab);
    await enterCode(tab, WRONG_CODE);
    await alertTiedTo(tab.getByLabel('One-time code'));
    expect(attemptOf(tab)).toBe(id);
    await page.goto(tab.url());
    expect(await scanSecret(page)).toBe(secret);
    await scanAndConfirmApp(app, page);
    await press(page, 'Continue');
    await alertTiedTo(page.getByLabel('I saved this code'));
    expect(attemptOf(page)).toBe(id);
    await page.goto(page.url());
    await saveRecoveryCode(page);
    await seesAccount(page);
  });

  it('S6 keeps the key to type by hand on the page', async () => {
    const { page } = await atSetUp('nia@riverside.example');
    await page.getByRole('link', { name: 'Can’t scan the code?' }).click();
    const key = await page.locator('.secret').innerText();
    await enterCode(page, WRONG_CODE);
    await alertTiedTo(page.getByLabel('One-time code'));
    expect(await page.locator('.secret').innerText()).toBe(key);
    await enterCode(page, appCode(key, app.clock.now()));
    await seesHeading(page, /recovery code/);
  });
});

describe('pressing twice', () => {
  it('S7 S8 sends a form once where scripts run', async () => {
    const { page } = await atSetUp('oz@riverside.example');
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(request.url());
    });
    const secret = await scanSecret(page);
    await page.getByLabel('One-time code').fill(appCode(secret, app.clock.now()));
    await page.getByRole('button', { name: 'Continue', exact: true }).dblclick();
    await seesHeading(page, /recovery code/);
    expect(posts).toHaveLength(1);
  });

  it('S4 S7 takes only the first of two where they do not, and shows what is due', async () => {
    const accountId = await makeAccount(app, 'pat@riverside.example', clinic);
    const visitor = await newVisitor(browser, { javaScriptEnabled: false });
    const { page } = visitor;
    await openSignIn(app, visitor);
    await enterAddress(page, 'pat@riverside.example');
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await pressTwice(page, /authenticator app/);
    const secret = await scanSecret(page);
    await page.getByLabel('One-time code').fill(appCode(secret, app.clock.now()));
    await pressTwice(page, /recovery code/);
    const bound = await app.instance.storage.accounts.authenticatorsOf(null, accountId);
    expect(bound.filter(({ kind }) => kind === 'totp')).toHaveLength(1);
    await saveRecoveryCode(page);
    await seesAccount(page);
  });
});

describe('a mandate that is switched on during a session', () => {
  it('S1 S4 S13 asks for the set-up at the next look, in every tab, and goes on signed in', async () => {
    const practice = await makeOrganization(app, 'Lakeside Practice');
    await makeAccount(app, 'amara@lakeside.example', practice);
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await passPassword(app, visitor, 'amara@lakeside.example');
    await seesAccount(page);
    const tab = await secondTab(visitor);
    must(await app.instance.organizations.mandates.grant(practice, {}));
    await tab.goto(`${app.url}/account/security`);
    await enterPassword(tab);
    await seesHeading(tab, /authenticator app/);
    await page.reload();
    expect(page.url()).toContain('/sign-in');

    await scanAndConfirmApp(app, tab);
    await saveRecoveryCode(tab);
    await seesAccount(tab);
    await page.goto(`${app.url}/account`);
    await seesAccount(page);
  });
});
