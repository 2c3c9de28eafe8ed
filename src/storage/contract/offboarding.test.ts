import { expect, it } from 'vitest';
import { createOffboarding, type LeavesFrom, type Offboarding } from '../../domain/access/run/offboard.ts';
import { receiptHolds } from '../../domain/access/run/receipt.ts';
import type { Account } from '../../domain/accounts/decide/account.ts';
import { createHeadSigner } from '../../domain/audit/run/heads.ts';
import { SYSTEM } from '../../domain/roles/run/actor.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { systemRandom } from '../../platform/random.ts';
import { signatureCheck } from '../../platform/signing.ts';
import type { Storage } from '../open.ts';
import { onBothEngines } from './engines.ts';
import {
  attempt,
  freshId,
  NOW,
  plantAccount,
  plantMembership,
  plantOrganization,
  plantResetCase,
  session,
} from './fixtures.ts';
import { artifact, plantClient, plantUse } from './openid-fixtures.ts';
import { access, auditorAt, type House, liveKinds, openHouse, plantStopLink, value } from './reset-house.ts';

const signer = createHeadSigner(keyRingFrom(Buffer.alloc(32, 7)));

/** What {@link plantHeld} plants beside the session, attempt and browser of everybody in the house. */
const HELD = {
  sessions: 2,
  attempts: 1,
  // Of the session that was used for an application, and one without a session.
  tokens: 4,
  browsers: 1,
  invitations: 2,
  // One for a new password; the link to stop a reset counts only where everything ends.
  links: 1,
  applications: 1,
};

onBothEngines('offboarding', (open) => {
  const start = async () => {
    const house = await openHouse(open);
    const lakeside = await plantOrganization(house.db, { name: 'Lakeside Hospital' });
    await plantMembership(house.db, house.owner.id, lakeside.id);
    await plantHeld(house, house.owner, [house.clinic.id, lakeside.id]);
    await plantHeld(house, house.colleague, [house.clinic.id]);
    const offboard = offboardingOn(house.storage, house);
    const leave = (from: LeavesFrom) => offboard.offboard(house.owner.id, from);
    return { ...house, house, lakeside, offboard, leave };
  };

  it('of everything ends all that lets somebody in, and disables the account, in one transaction with its rows', async () => {
    const { house, db, owner, colleague, leave, storage } = await start();
    const receipt = value(await leave('everything'));
    expect(receipt).toMatchObject({
      ...{ accountId: owner.id, organizationId: null, by: 'system', at: NOW },
      ...{ membershipEnded: false, accountDisabled: true, ended: { ...HELD, links: 2, resets: 1 } },
    });
    expect(await access(house, owner)).toEqual([0, 0, 0]);
    expect(await liveLinks(house, owner)).toEqual({
      invitations: 0,
      passwords: 0,
      stops: 0,
      codes: 0,
      artifacts: 0,
      consents: 0,
    });
    // What is bound stays, for the day they come back.
    expect(await liveKinds(house, owner)).toEqual(['passkey', 'password', 'recovery-code', 'totp']);
    expect((await storage.accounts.byId(null, owner.id))?.account.disabledAt).toBe(NOW);
    expect((await storage.memberships.membershipsOf(null, owner.id)).length).toBe(2);
    const rows = await db.selectFrom('audit_events').select(['name', 'actor']).orderBy('name').execute();
    expect(rows).toEqual([
      { name: 'account.disabled', actor: 'system' },
      { name: 'account.offboarded', actor: 'system' },
    ]);
    expect(await access(house, colleague)).toEqual([2, 1, 1]);
    expect(await liveLinks(house, colleague)).toEqual({
      invitations: 1,
      passwords: 1,
      stops: 1,
      codes: 2,
      artifacts: 4,
      consents: 1,
    });
  });

  it('of one of two organizations ends the place and the sessions; the account goes on elsewhere', async () => {
    const { house, owner, clinic, lakeside, leave, storage } = await start();
    const receipt = value(await leave(clinic.id));
    expect(receipt).toMatchObject({
      ...{ organizationId: clinic.id, membershipEnded: true, accountDisabled: false },
      ended: { ...HELD, invitations: 1, resets: 0 },
    });
    expect(await access(house, owner)).toEqual([0, 0, 0]);
    // The invitation and the code of the other organization stay, and what protects the account.
    expect(await liveLinks(house, owner)).toEqual({
      invitations: 1,
      passwords: 0,
      stops: 1,
      codes: 2,
      artifacts: 0,
      consents: 1,
    });
    const places = await storage.memberships.membershipsOf(null, owner.id);
    expect(places.map(({ organization }) => organization.id)).toEqual([lakeside.id]);
    expect((await storage.accounts.byId(null, owner.id))?.account.disabledAt).toBeNull();
  });

  it('of the last organization disables the account', async () => {
    const { leave, clinic, lakeside } = await start();
    expect(value(await leave(clinic.id)).accountDisabled).toBe(false);
    expect(value(await leave(lakeside.id))).toMatchObject({ membershipEnded: true, accountDisabled: true });
  });

  it('is answered with the first receipt when it is asked again, also at once on two nodes', async () => {
    const { house, db, leave, owner, clinic } = await start();
    const there = offboardingOn(house.otherStorage, house);
    const [here, other] = await Promise.all([leave(clinic.id), there.offboard(owner.id, clinic.id)]);
    const done = [here, other].filter(({ ok }) => ok);
    expect(done.length).toBeGreaterThan(0);
    const again = value(await leave(clinic.id));
    expect(done.map(value)).toEqual(done.map(() => again));
    const first = value(await leave('everything'));
    house.clock.at = NOW + DAY_MS;
    expect(value(await leave('everything'))).toEqual(first);
    const rows = await db.selectFrom('audit_events').select('name').where('name', '=', 'account.offboarded').execute();
    expect(rows).toHaveLength(2);
  });

  it('leaves no session to a sign-in that completes meanwhile', async () => {
    const { house, db, offboard, clinic } = await start();
    for (let round = 0; round < 10; round++) {
      const { id: accountId } = await plantAccount(db);
      await plantMembership(db, accountId, clinic.id);
      const going = attempt({ accountId });
      await house.storage.signInCommits.commit({ createAttempt: going, audit: [] });
      await Promise.all([
        house.otherStorage.signInCommits.commit({
          swapAttempt: { fromVersion: 1, next: { ...going, version: 2, endedAt: NOW } },
          startSession: session(accountId),
          audit: [],
        }),
        offboard.offboard(accountId, 'everything'),
      ]);
      const live = await db
        .selectFrom('sessions')
        .select('id')
        .where('account_id', '=', accountId)
        .where('ended_at', 'is', null)
        .execute();
      expect(live).toEqual([]);
    }
  });

  it('is refused for an account nobody has, and for an organization that it is not in or has only been asked to join', async () => {
    const { house, db, offboard, owner, leave } = await start();
    const asking = await plantOrganization(db, { name: 'Oakdale' });
    await plantMembership(db, owner.id, asking.id, { acceptedAt: null });
    expect(await offboard.offboard('nobody' as never, 'everything')).toMatchObject({
      error: { reason: 'account-unknown' },
    });
    expect(await leave(asking.id)).toMatchObject({ error: { reason: 'not-a-member' } });
    expect(await leave(freshId())).toMatchObject({ error: { reason: 'not-a-member' } });
    expect(await access(house, owner)).toEqual([2, 1, 1]);
  });

  it('gives a receipt that anybody can check with the public key: each of its facts, its time too', async () => {
    const { leave } = await start();
    const receipt = value(await leave('everything'));
    const check = signatureCheck(signer.publicKey);
    expect(receiptHolds(receipt, check)).toBe(true);
    const forged = [
      { ...receipt, at: receipt.at - 1 },
      { ...receipt, accountId: freshId() as never },
      { ...receipt, by: 'robin' },
      { ...receipt, accountDisabled: false },
      { ...receipt, ended: { ...receipt.ended, sessions: 9 } },
      { ...receipt, id: 'another' },
      { ...receipt, digest: receipt.digest.replaceAll(/./g, '0') },
    ];
    expect(forged.map((one) => receiptHolds(one, check))).toEqual(forged.map(() => false));
    const other = signatureCheck(createHeadSigner(keyRingFrom(Buffer.alloc(32, 8))).publicKey);
    expect(receiptHolds(receipt, other)).toBe(false);
  });
});

function offboardingOn(storage: Storage, { clock }: House): Offboarding {
  const now = { now: () => clock.at };
  return createOffboarding({
    ...storage,
    auditor: auditorAt(clock),
    clock: now,
    random: systemRandom,
    by: SYSTEM,
    signer,
  });
}

/** A second session, used for an application; links, invitations with codes, a reset case, a consent. */
async function plantHeld(house: House, { id }: Account, organizations: readonly string[]): Promise<void> {
  const { db, storage } = house;
  const used = session(id);
  await storage.signInCommits.commit({ startSession: used, audit: [] });
  const { client, artifacts } = await plantUse(storage, used.id);
  await db.updateTable('artifacts').set({ account_id: id }).where('session_id', '=', used.id).execute();
  expect(artifacts).toHaveLength(3);
  await storage.artifacts.put(artifact({ accountId: id }));
  await plantClient(storage);
  const consent = { account_id: id, client_id: client.id, scopes: '[]', resources: '{}', given_at: NOW };
  await db.insertInto('consents').values(consent).execute();
  const link = { id: freshId(), token_hash: freshId(), account_id: id, browser_hash: 'browser', created_at: NOW };
  await db
    .insertInto('password_links')
    .values({ ...link, expires_at: NOW + DAY_MS, used_at: null })
    .execute();
  for (const organization_id of organizations) {
    const invitation = {
      account_id: id,
      organization_id,
      code_hash: 'hash',
      created_at: NOW,
      expires_at: NOW + DAY_MS,
    };
    const rows = [
      { ...invitation, id: freshId(), token_hash: freshId(), purpose: 'join', used_at: null },
      // The link is used; the code lives on.
      { ...invitation, id: freshId(), token_hash: freshId(), purpose: 'choose-password', used_at: NOW },
    ];
    await db.insertInto('invitations').values(rows).execute();
  }
  await plantStopLink(house, { id } as Account);
  await plantResetCase(db, id, { carried_out_by: null, carried_out_at: null, pass_hash: null });
}

/** How much of an account still opens something. */
async function liveLinks({ db }: House, { id }: Account) {
  const open = async (table: 'invitations' | 'password_links' | 'stop_links') => {
    const rows = await db
      .selectFrom(table)
      .select('id')
      .where('account_id', '=', id)
      .where('used_at', 'is', null)
      .execute();
    return rows.length;
  };
  const codes = await db
    .selectFrom('invitations')
    .select('id')
    .where('account_id', '=', id)
    .where('code_hash', 'is not', null)
    .execute();
  const artifacts = await db.selectFrom('artifacts').select('id').where('account_id', '=', id).execute();
  const consents = await db.selectFrom('consents').select('client_id').where('account_id', '=', id).execute();
  return {
    invitations: await open('invitations'),
    passwords: await open('password_links'),
    stops: await open('stop_links'),
    codes: codes.length,
    artifacts: artifacts.length,
    consents: consents.length,
  };
}
