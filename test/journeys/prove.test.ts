import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import type { JsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';
import { jsonPastPassword, type Person, personWithApp } from './people.ts';
import { mailedCode } from './steps.ts';

const FIVE_MINUTES = 5 * 60_000;

let app: TestApp;
let clinic: OrganizationId;
let practice: OrganizationId;

beforeAll(async () => {
  app = await startApp();
  clinic = await makeOrganization(app, 'Riverside Clinic', {});
  practice = await makeOrganization(app, 'Oakdale Practice');
});
afterAll(() => app.stop());

/** Signed in with the app, just now. */
async function signedIn(address: string): Promise<{ readonly client: JsonClient; readonly person: Person }> {
  const person = await personWithApp(app, clinic, address);
  const { client } = await jsonPastPassword(app, address);
  const done = await client.answer({ answer: 'proof', method: 'totp', code: appCode(person.secret, app.clock.now()) });
  expect(done.body.signedIn).toBe(true);
  return { client, person };
}

const prove = (client: JsonClient, next = '/account/security') => client.post('/account/prove', { next });

describe('a change of one’s own sign-in', () => {
  it('asks nobody whose proof is at most five minutes old', async () => {
    const { client } = await signedIn('amara@riverside.example');
    app.clock.move(FIVE_MINUTES - 1_000);
    expect((await prove(client)).body).toEqual({ next: '/account/security' });
  });

  it('asks whoever has an app for it after five minutes, not for the mailbox or the recovery code, and leads back', async () => {
    const { client, person } = await signedIn('ben@riverside.example');
    const before = client.cookies.get('vestibule_session');
    app.clock.move(FIVE_MINUTES + 1_000);
    const asked = await prove(client, '/account/security/app');
    expect(asked.body.next).toMatch(/^\/sign-in\?attempt=/);
    const page = await client.get(asked.body.next);
    expect(page.body.page.step).toMatchObject({ kind: 'ask-proof', suggested: 'totp', choices: ['totp'] });
    const done = await client.answer({
      answer: 'proof',
      method: 'totp',
      code: appCode(person.secret, app.clock.now()),
    });
    expect(done.body).toMatchObject({ signedIn: true, next: '/account/security/app' });
    expect(client.cookies.get('vestibule_session')).not.toBe(before);
    expect((await prove(client)).body).toEqual({ next: '/account/security' });
  });

  it('is not opened by a mailed code beside an older proof', async () => {
    const { client } = await signedIn('cleo@riverside.example');
    app.clock.move(FIVE_MINUTES + 1_000);
    const asked = await prove(client);
    await client.get(asked.body.next);
    const chosen = await client.answer({ answer: 'choose-method', method: 'email-code' });
    expect(chosen.body.accepted).toBe(false);
    expect(chosen.body.page.step).toMatchObject({ suggested: 'totp', choices: ['totp'] });
  });

  it('asks whoever signed in by mail for the app, however fresh that is', async () => {
    const person = await personWithApp(app, clinic, 'dan@riverside.example');
    const { client } = await jsonPastPassword(app, person.address);
    await client.answer({ answer: 'choose-method', method: 'email-code' });
    const mail = await app.mail.waitFor(person.address, /\b\d{6}\b/);
    const done = await client.answer({ answer: 'proof', method: 'email-code', code: mailedCode(mail) });
    expect(done.body.signedIn).toBe(true);
    const asked = await prove(client);
    const page = await client.get(asked.body.next);
    expect(page.body.page.step).toMatchObject({ kind: 'ask-proof', choices: ['totp'] });
  });

  it('asks whoever has nothing else for the password', async () => {
    await makeAccount(app, 'olu@oakdale.example', practice);
    const { client, answer } = await jsonPastPassword(app, 'olu@oakdale.example');
    expect(answer.body.signedIn).toBe(true);
    expect((await prove(client)).body).toEqual({ next: '/account/security' });
    app.clock.move(FIVE_MINUTES + 1_000);
    const asked = await prove(client);
    expect((await client.get(asked.body.next)).body.page.step).toEqual({ kind: 'ask-password' });
    const done = await client.answer({ answer: 'password', password: PASSWORD });
    expect(done.body).toMatchObject({ signedIn: true, next: '/account/security' });
  });

  it('leads nowhere but to pages of one’s own, and nobody who is not signed in', async () => {
    const { client } = await signedIn('eve@riverside.example');
    for (const next of ['https://evil.example', '//evil.example', '/sign-in', '/account/security/method/../x', '']) {
      expect((await prove(client, next)).status).toBe(400);
    }
    const { client: stranger } = await jsonPastPassword(app, 'eve@riverside.example');
    expect((await prove(stranger)).body).toEqual({ next: '/sign-in' });
  });
});
