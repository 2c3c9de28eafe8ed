import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeOrganization, startApp, type TestApp, type TestEngine } from '../app.ts';
import type { JsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';
import { softPasskeyRow } from './own-sign-in.ts';
import { jsonPastPassword, type Person, personWithApp, signedInByApp } from './people.ts';

const LOST = '/account/security/app-lost';

describe.each(['sqlite', 'postgres'] as const)('a lost phone on %s', (engine: TestEngine) => {
  let app: TestApp;
  let clinic: OrganizationId;

  beforeAll(async () => {
    app = await startApp({ engine });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
  });
  afterAll(() => app.stop());

  const apps = async (accountId: AccountId) =>
    ((await app.instance.storage.signInReads.snapshot(accountId))?.authenticators ?? []).filter(
      ({ kind }) => kind === 'totp',
    );
  const live = async (client: JsonClient) =>
    (await app.instance.sessions.check(client.cookies.get('vestibule_session') ?? null)).outcome;
  const byApp = (client: JsonClient, { secret }: Person) =>
    client.answer({ answer: 'proof', method: 'totp', code: appCode(secret, app.clock.now()) });
  const events = async (accountId: AccountId) =>
    (await app.instance.storage.auditReads.newest({ accountId }, 12)).map(({ name }) => name);

  it('is reported with the password alone: its codes stop, sessions and attempts end, nothing is gained', async () => {
    const person = await personWithApp(app, clinic, 'amara@riverside.example');
    const { client: elsewhere, accountId } = await signedInByApp(app, person);
    app.clock.move(30_000);
    const { client: pending } = await jsonPastPassword(app, person.address);
    const { client } = await jsonPastPassword(app, person.address);
    const told = await client.answer({ answer: 'app-lost' });
    expect(told.body.page.step).toEqual({
      kind: 'ask-proof',
      suggested: 'recovery-code',
      choices: ['email-code', 'recovery-code'],
      admits: 'sign-in',
    });
    expect(client.cookies.has('vestibule_session')).toBe(false);
    expect(await apps(accountId)).toMatchObject([{ suspendedAt: app.clock.now(), revokedAt: null }]);
    expect([await live(elsewhere), (await byApp(pending, person)).body.page.step.reason]).toEqual([
      'out',
      'attempt-over',
    ]);
    expect(await events(accountId)).toContain('authenticator.suspended');
    expect((await app.mail.waitFor(person.address, /out of use/)).text).toMatch(/\/stop\/[\w-]{43}/);

    const { client: thief } = await jsonPastPassword(app, person.address);
    const refused = await byApp(thief, person);
    expect(refused.body.signedIn).not.toBe(true);
    expect(refused.body.page.step).toMatchObject({ kind: 'ask-proof', suggested: 'recovery-code' });
    expect((await thief.answer({ answer: 'app-lost' })).body.page.step.kind).toBe('ask-proof');
  });

  it('is replaced by whoever has the recovery code', async () => {
    const person = await personWithApp(app, clinic, 'ben@riverside.example');
    const { client } = await jsonPastPassword(app, person.address);
    await client.answer({ answer: 'app-lost' });
    await client.answer({ answer: 'proof', method: 'recovery-code', code: person.recoveryCode });
    const next = await client.answer({ answer: 'recovery-code-saved', saved: true });
    expect(next.body.page.step).toMatchObject({ kind: 'bind-authenticator', replaces: true, choices: ['totp'] });
  });

  it('is reported on the security page without a fresh proof: this session stays, and proves nothing more', async () => {
    const person = await personWithApp(app, clinic, 'cleo@riverside.example');
    const { client, accountId } = await signedInByApp(app, person);
    app.clock.move(30_000);
    const { client: other } = await signedInByApp(app, person);
    await softPasskeyRow(app, accountId);
    const [bound] = await apps(accountId);
    expect((await client.post(LOST, {})).body).toEqual({ next: '/account/security' });
    expect([await live(client), await live(other)]).toEqual(['in', 'out']);
    const path = `/account/security/method/${bound?.id}`;
    for (const act of ['resume', 'rename', 'remove']) {
      const refused = await client.post(`${path}/${act}`, { label: 'Mine' });
      expect([act, refused.status, refused.body]).toEqual([act, 403, { refused: 'prove' }]);
    }
    const { attempt } = await stepUp(client);
    expect(attempt.step).toMatchObject({ choices: ['passkey'] });
    expect((await client.post(LOST, {})).status).toBe(404);
  });

  it('is found by whoever proves themselves with another method: its app works again', async () => {
    const person = await personWithApp(app, clinic, 'eve@riverside.example');
    const { client, accountId } = await signedInByApp(app, person);
    const [first] = await apps(accountId);
    const { ticket, secret } = await secondApp(client);
    await client.post('/account/security/app', { ticket, code: appCode(secret, app.clock.now()) });
    app.clock.move(60_000);
    if (first === undefined) throw new Error('no app');
    const lost = { ...first, version: first.version + 1, suspendedAt: app.clock.now() };
    await app.instance.storage.signInCommits.commit({
      swapAuthenticators: [{ fromVersion: first.version, next: lost }],
      audit: [],
    });
    const resume = `/account/security/method/${first.id}/resume`;
    expect((await client.post(resume, {})).body).toEqual({ refused: 'prove' });
    await stepUp(client);
    expect((await byApp(client, person)).body.signedIn).not.toBe(true);
    expect((await byApp(client, { ...person, secret })).body.signedIn).toBe(true);
    expect((await client.post(resume, {})).body).toEqual({ next: '/account/security' });
    await app.mail.waitFor(person.address, /works again/);
    app.clock.move(60_000);
    await signedInByApp(app, person);
  });

  it('is reported while its code is on the way: the code loses, or its session ends', async () => {
    const person = await personWithApp(app, clinic, 'dan@riverside.example');
    const { accountId } = await signedInByApp(app, person);
    for (let round = 0; round < 4; round++) {
      app.clock.move(60_000);
      const { client: thief } = await jsonPastPassword(app, person.address);
      const { client: owner } = await jsonPastPassword(app, person.address);
      const [proved] = await Promise.all([byApp(thief, person), owner.answer({ answer: 'app-lost' })]);
      const [row] = await apps(accountId);
      // Whoever came first, what is left is a lost app and no session by it.
      expect(row?.suspendedAt ?? null).not.toBeNull();
      if (proved.body.signedIn === true) expect(await live(thief)).toBe('out');
      if (row === undefined) throw new Error('no app');
      await app.instance.storage.signInCommits.commit({
        swapAuthenticators: [
          { fromVersion: row.version, next: { ...row, version: row.version + 1, suspendedAt: null } },
        ],
        audit: [],
      });
    }
  });

  /** A second app, offered to whoever holds this session. */
  async function secondApp({ cookies }: JsonClient) {
    const offered = await app.instance.selfService.apps.offer(
      {
        source: '127.0.0.1',
        userAgent: '',
        locale: 'en',
        browserToken: cookies.get('vestibule_browser') ?? null,
        deviceToken: cookies.get('vestibule_device') ?? null,
        sessionToken: cookies.get('vestibule_session') ?? null,
        platformAuthenticator: false,
      },
      null,
      null,
    );
    if (offered.outcome !== 'offer') throw new Error(offered.outcome);
    return { ticket: offered.ticket, secret: offered.view.key.replaceAll(' ', '') };
  }

  /** Opens the step-up of the security page. */
  async function stepUp(client: JsonClient) {
    const asked = await client.post('/account/prove', { next: '/account/security' });
    const page = await client.get(asked.body.next);
    return { attempt: page.body.page };
  }
});
