import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { assertNoAxeFindings } from '../harness/axe.ts';
import { startBrowser, type TestBrowser } from '../harness/browser.ts';
import { jsonPastPassword, personWithApp, signedInByApp } from './people.ts';
import { newVisitor, nextAppCode, press, seesHeading } from './steps.ts';

let app: TestApp;
let browser: TestBrowser;

beforeAll(async () => {
  [app, browser] = await Promise.all([startApp(), startBrowser()]);
});
afterAll(async () => {
  await browser?.stop();
  await app?.stop();
});

it('a stranger with the right password is out by the mail’s link, and the password leads nowhere but to its change', async () => {
  const amara = await personWithApp(
    app,
    await makeOrganization(app, 'Riverside Clinic', {}),
    'amara@riverside.example',
  );
  // What was set up within the hour before the mail would go with the stop.
  app.clock.move(2 * 3_600_000);
  const { client: owner, accountId } = await signedInByApp(app, amara);
  const { client: stranger } = await jsonPastPassword(app, amara.address);
  await stranger.answer({ answer: 'proof', method: 'totp', code: '000000' });
  await app.instance.outbox.run();
  const mail = await app.mail.waitFor(amara.address, /\/stop\//);
  expect(mail.text, 'an owner who mistyped is calm').toContain('If this was you, there is nothing to do.');
  const path = /\/stop\/[\w-]{43}/.exec(mail.text)?.[0] ?? '';

  const sessions = async () => (await app.instance.storage.sessions.liveOf(accountId, app.clock.now())).length;
  const { page } = await newVisitor(browser, { javaScriptEnabled: true });
  await page.goto(app.url + path);
  await seesHeading(page, /Wasn’t this you/);
  await assertNoAxeFindings(page);
  expect(await sessions(), 'looking changes nothing').toBeGreaterThan(0);
  await press(page, 'Stop it now');
  await seesHeading(page, /Stopped/);
  await assertNoAxeFindings(page);
  await page.getByText('The next time you sign in, you choose a new password').waitFor();
  await page.getByText('Call support').waitFor();

  expect(await sessions()).toBe(0);
  expect(await owner.get('/account').catch(() => null)).not.toMatchObject({ status: 200, body: { signedIn: true } });
  const late = await stranger.answer({ answer: 'proof', method: 'totp', code: nextAppCode(app, amara.secret) });
  expect(late.body.signedIn).not.toBe(true);
  const { client, answer } = await jsonPastPassword(app, amara.address);
  expect(answer.body.page.step.kind).toBe('ask-proof');
  const asked = await client.answer({ answer: 'proof', method: 'totp', code: nextAppCode(app, amara.secret) });
  expect(asked.body).toMatchObject({ signedIn: false, page: { step: { kind: 'choose-password', because: 'unsafe' } } });
  expect((await client.answer({ answer: 'new-password', password: PASSWORD })).body.signedIn).not.toBe(true);
  expect((await client.answer({ answer: 'new-password', password: 'a walk along the shore' })).body.signedIn).toBe(
    true,
  );
});
