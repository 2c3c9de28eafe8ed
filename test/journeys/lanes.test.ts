import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { type JsonClient, jsonClient } from '../harness/json-client.ts';
import { rawClient } from '../harness/raw-client.ts';
import { jsonPastPassword, type Person, personWithApp } from './people.ts';
import { nextAppCode } from './steps.ts';

/** Most comparisons of an unknown browser in a day, and of a known one in an hour and a day. */
const UNKNOWN_A_DAY = 30;
const KNOWN_AN_HOUR = 10;
const KNOWN_A_DAY = 50;

describe.each(['sqlite', 'postgres'] as const)('known and unknown browsers on %s', (engine) => {
  let app: TestApp;
  let clinic: OrganizationId;
  let people = 0;

  beforeAll(async () => {
    app = await startApp({ engine });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
  });
  afterAll(() => app.stop());

  /** Somebody with the browser in which they last signed in. */
  async function somebody(): Promise<{ readonly person: Person; readonly client: JsonClient }> {
    people += 1;
    const person = await personWithApp(app, clinic, `person${people}@riverside.example`);
    const { client } = await jsonPastPassword(app, person.address);
    const code = nextAppCode(app, person.secret);
    expect((await client.answer({ answer: 'proof', method: 'totp', code })).body.signedIn).toBe(true);
    return { person, client };
  }

  async function past(client: JsonClient, address: string, password: string): Promise<string> {
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    const { body } = await client.answer({ answer: 'password', password });
    return body.page.problem?.kind ?? body.page.step.kind;
  }

  /** Wrong passwords, each in an attempt of its own. */
  async function guess(client: JsonClient, address: string, times: number): Promise<void> {
    for (let time = 0; time < times; time++)
      expect(await past(client, address, `wrong ${time}`)).toBe('password-wrong');
  }

  async function signsIn(client: JsonClient, { address, secret }: Person): Promise<boolean> {
    if ((await past(client, address, PASSWORD)) !== 'ask-proof') return false;
    const code = nextAppCode(app, secret);
    return (await client.answer({ answer: 'proof', method: 'totp', code })).body.signedIn === true;
  }

  it('T1 A27 a stranger’s guesses close the passwords of unknown browsers, and the owner’s own browser stays open', async () => {
    const { person, client } = await somebody();
    await guess(jsonClient(app.url), person.address, UNKNOWN_A_DAY);
    expect(await past(jsonClient(app.url), person.address, PASSWORD)).toBe('password-wrong');
    expect(await signsIn(client, person)).toBe(true);
    expect(await past(jsonClient(app.url), person.address, PASSWORD)).toBe('password-wrong');
  });

  it('T1 A27 a mailed link lets the owner’s new browser in while strangers keep others out, and gives nothing back', async () => {
    const { person } = await somebody();
    await guess(jsonClient(app.url), person.address, UNKNOWN_A_DAY);
    const raw = rawClient(app.url);
    await raw.get('/sign-in');
    await raw.answer({ answer: 'identifier', address: person.address });
    const refused = await raw.answer({ answer: 'password', password: PASSWORD });
    await raw.get(/\/unlock\?attempt=[\w-]+/.exec(refused.body)?.[0] ?? 'no link');
    await raw.post('/unlock', { address: person.address });
    const mail = await app.mail.waitFor(person.address, /Let this browser in/);
    const path = /\/unlock\/[\w-]{43}/.exec(mail.text)?.[0] ?? 'no link';
    expect((await rawClient(app.url).get(path)).body).toContain('Open this link in the other browser');
    for (let looked = 0; looked < 2; looked++) expect((await raw.get(path)).status).toBe(200);
    expect(raw.cookies.get('vestibule_device')).toBeUndefined();
    expect((await raw.post(path, {})).status).toBe(200);
    expect((await raw.get(path)).status).toBe(410);

    const client = jsonClient(app.url);
    (client.cookies as Map<string, string>).set('vestibule_device', raw.cookies.get('vestibule_device') ?? '');
    const before = app.mail.received.length;
    expect(await signsIn(client, person)).toBe(true);
    await app.instance.outbox.idle();
    // Nobody had signed in from it before: its owner is told as of any new one.
    expect(app.mail.received.slice(before).map(({ to }) => to)).toHaveLength(1);
    expect(await past(jsonClient(app.url), person.address, PASSWORD)).toBe('password-wrong');
  });

  it('T1 guesses from a stolen known browser close known browsers only: 10 an hour, 50 a day', async () => {
    const { person, client } = await somebody();
    for (let hour = 0; hour < KNOWN_A_DAY / KNOWN_AN_HOUR; hour++) {
      await guess(client, person.address, KNOWN_AN_HOUR);
      expect(await past(client, person.address, PASSWORD)).toBe('password-wrong');
      app.clock.move(HOUR_MS);
    }
    expect(await past(client, person.address, PASSWORD)).toBe('password-wrong');
    expect(await signsIn(jsonClient(app.url), person)).toBe(true);
  });

  it('T1 a hundred wrong passwords in a row from one browser make it unknown', async () => {
    const { person, client } = await somebody();
    for (let day = 0; day < 2; day++) {
      for (let hour = 0; hour < KNOWN_A_DAY / KNOWN_AN_HOUR; hour++) {
        await guess(client, person.address, KNOWN_AN_HOUR);
        app.clock.move(HOUR_MS + MINUTE_MS);
      }
      app.clock.move(DAY_MS);
    }
    await guess(client, person.address, UNKNOWN_A_DAY);
    expect(await past(jsonClient(app.url), person.address, PASSWORD)).toBe('password-wrong');
  });

  it('T3 second proofs have lanes of their own: a thief of the password uses up unknown browsers’ and not the owner’s', async () => {
    const { person, client } = await somebody();
    for (let attempt = 0; attempt < 2; attempt++) {
      const thief = (await jsonPastPassword(app, person.address)).client;
      for (let time = 0; time < 5; time++) await thief.answer({ answer: 'proof', method: 'totp', code: '000000' });
    }
    const thief = async () => (await jsonPastPassword(app, person.address)).answer.body.page.step.kind;
    expect(await thief()).toBe('refuse');
    app.clock.move(40 * DAY_MS);
    expect(await thief()).toBe('refuse');
    expect(await signsIn(client, person)).toBe(true);
    const { csrf } = (await client.get('/sign-in')).body;
    const change = { current: PASSWORD, password: 'another-horse-battery' };
    // The answer is a page; that a new browser is asked for a code again shows that it was done.
    await client.post('/account/password', change, { 'x-csrf-token': csrf }).catch(() => null);
    const fresh = jsonClient(app.url);
    expect(await past(fresh, person.address, 'another-horse-battery')).toBe('ask-proof');
  });

  it('T2 a reset burns the cookie, and a copy of it stays worthless once the owner signs in there again', async () => {
    const address = 'plain@oakdale.example';
    const plain = await makeOrganization(app, 'Oakdale Practice');
    const { person, client } = await somebody();
    await makeAccount(app, address, plain);
    expect(await past(client, address, PASSWORD)).toBe('complete');
    const thief = jsonClient(app.url);
    const copied = client.cookies.get('vestibule_device') ?? '';
    expect(copied).not.toBe('');
    const { storage } = app.instance;
    const account = await storage.signInReads.accountIdByAddress(person.address);
    if (account === null) return expect.unreachable();
    await storage.transactor.transact((tx) => storage.accountCuts.forgetDevices(tx, account));
    expect(await signsIn(client, person)).toBe(true);
    expect(client.cookies.get('vestibule_device')).not.toBe(copied);

    (thief.cookies as Map<string, string>).set('vestibule_device', copied);
    await guess(thief, person.address, UNKNOWN_A_DAY);
    await guess(thief, address, UNKNOWN_A_DAY);
    expect(await past(thief, person.address, PASSWORD)).toBe('password-wrong');
    expect(await past(thief, address, PASSWORD)).toBe('password-wrong');
    expect(await past(client, address, PASSWORD)).toBe('complete');
  });
});
