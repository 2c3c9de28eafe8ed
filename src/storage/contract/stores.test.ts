import { expect, it } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import { authenticatorRow } from '../sql/rows.ts';
import { fromTx } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';
import {
  attempt,
  authenticator,
  device,
  event,
  freshId,
  NOW,
  plantAccount,
  plantOrganization,
  session,
  stopLink,
} from './fixtures.ts';
import { artifact } from './openid-fixtures.ts';

onBothEngines('the session store', (open) => {
  it('finds a session by its token’s hash, live or ended', async () => {
    const { storage, db } = await open();
    const live = session((await plantAccount(db)).id);
    await storage.signInCommits.commit({ startSession: live, audit: [] });
    expect(await storage.sessions.byTokenHash(live.tokenHash)).toEqual(live);
    expect(await storage.sessions.byTokenHash(freshId())).toBeNull();
    await storage.sessions.end(live.id, NOW + 1, 'sign-out', event(live.accountId));
    expect(await storage.sessions.byTokenHash(live.tokenHash)).toEqual({
      ...live,
      endedAt: NOW + 1,
      endReason: 'sign-out',
    });
  });

  it('moves the last sight of a live session forward only', async () => {
    const { storage, db } = await open();
    const live = session((await plantAccount(db)).id);
    await storage.signInCommits.commit({ startSession: live, audit: [] });
    const lastSeen = async () => (await storage.sessions.byTokenHash(live.tokenHash))?.lastSeenAt;
    await storage.sessions.touch(live.id, NOW + 5);
    await storage.sessions.touch(live.id, NOW + 3);
    expect(await lastSeen()).toBe(NOW + 5);
    await storage.sessions.end(live.id, NOW + 6, 'sign-out', event(live.accountId));
    await storage.sessions.touch(live.id, NOW + 9);
    expect(await lastSeen()).toBe(NOW + 5);
  });

  it('ends a session once and records it with it, or not at all', async () => {
    const { storage, db } = await open();
    const live = session((await plantAccount(db)).id);
    const told = event(live.accountId);
    await storage.signInCommits.commit({ startSession: live, audit: [told] });
    // The row of an event that is there already cannot be written again.
    await expect(storage.sessions.end(live.id, NOW, 'sign-out', told)).rejects.toThrow();
    expect((await storage.sessions.byTokenHash(live.tokenHash))?.endedAt).toBeNull();
    expect(await storage.sessions.end(live.id, NOW, 'stopped', event(live.accountId))).toBe(true);
    expect(await storage.sessions.end(live.id, NOW + 1, 'sign-out', event(live.accountId))).toBe(false);
    expect(await db.selectFrom('audit_events').select('id').execute()).toHaveLength(2);
  });

  it('lists an account’s live sessions, newest first: none that ended, idled out or ran out', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db);
    const older = session(id, { startedAt: NOW - 2 });
    const newer = session(id, { startedAt: NOW - 1 });
    const idle = session(id, { idleMs: MINUTE_MS, lastSeenAt: NOW - MINUTE_MS });
    const over = session(id, { absoluteEndAt: NOW });
    const ended = session(id, { endedAt: NOW - 1, endReason: 'sign-out' });
    const foreign = session((await plantAccount(db)).id);
    for (const startSession of [older, newer, idle, over, ended, foreign]) {
      await storage.signInCommits.commit({ startSession, audit: [] });
    }
    expect(await storage.sessions.liveOf(id, NOW)).toEqual([newer, older]);
  });
});

onBothEngines('the lane store', (open) => {
  const taken = { at: NOW, attemptId: 'a' };

  it('keeps tries by key, each swap from the version that was read', async () => {
    const { lanes } = (await open()).storage;
    expect(await lanes.load('k')).toEqual({ key: 'k', version: 0, tries: [] });
    expect(await lanes.swap('k', 1, [taken])).toBe(false);
    expect(await lanes.swap('k', 0, [taken])).toBe(true);
    expect(await lanes.swap('k', 0, [])).toBe(false);
    expect(await lanes.load('k')).toEqual({ key: 'k', version: 1, tries: [taken] });
    expect(await lanes.swap('k', 1, [])).toBe(true);
    expect(await lanes.load('k')).toEqual({ key: 'k', version: 2, tries: [] });
    expect(await lanes.load('other')).toMatchObject({ version: 0 });
  });

  it('forgets lanes whose newest try is old, and an emptied one no sooner', async () => {
    const { lanes } = (await open()).storage;
    await lanes.swap('old', 0, [taken, { at: NOW + 1, attemptId: 'b' }]);
    await lanes.swap('fresh', 0, [{ at: NOW + 9, attemptId: 'c' }, taken]);
    await lanes.swap('emptied', 0, [{ at: NOW + 9, attemptId: 'd' }]);
    await lanes.swap('emptied', 1, []);
    expect(await lanes.purge(NOW + 1)).toBe(0);
    expect(await lanes.purge(NOW + 2)).toBe(1);
    expect(await lanes.load('old')).toMatchObject({ version: 0 });
    expect(await lanes.load('fresh')).toMatchObject({ version: 1 });
    expect(await lanes.load('emptied')).toMatchObject({ version: 2 });
  });
});

onBothEngines('the facts of an installation', (open) => {
  it('are set once, by whichever node comes first', async () => {
    const first = await open();
    const second = first.another();
    const answers = await Promise.all([
      first.storage.installation.setIfAbsent('passkey-domain', 'one.example'),
      second.storage.installation.setIfAbsent('passkey-domain', 'two.example'),
    ]);
    expect(new Set(answers).size).toBe(1);
    expect(await second.storage.installation.get('passkey-domain')).toBe(answers[0]);
    expect(await first.storage.installation.get('key-fingerprint')).toBeNull();
  });

  it('change only from what they were', async () => {
    const { installation } = (await open()).storage;
    await installation.setIfAbsent('passkey-domain', 'one.example');
    expect(await installation.replace('passkey-domain', 'zero.example', 'two.example')).toBe(false);
    expect(await installation.replace('passkey-domain', 'one.example', 'two.example')).toBe(true);
    expect(await installation.replace('unknown', 'a', 'b')).toBe(false);
    expect(await installation.get('passkey-domain')).toBe('two.example');
  });

  it('say whether anything was ever stored', async () => {
    const { storage } = await open();
    expect(await storage.installation.isEmpty()).toBe(true);
    await storage.installation.setIfAbsent('key-fingerprint', 'f');
    expect(await storage.installation.isEmpty()).toBe(false);
  });

  it('are not those of an empty database once there is an account or an organization', async () => {
    const accounts = await open();
    await plantAccount(accounts.db);
    expect(await accounts.storage.installation.isEmpty()).toBe(false);
    const organizations = await open();
    await plantOrganization(organizations.db);
    expect(await organizations.storage.installation.isEmpty()).toBe(false);
  });

  it('count the passkeys that a change of domain would orphan', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db);
    const passkey = (revokedAt: number | null) =>
      authenticatorRow(authenticator(id, { kind: 'passkey', externalId: freshId(), revokedAt }));
    const app = authenticatorRow(authenticator(id));
    await db
      .insertInto('authenticators')
      .values([passkey(null), passkey(null), passkey(NOW), app])
      .execute();
    expect(await storage.installation.livePasskeys()).toBe(2);
  });
});

onBothEngines('a transaction', (open) => {
  it('is undone whole when its work throws, and kept whole when it does not', async () => {
    const { storage, db } = await open();
    const write = (name: string, fails: boolean) =>
      storage.transactor.transact(async (tx) => {
        await fromTx(tx).insertInto('installation').values({ name, value: '1' }).execute();
        await fromTx(tx)
          .insertInto('installation')
          .values({ name: `${name}-too`, value: '2' })
          .execute();
        if (fails) throw new Error('changed its mind');
        return name;
      });
    await expect(write('undone', true)).rejects.toThrow('changed its mind');
    expect(await write('kept', false)).toBe('kept');
    const rows = await db.selectFrom('installation').select('name').orderBy('name').execute();
    expect(rows.map((row) => row.name)).toEqual(['kept', 'kept-too']);
  });
});

onBothEngines('the purge', (open) => {
  it('deletes what no longer matters, and nothing a day younger', async () => {
    const { storage, db } = await open();
    const { id } = await plantAccount(db);
    const organization = await plantOrganization(db);
    const { commit } = storage.signInCommits;
    // [gone, kept] of each table, around the moment that the purge looks back to.
    for (const late of [0, DAY_MS]) {
      await commit({ createAttempt: attempt({ expiresAt: NOW - DAY_MS - 1 + late }), audit: [] });
      await commit({ startSession: session(id, { absoluteEndAt: NOW - 30 * DAY_MS - 1 + late }), audit: [] });
      await commit({ startSession: session(id, { endedAt: NOW - 30 * DAY_MS - 1 + late }), audit: [] });
      await commit({ putDevice: device(id, { lastUsedAt: NOW - 180 * DAY_MS - 1 + late }), audit: [] });
      await commit({ addStopLinks: [stopLink(id, { expiresAt: NOW - DAY_MS - 1 + late })], audit: [] });
      await storage.lanes.swap(freshId(), 0, [{ at: NOW - 31 * DAY_MS - 1 + late, attemptId: 'a' }]);
      await storage.lanes.swap(`proof:${freshId()}`, 0, [{ at: NOW - 366 * DAY_MS - 1 + late, attemptId: 'a' }]);
      const invitation = {
        ...{ id: freshId(), token_hash: freshId(), account_id: id, organization_id: organization.id },
        ...{ purpose: 'first-password', code_hash: null, created_at: 0, used_at: null },
        expires_at: NOW - 30 * DAY_MS - 1 + late,
      };
      await db.insertInto('invitations').values(invitation).execute();
      await storage.artifacts.put(artifact({ expiresAt: NOW - DAY_MS - 1 + late }));
      const link = {
        ...{
          id: freshId(),
          token_hash: freshId(),
          browser_hash: 'browser',
          account_id: id,
          created_at: 0,
          used_at: null,
        },
        expires_at: NOW - DAY_MS - 1 + late,
      };
      await db.insertInto('password_links').values(link).execute();
      const marking = {
        ...{ id: freshId(), token_hash: freshId(), organization_id: organization.id, created_at: 0, used_at: null },
        expires_at: NOW - DAY_MS - 1 + late,
      };
      await db.insertInto('workstation_links').values(marking).execute();
      const logout = {
        ...{ id: freshId(), client_id: 'client', account_id: id, sid: 'sid', tries: 1, next_try_at: NOW },
        ...{ leased_until: null, delivered_at: NOW, failed_at: null, created_at: NOW - 30 * DAY_MS - 1 + late },
      };
      await db.insertInto('logouts').values(logout).execute();
      const runsOut = { expires_at: NOW - 1 + late };
      await db
        .insertInto('tallies')
        .values({ key: freshId(), slot: 0, count: 1, ...runsOut })
        .execute();
      await db
        .insertInto('spent_work')
        .values({ id: freshId(), ...runsOut })
        .execute();
      const job = {
        id: freshId(),
        kind: freshId(),
        started_by: id,
        seen_at: NOW,
        ended_at: NOW,
        per_mille: 0,
        result: null,
      };
      await db
        .insertInto('jobs')
        .values({ ...job, started_at: NOW - 30 * DAY_MS - 1 + late })
        .execute();
      await db.insertInto('job_parts').values({ job_id: job.id, seq: 1, body: 'told' }).execute();
    }
    const rest = { artifacts: 1, logouts: 1, tallies: 1, spentWork: 1, jobs: 1, organizationCounts: 0 };
    const one = {
      attempts: 1,
      sessions: 2,
      devices: 1,
      invitations: 1,
      stopLinks: 1,
      passwordLinks: 1,
      workstationLinks: 1,
      lanes: 2,
      ...rest,
    };
    expect(await storage.purge(NOW)).toEqual(one);
    expect(await storage.purge(NOW)).toEqual({
      ...{
        attempts: 0,
        sessions: 0,
        devices: 0,
        invitations: 0,
        stopLinks: 0,
        passwordLinks: 0,
        workstationLinks: 0,
        lanes: 0,
        artifacts: 0,
        logouts: 0,
        tallies: 0,
        spentWork: 0,
        jobs: 0,
        organizationCounts: 0,
      },
    });
    expect(await storage.purge(NOW + DAY_MS)).toEqual(one);
  });
});
