import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { type JsonClient, jsonClient } from '../harness/json-client.ts';

/** Open attempts that a browser and a network address may have. */
const OF_BROWSER = 20;
const OF_SOURCE = 1_000;

describe('open attempts', () => {
  let app: TestApp;
  let plain: OrganizationId;

  beforeAll(async () => {
    app = await startApp();
    plain = await makeOrganization(app, 'Oakdale Practice');
  });
  afterAll(() => app.stop());

  /** Attempts of one browser for an address, a moment apart, oldest first. */
  async function open(client: JsonClient, address: string, times: number) {
    const attempts: { readonly id: string; readonly version: number }[] = [];
    await client.get('/sign-in');
    for (let time = 0; time < times; time++) {
      app.clock.move(1);
      const begun = await client.post('/sign-in', { answer: 'identifier', address });
      attempts.push(begun.body.page.attempt);
    }
    return attempts;
  }

  async function passwordIn(
    client: JsonClient,
    attempt: { readonly id: string; readonly version: number } | undefined,
    password = PASSWORD,
  ) {
    if (attempt === undefined) return expect.unreachable();
    const answer = { answer: 'password', password, attempt: attempt.id, version: attempt.version };
    return (await client.post('/sign-in', answer)).body;
  }

  it('T6 a browser has twenty: the twenty-first ends the oldest, no other, and costs nobody a try', async () => {
    const address = 'amara@oakdale.example';
    const accountId = await makeAccount(app, address, plain);
    const client = jsonClient(app.url);
    const attempts = await open(client, address, OF_BROWSER + 1);
    const ended = await passwordIn(client, attempts[0]);
    expect(ended.signedIn).not.toBe(true);
    expect(ended.page.step).toMatchObject({ kind: 'refuse', reason: 'attempt-over' });
    expect((await app.instance.storage.lanes.load(`password:${accountId}`))?.tries ?? []).toEqual([]);
    expect((await passwordIn(client, attempts[1])).signedIn).toBe(true);
  });

  it('T6 a network address has a thousand, however many browsers they are of', async () => {
    const address = 'ben@oakdale.example';
    await makeAccount(app, address, plain);
    const client = jsonClient(app.url);
    const [first, second] = await open(client, address, 2);
    const { signInReads, signInCommits } = app.instance.storage;
    const opened = await signInReads.attempt(second?.id ?? '');
    if (opened === null) return expect.unreachable();
    const now = app.clock.now();
    const before = (await signInCommits.openAttempts({ source: opened.source }, now)).map(({ id }) => id);
    for (let number = before.length; number < OF_SOURCE; number++) {
      const createAttempt = { ...opened, id: `filler-${number}`, browserHash: `browser-${number}`, createdAt: now };
      await signInCommits.commit({ createAttempt, audit: [] });
    }
    const place = before.indexOf(first?.id ?? '');
    await open(jsonClient(app.url), 'nobody@oakdale.example', place);
    expect((await passwordIn(client, first, 'wrong')).page.step.kind).toBe('ask-password');
    await open(jsonClient(app.url), 'nobody@oakdale.example', 1);
    expect((await passwordIn(client, first)).page.step).toMatchObject({ kind: 'refuse', reason: 'attempt-over' });
    const left = (await signInCommits.openAttempts({ source: opened.source }, app.clock.now())).map(({ id }) => id);
    expect([left.length, left.includes(second?.id ?? '')]).toEqual([OF_SOURCE, true]);
  });
});
