import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/platform/kernel/time.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { hasSession, jsonPastPassword, type Person, personWithApp, sessionOf } from './people.ts';
import {
  alertTiedTo,
  enterCode,
  mailedCode,
  newVisitor,
  otherCode,
  otherMethods,
  passPassword,
  press,
  seesAccount,
  seesHeading,
  takeOtherMethod,
  type Visitor,
  type VisitorOptions,
} from './steps.ts';

const CODE_MAIL = /is your Vestibule code/;
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

/** Codes mailed to an address so far, oldest first. */
function codesMailedTo(address: string): readonly string[] {
  return app.mail.received.filter(({ to, subject }) => to === address && CODE_MAIL.test(subject)).map(mailedCode);
}

/** Waits until so many codes have come, and returns them. */
async function codesOnce(address: string, count: number): Promise<readonly string[]> {
  await expect.poll(() => codesMailedTo(address).length).toBe(count);
  return codesMailedTo(address);
}

/** Somebody at the page of the mailed code, by "Try another method". */
async function atEmail(person: Person, options: VisitorOptions = {}): Promise<Visitor> {
  const visitor = await newVisitor(browser, options);
  await passPassword(app, visitor, person.address);
  await takeOtherMethod(visitor.page, 'Email');
  await seesHeading(visitor.page, /Check your email/);
  return visitor;
}

const codeField = ({ page }: Visitor) => page.getByLabel('One-time code', { exact: true });
const resendOf = ({ page }: Visitor) => page.getByRole('button', { name: 'Resend', exact: true });

/** Types a code that is not the right one, and sees it refused. */
async function enterWrong(visitor: Visitor, code: string, by: number): Promise<void> {
  await Promise.all([visitor.page.waitForEvent('domcontentloaded'), enterCode(visitor.page, otherCode(code, by))]);
  await alertTiedTo(codeField(visitor));
}

describe('a code by email', () => {
  it('S16 S17 is mailed only once Email is picked, to a masked address, is pasted with a space, and signs in as two-step; who lost the phone is told how to get a lasting way back', async () => {
    const amara = await personWithApp(app, clinic, 'amara@riverside.example');
    const visitor = await newVisitor(browser, { device: true, permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = visitor;
    await passPassword(app, visitor, amara.address);
    expect(await otherMethods(page)).toEqual(['Authenticator app', 'Email', 'Recovery code']);
    await page.getByText('Nothing is sent until you do').waitFor();
    await page.getByText('help@riverside.example').first().waitFor();
    await assertNoAxeFindings(page);
    await page.reload();
    await app.instance.outbox.idle();
    expect(codesMailedTo(amara.address)).toEqual([]);

    await press(page, 'Email');
    await seesHeading(page, /Check your email/);
    await page.getByText('a•••a@r•••.example').waitFor();
    const lost = page.locator('.notice', { has: page.getByRole('heading', { name: 'Lost your phone?' }) });
    expect(await lost.innerText()).toMatch(/recovery code.*ask help@riverside\.example to reset/s);
    await assertNoAxeFindings(page);
    const [code = ''] = await codesOnce(amara.address, 1);
    await page.evaluate((text) => navigator.clipboard.writeText(text), `${code.slice(0, 3)} ${code.slice(3)}`);
    await codeField(visitor).focus();
    await page.keyboard.press('ControlOrMeta+V');
    expect(await codeField(visitor).inputValue()).toBe(`${code.slice(0, 3)} ${code.slice(3)}`);
    await press(page, 'Continue');
    await seesAccount(page);
    expect(await sessionOf(app, visitor)).toMatchObject({ acr: 'two-step', amr: ['pwd', 'email'] });
    expect((await visitor.context.cookies()).map(({ name }) => name)).not.toContain('vestibule_device');
  });

  it('S17 refuses a wrong code beside its field, and after five the attempt ends, the right code included', async () => {
    const ben = await personWithApp(app, clinic, 'ben@riverside.example');
    const visitor = await atEmail(ben);
    const { page } = visitor;
    const [code = ''] = await codesOnce(ben.address, 1);
    for (const by of [1, 2, 3, 4]) await enterWrong(visitor, code, by);
    await page.locator('#code-error').getByText('One try left.').waitFor();
    await assertNoAxeFindings(page);
    const attempt = await page.locator('input[name=attempt]').first().inputValue();
    await enterCode(page, otherCode(code, 5));
    await seesHeading(page, /Too many wrong codes/);
    await assertNoAxeFindings(page);
    const place = `${app.url}/sign-in?attempt=${attempt}`;
    await page.goto(place);
    await seesHeading(page, /Too many wrong codes/);
    const json = { accept: 'application/json' };
    const shown = await (await page.request.get(place, { headers: json })).json();
    const { id, version } = shown.page.attempt;
    const late = await page.request.post(`${app.url}/sign-in`, {
      headers: { ...json, 'x-csrf-token': shown.csrf },
      data: { attempt: id, version, answer: 'proof', method: 'email-code', code },
    });
    expect((await late.json()).signedIn).toBe(false);
    expect(await hasSession(visitor)).toBe(false);
    await app.mail.waitFor(ben.address, /Wrong codes after your password/);
  });

  it('S17 takes a code only in the attempt it was mailed for, in the same browser too', async () => {
    const cleo = await personWithApp(app, clinic, 'cleo@riverside.example');
    const visitor = await atEmail(cleo);
    const [first = ''] = await codesOnce(cleo.address, 1);
    const second = { ...visitor, page: await visitor.context.newPage() };
    await passPassword(app, second, cleo.address);
    await takeOtherMethod(second.page, 'Email');
    const [, other = ''] = await codesOnce(cleo.address, 2);
    expect(other).not.toBe(first);
    await enterCode(second.page, first);
    await alertTiedTo(codeField(second));
    await enterCode(visitor.page, first);
    await seesAccount(visitor.page);
  });

  it('S17 S18 is over after ten minutes; Resend then mails a new one', async () => {
    const dana = await personWithApp(app, clinic, 'dana@riverside.example');
    const visitor = await atEmail(dana);
    const { page } = visitor;
    const [code = ''] = await codesOnce(dana.address, 1);
    app.clock.move(10 * MINUTE_MS);
    await enterCode(page, code);
    expect(await alertTiedTo(codeField(visitor))).toContain('has run out');
    await assertNoAxeFindings(page);
    await press(page, 'Resend');
    const [, fresh = ''] = await codesOnce(dana.address, 2);
    expect(fresh).not.toBe(code);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await enterCode(page, code);
    await alertTiedTo(codeField(visitor));
    await enterCode(page, fresh);
    await seesAccount(page);
  });
});

describe('Resend', () => {
  it('S18 waits 30, 60 and 120 seconds with a countdown, sends the same code, and at most five in an hour', async () => {
    const eli = await personWithApp(app, clinic, 'eli@riverside.example');
    const visitor = await newVisitor(browser);
    const { page } = visitor;
    await page.clock.install();
    await passPassword(app, visitor, eli.address);
    await takeOtherMethod(page, 'Email');
    const resend = resendOf(visitor);
    let sent = 1;
    for (const [words, seconds] of [
      ['30 seconds', 30],
      ['60 seconds', 60],
      ['2 minutes', 120],
      ['2 minutes', 120],
    ] as const) {
      await codesOnce(eli.address, sent);
      await page.getByText(`You can ask for another code in ${words}.`).waitFor();
      expect(await resend.isDisabled()).toBe(true);
      await page.clock.runFor((seconds - 10) * SECOND_MS);
      await page.getByText(/another code in (10|9|8) seconds/).waitFor();
      expect(await resend.isDisabled()).toBe(true);
      app.clock.move(seconds * SECOND_MS);
      await page.clock.runFor(11 * SECOND_MS);
      await expect.poll(() => resend.isEnabled()).toBe(true);
      sent += 1;
      await Promise.all([page.waitForEvent('domcontentloaded'), resend.click()]);
    }
    const codes = await codesOnce(eli.address, 5);
    expect(new Set(codes).size).toBe(1);

    app.clock.move(2 * MINUTE_MS);
    await page.clock.runFor(2 * MINUTE_MS + SECOND_MS);
    await expect.poll(() => resend.isEnabled()).toBe(true);
    await resend.click();
    await page.getByRole('alert').getByText('as many mails as we send').waitFor();
    await assertNoAxeFindings(page);
    await app.instance.outbox.idle();
    expect(codesMailedTo(eli.address)).toHaveLength(5);
    await enterCode(page, codes[0] ?? '');
    await seesAccount(page);
  });

  it('S18 does nothing while the countdown runs, by click and by keyboard', async () => {
    const finn = await personWithApp(app, clinic, 'finn@riverside.example');
    const visitor = await atEmail(finn);
    const { page } = visitor;
    await codesOnce(finn.address, 1);
    const posted: string[] = [];
    page.on('request', (request) => void (request.method() === 'POST' && posted.push(request.url())));
    await resendOf(visitor).click({ force: true });
    await resendOf(visitor).press('Enter');
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(posted).toEqual([]);
    await page.reload();
    expect(await resendOf(visitor).isDisabled()).toBe(true);
  });

  it('S18 gives no tries back', async () => {
    const gus = await personWithApp(app, clinic, 'gus@riverside.example');
    const visitor = await atEmail(gus);
    const { page } = visitor;
    const [code = ''] = await codesOnce(gus.address, 1);
    for (const by of [1, 2, 3, 4]) await enterWrong(visitor, code, by);
    app.clock.move(30 * SECOND_MS);
    await page.reload();
    await press(page, 'Resend');
    await codesOnce(gus.address, 2);
    await page.getByText('another code in 60 seconds').waitFor();
    await enterCode(page, otherCode(code, 5));
    await seesHeading(page, /Too many wrong codes/);
  });

  it('S18 is enabled where scripts are off, and the server answers with the wait', async () => {
    const hana = await personWithApp(app, clinic, 'hana@riverside.example');
    const visitor = await atEmail(hana, { javaScriptEnabled: false });
    const { page } = visitor;
    await codesOnce(hana.address, 1);
    expect(await resendOf(visitor).isEnabled()).toBe(true);
    app.clock.move(12 * SECOND_MS);
    const [refused] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      press(page, 'Resend'),
    ]);
    expect(refused.status()).toBe(429);
    expect(refused.headers()['retry-after']).toBe('18');
    await page.getByRole('alert').getByText('You can ask for another code in 18 seconds.').waitFor();
    expect(codesMailedTo(hana.address)).toHaveLength(1);
    app.clock.move(18 * SECOND_MS);
    await press(page, 'Resend');
    const [first = '', again] = await codesOnce(hana.address, 2);
    expect(again).toBe(first);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await enterCode(page, first);
    await seesAccount(page);
  });

  it('S18 sends nothing to another attempt once the hour’s five went out, and says that nothing was sent', async () => {
    const ines = await personWithApp(app, clinic, 'ines@riverside.example');
    for (const sent of [1, 2, 3, 4, 5]) {
      const { client } = await jsonPastPassword(app, ines.address);
      await client.answer({ answer: 'choose-method', method: 'email-code' });
      await codesOnce(ines.address, sent);
    }
    const { page } = await atEmail(ines);
    await page.getByRole('alert').getByText('as many mails as we send').waitFor();
    await page.getByRole('heading', { name: 'No mail was sent.' }).waitFor();
    expect(await page.getByText(/on its way|Look in spam/).count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'No mail was sent.' }).waitFor();
    await assertNoAxeFindings(page);
    await app.instance.outbox.idle();
    expect(codesMailedTo(ines.address)).toHaveLength(5);
    app.clock.move(61 * MINUTE_MS);
    await atEmail(ines);
    await codesOnce(ines.address, 6);
  });

  it('S17 S18 does not hold the page up for a slow mail server, and the late mail still works', async () => {
    const kai = await personWithApp(app, clinic, 'kai@riverside.example');
    await app.instance.outbox.idle();
    app.mail.slowDown(3_000);
    const { page } = await atEmail(kai);
    await page.getByText('is on its way').waitFor();
    expect(codesMailedTo(kai.address)).toEqual([]);
    app.mail.slowDown(0);
    await app.instance.outbox.idle();
    const [code = ''] = codesMailedTo(kai.address);
    await enterCode(page, code);
    await seesAccount(page);
  });

  it('S18 follows a mail that could not be handed over, which the page says', async () => {
    const jo = await personWithApp(app, clinic, 'jo@riverside.example');
    await app.instance.outbox.idle();
    app.mail.refuse(true);
    const visitor = await atEmail(jo);
    const { page } = visitor;
    app.mail.refuse(false);
    await page.getByRole('heading', { name: 'The mail didn’t go out.' }).waitFor();
    expect(await page.getByText(/We sent|on its way|Look in spam/).count()).toBe(0);
    await assertNoAxeFindings(page);
    app.clock.move(30 * SECOND_MS);
    await page.reload();
    await press(page, 'Resend');
    const [code = ''] = await codesOnce(jo.address, 1);
    await page.getByRole('heading', { name: 'The mail didn’t go out.' }).waitFor({ state: 'detached' });
    await enterCode(page, code);
    await seesAccount(page);
  });
});
