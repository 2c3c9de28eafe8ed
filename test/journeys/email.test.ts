import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { atEmail, codeField, codesMailedTo, codesOnce, enterWrong } from './mailed-code.ts';
import { hasSession, personWithApp, sessionOf } from './people.ts';
import {
  alertTiedTo,
  enterCode,
  newVisitor,
  otherCode,
  otherMethods,
  passPassword,
  press,
  seesAccount,
  seesHeading,
  takeOtherMethod,
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
    expect(codesMailedTo(app, amara.address)).toEqual([]);

    await press(page, 'Email');
    await seesHeading(page, /Check your email/);
    await page.getByText('a•••a@r•••.example').waitFor();
    const lost = page.locator('.notice', { has: page.getByRole('heading', { name: 'Lost your phone?' }) });
    expect(await lost.innerText()).toMatch(/recovery code.*ask help@riverside\.example to reset/s);
    await assertNoAxeFindings(page);
    const [code = ''] = await codesOnce(app, amara.address, 1);
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
    const visitor = await atEmail(app, browser, ben);
    const { page } = visitor;
    const [code = ''] = await codesOnce(app, ben.address, 1);
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
    const visitor = await atEmail(app, browser, cleo);
    const [first = ''] = await codesOnce(app, cleo.address, 1);
    const second = { ...visitor, page: await visitor.context.newPage() };
    await passPassword(app, second, cleo.address);
    await takeOtherMethod(second.page, 'Email');
    const [, other = ''] = await codesOnce(app, cleo.address, 2);
    expect(other).not.toBe(first);
    await enterCode(second.page, first);
    await alertTiedTo(codeField(second));
    await enterCode(visitor.page, first);
    await seesAccount(visitor.page);
  });

  it('S17 S18 is over after ten minutes; Resend then mails a new one', async () => {
    const dana = await personWithApp(app, clinic, 'dana@riverside.example');
    const visitor = await atEmail(app, browser, dana);
    const { page } = visitor;
    const [code = ''] = await codesOnce(app, dana.address, 1);
    app.clock.move(10 * MINUTE_MS);
    await enterCode(page, code);
    expect(await alertTiedTo(codeField(visitor))).toContain('has run out');
    await assertNoAxeFindings(page);
    await press(page, 'Resend');
    const [, fresh = ''] = await codesOnce(app, dana.address, 2);
    expect(fresh).not.toBe(code);
    await page.getByRole('alert').waitFor({ state: 'detached' });
    await enterCode(page, code);
    await alertTiedTo(codeField(visitor));
    await enterCode(page, fresh);
    await seesAccount(page);
  });
});
