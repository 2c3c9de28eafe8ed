import { expect, it } from 'vitest';
import type { Change } from '../../domain/sign-in/run/records.ts';
import { authenticatorRow } from '../sql/rows.ts';
import { type Open, onBothEngines } from './engines.ts';
import { attempt, authenticator, event, freshId, NOW, plantAccount, session } from './fixtures.ts';

onBothEngines('a change of one’s own password', (open) => {
  it('replaces it, and ends other sessions, attempts and mailed links, in one commit', async () => {
    const { storage, db, change, account, kept } = await signedInTwice(open);
    expect(await storage.signInCommits.commit(change('new'))).toBe('done');
    const live = await storage.sessions.liveOf(account.id, NOW);
    expect(live.map(({ id }) => id)).toEqual([kept.id]);
    const snapshot = await storage.signInReads.snapshot(account.id);
    expect(snapshot?.authenticators.map((row) => row.secretSealed)).toEqual(['new']);
    const links = await db.selectFrom('password_links').select('used_at').execute();
    expect(links).toEqual([{ used_at: NOW }]);
    expect(await storage.signInCommits.openAttempts({ accountId: account.id }, NOW)).toEqual([]);
  });

  it('does not happen once its session has ended', async () => {
    const { storage, db, change, account, kept } = await signedInTwice(open);
    await storage.sessions.end(kept.id, NOW, 'sign-out', event(account.id));
    expect(await storage.signInCommits.commit(change('new'))).toEqual({ lost: 'attempt' });
    const snapshot = await storage.signInReads.snapshot(account.id);
    expect(snapshot?.authenticators.map((row) => row.secretSealed)).toEqual(['old']);
    expect(await db.selectFrom('password_links').select('used_at').execute()).toEqual([{ used_at: null }]);
  });

  it('wins once when made twice at the same time', async () => {
    const opened = await signedInTwice(open);
    const { storage, account, change, another } = opened;
    const both = await Promise.all([
      storage.signInCommits.commit(change('one')),
      another().storage.signInCommits.commit(change('two')),
    ]);
    expect(both.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect((await storage.signInReads.snapshot(account.id))?.authenticators).toHaveLength(1);
  });
});

/** An account with a password, two sessions, an attempt and a mailed link; `change` sets a password from the first session. */
async function signedInTwice(open: Open) {
  const opened = await open();
  const { storage, db } = opened;
  const account = await plantAccount(db);
  const { id } = account;
  const old = authenticator(id, { kind: 'password', secretSealed: 'old' });
  await db.insertInto('authenticators').values(authenticatorRow(old)).execute();
  const kept = session(id);
  const first = { createAttempt: attempt({ accountId: id }), startSession: kept, audit: [] };
  for (const change of [first, { startSession: session(id), audit: [] }]) await storage.signInCommits.commit(change);
  const link = { id: freshId(), token_hash: freshId(), account_id: id, browser_hash: 'browser', created_at: NOW };
  await db
    .insertInto('password_links')
    .values({ ...link, expires_at: NOW + 1, used_at: null })
    .execute();
  const change = (secretSealed: string): Change => ({
    requireSession: { sessionId: kept.id },
    swapAuthenticators: [{ fromVersion: 1, next: { ...old, version: 2, revokedAt: NOW } }],
    addAuthenticators: [authenticator(id, { kind: 'password', secretSealed })],
    endAttempts: { accountId: id, exceptId: null, at: NOW },
    endSessions: [{ accountId: id, exceptId: kept.id, at: NOW, reason: 'password-changed' }],
    endPasswordLinks: { accountId: id, at: NOW },
    audit: [event(id, { name: 'password.changed' })],
  });
  return { ...opened, account, kept, change };
}
