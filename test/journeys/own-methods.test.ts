import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { AuthenticatorRow } from '../../src/domain/sign-in/run/records.ts';
import { makeOrganization, startApp, type TestApp, type TestEngine } from '../app.ts';
import type { JsonClient } from '../harness/json-client.ts';
import { softPasskeyRow } from './own-sign-in.ts';
import { jsonPastPassword, personWithApp, signedInByApp } from './people.ts';

describe.each(['sqlite', 'postgres'] as const)('one’s own apps and passkeys on %s', (engine: TestEngine) => {
  let app: TestApp;
  let clinic: OrganizationId;

  beforeAll(async () => {
    app = await startApp({ engine });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
  });
  afterAll(() => app.stop());

  const bound = async (accountId: AccountId): Promise<readonly AuthenticatorRow[]> =>
    (await app.instance.storage.signInReads.snapshot(accountId))?.authenticators ?? [];
  const ofKind = async (accountId: AccountId, kind: string) =>
    (await bound(accountId)).filter((row) => row.kind === kind);
  const events = async (accountId: AccountId) =>
    (await app.instance.storage.auditReads.newest({ accountId }, 12)).map(({ name }) => name);
  const live = async (client: JsonClient) =>
    (await app.instance.sessions.check(client.cookies.get('vestibule_session') ?? null)).outcome;

  /** Signed in by the app just now, with one passkey beside it. */
  async function signedIn(address: string, passkeys = 1) {
    const person = await personWithApp(app, clinic, address);
    const { client, accountId } = await signedInByApp(app, person);
    for (let made = 0; made < passkeys; made++) await softPasskeyRow(app, accountId);
    const [totp] = await ofKind(accountId, 'totp');
    if (totp === undefined) throw new Error('no app');
    return { client, accountId, person, totp };
  }
  const remove = (client: JsonClient, id: string) => client.post(`/account/security/method/${id}/remove`, {});

  it('are named, on one line', async () => {
    const { client, accountId, totp } = await signedIn('amara@riverside.example');
    const named = await client.post(`/account/security/method/${totp.id}/rename`, { label: ' Work\u202e phone ' });
    expect(named.body).toEqual({ next: '/account/security' });
    expect(await ofKind(accountId, 'totp')).toMatchObject([{ label: 'Work phone', lastUsedAt: totp.lastUsedAt }]);
    expect(await events(accountId)).toContain('authenticator.renamed');
    const empty = await client.post(`/account/security/method/${totp.id}/rename`, { label: '\u200b' });
    expect([empty.status, empty.body]).toEqual([422, { refused: 'label' }]);
  });

  it('are removed: other sessions and attempts end, this one stays, the owner is told', async () => {
    const { client, accountId, person, totp } = await signedIn('ben@riverside.example');
    app.clock.move(30_000);
    const { client: other } = await signedInByApp(app, person);
    const { client: pending } = await jsonPastPassword(app, person.address);
    expect(await live(client)).toBe('in');
    expect((await remove(client, totp.id)).body).toEqual({ next: '/account/security' });
    expect(await ofKind(accountId, 'totp')).toEqual([]);
    expect([await live(other), (await client.get('/sign-in')).status]).toEqual(['out', 200]);
    const stale = await pending.answer({ answer: 'choose-method', method: 'email-code' });
    expect(stale.body.page.step).toMatchObject({ kind: 'refuse', reason: 'attempt-over' });
    expect(await events(accountId)).toEqual(expect.arrayContaining(['authenticator.revoked', 'session.ended']));
    const mail = await app.mail.waitFor(person.address, /removed/);
    expect(mail.text).toMatch(/Authenticator app/);
    expect(mail.text).toMatch(/\/stop\/[\w-]{43}/);
  });

  it('are replaced, not removed, where a mandate needs the last one', async () => {
    const { client, accountId, totp } = await signedIn('cleo@riverside.example', 0);
    const refused = await remove(client, totp.id);
    expect([refused.status, refused.body]).toEqual([409, { refused: 'needed' }]);
    expect(await ofKind(accountId, 'totp')).toHaveLength(1);
  });

  it('of two that go at the same moment, one stays where a mandate needs it', async () => {
    const { client, accountId, totp } = await signedIn('dan@riverside.example');
    const [passkey] = await ofKind(accountId, 'passkey');
    const both = await Promise.all([remove(client, totp.id), remove(client, passkey?.id ?? '')]);
    // The one that lost is asked anew: what is left is needed, or was not proved in this session.
    expect(both.map(({ body }) => body.refused ?? 'removed').toSorted()).toEqual([
      expect.stringMatching(/^(needed|prove)$/),
      'removed',
    ]);
    expect((await bound(accountId)).filter(({ kind }) => kind === 'totp' || kind === 'passkey')).toHaveLength(1);
  });

  it('of somebody else are not there', async () => {
    const victim = await signedIn('eve@riverside.example');
    const { client } = await signedIn('finn@riverside.example');
    for (const act of ['remove', 'rename']) {
      const refused = await client.post(`/account/security/method/${victim.totp.id}/${act}`, { label: 'Mine' });
      expect(refused.status).toBe(404);
    }
    expect(await ofKind(victim.accountId, 'totp')).toMatchObject([{ id: victim.totp.id, label: victim.totp.label }]);
  });

  it('change nothing once support must lift a freeze', async () => {
    const { client, accountId, totp } = await signedIn('gus@riverside.example');
    await app.instance.storage.signInCommits.commit({
      account: { id: accountId, setUpFrozenAt: app.clock.now() },
      audit: [],
    });
    const refused = await remove(client, totp.id);
    expect([refused.status, refused.body]).toEqual([403, { refused: 'frozen' }]);
    expect(await ofKind(accountId, 'totp')).toHaveLength(1);
  });
});
