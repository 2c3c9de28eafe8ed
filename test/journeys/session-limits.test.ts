import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../app.ts';
import { jsonPastPassword } from './people.ts';

const MINUTE = 60_000;
let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** Signed in, as a member of organizations with these limits. */
async function signedIn(name: string, ...limits: readonly { idleMs: number; absoluteMs: number }[]) {
  const { organizations } = app.instance;
  const ids = [];
  for (const [index, one] of limits.entries()) {
    const id = await makeOrganization(app, `${name} Practice ${index}`);
    must(await organizations.set(id, one));
    ids.push(id);
  }
  const [first, ...others] = ids;
  if (first === undefined) throw new Error('no organization');
  const address = `${name.toLowerCase()}@oakdale.example`;
  const accountId = await makeAccount(app, address, first);
  const { transactor, membershipWrites } = app.instance.storage;
  const now = app.clock.now();
  for (const organizationId of others) {
    const membership = { accountId, organizationId, kind: 'staff', createdAt: now, acceptedAt: now } as const;
    await transactor.transact((tx) => membershipWrites.insert(tx, membership));
  }
  const { client } = await jsonPastPassword(app, address);
  const left = async () => (await client.get('/account/session')).body.session;
  const use = async () => (await client.post('/account/session', {})).body.session;
  return { left, use };
}

describe('the limits of a session', () => {
  it('are the shortest of all organizations that somebody belongs to', async () => {
    const { left } = await signedIn(
      'Olu',
      { idleMs: 30 * MINUTE, absoluteMs: 60 * MINUTE },
      { idleMs: 10 * MINUTE, absoluteMs: 720 * MINUTE },
    );
    expect(await left()).toEqual({ idleMs: 10 * MINUTE, absoluteMs: 60 * MINUTE });
  });

  it('are kept by the server: without requests it ends, and with them at its absolute end', async () => {
    const limits = { idleMs: 10 * MINUTE, absoluteMs: 25 * MINUTE };
    const [idle, busy] = [await signedIn('Ada', limits), await signedIn('Bo', limits)];
    app.clock.move(9 * MINUTE);
    expect(await busy.use()).toEqual({ idleMs: 10 * MINUTE, absoluteMs: 16 * MINUTE });
    app.clock.move(9 * MINUTE);
    expect(await busy.use()).toEqual({ idleMs: 10 * MINUTE, absoluteMs: 7 * MINUTE });
    app.clock.move(7 * MINUTE);
    expect(await busy.use()).toBeNull();
    expect(await idle.left()).toBeNull();
  });

  it('are put off ten times and more, even where a minute without requests is the most', async () => {
    const { use } = await signedIn('Cy', { idleMs: MINUTE, absoluteMs: 60 * MINUTE });
    for (let times = 0; times < 20; times++) {
      // Half a minute before the end the page warns, and one key answers.
      app.clock.move(MINUTE / 2);
      expect((await use()).idleMs).toBe(MINUTE);
    }
    app.clock.move(MINUTE);
    expect(await use()).toBeNull();
  });
});
