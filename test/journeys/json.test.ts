import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { HOUR_MS } from '../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, must, PASSWORD, startApp, type TestApp, type TestEngine } from '../app.ts';
import { type JsonAnswer, type JsonClient, jsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';

/** Somebody whose set-up is finished: what they keep. */
interface Kept {
  readonly address: string;
  readonly secret: string;
  readonly recoveryCode: string;
}

const STEP_MS = 30_000;

describe.each(['sqlite', 'postgres'] as const)('signing in over JSON on %s', (engine: TestEngine) => {
  let app: TestApp;
  let clinic: OrganizationId;
  let people = 0;

  beforeAll(async () => {
    app = await startApp({ engine });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
  });
  afterAll(() => app.stop());

  async function begin(address: string): Promise<JsonClient> {
    const client = jsonClient(app.url);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return client;
  }

  async function past(address: string): Promise<{ readonly client: JsonClient; readonly answer: JsonAnswer }> {
    const client = await begin(address);
    return { client, answer: await client.answer({ answer: 'password', password: PASSWORD }) };
  }

  async function setUp(): Promise<Kept> {
    people += 1;
    const address = `person${people}@riverside.example`;
    await makeAccount(app, address, clinic);
    const { client, answer } = await past(address);
    const secret = new URL(answer.body.page.views.binding.view.uri).searchParams.get('secret') ?? '';
    const saving = await client.answer({ answer: 'bind', method: 'totp', code: appCode(secret, app.clock.now()) });
    const recoveryCode = saving.body.page.views.recoveryCode as string;
    const done = await client.answer({ answer: 'recovery-code-saved', saved: true });
    expect(done.body).toMatchObject({ signedIn: true, next: '/account' });
    app.clock.move(2 * STEP_MS);
    return { address, secret, recoveryCode };
  }

  const proof = (method: string, code: string) => ({ answer: 'proof', method, code });

  it('S4–S8 S13 sets up the app and the recovery code, and is signed in', async () => {
    await setUp();
  });

  it('S14 S15 asks for the app, and takes its code once', async () => {
    const { address, secret } = await setUp();
    const { client, answer } = await past(address);
    expect(answer.body.page.step).toMatchObject({ kind: 'ask-proof', suggested: 'totp' });
    const code = appCode(secret, app.clock.now());
    const done = await client.answer(proof('totp', code));
    expect(done.body.page.step).toMatchObject({ kind: 'complete', acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
    const again = await past(address);
    expect((await again.client.answer(proof('totp', code))).body).toMatchObject({ signedIn: false });
  });

  it('S17 S18 mails one code, sends the same one again after the wait, and reports no mfa', async () => {
    const { address } = await setUp();
    const { client } = await past(address);
    const asked = await client.answer({ answer: 'choose-method', method: 'email-code' });
    expect(asked.body.page.views.challenge.email.maskedAddress).not.toContain('person');
    const first = await app.mail.waitFor(address, /\d{6}/);
    const early = await client.answer({ answer: 'resend' });
    expect(early.body.page.problem.kind).toBe('resend-too-early');
    app.clock.move(STEP_MS);
    await client.answer({ answer: 'resend' });
    const code = /\b\d{6}\b/.exec(first.text)?.[0] ?? '';
    const done = await client.answer(proof('email-code', `${code.slice(0, 3)} ${code.slice(3)}`));
    expect(done.body.page.step).toMatchObject({ kind: 'complete', acr: 'two-step', amr: ['pwd', 'email'] });
  });

  it('S17 refuses a code after ten minutes, and in another attempt', async () => {
    const { address } = await setUp();
    const one = await past(address);
    await one.client.answer({ answer: 'choose-method', method: 'email-code' });
    const mail = await app.mail.waitFor(address, /\d{6}/);
    const code = /\b\d{6}\b/.exec(mail.text)?.[0] ?? '';
    const other = await past(address);
    await other.client.answer({ answer: 'choose-method', method: 'email-code' });
    expect((await other.client.answer(proof('email-code', code))).body.page.problem.kind).toBe('proof-wrong');
    app.clock.move(601_000);
    expect((await one.client.answer(proof('email-code', code))).body.page.problem.kind).toBe('code-expired');
  });

  it('S19 takes the recovery code once, wants a new one saved, and replaces a lost app', async () => {
    const { address, recoveryCode, secret } = await setUp();
    const { client } = await past(address);
    await client.answer({ answer: 'choose-method', method: 'recovery-code' });
    const typed = recoveryCode.toLowerCase().replaceAll('-', ' ');
    const saving = await client.answer(proof('recovery-code', typed));
    expect(saving.body.page.step).toEqual({ kind: 'save-recovery-code', replaces: true });
    const kept = await client.answer({ answer: 'recovery-code-saved', saved: true });
    expect(kept.body.page.step.kind).toBe('ask-app-kept');
    const binding = await client.answer({ answer: 'app-kept', kept: false });
    const fresh = new URL(binding.body.page.views.binding.view.uri).searchParams.get('secret') ?? '';
    const done = await client.answer({ answer: 'bind', method: 'totp', code: appCode(fresh, app.clock.now()) });
    expect(done.body.page.step).toMatchObject({ kind: 'complete', acr: 'aal2' });
    await app.mail.waitFor(address, /recovery code/i);
    app.clock.move(2 * STEP_MS);
    const later = await past(address);
    const old = await later.client.answer(proof('totp', appCode(secret, app.clock.now())));
    expect(old.body.page.problem.kind).toBe('proof-wrong');
    await later.client.answer({ answer: 'choose-method', method: 'recovery-code' });
    expect((await later.client.answer(proof('recovery-code', recoveryCode))).body.page.problem.kind).toBe(
      'proof-wrong',
    );
  });

  it('S19 lets one of two win who use the recovery code at once', async () => {
    const { address, recoveryCode } = await setUp();
    const both = await Promise.all([past(address), past(address)]);
    for (const { client } of both) await client.answer({ answer: 'choose-method', method: 'recovery-code' });
    const answers = await Promise.all(both.map(({ client }) => client.answer(proof('recovery-code', recoveryCode))));
    const won = answers.filter((answer) => answer.body.page.step.kind === 'save-recovery-code');
    expect(won).toHaveLength(1);
  });

  it('ends an attempt after five wrong codes, and closes the account’s lane after ten', async () => {
    const { address } = await setUp();
    for (const _attempt of [1, 2]) {
      const { client } = await past(address);
      for (let tried = 0; tried < 5; tried++) await client.answer(proof('totp', '000000'));
      const shown = await client.get('/sign-in');
      expect(shown.status).toBe(200);
    }
    const { answer } = await past(address);
    expect(answer.body.page.step).toMatchObject({ kind: 'refuse', reason: 'too-many-tries' });
    expect(answer.body.page.step.retryAt).toBeGreaterThan(app.clock.now());
    await app.instance.outbox.run();
    const told = app.mail.received.filter((one) => one.to.includes(address) && one.subject.startsWith('Wrong codes'));
    // The first of the day from a browser that is not known, though there were two attempts; the third; the tenth.
    expect(told.map(({ text }) => /then (\d+) wrong/.exec(text)?.[1]).toSorted()).toEqual(['1', '10', '3']);
  });

  it('tells of a new device once, and neither of the first sign-in of all nor of one that is known', async () => {
    const { address, secret } = await setUp();
    const told = () => app.mail.received.filter((one) => one.to.includes(address) && /New device/.test(one.subject));
    const { client } = await past(address);
    for (let time = 0; time < 2; time++) {
      if (time > 0) {
        app.clock.move(25 * HOUR_MS);
        await client.get('/sign-in');
        await client.answer({ answer: 'identifier', address });
        await client.answer({ answer: 'password', password: PASSWORD });
      }
      expect((await client.answer(proof('totp', appCode(secret, app.clock.now())))).body.signedIn).toBe(true);
      await app.mail.waitFor(address, /New device signed in/);
      await app.instance.outbox.run();
      expect(told()).toHaveLength(1);
    }
  });

  it('tells of a password that had to be chosen at sign-in, by a mail whose link takes it back', async () => {
    const address = 'short@riverside.example';
    const practice = await makeOrganization(app, 'Hillside Practice', {});
    await makeAccount(app, address, practice, 'provider', 'otter-42-lamp');
    must(await app.instance.organizations.mandates.revoke(practice));
    const client = await begin(address);
    const asked = await client.answer({ answer: 'password', password: 'otter-42-lamp' });
    expect(asked.body.page.step).toMatchObject({ kind: 'choose-password' });
    const chosen = 'nine quiet otters swim north';
    expect((await client.answer({ answer: 'new-password', password: chosen })).body.signedIn).toBe(true);

    const { text } = await app.mail.waitFor(address, /Your password was changed/);
    const token = /\/stop\/(\S+)/.exec(text)?.[1] ?? '';
    expect(await app.instance.stops.stop(token, { source: '192.0.2.7' })).toEqual({
      outcome: 'stopped',
      password: 'taken-back',
    });
    expect((await client.get('/sign-in')).body.signedIn).toBe(false);
    const again = await begin(address);
    const refused = await again.answer({ answer: 'password', password: chosen });
    expect(refused.body.page.problem).toMatchObject({ kind: 'password-wrong' });
  });

  it('compares at most ten of fifty parallel guesses', async () => {
    const { address } = await setUp();
    const clients: { readonly client: JsonClient }[] = [];
    // One after another: a password waits its turn behind others of the same account.
    for (let opened = 0; opened < 12; opened++) clients.push(await past(address));
    await Promise.all(
      clients.flatMap(({ client }) => Array.from({ length: 4 }, () => client.answer(proof('totp', '000000')))),
    );
    const account = await app.instance.accounts.find(address);
    const lane = await app.instance.storage.lanes.load(`proof:${account?.account.id}`);
    expect(lane.tries).toHaveLength(10);
  });

  it('S3 answers alike for addresses that are known, unknown, disabled or without a mandate', async () => {
    const plain = await makeOrganization(app, 'Oakdale Practice');
    await makeAccount(app, 'olu@oakdale.example', plain);
    const off = await makeAccount(app, 'off@oakdale.example', plain);
    must(await app.instance.accounts.disable(off));
    const { address } = await setUp();
    const seen = new Set<string>();
    for (const one of [address, 'olu@oakdale.example', 'off@oakdale.example', 'nobody@oakdale.example']) {
      const client = await begin(one);
      const wrong = await client.answer({ answer: 'password', password: 'not the password' });
      const masked = JSON.stringify(wrong.body, (key, value) => (MASKED.includes(key) ? '…' : value));
      seen.add(`${wrong.status} ${masked}`);
    }
    expect([...seen]).toHaveLength(1);
  });

  it('checks nothing of an answer to an older version', async () => {
    const { address } = await setUp();
    const { client, answer } = await past(address);
    await client.answer(proof('totp', '000000'));
    const { id, version } = answer.body.page.attempt;
    const stale = await client.post('/sign-in', { ...proof('totp', '000000'), attempt: id, version });
    expect(stale.body).toMatchObject({ accepted: false, signedIn: false });
  });

  it('goes on in the same attempt after a restart of the server', async () => {
    const { address, secret } = await setUp();
    const { client } = await past(address);
    await app.restart();
    const done = await client.answer(proof('totp', appCode(secret, app.clock.now())));
    expect(done.body).toMatchObject({ signedIn: true });
  });
});

/** What differs in every answer. */
const MASKED: readonly string[] = ['csrf', 'id', 'expiresAt', 'now', 'address', 'trace'];
