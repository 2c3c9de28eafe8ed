import { expect, it } from 'vitest';
import type { Change } from '../../domain/sign-in/run/records.ts';
import { outboxMessageOf } from '../sql/outbox.ts';
import { onBothEngines, plainSealing } from './engines.ts';
import {
  attempt,
  authenticator,
  device,
  event,
  freshId,
  mandate,
  message,
  NOW,
  plantAccount,
  plantMembership,
  plantOrganization,
  plantResetCase,
  session,
  stopLink,
} from './fixtures.ts';

onBothEngines('a sign-in’s commit', (open) => {
  it('does everything in it', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db, { confirmedAt: null, setUpFrozenAt: NOW });
    const organization = await plantOrganization(db, { mandate: mandate({ skips: 3 }) });
    await plantMembership(db, account.id, organization.id, { skipsUsed: 1 });
    const before = attempt({ accountId: account.id });
    const app = authenticator(account.id);
    await storage.signInCommits.commit({ createAttempt: before, addAuthenticators: [app], audit: [] });

    const passkey = authenticator(account.id, { kind: 'passkey', externalId: freshId() });
    const used = { ...app, version: 2, secretSealed: 'after use', lastUsedAt: NOW + 1 };
    const after = { ...before, version: 2, endedAt: NOW + 1 };
    const started = session(account.id);
    const sent = message(account.id);
    const link = stopLink(account.id);
    const happened = event(account.id, { details: { method: 'totp', tries: 2, late: false, why: null } });
    const known = device(account.id, { passkeyId: passkey.id });
    const done = await storage.signInCommits.commit({
      swapAttempt: { fromVersion: 1, next: after },
      addAuthenticators: [passkey],
      swapAuthenticators: [{ fromVersion: 1, next: used }],
      account: { id: account.id, lastSignInAt: NOW + 1, preferredMethod: 'totp', setUpFrozenAt: null, locale: 'es' },
      confirmAddress: { accountId: account.id, at: NOW + 1 },
      useSkips: [{ accountId: account.id, organizationId: organization.id, skipsUsed: 1 }],
      putDevice: known,
      startSession: started,
      addStopLinks: [link],
      outbox: [sent],
      audit: [happened],
    });

    expect(done).toBe('done');
    expect(await storage.signInReads.attempt(before.id)).toEqual(after);
    expect(await storage.signInReads.snapshot(account.id)).toMatchObject({
      account: { ...account, lastSignInAt: NOW + 1, preferredMethod: 'totp', setUpFrozenAt: null, locale: 'es' },
      address: { confirmedAt: NOW + 1 },
      memberships: [{ skipsUsed: 2 }],
      authenticators: expect.arrayContaining([used, passkey]),
    });
    expect(await storage.signInReads.device(known.tokenHash, account.id)).toEqual(known);
    expect(await storage.sessions.byTokenHash(started.tokenHash)).toEqual(started);
    expect(await db.selectFrom('stop_links').selectAll().execute()).toMatchObject([{ token_hash: link.tokenHash }]);
    expect(await db.selectFrom('audit_events').selectAll().execute()).toMatchObject([
      { id: happened.id, details: JSON.stringify(happened.details) },
    ]);
  });

  it('keeps recipient and content of a mail out of sight until they are opened for its row', async () => {
    const { storage, db } = await open();
    const sent = message(null, { content: { kind: 'join-organization', organization: 'Riverside', path: '/join/x' } });
    await storage.signInCommits.commit({ outbox: [sent], audit: [] });
    const row = await db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain('riverside.example');
    expect(JSON.stringify(row)).not.toContain('/join/x');
    expect(row).toMatchObject({ kind: 'join-organization', next_try_at: NOW, tries: 0 });
    expect(outboxMessageOf(row, plainSealing)).toEqual(sent);
    expect(() => outboxMessageOf({ ...row, id: 'another' }, plainSealing)).toThrow();
  });

  it('loses when the attempt moved on or ended', async () => {
    const { storage } = await open();
    const { commit } = storage.signInCommits;
    const before = attempt();
    const swap = (fromVersion: number, endedAt: number | null): Change => ({
      swapAttempt: { fromVersion, next: { ...before, version: fromVersion + 1, endedAt } },
      audit: [event(null)],
    });
    expect(await commit(swap(1, null))).toEqual({ lost: 'attempt' });
    await commit({ createAttempt: before, audit: [] });
    expect(await commit(swap(2, null))).toEqual({ lost: 'attempt' });
    expect(await commit(swap(1, NOW))).toBe('done');
    expect(await commit(swap(2, null))).toEqual({ lost: 'attempt' });
  });

  it('loses when an authenticator was used or revoked meanwhile', async () => {
    const { storage, db } = await open();
    const { commit } = storage.signInCommits;
    const app = authenticator((await plantAccount(db)).id);
    await commit({ addAuthenticators: [app], audit: [] });
    const swap = (fromVersion: number, revokedAt: number | null): Change => ({
      swapAuthenticators: [{ fromVersion, next: { ...app, version: fromVersion + 1, revokedAt } }],
      audit: [],
    });
    expect(await commit(swap(7, null))).toEqual({ lost: 'binding' });
    expect(await commit(swap(1, NOW))).toBe('done');
    expect(await commit(swap(2, null))).toEqual({ lost: 'binding' });
  });

  it('never registers a credential id again, revoked or of another account', async () => {
    const { storage, db } = await open();
    const { commit } = storage.signInCommits;
    const passkey = authenticator((await plantAccount(db)).id, { kind: 'passkey', externalId: 'credential' });
    await commit({ addAuthenticators: [passkey], audit: [] });
    await commit({
      swapAuthenticators: [{ fromVersion: 1, next: { ...passkey, version: 2, revokedAt: NOW } }],
      audit: [],
    });
    const again = authenticator((await plantAccount(db)).id, { kind: 'passkey', externalId: 'credential' });
    expect(await commit({ addAuthenticators: [again], audit: [] })).toEqual({ lost: 'binding' });
  });

  it.each(['password', 'recovery-code'] as const)('keeps one live %s, replaced in one step', async (kind) => {
    const { storage, db } = await open();
    const { commit } = storage.signInCommits;
    const account = await plantAccount(db);
    const first = authenticator(account.id, { kind });
    const second = authenticator(account.id, { kind });
    expect(await commit({ addAuthenticators: [first], audit: [] })).toBe('done');
    expect(await commit({ addAuthenticators: [second], audit: [] })).toEqual({ lost: 'binding' });
    const revoked = { ...first, version: 2, revokedAt: NOW };
    const replaced = {
      swapAuthenticators: [{ fromVersion: 1, next: revoked }],
      addAuthenticators: [second],
      audit: [],
    };
    expect(await commit(replaced)).toBe('done');
    expect((await storage.signInReads.snapshot(account.id))?.authenticators).toEqual([second]);
  });

  it('uses a pass once, only while its case lives, and closes the case', async () => {
    const { storage, db } = await open();
    const { commit } = storage.signInCommits;
    const account = await plantAccount(db);
    const use = (caseId: string, passHash = 'hash of the pass', at = NOW) =>
      commit({ usePass: { caseId, passHash, at }, audit: [] });
    const lost = { lost: 'binding' };
    for (const over of [{ vetoed_at: NOW }, { cancelled_at: NOW }, { finished_at: NOW }, { pass_expires_at: NOW }]) {
      const other = await plantAccount(db);
      expect(await use((await plantResetCase(db, other.id, over)).id)).toEqual(lost);
    }
    const { id } = await plantResetCase(db, account.id);
    expect(await use(id, 'another')).toEqual(lost);
    expect(await use(id)).toBe('done');
    expect(await use(id)).toEqual(lost);
    expect((await storage.signInReads.snapshot(account.id))?.reset).toMatchObject({ caseId: id, passHash: null });
    const finish = () => commit({ finishReset: { caseId: id, at: NOW + 1 }, audit: [] });
    expect(await finish()).toBe('done');
    expect((await storage.signInReads.snapshot(account.id))?.reset).toBeNull();
    expect(await finish()).toEqual({ lost: 'attempt' });
  });

  it('does not finish a reset that its owner stopped', async () => {
    const { storage, db } = await open();
    const stopped = await plantResetCase(db, (await plantAccount(db)).id, { vetoed_at: NOW });
    const finish: Change = { finishReset: { caseId: stopped.id, at: NOW }, audit: [] };
    expect(await storage.signInCommits.commit(finish)).toEqual({ lost: 'attempt' });
  });

  it('starts no session for an account that was disabled or deleted meanwhile', async () => {
    const { storage, db } = await open();
    const { commit } = storage.signInCommits;
    const disabled = await plantAccount(db, { disabledAt: NOW });
    const enter = (id: typeof disabled.id): Change => ({
      account: { id, lastSignInAt: NOW },
      startSession: session(id),
      audit: [],
    });
    expect(await commit(enter(disabled.id))).toEqual({ lost: 'attempt' });
    const deleted = await plantAccount(db);
    await db.updateTable('accounts').set({ deleted_at: NOW }).where('id', '=', deleted.id).execute();
    expect(await commit(enter(deleted.id))).toEqual({ lost: 'attempt' });
    expect(await db.selectFrom('sessions').select('id').execute()).toEqual([]);
  });

  it('ends the sessions and attempts it names and no others', async () => {
    const { storage, db } = await open();
    const { commit } = storage.signInCommits;
    const [amara, ben] = [await plantAccount(db), await plantAccount(db)];
    const [old, kept, one, foreign] = [session(amara.id), session(amara.id), session(ben.id), session(ben.id)];
    for (const startSession of [old, kept, one, foreign]) await commit({ startSession, audit: [] });
    const [mine, other, bens] = [amara, amara, ben].map(({ id }) => attempt({ accountId: id }));
    for (const createAttempt of [mine, other, bens]) if (createAttempt) await commit({ createAttempt, audit: [] });
    await commit({
      endSessions: [
        { accountId: amara.id, exceptId: kept.id, at: NOW + 1, reason: 'reset' },
        { sessionId: one.id, at: NOW + 1, reason: 'replaced' },
      ],
      endAttempts: { accountId: amara.id, exceptId: mine?.id ?? null, at: NOW + 1 },
      audit: [],
    });
    const reasons = await Promise.all(
      [old, kept, one, foreign].map(
        async ({ tokenHash }) => (await storage.sessions.byTokenHash(tokenHash))?.endReason,
      ),
    );
    expect(reasons).toEqual(['reset', null, 'replaced', null]);
    const ends = await Promise.all(
      [mine, other, bens].map(async (each) => (await storage.signInReads.attempt(each?.id ?? ''))?.endedAt),
    );
    expect(ends).toEqual([null, NOW + 1, null]);
  });

  it('lists open attempts by browser, source and account, oldest first, and ends them by id', async () => {
    const { storage, db } = await open();
    const { commit, openAttempts, endAttempts } = storage.signInCommits;
    const account = await plantAccount(db);
    const shared = { browserHash: 'browser', source: '198.51.100.9', accountId: account.id };
    const second = attempt({ ...shared, createdAt: NOW + 2 });
    const first = attempt({ ...shared, createdAt: NOW + 1 });
    const ended = attempt({ ...shared, endedAt: NOW });
    const over = attempt({ ...shared, expiresAt: NOW + 10 });
    for (const createAttempt of [second, first, ended, over, attempt()]) await commit({ createAttempt, audit: [] });
    const expected = [first, second].map(({ id, createdAt }) => ({ id, createdAt }));
    expect(await openAttempts({ browserHash: 'browser' }, NOW + 10)).toEqual(expected);
    expect(await openAttempts({ source: '198.51.100.9' }, NOW + 10)).toEqual(expected);
    expect(await openAttempts({ accountId: account.id }, NOW + 10)).toEqual(expected);
    await endAttempts([first.id, ended.id], NOW + 5);
    await endAttempts([], NOW + 5);
    expect(await openAttempts({ browserHash: 'browser' }, NOW + 10)).toEqual(expected.slice(1));
    expect((await storage.signInReads.attempt(ended.id))?.endedAt).toBe(NOW);
  });

  it('leaves nothing of a change whose last part fails', async () => {
    const { storage, db } = await open();
    const { commit } = storage.signInCommits;
    const account = await plantAccount(db);
    const before = attempt({ accountId: account.id });
    const app = authenticator(account.id);
    const told = event(account.id);
    await commit({ createAttempt: before, addAuthenticators: [app], audit: [told] });
    const change: Change = {
      swapAttempt: { fromVersion: 1, next: { ...before, version: 2, endedAt: NOW } },
      swapAuthenticators: [{ fromVersion: 1, next: { ...app, version: 2 } }],
      addAuthenticators: [authenticator(account.id)],
      account: { id: account.id, lastSignInAt: NOW },
      putDevice: device(account.id),
      startSession: session(account.id),
      addStopLinks: [stopLink(account.id)],
      outbox: [message(account.id)],
      // The same event twice: its row cannot be written, so nothing of this happened.
      audit: [told],
    };
    await expect(commit(change)).rejects.toThrow();
    expect(await storage.signInReads.attempt(before.id)).toEqual(before);
    expect(await storage.signInReads.snapshot(account.id)).toMatchObject({ account, authenticators: [app] });
    for (const table of ['devices', 'sessions', 'stop_links', 'outbox'] as const) {
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });
});
