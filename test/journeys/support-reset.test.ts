import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { HOUR_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { type Agent, reset, resetRefusal } from './command-line.ts';
import { hasSession, type Person, personWithApp, sessionOf } from './people.ts';
import {
  alertTiedTo,
  enterCode,
  enterPass,
  enterRecoveryCode,
  newVisitor,
  nextAppCode,
  otherMethods,
  passPassword,
  press,
  saveRecoveryCode,
  scanAndConfirmApp,
  scanSecret,
  seesAccount,
  seesHeading,
  seesTrust,
  setUp,
  takeOtherMethod,
  type Visitor,
} from './steps.ts';

const OPENED = /Support was asked to reset/;
const CARRIED_OUT = /was reset by support/;
let app: TestApp;
let browser: TestBrowser;
let clinic: OrganizationId;
let agent: Agent;
let colleague: Agent;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
  const operator = await makeOrganization(app, 'Vestibule Support', {}, 'operator');
  agent = await personWithApp(app, operator, 'sam@vestibule.example', 'staff');
  colleague = await personWithApp(app, operator, 'kim@vestibule.example', 'staff');
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

/** Somebody signed in by the app. */
async function signedIn({ address, secret }: Person): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  await passPassword(app, visitor, address);
  await enterCode(visitor.page, nextAppCode(app, secret));
  await seesAccount(visitor.page);
  return visitor;
}

/** Whether the account page is still there for a visitor. */
async function isSignedIn({ page }: Visitor): Promise<boolean> {
  await page.goto(`${app.url}/account`);
  return new URL(page.url()).pathname === '/account';
}

/** The link in a mail that stops what it tells of. */
async function stopLink(address: string, mail: RegExp): Promise<string> {
  const link = /http:\/\/\S+\/stop\/\S+/.exec((await app.mail.waitFor(address, mail)).text)?.[0];
  if (link === undefined) throw new Error('no link');
  return link;
}

/** Presses the button behind a link. */
async function stop(visitor: Visitor, link: string): Promise<void> {
  await visitor.page.goto(link);
  await press(visitor.page, 'Stop it now');
  await seesHeading(visitor.page, /^Stopped$/);
}

/** Somebody whose reset was carried out, with the pass that support reads out. */
async function afterReset(person: Person) {
  const { case: id } = await reset(app, agent, `open ${person.address}`);
  const { pass } = await reset(app, agent, `carry-out ${id}`);
  return { id, pass: pass?.code ?? '' };
}

/** Somebody past the password, at the page of the pass. */
async function atPass({ address }: Person): Promise<Visitor> {
  const visitor = await newVisitor(browser);
  await passPassword(app, visitor, address);
  await seesHeading(visitor.page, /one-time pass/);
  return visitor;
}

/** The code to confirm the app comes too late. */
async function confirmsTooLate(visitor: Visitor): Promise<void> {
  await scanAndConfirmApp(app, visitor.page);
  await seesHeading(visitor.page, /start again/);
  expect(await hasSession(visitor)).toBe(false);
}

const passField = ({ page }: Visitor) => page.getByLabel('One-time pass', { exact: true });

describe('a support reset', () => {
  it('S20 S21 mails the owner first, ends what was open, and leads by password and pass through the set-up', async () => {
    const address = 'amara@riverside.example';
    await makeAccount(app, address, clinic);
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    const old = await setUp(app, visitor, address);
    await seesTrust(page);
    await press(page, 'Continue');
    await seesAccount(page);

    const { case: id } = await reset(app, agent, `open ${address}`);
    expect((await app.mail.waitFor(address, OPENED)).text).toContain(`${app.url}/stop/`);
    expect(await isSignedIn(visitor)).toBe(true);
    const { tokenHash } = await sessionOf(app, visitor);
    const { pass } = await reset(app, agent, `carry-out ${id}`);
    await app.mail.waitFor(address, CARRIED_OUT);
    expect(await app.instance.storage.sessions.byTokenHash(tokenHash)).toMatchObject({ endReason: 'reset' });
    await page.reload();
    expect(page.url()).toContain('/sign-in');
    expect(await hasSession(visitor)).toBe(false);

    await passPassword(app, visitor, address);
    await seesHeading(page, /one-time pass/);
    await assertNoAxeFindings(page);
    await enterPass(page, pass?.code ?? '');
    await seesHeading(page, /authenticator app/);
    await page.getByText('Step 1 of 3').waitFor();
    await assertNoAxeFindings(page);
    const secret = await scanAndConfirmApp(app, page);
    expect(secret).not.toBe(old.secret);
    expect(await saveRecoveryCode(page)).not.toBe(old.recoveryCode);
    await seesTrust(page);
    await press(page, 'Not now');
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'aal2' });

    const later = await newVisitor(browser);
    await passPassword(app, later, address);
    expect(await otherMethods(later.page)).toEqual(['Authenticator app', 'Email', 'Recovery code']);
    await press(later.page, 'Authenticator app');
    await enterCode(later.page, nextAppCode(app, old.secret));
    await alertTiedTo(later.page.getByLabel('One-time code', { exact: true }));
    await takeOtherMethod(later.page, 'Recovery code');
    await enterRecoveryCode(later.page, old.recoveryCode);
    await alertTiedTo(later.page.getByLabel('Recovery code', { exact: true }));
    await takeOtherMethod(later.page, 'Authenticator app');
    await enterCode(later.page, nextAppCode(app, secret));
    await seesAccount(later.page);
  });

  it('S20 asks for nothing but the pass, which is read in any case and used once', async () => {
    const ben = await personWithApp(app, clinic, 'ben@riverside.example');
    const { pass } = await afterReset(ben);
    const visitor = await atPass(ben);
    expect(await otherMethods(visitor.page)).toEqual(['One-time pass']);
    await assertNoAxeFindings(visitor.page);
    await press(visitor.page, 'One-time pass');
    await enterPass(visitor.page, 'AAAAA-AAAAA');
    await alertTiedTo(passField(visitor));
    await assertNoAxeFindings(visitor.page);
    await enterPass(visitor.page, pass.toLowerCase().replace('-', ' '));
    await seesHeading(visitor.page, /authenticator app/);

    const second = await atPass(ben);
    await enterPass(second.page, pass);
    await alertTiedTo(passField(second));
    await scanAndConfirmApp(app, visitor.page);
    await saveRecoveryCode(visitor.page);
    await seesAccount(visitor.page);
  });

  it('S20 refuses a pass older than ten minutes and one that was replaced, and makes three at most', async () => {
    const cleo = await personWithApp(app, clinic, 'cleo@riverside.example');
    const { id, pass } = await afterReset(cleo);
    const visitor = await atPass(cleo);
    app.clock.move(10 * MINUTE_MS);
    await enterPass(visitor.page, pass);
    expect(await alertTiedTo(passField(visitor))).toContain('has run out');
    await visitor.page.getByText('Ask support for a new one.').waitFor();
    expect(await visitor.page.getByText('Resend').count()).toBe(0);
    await assertNoAxeFindings(visitor.page);

    const second = await reset(app, agent, `carry-out ${id}`);
    const third = await reset(app, agent, `carry-out ${id}`);
    expect(third.pass?.left).toBe(0);
    expect(await resetRefusal(app, agent, `carry-out ${id}`)).toBe('no-pass-left');
    const again = await atPass(cleo);
    await enterPass(again.page, second.pass?.code ?? '');
    expect(await alertTiedTo(passField(again))).toContain('didn’t match');
    await enterPass(again.page, third.pass?.code ?? '');
    await seesHeading(again.page, /authenticator app/);
  });

  it('S20 ends a sign-in that is under way, and a set-up that an earlier pass opened', async () => {
    const dana = await personWithApp(app, clinic, 'dana@riverside.example');
    const halfway = await newVisitor(browser);
    await passPassword(app, halfway, dana.address);
    await seesHeading(halfway.page, /code from your app/);
    await afterReset(dana);
    await enterCode(halfway.page, nextAppCode(app, dana.secret));
    await seesHeading(halfway.page, /start again/);
    await assertNoAxeFindings(halfway.page);
    expect(await hasSession(halfway)).toBe(false);

    const { pass } = await afterReset(dana);
    const settingUp = await atPass(dana);
    await enterPass(settingUp.page, pass);
    await scanSecret(settingUp.page);
    await afterReset(dana);
    await confirmsTooLate(settingUp);
  });

  it('S20 is not carried out before its hold ends, which the mail says', async () => {
    const kai = await personWithApp(app, clinic, 'kai@riverside.example');
    const { case: id } = await reset(app, agent, `open ${kai.address} --hold 2`);
    expect((await app.mail.waitFor(kai.address, OPENED)).text).toContain('This will not happen before');
    expect(await resetRefusal(app, agent, `carry-out ${id}`)).toBe('on-hold');
    app.clock.move(2 * HOUR_MS);
    const { pass } = await reset(app, agent, `carry-out ${id}`);
    const visitor = await atPass(kai);
    await enterPass(visitor.page, pass?.code ?? '');
    await seesHeading(visitor.page, /authenticator app/);
  });

  it('S20 changes nothing when it is cancelled, and the owner is told', async () => {
    const eli = await personWithApp(app, clinic, 'eli@riverside.example');
    const visitor = await signedIn(eli);
    const { case: id } = await reset(app, agent, `open ${eli.address}`);
    await reset(app, agent, `cancel ${id}`);
    await app.mail.waitFor(eli.address, /called off/);
    expect(await resetRefusal(app, agent, `carry-out ${id}`)).toBe('case-over');
    expect(await isSignedIn(visitor)).toBe(true);
    await signedIn(eli);
  });
});

describe('the link that stops a reset', () => {
  it('S20 shows a button and changes nothing until it is pressed, then ends the case and every session', async () => {
    const finn = await personWithApp(app, clinic, 'finn@riverside.example');
    const visitor = await signedIn(finn);
    const { case: id } = await reset(app, agent, `open ${finn.address}`);
    const link = await stopLink(finn.address, OPENED);
    const mailbox = await newVisitor(browser);
    for (const _look of [1, 2]) {
      await mailbox.page.goto(link);
      await seesHeading(mailbox.page, /Stop the reset/);
    }
    await assertNoAxeFindings(mailbox.page);
    expect(await isSignedIn(visitor)).toBe(true);
    expect(await resetRefusal(app, agent, `approve ${id}`)).toBe('approval-not-needed');

    await press(mailbox.page, 'Stop it now');
    await seesHeading(mailbox.page, /^Stopped$/);
    await assertNoAxeFindings(mailbox.page);
    expect(await resetRefusal(app, agent, `carry-out ${id}`)).toBe('case-over');
    expect(await isSignedIn(visitor)).toBe(false);
    await app.mail.waitFor(finn.address, /You stopped it/);
    await mailbox.page.goto(link);
    await seesHeading(mailbox.page, /can’t be used any more/);
    await assertNoAxeFindings(mailbox.page);
    await signedIn(finn);
  });

  it('S20 S21 works after carrying out too: the pass is void, attempts end, and the page says that set-up is frozen', async () => {
    const gus = await personWithApp(app, clinic, 'gus@riverside.example');
    const { case: id } = await reset(app, agent, `open ${gus.address}`);
    const { pass } = await reset(app, agent, `carry-out ${id}`);
    const thief = await atPass(gus);
    await stop(await newVisitor(browser), await stopLink(gus.address, CARRIED_OUT));
    await enterPass(thief.page, pass?.code ?? '');
    await seesHeading(thief.page, /start again/);
    await passPassword(app, thief, gus.address);
    await seesHeading(thief.page, /Set-up is on hold/);
    await thief.page.getByText('help@riverside.example').first().waitFor();
    await assertNoAxeFindings(thief.page);
    expect(await hasSession(thief)).toBe(false);
    expect(await resetRefusal(app, agent, `carry-out ${id}`)).toBe('case-over');
  });

  it('S20 S21 takes back what was set up after the reset; a new reset then needs a second operator', async () => {
    const hana = await personWithApp(app, clinic, 'hana@riverside.example');
    const { pass } = await afterReset(hana);
    const thief = await atPass(hana);
    await enterPass(thief.page, pass);
    const stolen = await scanAndConfirmApp(app, thief.page);
    await saveRecoveryCode(thief.page);
    await seesAccount(thief.page);
    await stop(await newVisitor(browser), await stopLink(hana.address, OPENED));
    expect(await isSignedIn(thief)).toBe(false);
    await passPassword(app, thief, hana.address);
    await seesHeading(thief.page, /Set-up is on hold/);

    const opened = await reset(app, agent, `open ${hana.address}`);
    expect(opened.needsApproval).toBe(true);
    expect(await resetRefusal(app, agent, `carry-out ${opened.case}`)).toBe('approval-missing');
    expect(await resetRefusal(app, agent, `approve ${opened.case}`)).toBe('approver-is-opener');
    await reset(app, colleague, `approve ${opened.case}`);
    const again = await reset(app, agent, `carry-out ${opened.case}`);
    const owner = await atPass(hana);
    await enterPass(owner.page, again.pass?.code ?? '');
    const secret = await scanAndConfirmApp(app, owner.page);
    expect(secret).not.toBe(stolen);
    await saveRecoveryCode(owner.page);
    await seesAccount(owner.page);
  });
});

describe('the link of a set-up mail', () => {
  it('S4 S20 ends a set-up that somebody else began, and freezes it', async () => {
    const address = 'ines@riverside.example';
    await makeAccount(app, address, clinic);
    const thief = await newVisitor(browser);
    await passPassword(app, thief, address);
    await scanSecret(thief.page);
    const mailbox = await newVisitor(browser);
    await mailbox.page.goto(await stopLink(address, /Set-up of your sign-in was started/));
    await seesHeading(mailbox.page, /Wasn’t this you/);
    await assertNoAxeFindings(mailbox.page);
    await press(mailbox.page, 'Stop it now');
    await seesHeading(mailbox.page, /^Stopped$/);
    await confirmsTooLate(thief);
    await passPassword(app, thief, address);
    await seesHeading(thief.page, /Set-up is on hold/);
  });

  it('S4 S20 takes back what somebody else set up, and ends the session', async () => {
    const address = 'jo@riverside.example';
    await makeAccount(app, address, clinic);
    const thief = await newVisitor(browser);
    await setUp(app, thief, address);
    await seesAccount(thief.page);
    await stop(await newVisitor(browser), await stopLink(address, /Your sign-in is set up/));
    expect(await isSignedIn(thief)).toBe(false);
    await passPassword(app, thief, address);
    await seesHeading(thief.page, /Set-up is on hold/);
  });
});
