import { CompiledQuery, sql } from 'kysely';
import { expect, it } from 'vitest';
import type { AccountId, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { WorkstationLink } from '../../domain/organizations/run/ports.ts';
import { DAY_MS } from '../../platform/kernel/time.ts';
import { auditReadsOn } from '../sql/audit-read.ts';
import { onBothEngines } from './engines.ts';
import { device, event, freshId, NOW, plantAccount, plantOrganization, session } from './fixtures.ts';
import { QueryLog } from './plans.ts';

onBothEngines('the browsers that an account knows', (open) => {
  it('are listed by their last use, without those that are burned and those of others', async () => {
    const { storage, db } = await open();
    const [{ id: accountId }, other] = [await plantAccount(db), await plantAccount(db)];
    const older = device(accountId, { lastUsedAt: NOW - 2 });
    const newer = device(accountId, { lastUsedAt: NOW - 1, browser: null });
    const [gone, foreign] = [device(accountId), device(other.id)];
    for (const putDevice of [older, newer, gone, foreign]) {
      await storage.signInCommits.commit({ putDevice, audit: [] });
    }
    await storage.signInCommits.commit({ burnDevices: { accountId, ids: [gone.id] }, audit: [] });
    expect(await storage.knownBrowsers.of(accountId)).toEqual([newer, older]);
  });

  it('are burned one by one and of their account alone; what they led to goes, and copies of the cookie stay worthless', async () => {
    const { storage, db } = await open();
    const [{ id: accountId }, other] = [await plantAccount(db), await plantAccount(db)];
    const tokenHash = freshId();
    const mine = device(accountId, { tokenHash, offerTrustAgainAt: NOW });
    const theirs = device(other.id, { tokenHash });
    for (const putDevice of [mine, theirs]) await storage.signInCommits.commit({ putDevice, audit: [] });
    await storage.signInCommits.commit({ burnDevices: { accountId, ids: [mine.id, theirs.id] }, audit: [] });
    const left = { ...mine, burned: true, passkeyId: null, offerTrustAgainAt: null };
    expect(await storage.signInReads.device(tokenHash, accountId)).toEqual(left);
    expect(await storage.signInReads.device(tokenHash, other.id)).toEqual(theirs);
    // A sign-in that was under way meanwhile does not bring it back.
    await storage.signInCommits.commit({ putDevice: mine, audit: [] });
    expect(await storage.signInReads.device(tokenHash, accountId)).toMatchObject({ burned: true });
  });

  it('are burned all but one, where access elsewhere ends', async () => {
    const { storage, db } = await open();
    const [{ id: accountId }, other] = [await plantAccount(db), await plantAccount(db)];
    const [kept, gone, foreign] = [device(accountId), device(accountId), device(other.id)];
    for (const putDevice of [kept, gone, foreign]) await storage.signInCommits.commit({ putDevice, audit: [] });
    const burn = (exceptTokenHash: string | null) =>
      storage.signInCommits.commit({ burnDevices: { accountId, exceptTokenHash }, audit: [] });
    await burn(kept.tokenHash);
    expect((await storage.knownBrowsers.of(accountId)).map(({ id }) => id)).toEqual([kept.id]);
    await burn(null);
    expect(await storage.knownBrowsers.of(accountId)).toEqual([]);
    expect(await storage.knownBrowsers.of(other.id)).toHaveLength(1);
  });

  it('are burned for a session that is live, or not at all', async () => {
    const { storage, db } = await open();
    const { id: accountId } = await plantAccount(db);
    const [known, live] = [device(accountId), session(accountId)];
    await storage.signInCommits.commit({ putDevice: known, startSession: live, audit: [] });
    await storage.sessions.end(live.id, NOW, 'sign-out', event(accountId));
    const burn = { requireSession: { sessionId: live.id }, burnDevices: { accountId, ids: [known.id] }, audit: [] };
    expect(await storage.signInCommits.commit(burn)).toEqual({ lost: 'attempt' });
    expect(await storage.knownBrowsers.of(accountId)).toEqual([known]);
  });
});

onBothEngines('a link that marks a shared workstation', (open) => {
  const link = (organizationId: OrganizationId, over: Partial<WorkstationLink> = {}): WorkstationLink => ({
    id: freshId(),
    tokenHash: freshId(),
    organizationId,
    createdAt: NOW,
    expiresAt: NOW + DAY_MS,
    usedAt: null,
    ...over,
  });

  it('is found by its token’s hash, works once and not after its end, and is purged a day later', async () => {
    const { storage, db } = await open();
    const { id } = await plantOrganization(db);
    const { workstationLinks, transactor } = storage;
    const [live, over] = [link(id), link(id, { expiresAt: NOW })];
    await transactor.transact((tx) => workstationLinks.insert(tx, live));
    await transactor.transact((tx) => workstationLinks.insert(tx, over));
    expect(await workstationLinks.byTokenHash(live.tokenHash)).toEqual(live);
    expect(await workstationLinks.byTokenHash(freshId())).toBeNull();
    const use = (one: WorkstationLink) => transactor.transact((tx) => workstationLinks.use(tx, one.id, NOW));
    expect((await Promise.all([use(live), use(live), use(live)])).filter((used) => used)).toHaveLength(1);
    expect([await use(live), await use(over)]).toEqual([false, false]);
    expect(await workstationLinks.byTokenHash(live.tokenHash)).toEqual({ ...live, usedAt: NOW });
    expect(await storage.purge(NOW + 2 * DAY_MS)).toMatchObject({ workstationLinks: 1 });
    expect(await workstationLinks.byTokenHash(over.tokenHash)).toBeNull();
  });
});

onBothEngines('the audit trail of one account', (open, engine) => {
  it('is read by kinds of event, newest first, no more than asked for', async () => {
    const { storage, db } = await open();
    const [{ id: accountId }, other] = [await plantAccount(db), await plantAccount(db)];
    const audit = [
      event(accountId, { id: 'a', at: NOW, name: 'session.started' }),
      event(accountId, { id: 'b', at: NOW + 2, name: 'session.ended' }),
      event(accountId, { id: 'c', at: NOW + 3, name: 'password.bad' }),
      event(accountId, { id: 'd', at: NOW + 1, name: 'session.started' }),
      event(other.id, { id: 'e', at: NOW + 4, name: 'session.started' }),
    ];
    await storage.signInCommits.commit({ audit });
    const names = ['session.started', 'session.ended'] as const;
    const ids = async (limit: number) =>
      (await storage.auditReads.newest({ accountId, names }, limit)).map(({ id }) => id);
    expect(await ids(9)).toEqual(['b', 'd', 'a']);
    expect(await ids(2)).toEqual(['b', 'd']);
  });

  it('is not read past what is asked for, however many other events there are', async () => {
    const { db } = await open();
    const asked = new QueryLog();
    await auditReadsOn(asked.watch(db)).newest({ accountId: 'a' as AccountId, names: ['proof.bad', 'proof.ok'] }, 9);
    const query = asked.queries().at(-1);
    const explain = `explain ${engine === 'sqlite' ? 'query plan' : ''} ${query?.sql}`;
    const plan = await db.transaction().execute(async (trx) => {
      // A table that is nearly empty is read from end to end otherwise.
      if (engine === 'postgres') await sql`set local enable_seqscan = off`.execute(trx);
      return trx.executeQuery(CompiledQuery.raw(explain, [...(query?.parameters ?? [])]));
    });
    const parts = JSON.stringify(plan.rows).split('audit_events_by_account_id_and_name_and_at').length - 1;
    expect(parts).toBe(2);
  });
});
