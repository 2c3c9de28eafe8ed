import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { newAuthenticator, usedAuthenticator } from '../../src/domain/sign-in/run/bindings.ts';
import { systemRandom } from '../../src/platform/random.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp } from '../app.ts';
import { type JsonAnswer, type JsonClient, jsonClient } from '../harness/json-client.ts';
import { personWithApp } from './people.ts';
import { nextAppCode } from './steps.ts';

const NEXT = 'a long walk along the shore';
const STOLEN = 'bought at the harbor market';

const folder = mkdtempSync(join(tmpdir(), 'stolen-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['sqlite', 'postgres'] as const)('a password that others use or know, on %s', (engine) => {
  let app: TestApp;
  let clinic: OrganizationId;
  let practice: OrganizationId;

  beforeAll(async () => {
    const list = join(folder, `${engine}.txt`);
    writeFileSync(list, `${createHash('sha1').update(STOLEN).digest('hex').toUpperCase()}\n`);
    app = await startApp({ engine, env: { VESTIBULE_BREACHED_PASSWORDS: list } });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
    practice = await makeOrganization(app, 'Oakdale Practice');
  });
  afterAll(() => app.stop());

  async function past(address: string, password: string, client = jsonClient(app.url)): Promise<Asked> {
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return { client, answer: await client.answer({ answer: 'password', password }) };
  }

  const choose = (client: JsonClient, password: string) => client.answer({ answer: 'new-password', password });
  const unsafe = { kind: 'choose-password', because: 'unsafe' };

  it.each([
    ['on the common list', 'common@oakdale.example', 'passwordpassword', 'common'],
    ['on the list of stolen ones', 'stolen@oakdale.example', STOLEN, 'leaked'],
    ['of seven characters', 'short@oakdale.example', 'qzv-wkx', 'too-short'],
  ])('that came from elsewhere and is %s is changed before there is a session', async (_, address, old, reason) => {
    await plant(app, await makeAccount(app, address, practice), old);
    const { client, answer } = await past(address, old);
    expect(answer.body).toMatchObject({ signedIn: false, page: { step: unsafe, views: { passwordMinimum: 15 } } });
    expect(client.cookies.get('vestibule_session')).toBeUndefined();
    const refused = await choose(client, old);
    expect(refused.body.page).toMatchObject({ step: unsafe, problem: { kind: 'password-refused', reason } });
    expect((await past(address, old)).answer.body.page.step, 'the next attempt').toEqual(unsafe);
    const again = await past(address, old, client);
    expect((await choose(again.client, NEXT)).body.signedIn).toBe(true);
    expect((await past(address, NEXT)).answer.body.signedIn).toBe(true);
    expect((await past(address, old)).answer.body.page.problem.kind).toBe('password-wrong');
    await app.mail.waitFor(address, /password was changed/);
  });

  it('C3 N2 of nine characters is changed once no organization asks for a second step', async () => {
    const address = 'nine@oakdale.example';
    const terms = await makeOrganization(app, 'Hillside Clinic', {});
    await makeAccount(app, address, terms, 'provider', 'qzv-wkxjp');
    expect((await past(address, 'qzv-wkxjp')).answer.body.page.step.kind).toBe('bind-authenticator');
    must(await app.instance.organizations.mandates.revoke(terms));
    const { client, answer } = await past(address, 'qzv-wkxjp');
    expect(answer.body.page.step).toEqual({ kind: 'choose-password', because: 'too-short' });
    const short = await choose(client, 'qzv-wkxjp');
    expect(short.body.page.problem).toEqual({ kind: 'password-refused', reason: 'too-short', minimum: 15 });
    expect((await choose(client, NEXT)).body.signedIn).toBe(true);
  });

  it('N2 and is marked blocks everything but its change, after the second proof, and may not come again', async () => {
    const person = await personWithApp(app, clinic, 'amara@riverside.example');
    const { client: elsewhere } = await past(person.address, PASSWORD);
    expect((await elsewhere.answer(proof(app, person.secret))).body.signedIn).toBe(true);
    const { storage, sessions } = app.instance;
    const id = await storage.signInReads.accountIdByAddress(person.address);
    if (id === null) return expect.unreachable();
    await storage.transactor.transact((tx) => storage.accountCuts.markCompromised(tx, id, app.clock.now()));

    const { client, answer } = await past(person.address, PASSWORD);
    expect(answer.body.page.step).toMatchObject({ kind: 'ask-proof' });
    const asked = await client.answer(proof(app, person.secret));
    expect(asked.body).toMatchObject({ signedIn: false, page: { step: unsafe, views: { passwordMinimum: 8 } } });
    const reused = await choose(client, PASSWORD);
    expect(reused.body.page).toMatchObject({ step: unsafe, problem: { kind: 'password-refused', reason: 'reused' } });
    expect((await choose(client, 'qzv-wkxj')).body.signedIn).toBe(true);
    const old = await sessions.check(elsewhere.cookies.get('vestibule_session') ?? null);
    expect(old.outcome, 'who came in by the old one is out').not.toBe('in');

    const later = await past(person.address, 'qzv-wkxj');
    expect((await later.client.answer(proof(app, person.secret))).body.signedIn).toBe(true);
    const told = await app.mail.waitFor(person.address, /password was changed/);
    expect(told.text).not.toContain('qzv-wkxj');
  });
});

interface Asked {
  readonly client: JsonClient;
  readonly answer: JsonAnswer;
}

function proof(app: TestApp, secret: string) {
  return { answer: 'proof', method: 'totp', code: nextAppCode(app, secret) };
}

/** Gives an account a password that no rule was held against. */
async function plant({ instance }: TestApp, accountId: AccountId, password: string): Promise<void> {
  const { sealing, clock, storage, methods } = instance;
  const made = await methods.passwords.secretFor(password);
  const old = (await storage.signInReads.snapshot(accountId))?.authenticators.find(({ kind }) => kind === 'password');
  if (made.outcome !== 'made' || old === undefined) throw new Error('no password could be planted');
  const binding = { externalId: null, label: '', secret: made.secret };
  const row = newAuthenticator({ sealing, random: systemRandom }, accountId, 'password', binding, clock.now());
  const revoked = usedAuthenticator(sealing, old, null, clock.now());
  await storage.signInCommits.commit({
    swapAuthenticators: [{ fromVersion: old.version, next: revoked }],
    addAuthenticators: [row],
    audit: [],
  });
}
