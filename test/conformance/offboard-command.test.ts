import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import { makeOrganization, startApp, type TestApp } from '../app.ts';
import { administer } from '../journeys/command-line.ts';
import { personWithApp } from '../journeys/people.ts';
import { type RelyingParty, relyingParty } from './openid/relying-party.ts';
import { allow } from './openid/stage.ts';
import { userAgent } from './openid/user-agent.ts';

describe.each(['sqlite', 'postgres'] as const)('`account offboard` on %s', (engine) => {
  let app: TestApp;
  let party: RelyingParty;
  let riverside: OrganizationId;

  beforeAll(async () => {
    app = await startApp({ engine });
    riverside = await makeOrganization(app, 'Riverside Clinic', {});
    party = await relyingParty(app);
  });
  afterAll(() => app?.stop());

  /** Somebody signed in here and to an application, with a token that it may renew. */
  async function somebody(address: string) {
    const { secret } = await personWithApp(app, riverside, address);
    const record = await app.instance.accounts.find(address);
    const browser = userAgent(app);
    const at = await browser.open(party.request({ scope: 'openid offline_access', prompt: 'consent' }));
    const arrived = await allow(browser, await browser.signIn(at.url, { address, secret }));
    const { body } = await party.exchange(arrived);
    const id = record?.account.id ?? expect.fail('no account');
    const renews = async () =>
      (await party.token({ grant_type: 'refresh_token', refresh_token: body.refresh_token })).status;
    const active = async () =>
      ((await (await party.post('/openid/introspect', { token: body.access_token })).json()) as { active: boolean })
        .active;
    const signedIn = async () => (await browser.open('/account')).url.pathname === '/account';
    return { id, renews, active, signedIn };
  }

  /** What the command line did to an account, by name of the event. */
  async function recorded(accountId: AccountId) {
    const rows = await app.instance.storage.auditReads.newest({ accountId }, 100);
    const done = rows.filter(({ actor, name }) => actor === 'system' && name.startsWith('account.'));
    return done.map(({ name }) => name).toSorted();
  }

  const file = (name: string) => join(app.instance.config.dataFolder, name);

  it('ends sessions and tokens, disables the account, and prints a signed receipt that anybody can check', async () => {
    const dina = await somebody('dina@riverside.example');
    expect([await dina.signedIn(), await dina.active()]).toEqual([true, true]);
    const done = await administer(app, 'account', 'offboard', 'dina@riverside.example');
    expect(done).toMatchObject({ exit: 0, err: '' });
    expect(done.json).toMatchObject({
      ...{ accountId: dina.id, organizationId: null, by: 'system', membershipEnded: false, accountDisabled: true },
      at: new Date(app.clock.now()).toISOString(),
      ended: { sessions: expect.any(Number), tokens: expect.any(Number), browsers: expect.any(Number) },
    });
    expect(done.json.ended.sessions).toBeGreaterThan(0);
    expect(done.json.ended.tokens).toBeGreaterThan(0);
    expect([await dina.signedIn(), await dina.active(), await dina.renews()]).toEqual([false, false, 400]);
    expect((await app.instance.accounts.find(dina.id))?.account.disabledAt).toBe(app.clock.now());
    expect(await recorded(dina.id)).toEqual(['account.created', 'account.disabled', 'account.offboarded']);
    const again = await administer(app, 'account', 'offboard', dina.id);
    expect(again).toEqual(done);
    expect(await recorded(dina.id)).toHaveLength(3);

    writeFileSync(file('key.pem'), app.instance.signer.publicKey);
    const check = (receipt: object) => {
      writeFileSync(file('receipt.json'), JSON.stringify(receipt));
      return administer(app, 'account', 'verify-receipt', file('receipt.json'), '--key', file('key.pem'));
    };
    expect(await check(done.json)).toMatchObject({ exit: 0, json: done.json });
    const later = { ...done.json, at: new Date(app.clock.now() + 1).toISOString() };
    expect(await check(later)).toMatchObject({ exit: 1, json: { refused: { reason: 'receipt-changed' } } });
    expect(await check({ ...done.json, accountDisabled: false })).toMatchObject({ exit: 1 });
    expect(await check({ id: 'x' })).toMatchObject({ exit: 1, json: { refused: { reason: 'file-wrong' } } });
  });

  it('of one organization leaves the account in force elsewhere; one that it is not in, and nobody, are refused', async () => {
    const olu = await somebody('olu@riverside.example');
    const oakdale = await makeOrganization(app, 'Oakdale Practice');
    const offboard = (...words: string[]) => administer(app, 'account', 'offboard', ...words);
    expect(await offboard('olu@riverside.example', '--org', 'Oakdale Practice')).toMatchObject({
      exit: 1,
      json: { refused: { reason: 'not-a-member' } },
    });
    expect(await offboard('nobody@riverside.example')).toMatchObject({
      exit: 1,
      json: { refused: { reason: 'account-unknown' } },
    });
    expect(await olu.signedIn()).toBe(true);
    const { storage, organizations } = app.instance;
    await organizations.members.add(oakdale, olu.id, 'staff');
    await storage.transactor.transact((tx) => storage.membershipWrites.accept(tx, olu.id, oakdale, app.clock.now()));
    expect(await offboard('olu@riverside.example', '--org', 'Riverside Clinic')).toMatchObject({
      exit: 0,
      json: { organizationId: riverside, membershipEnded: true, accountDisabled: false },
    });
    expect([await olu.signedIn(), await olu.renews()]).toEqual([false, 400]);
    expect((await app.instance.accounts.find(olu.id))?.account.disabledAt).toBeNull();
    expect((await app.instance.accounts.show(olu.id))?.memberships.map(({ organization }) => organization.id)).toEqual([
      oakdale,
    ]);
  });
});
