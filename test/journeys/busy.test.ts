import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '../../src/domain/accounts/decide/account.ts';
import { makeOrganization, PASSWORD, startApp, type TestApp } from '../app.ts';
import { type JsonClient, jsonClient } from '../harness/json-client.ts';
import { jsonPastPassword, personWithApp } from './people.ts';
import { nextAppCode } from './steps.ts';

/** More than run (as many as there are cores) and wait (16) on any machine that tests run on. */
const STRANGERS = 200;

describe('a server that strangers keep busy', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.stop());

  /** Strangers who ask for one hash after the other, each for an account of its own, until told to stop. */
  function flood(): () => Promise<unknown> {
    let over = false;
    const { password } = app.instance.methods.byKind;
    const strangers = Array.from({ length: STRANGERS }, async (_, index) => {
      const of = { accountId: `stranger-${index}` as AccountId, attemptId: 'a', attemptVersion: 1, now: 0 };
      while (!over) {
        await password.verify({ ...of, purpose: 'prove' }, { password: 'wrong' }, [], null);
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    });
    return () => {
      over = true;
      return Promise.all(strangers);
    };
  }

  async function tries(client: JsonClient, address: string, password: string) {
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return client.answer({ answer: 'password', password });
  }

  it('T8 V18 lets a browser in that the account knows, and tells strangers when to come back without counting', async () => {
    const clinic = await makeOrganization(app, 'Riverside Clinic', {});
    const { address, secret } = await personWithApp(app, clinic, 'amara@riverside.example');
    const { client } = await jsonPastPassword(app, address);
    await client.answer({ answer: 'proof', method: 'totp', code: nextAppCode(app, secret) });
    const stop = flood();
    try {
      expect((await tries(client, address, PASSWORD)).body.page.step.kind).toBe('ask-proof');
      const turnedAway = await firstBusy();
      expect(Number(turnedAway.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(turnedAway.body.page.problem.kind).toBe('busy');
    } finally {
      await stop();
    }
  });

  /** A stranger is let in now and then: of some, one is told that the server is busy, and no try was counted. */
  async function firstBusy() {
    for (let stranger = 0; stranger < 20; stranger++) {
      const answer = await tries(jsonClient(app.url), `nobody${stranger}@riverside.example`, 'wrong');
      if (answer.status !== 503) continue;
      const attempt = await app.instance.storage.signInReads.attempt(answer.body.page.attempt.id);
      expect((await app.instance.storage.lanes.load(`password:${attempt?.addressMac}`)).tries).toEqual([]);
      return answer;
    }
    throw new Error('nobody was turned away');
  }
});
