import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { appCode } from '../harness/totp.ts';
import { hasSession, type Person, personWithApp, sessionOf } from './people.ts';
import {
  alertTiedTo,
  enterCode,
  enterRecoveryCode,
  newVisitor,
  nextAppCode,
  passPassword,
  press,
  saveRecoveryCode,
  scanSecret,
  seesAccount,
  seesHeading,
  seesTrust,
  shownRecoveryCode,
  signOut,
  takeOtherMethod,
  type Visitor,
} from './steps.ts';

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

/** Goes to the page of the recovery code. */
async function openRecovery(visitor: Visitor, { address }: Pick<Person, 'address'>): Promise<void> {
  await passPassword(app, visitor, address);
  await takeOtherMethod(visitor.page, 'Recovery code');
  await seesHeading(visitor.page, /Enter your recovery code/);
}

/** Somebody at a device that could be trusted, where the used code is to be replaced. */
async function pastRecovery(person: Person, typed = person.recoveryCode): Promise<Visitor> {
  const visitor = await newVisitor(browser, { device: true });
  await openRecovery(visitor, person);
  await enterRecoveryCode(visitor.page, typed);
  await seesHeading(visitor.page, /Save your new recovery code/);
  return visitor;
}

const recoveryField = ({ page }: Visitor) => page.getByLabel('Recovery code', { exact: true });

describe('the recovery code', () => {
  it('S19 S9 is replaced once used, keeps an app that is still there, and leads to no trust', async () => {
    const amara = await personWithApp(app, clinic, 'amara@riverside.example');
    const visitor = await newVisitor(browser, { device: true });
    const { page } = visitor;
    await openRecovery(visitor, amara);
    await assertNoAxeFindings(page);
    await enterRecoveryCode(page, amara.recoveryCode);
    await seesHeading(page, /Save your new recovery code/);
    await assertNoAxeFindings(page);
    const shown = await shownRecoveryCode(page);
    expect(shown).not.toBe(amara.recoveryCode);
    await page.reload();
    expect(await shownRecoveryCode(page)).toBe(shown);
    await press(page, 'Continue');
    await alertTiedTo(page.getByLabel('I saved this code'));
    const fresh = await saveRecoveryCode(page);
    await seesHeading(page, /still have your authenticator app/);
    await assertNoAxeFindings(page);
    await page.reload();
    await seesHeading(page, /still have your authenticator app/);
    await page.goto(`${app.url}/account`);
    expect(page.url()).toContain('/sign-in');
    await page.goBack();
    await press(page, 'Yes, I still have it');
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'two-step', amr: ['pwd', 'rcode'] });
    expect((await app.mail.waitFor(amara.address, /Your recovery code was used/)).text).toContain(`${app.url}/stop/`);

    await signOut(page);
    await passPassword(app, visitor, amara.address);
    await enterCode(page, nextAppCode(app, amara.secret));
    await seesTrust(page);
    const later = await newVisitor(browser);
    await openRecovery(later, amara);
    await enterRecoveryCode(later.page, amara.recoveryCode);
    await alertTiedTo(recoveryField(later));
    await assertNoAxeFindings(later.page);
    await enterRecoveryCode(later.page, fresh);
    await seesHeading(later.page, /Save your new recovery code/);
  });

  it('S19 S9 replaces a lost app at once, after which the old one is dead, and trust waits for the next sign-in', async () => {
    const ben = await personWithApp(app, clinic, 'ben@riverside.example');
    const visitor = await pastRecovery(ben);
    const { page } = visitor;
    await saveRecoveryCode(page);
    await press(page, 'No, replace it');
    await seesHeading(page, /new authenticator app/);
    await assertNoAxeFindings(page);
    const secret = await scanSecret(page);
    expect(secret).not.toBe(ben.secret);
    await enterCode(page, appCode(ben.secret, app.clock.now()));
    await alertTiedTo(page.getByLabel('One-time code', { exact: true }));
    expect(await scanSecret(page)).toBe(secret);
    await enterCode(page, appCode(secret, app.clock.now()));
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'aal2' });
    await app.mail.waitFor(ben.address, /Your recovery code was used/);
    await app.mail.waitFor(ben.address, /A way to sign in was added/);

    await signOut(page);
    await passPassword(app, visitor, ben.address);
    await enterCode(page, nextAppCode(app, ben.secret));
    await alertTiedTo(page.getByLabel('One-time code', { exact: true }));
    await enterCode(page, nextAppCode(app, secret));
    await seesTrust(page);
  });

  it('S19 keeps the old app as long as the new one is not confirmed', async () => {
    const cleo = await personWithApp(app, clinic, 'cleo@riverside.example');
    const visitor = await pastRecovery(cleo);
    await saveRecoveryCode(visitor.page);
    await press(visitor.page, 'No, replace it');
    await seesHeading(visitor.page, /new authenticator app/);
    await visitor.context.close();
    const again = await newVisitor(browser);
    await passPassword(app, again, cleo.address);
    await enterCode(again.page, nextAppCode(app, cleo.secret));
    await seesAccount(again.page);
  });

  it('S8 S19 goes on after a tab closed before the new code was saved: an app proof brings another one', async () => {
    const dana = await personWithApp(app, clinic, 'dana@riverside.example');
    const visitor = await pastRecovery(dana);
    const lost = await shownRecoveryCode(visitor.page);
    await visitor.context.close();
    const again = await newVisitor(browser);
    await passPassword(app, again, dana.address);
    await enterCode(again.page, nextAppCode(app, dana.secret));
    await seesHeading(again.page, /Save your recovery code/);
    expect(await saveRecoveryCode(again.page)).not.toBe(lost);
    await seesAccount(again.page);
  });

  it('S8 S19 is read in any case, without dashes, with O, I and L for 0 and 1', async () => {
    // A code is random: people are made until one of them has both digits that are mistaken for letters.
    let eli = await personWithApp(app, clinic, 'eli0@riverside.example');
    for (let tried = 1; !/0/.test(eli.recoveryCode) || !/1.*1/.test(eli.recoveryCode); tried++) {
      eli = await personWithApp(app, clinic, `eli${tried}@riverside.example`);
    }
    const typed = eli.recoveryCode
      .toLowerCase()
      .replaceAll('-', ' ')
      .replaceAll('0', 'o')
      .replace('1', 'i')
      .replaceAll('1', 'L');
    const visitor = await pastRecovery(eli, ` ${typed} `);
    expect(await hasSession(visitor)).toBe(false);
  });

  it('S19 refuses a code that is not whole, and one of somebody else', async () => {
    const finn = await personWithApp(app, clinic, 'finn@riverside.example');
    const other = await personWithApp(app, clinic, 'other@riverside.example');
    const visitor = await newVisitor(browser);
    await openRecovery(visitor, finn);
    for (const typed of [finn.recoveryCode.slice(0, -1), other.recoveryCode]) {
      await Promise.all([visitor.page.waitForEvent('domcontentloaded'), enterRecoveryCode(visitor.page, typed)]);
      await alertTiedTo(recoveryField(visitor));
    }
    await enterRecoveryCode(visitor.page, finn.recoveryCode);
    await seesHeading(visitor.page, /Save your new recovery code/);
  });

  it('S19 lets exactly one of two browsers win that use it at once', async () => {
    const gus = await personWithApp(app, clinic, 'gus@riverside.example');
    const both = await Promise.all([newVisitor(browser), newVisitor(browser)]);
    for (const visitor of both) {
      await openRecovery(visitor, gus);
      await recoveryField(visitor).fill(gus.recoveryCode);
    }
    await Promise.all(
      both.map(({ page }) => Promise.all([page.waitForEvent('domcontentloaded'), press(page, 'Continue')])),
    );
    const headings = await Promise.all(both.map(({ page }) => page.getByRole('heading', { level: 1 }).innerText()));
    const won = both[headings.findIndex((heading) => /new recovery code/.test(heading))];
    expect(headings.filter((heading) => /new recovery code/.test(heading))).toHaveLength(1);
    const lost = both.find((visitor) => visitor !== won);
    if (won === undefined || lost === undefined) throw new Error('nobody won');
    // The other came at the same moment and reads where things stand, the app, or a moment later and reads that the code is none.
    expect(headings.filter((heading) => /code from your app|Enter your recovery code/.test(heading))).toHaveLength(1);
    await saveRecoveryCode(won.page);
    await press(won.page, 'Yes, I still have it');
    await seesAccount(won.page);
    expect(await hasSession(lost)).toBe(false);
    await app.instance.outbox.idle();
    const told = app.mail.received.filter(({ to, subject }) => to === gus.address && /recovery code/.test(subject));
    expect(told).toHaveLength(1);
  });
});
