import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import type { JsonClient } from '../harness/json-client.ts';
import { jsonPastPassword, personWithApp } from './people.ts';
import { nextAppCode } from './steps.ts';

const SUBJECT = 'Signed in after wrong codes';

describe.each(['sqlite', 'postgres'] as const)('a sign-in after wrong second steps, on %s', (engine) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ engine });
  });
  afterAll(() => app.stop());

  it('is told from the third on, once, whichever attempts they were in, and the count begins anew', async () => {
    const clinic = await makeOrganization(app, 'Riverside Clinic', {});
    const amara = await personWithApp(app, clinic, 'amara@riverside.example');
    const told = async () => {
      await app.instance.outbox.run();
      await app.instance.outbox.idle();
      return app.mail.received.filter(({ subject }) => subject === SUBJECT);
    };
    const wrong = (client: JsonClient) => client.answer({ answer: 'proof', method: 'totp', code: '000000' });
    const right = async (client: JsonClient) => {
      const code = nextAppCode(app, amara.secret);
      expect((await client.answer({ answer: 'proof', method: 'totp', code })).body.signedIn).toBe(true);
    };
    const enter = async () => {
      app.clock.move(1_000);
      return (await jsonPastPassword(app, amara.address)).client;
    };

    const mistyping = await enter();
    await wrong(mistyping);
    await wrong(mistyping);
    await right(mistyping);
    expect(await told(), 'two are a slip').toEqual([]);

    const guessing = await enter();
    await wrong(guessing);
    await wrong(guessing);
    const later = await enter();
    await wrong(later);
    expect(await told(), 'nobody is in yet').toEqual([]);
    await right(later);
    const [mail, ...more] = await told();
    expect(more).toEqual([]);
    expect(mail?.text).toContain('after 3 wrong tries');
    expect(mail?.text).toMatch(/\/stop\/[\w-]{43}/);

    await right(await enter());
    expect(await told(), 'the next one is calm').toHaveLength(1);
    const stop = /\/stop\/[\w-]{43}/.exec(mail?.text ?? '')?.[0] ?? '';
    expect((await fetch(app.url + stop)).status, 'its link works').toBe(200);
  });
});
