import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { MINUTE_MS } from '../../src/platform/kernel/time.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import type { JsonClient } from '../harness/json-client.ts';
import { type Agent, reset, resetRefusal } from './command-line.ts';
import { jsonPastPassword, jsonSetUp, type Person, personWithApp } from './people.ts';
import { nextAppCode } from './steps.ts';

const proof = (method: string, code: string) => ({ answer: 'proof', method, code });

describe.each(['sqlite', 'postgres'] as const)('a support reset over JSON on %s', (engine) => {
  let app: TestApp;
  let clinic: OrganizationId;
  let agent: Agent;
  let colleague: Agent;
  let people = 0;

  beforeAll(async () => {
    app = await startApp({ engine });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
    const operator = await makeOrganization(app, 'Vestibule Support', {}, 'operator');
    agent = await personWithApp(app, operator, 'sam@vestibule.example', 'staff');
    colleague = await personWithApp(app, operator, 'kim@vestibule.example', 'staff');
  });
  afterAll(() => app.stop());

  function somebody(): Promise<Person> {
    people += 1;
    return personWithApp(app, clinic, `person${people}@riverside.example`);
  }

  /** Somebody signed in by the app. */
  async function signedIn({ address, secret }: Person): Promise<JsonClient> {
    const { client } = await jsonPastPassword(app, address);
    expect((await client.answer(proof('totp', nextAppCode(app, secret)))).body.signedIn).toBe(true);
    return client;
  }

  /** Whether the session that a program holds a cookie of is live. */
  async function isSignedIn(client: JsonClient): Promise<boolean> {
    const token = client.cookies.get('vestibule_session') ?? null;
    return (await app.instance.sessions.check(token)).outcome === 'in';
  }

  async function stopPath(address: string, mail: RegExp): Promise<string> {
    return /\/stop\/[A-Za-z0-9_-]+/.exec((await app.mail.waitFor(address, mail)).text)?.[0] ?? '';
  }

  /** Presses the button of the page behind a link, which is a form and has no JSON twin. */
  async function stop(address: string, mail: RegExp): Promise<number> {
    const path = await stopPath(address, mail);
    const shown = await fetch(new URL(path, app.url));
    const csrf = /name="csrf" value="([^"]+)"/.exec(await shown.text())?.[1] ?? '';
    const cookie = shown.headers.getSetCookie().map((line) => line.split(';')[0]);
    const pressed = await fetch(new URL(path, app.url), {
      method: 'POST',
      headers: { cookie: cookie.join('; '), origin: app.url },
      body: new URLSearchParams({ csrf }),
    });
    return pressed.status;
  }

  it('S20 S21 ends the session, takes the pass once and sets up again', async () => {
    const person = await somebody();
    const client = await signedIn(person);
    const { case: id } = await reset(app, agent, `open ${person.address}`);
    expect(await isSignedIn(client)).toBe(true);
    const { pass } = await reset(app, agent, `carry-out ${id}`);
    expect(await isSignedIn(client)).toBe(false);

    const past = await jsonPastPassword(app, person.address);
    expect(past.answer.body.page.step).toEqual({
      kind: 'ask-proof',
      suggested: 'one-time-pass',
      choices: ['one-time-pass'],
      admits: 'set-up',
    });
    const wrong = await past.client.answer(proof('one-time-pass', 'AAAAA-AAAAA'));
    expect(wrong.body.page.problem).toMatchObject({ kind: 'proof-wrong', method: 'one-time-pass' });
    const binding = await past.client.answer(proof('one-time-pass', pass?.code.toLowerCase() ?? ''));
    expect(binding.body.page.step).toMatchObject({ kind: 'bind-authenticator', grace: null, replaces: false });
    const kept = await jsonSetUp(app, past.client, binding);
    expect(kept.secret).not.toBe(person.secret);
    app.clock.move(MINUTE_MS);
    await signedIn({ ...person, ...kept });

    const later = await jsonPastPassword(app, person.address);
    const old = await later.client.answer(proof('totp', nextAppCode(app, person.secret)));
    expect(old.body.page.problem.kind).toBe('proof-wrong');
    await later.client.answer({ answer: 'choose-method', method: 'recovery-code' });
    const spent = await later.client.answer(proof('recovery-code', person.recoveryCode));
    expect(spent.body.page.problem.kind).toBe('proof-wrong');
  });

  it('S20 refuses a pass after ten minutes, and lets one of two win who use one at once', async () => {
    const person = await somebody();
    const { case: id } = await reset(app, agent, `open ${person.address}`);
    const first = await reset(app, agent, `carry-out ${id}`);
    const { client } = await jsonPastPassword(app, person.address);
    app.clock.move(10 * MINUTE_MS);
    const late = await client.answer(proof('one-time-pass', first.pass?.code ?? ''));
    expect(late.body.page.problem).toEqual({ kind: 'code-expired', method: 'one-time-pass' });

    const second = await reset(app, agent, `carry-out ${id}`);
    const both = [await jsonPastPassword(app, person.address), await jsonPastPassword(app, person.address)];
    const answers = await Promise.all(
      both.map((one) => one.client.answer(proof('one-time-pass', second.pass?.code ?? ''))),
    );
    expect(answers.filter(({ body }) => body.page.step.kind === 'bind-authenticator')).toHaveLength(1);
  });

  it('S20 is stopped by the link in the mail, before and after it was carried out', async () => {
    const before = await somebody();
    const client = await signedIn(before);
    const { case: early } = await reset(app, agent, `open ${before.address}`);
    expect(await stop(before.address, /Support was asked/)).toBe(200);
    expect(await isSignedIn(client)).toBe(false);
    expect(await resetRefusal(app, agent, `carry-out ${early}`)).toBe('case-over');
    await signedIn(before);

    const after = await somebody();
    const { case: id } = await reset(app, agent, `open ${after.address}`);
    const { pass } = await reset(app, agent, `carry-out ${id}`);
    const thief = await jsonPastPassword(app, after.address);
    expect(await stop(after.address, /was reset by support/)).toBe(200);
    const over = await thief.client.answer(proof('one-time-pass', pass?.code ?? ''));
    expect(over.body.page.step).toMatchObject({ kind: 'refuse', reason: 'attempt-over' });
    const frozen = await jsonPastPassword(app, after.address);
    expect(frozen.answer.body.page.step).toMatchObject({ kind: 'refuse', reason: 'set-up-frozen' });
    const used = await fetch(new URL(await stopPath(after.address, /was reset by support/), app.url));
    expect(used.status).toBe(410);

    const opened = await reset(app, agent, `open ${after.address}`);
    expect(await resetRefusal(app, agent, `carry-out ${opened.case}`)).toBe('approval-missing');
    await reset(app, colleague, `approve ${opened.case}`);
    const again = await reset(app, agent, `carry-out ${opened.case}`);
    const owner = await jsonPastPassword(app, after.address);
    await jsonSetUp(app, owner.client, await owner.client.answer(proof('one-time-pass', again.pass?.code ?? '')));
  });
});
