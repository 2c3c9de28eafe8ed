import { expect, it } from 'vitest';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import { authenticatorRow } from '../sql/rows.ts';
import type { InvitationsTable, OutboxTable } from '../tables.ts';
import { onBothEngines } from './engines.ts';
import {
  attempt,
  authenticator,
  device,
  freshId,
  mandate,
  message,
  NOW,
  plantAccount,
  plantMembership,
  plantOrganization,
  plantResetCase,
} from './fixtures.ts';

onBothEngines('what a sign-in reads', (open) => {
  it('gives an attempt back exactly as it was stored', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const full = attempt({
      accountId: account.id,
      addressSealed: 'sealed address',
      addressMac: 'mac',
      pendingSealed: 'sealed pending',
      proofs: [{ method: 'password', authenticatorId: null, at: NOW, userVerified: false }],
      chosen: 'email-code',
      appKept: false,
      setUpNotice: 'started',
      demandedAcr: 'phr',
      platformAuthenticator: true,
      issued: { serial: 2, issuedAt: NOW },
      mailedAt: [NOW, NOW + 1],
      mailId: 'mail',
    });
    await storage.signInCommits.commit({ createAttempt: full, audit: [] });
    expect(await storage.signInReads.attempt(full.id)).toEqual(full);
    expect(await storage.signInReads.attempt(freshId())).toBeNull();
  });

  it('finds an account by its canonical address, disabled ones too, deleted ones never', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db, { address: 'Amara@riverside.example' });
    const disabled = await plantAccount(db, { address: 'ben@riverside.example', disabledAt: NOW });
    const deleted = await plantAccount(db, { address: 'gone@riverside.example' });
    await db.updateTable('accounts').set({ deleted_at: NOW }).where('id', '=', deleted.id).execute();
    const { accountIdByAddress } = storage.signInReads;
    expect(await accountIdByAddress('amara@riverside.example')).toBe(account.id);
    expect(await accountIdByAddress('Amara@riverside.example')).toBeNull();
    expect(await accountIdByAddress('ben@riverside.example')).toBe(disabled.id);
    expect(await accountIdByAddress('gone@riverside.example')).toBeNull();
    expect(await storage.signInReads.snapshot(deleted.id)).toBeNull();
    expect(await storage.signInReads.snapshot(freshId<AccountId>())).toBeNull();
  });

  it('takes a snapshot with accepted memberships, their mandates and live authenticators only', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db, { lastSignInAt: NOW, preferredMethod: 'passkey', confirmedAt: null });
    const demanding = await plantOrganization(db, {
      mandate: mandate({ dueAt: NOW + 5, allowedMethods: ['totp'], passkeyFirst: true, passAfterReset: false }),
      support: 'help@riverside.example',
    });
    const easy = await plantOrganization(db, { kind: 'solo' });
    const notAccepted = await plantOrganization(db, { mandate: mandate() });
    await plantMembership(db, account.id, demanding.id, { kind: 'admin', skipsUsed: 2 });
    await plantMembership(db, account.id, easy.id, { kind: 'patient' });
    await plantMembership(db, account.id, notAccepted.id, { acceptedAt: null });
    const app = authenticator(account.id);
    const gone = authenticator(account.id, { revokedAt: NOW });
    const foreign = authenticator((await plantAccount(db)).id);
    await db.insertInto('authenticators').values([app, gone, foreign].map(authenticatorRow)).execute();

    const snapshot = await storage.signInReads.snapshot(account.id);
    expect(snapshot).toMatchObject({
      account,
      address: { address: `${account.id}@riverside.example`, confirmedAt: null },
      authenticators: [app],
      reset: null,
      invitationCode: null,
      auditKeySealed: `key of ${account.id}`,
    });
    expect(snapshot?.memberships).toHaveLength(2);
    expect(snapshot?.memberships).toEqual(
      expect.arrayContaining([
        { organization: demanding, kind: 'admin', acceptedAt: NOW, skipsUsed: 2 },
        { organization: easy, kind: 'patient', acceptedAt: NOW, skipsUsed: 0 },
      ]),
    );
  });

  it('sees a reset between carrying out and the end of its set-up, the newest one', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const seen = async () => (await storage.signInReads.snapshot(account.id))?.reset ?? null;
    for (const over of [{ carried_out_at: null }, { vetoed_at: NOW }, { cancelled_at: NOW }, { finished_at: NOW }]) {
      await plantResetCase(db, account.id, over);
      expect(await seen()).toBeNull();
    }
    await plantResetCase(db, account.id, { pass_hash: null, pass_expires_at: null });
    expect(await seen()).toMatchObject({ carriedOutAt: NOW, passHash: null, passExpiresAt: null });
    const newest = await plantResetCase(db, account.id, { carried_out_at: NOW + 1, pass_expires_at: NOW + 2 });
    await plantResetCase(db, account.id, { carried_out_at: NOW - 1, pass_hash: 'older' });
    expect(await seen()).toEqual({
      caseId: newest.id,
      carriedOutAt: NOW + 1,
      passHash: 'hash of the pass',
      passExpiresAt: NOW + 2,
    });
  });

  it('sees the newest invitation code of where the account belongs, also after the invitation’s link was used', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const [organization, asking] = [await plantOrganization(db), await plantOrganization(db)];
    await plantMembership(db, account.id, organization.id);
    await plantMembership(db, account.id, asking.id, { acceptedAt: null });
    const invite = (over: Partial<InvitationsTable>) =>
      db
        .insertInto('invitations')
        .values({
          id: freshId(),
          token_hash: freshId(),
          account_id: account.id,
          organization_id: organization.id,
          purpose: 'first-password',
          code_hash: 'older',
          created_at: NOW,
          expires_at: NOW + 7,
          used_at: null,
          ...over,
        })
        .execute();
    await invite({});
    await invite({ code_hash: 'newest', created_at: NOW + 2, expires_at: NOW + 9, used_at: NOW + 3 });
    await invite({ code_hash: null, created_at: NOW + 4 });
    await invite({
      code_hash: 'of an organization that was not joined',
      created_at: NOW + 5,
      organization_id: asking.id,
    });
    expect((await storage.signInReads.snapshot(account.id))?.invitationCode).toEqual({
      hash: 'newest',
      expiresAt: NOW + 9,
    });
  });

  it('knows a device by its token and account together', async () => {
    const { storage, db } = await open();
    const account = await plantAccount(db);
    const known = device(account.id, { offerTrustAgainAt: NOW + 3 });
    await storage.signInCommits.commit({ putDevice: known, audit: [] });
    const { device: find } = storage.signInReads;
    expect(await find(known.tokenHash, account.id)).toEqual(known);
    expect(await find(known.tokenHash, (await plantAccount(db)).id)).toBeNull();
    expect(await find(freshId(), account.id)).toBeNull();
  });

  it('tells where a message is', async () => {
    const { storage, db } = await open();
    const sent = message(null, { notAfter: NOW + 10 });
    await storage.signInCommits.commit({ outbox: [sent], audit: [] });
    const where = () => storage.signInReads.handOver(sent.id);
    const becomes = (columns: Partial<OutboxTable>) =>
      db.updateTable('outbox').set(columns).where('id', '=', sent.id).execute();
    expect(await where()).toBe('waiting');
    await becomes({ tries: 1, leased_until: NOW + 1 });
    expect(await where()).toBe('waiting');
    await becomes({ leased_until: null });
    expect(await where()).toBe('failed');
    await becomes({ tries: 2, leased_until: NOW + 2 });
    expect(await where()).toBe('failed');
    await becomes({ failed_at: NOW + 9 });
    expect(await where()).toBe('failed');
    await becomes({ failed_at: NOW + 10 });
    expect(await where()).toBe('expired');
    await becomes({ failed_at: null, handed_over_at: NOW });
    expect(await where()).toBe('handed-over');
    expect(await storage.signInReads.handOver(freshId())).toBeNull();
  });
});
