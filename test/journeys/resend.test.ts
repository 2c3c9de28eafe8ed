import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/platform/kernel/time.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { atEmail, codesMailedTo, codesOnce, enterWrong } from './mailed-code.ts';
import { jsonPastPassword, personWithApp } from './people.ts';
import {
  enterCode,
  newVisitor,
  otherCode,
  passPassword,
  press,
  seesAccount,
  seesHeading,
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

const resendOf = ({ page }: Visitor) => page.getByRole('button', { name: 'Resend', exact: true });

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
      await codesOnce(app, eli.address, sent);
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
    const codes = await codesOnce(app, eli.address, 5);
    expect(new Set(codes).size).toBe(1);

    app.clock.move(2 * MINUTE_MS);
    await page.clock.runFor(2 * MINUTE_MS + SECOND_MS);
    await expect.poll(() => resend.isEnabled()).toBe(true);
    await resend.click();
    await page.getByRole('alert').getByText('as many mails as we send').waitFor();
    await assertNoAxeFindings(page);
    await app.instance.outbox.idle();
    expect(codesMailedTo(app, eli.address)).toHaveLength(5);
    await enterCode(page, codes[0] ?? '');
    await seesAccount(page);
  });

  it('S18 does nothing while the countdown runs, by click and by keyboard', async () => {
    const finn = await personWithApp(app, clinic, 'finn@riverside.example');
    const visitor = await atEmail(app, browser, finn);
    const { page } = visitor;
    await codesOnce(app, finn.address, 1);
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
    const visitor = await atEmail(app, browser, gus);
    const { page } = visitor;
    const [code = ''] = await codesOnce(app, gus.address, 1);
    for (const by of [1, 2, 3, 4]) await enterWrong(visitor, code, by);
    app.clock.move(30 * SECOND_MS);
    await page.reload();
    await press(page, 'Resend');
    await codesOnce(app, gus.address, 2);
    await page.getByText('another code in 60 seconds').waitFor();
    await enterCode(page, otherCode(code, 5));
    await seesHeading(page, /Too many wrong codes/);
  });

  it('S18 is enabled where scripts are off, and the server answers with the wait', async () => {
    const hana = await personWithApp(app, clinic, 'hana@riverside.example');
    const visitor = await atEmail(app, browser, hana, { javaScriptEnabled: false });
    const { page } = visitor;
    await codesOnce(app, hana.address, 1);
    expect(await resendOf(visitor).isEnabled()).toBe(true);
    app.clock.move(12 * SECOND_MS);
    const [refused] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      press(page, 'Resend'),
    ]);
    expect(refused.status()).toBe(429);
    expect(refused.headers()['retry-after']).toBe('18');
    await page.getByRole('alert').getByText('You can ask for another code in 18 seconds.').waitFor();
    expect(codesMailedTo(app, hana.address)).toHaveLength(1);
    app.clock.move(18 * SECOND_MS);
    await press(page, 'Resend');
    const [first = '', again] = await codesOnce(app, hana.address, 2);
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
      await codesOnce(app, ines.address, sent);
    }
    const { page } = await atEmail(app, browser, ines);
    await page.getByRole('alert').getByText('as many mails as we send').waitFor();
    await page.getByRole('heading', { name: 'No mail was sent.' }).waitFor();
    expect(await page.getByText(/on its way|Look in spam/).count()).toBe(0);
    await page.reload();
    await page.getByRole('heading', { name: 'No mail was sent.' }).waitFor();
    await assertNoAxeFindings(page);
    await app.instance.outbox.idle();
    expect(codesMailedTo(app, ines.address)).toHaveLength(5);
    app.clock.move(61 * MINUTE_MS);
    await atEmail(app, browser, ines);
    await codesOnce(app, ines.address, 6);
  });

  it('S17 S18 does not hold the page up for a slow mail server, and the late mail still works', async () => {
    const kai = await personWithApp(app, clinic, 'kai@riverside.example');
    await app.instance.outbox.idle();
    app.mail.slowDown(3_000);
    const { page } = await atEmail(app, browser, kai);
    await page.getByText('is on its way').waitFor();
    expect(codesMailedTo(app, kai.address)).toEqual([]);
    app.mail.slowDown(0);
    await app.instance.outbox.idle();
    const [code = ''] = codesMailedTo(app, kai.address);
    await enterCode(page, code);
    await seesAccount(page);
  });

  it('S18 follows a mail that could not be handed over, which the page says', async () => {
    const jo = await personWithApp(app, clinic, 'jo@riverside.example');
    await app.instance.outbox.idle();
    app.mail.refuse(true);
    const visitor = await atEmail(app, browser, jo);
    const { page } = visitor;
    app.mail.refuse(false);
    await page.getByRole('heading', { name: 'The mail didn’t go out.' }).waitFor();
    expect(await page.getByText(/We sent|on its way|Look in spam/).count()).toBe(0);
    await assertNoAxeFindings(page);
    app.clock.move(30 * SECOND_MS);
    await page.reload();
    await press(page, 'Resend');
    const [code = ''] = await codesOnce(app, jo.address, 1);
    await page.getByRole('heading', { name: 'The mail didn’t go out.' }).waitFor({ state: 'detached' });
    await enterCode(page, code);
    await seesAccount(page);
  });
});
