import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, PASSWORD, startApp, type TestApp, type TestEngine } from '../app.ts';
import { FLAGS, SoftwareAuthenticator } from '../fixtures/software-authenticator.ts';
import { type JsonClient, jsonClient } from '../harness/json-client.ts';
import { appCode } from '../harness/totp.ts';

const SYNCED = FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS;
const DEVICE_BOUND = FLAGS.UP | FLAGS.UV;

describe.each(['sqlite', 'postgres'] as const)('the counter of a passkey on %s', (engine: TestEngine) => {
  let app: TestApp;
  let clinic: OrganizationId;

  beforeAll(async () => {
    app = await startApp({ engine });
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
  });
  afterAll(() => app.stop());

  /** Sets up an app and a passkey whose counter stands at 5. */
  async function trusting(address: string, flags: number) {
    const accountId = await makeAccount(app, address, clinic);
    const passkey = new SoftwareAuthenticator({ origin: app.url, rpId: 'localhost' }, { flags, counter: 5 });
    const client = jsonClient(app.url);
    const answer = await pastPassword(client, address);
    const secret = new URL(answer.body.page.views.binding.view.uri).searchParams.get('secret') ?? '';
    await client.answer({ answer: 'bind', method: 'totp', code: appCode(secret, app.clock.now()), platform: true });
    const offer = await client.answer({ answer: 'recovery-code-saved', saved: true, platform: true });
    const response = passkey.register(offer.body.page.views.trustOptions);
    expect((await client.answer({ answer: 'trust-accepted', response, platform: true })).body.signedIn).toBe(true);
    return { accountId, address, client, passkey };
  }

  async function pastPassword(client: JsonClient, address: string) {
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address });
    return client.answer({ answer: 'password', password: PASSWORD, platform: true });
  }

  async function usePasskey(
    { client, address, passkey }: Pick<Awaited<ReturnType<typeof trusting>>, 'client' | 'address' | 'passkey'>,
    counter: number,
  ) {
    app.clock.move(1_000);
    const asked = await pastPassword(client, address);
    const response = passkey.assert(asked.body.page.views.challenge.options, { counter });
    return client.answer({ answer: 'proof', method: 'passkey', response, platform: true });
  }

  /** What the trail says of the account's passkey proofs, newest first. */
  async function audited(accountId: AccountId) {
    const rows = await app.instance.storage.auditReads.newest({ accountId }, 100);
    return rows
      .filter((row) => row.name === 'proof.ok' || row.name === 'proof.bad')
      .filter((row) => row.details['method'] === 'passkey')
      .map((row) => [row.name, row.details]);
  }

  it('S11 signs in with a synced passkey whose counter went back, and the audit trail remarks it', async () => {
    const person = await trusting('amara@riverside.example', SYNCED);
    expect((await usePasskey(person, 6)).body.signedIn).toBe(true);
    expect((await usePasskey(person, 2)).body.signedIn).toBe(true);
    expect(await audited(person.accountId)).toEqual([
      ['proof.ok', { method: 'passkey', remark: 'counter-went-back' }],
      ['proof.ok', { method: 'passkey' }],
    ]);
  });

  it('S9 completes the sign-in when the passkey is one that was registered before, and binds nothing', async () => {
    const { passkey } = await trusting('cleo@riverside.example', DEVICE_BOUND);
    const accountId = await makeAccount(app, 'dana@riverside.example', clinic);
    const client = jsonClient(app.url);
    const answer = await pastPassword(client, 'dana@riverside.example');
    const secret = new URL(answer.body.page.views.binding.view.uri).searchParams.get('secret') ?? '';
    await client.answer({ answer: 'bind', method: 'totp', code: appCode(secret, app.clock.now()), platform: true });
    const offer = await client.answer({ answer: 'recovery-code-saved', saved: true, platform: true });
    const response = passkey.register(offer.body.page.views.trustOptions);
    expect((await client.answer({ answer: 'trust-accepted', response, platform: true })).body.signedIn).toBe(true);
    const bound = (await app.instance.storage.signInReads.snapshot(accountId))?.authenticators.map((one) => one.kind);
    expect(bound?.toSorted()).toEqual(['password', 'recovery-code', 'totp']);
  });

  it('S11 refuses a passkey of one device whose counter went back, and the audit trail says why', async () => {
    const person = await trusting('ben@riverside.example', DEVICE_BOUND);
    expect((await usePasskey(person, 2)).body).toMatchObject({ signedIn: false });
    expect(await audited(person.accountId)).toEqual([
      ['proof.bad', { method: 'passkey', reason: 'counter-went-back' }],
    ]);
  });
});
