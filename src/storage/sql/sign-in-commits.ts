import type { SignInCommits } from '../../domain/sign-in/run/ports.ts';
import type { Attempt, Change, Committed } from '../../domain/sign-in/run/records.ts';
import { createTries } from '../../domain/throttling/run/tries.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { AttemptsTable } from '../tables.ts';
import { ATTEMPT_COLUMNS, attemptRow } from './attempts.ts';
import { insertAudit } from './audit.ts';
import { addAuthenticators, finishReset, swapAuthenticators, usePass, useSkips } from './bindings.ts';
import { breakGlass } from './break-glass.ts';
import { compiledInsert, compiledOnce } from './compiled.ts';
import { burnDevices, putDevice } from './devices.ts';
import { LostRace } from './errors.ts';
import { clearFailures, takeBackFailures } from './failure-counts.ts';
import { laneStoreOn } from './lanes.ts';
import { insertOutbox, type SealMessage } from './outbox.ts';
import { endPasswordLinks } from './password-links.ts';
import { stopLinkRow } from './rows.ts';
import { endSessions, insertSession } from './sessions.ts';
import { type Db, inTransaction, type Trx } from './tx.ts';

/** The one port through which a sign-in writes. */
export function signInCommitsOn(db: Db, sealMessage: SealMessage): SignInCommits {
  return {
    commit: (change) => commit(db, change, sealMessage),
    openAttempts: (by, now) => openAttempts(db, by, now),
    async endAttempts(ids, at) {
      if (ids.length === 0) return;
      await db
        .updateTable('attempts')
        .set({ ended_at: at })
        .where('id', 'in', ids)
        .where('ended_at', 'is', null)
        .execute();
    },
  };
}

/** One transaction. The first part that finds itself overtaken undoes all of it. */
async function commit(db: Db, change: Change, sealMessage: SealMessage): Promise<Committed> {
  try {
    await inTransaction(db, (trx) => apply(trx, change, sealMessage));
    return 'done';
  } catch (error) {
    if (error instanceof LostRace) return { lost: error.what };
    throw error;
  }
}

/**
 * The attempt goes first: who lost it has touched nothing else. Attempts end before sessions do, so that a sign-in
 * which commits meanwhile has either lost its attempt or its session is seen here and ended.
 */
async function apply(trx: Trx, change: Change, sealMessage: SealMessage): Promise<void> {
  // A lane before everything else, as every try takes it: two of one account wait here, holding nothing.
  await giveBackTries(trx, change.giveBack?.tries);
  if (change.createAttempt) await createAttempt(trx, change.createAttempt);
  if (change.swapAttempt) await swapAttempt(trx, change.swapAttempt);
  // The account's row before its sessions', as every sign-in takes them: two that end each other's session wait here.
  await requireFreeze(trx, change.requireFreeze);
  await requireSession(trx, change.requireSession);
  await swapAuthenticators(trx, change.swapAuthenticators ?? []);
  await addAuthenticators(trx, change.addAuthenticators ?? []);
  if (change.usePass) await usePass(trx, change.usePass);
  await breakGlass(trx, change.breakGlass);
  if (change.finishReset) await finishReset(trx, change.finishReset);
  await useSkips(trx, change.useSkips ?? []);
  if (change.account) await updateAccount(trx, change.account, change.startSession !== undefined);
  if (change.confirmAddress) await confirmAddress(trx, change.confirmAddress);
  if (change.putDevice) await putDevice(trx, change.putDevice);
  await burnDevices(trx, change.burnDevices);
  await giveBackFailures(trx, change.giveBack?.failures);
  if (change.endAttempts) await endOtherAttempts(trx, change.endAttempts);
  await endSessions(trx, change.endSessions ?? []);
  if (change.startSession) await insertSession(trx, change.startSession);
  await endLinks(trx, change.endPasswordLinks);
  await addStopLinks(trx, change.addStopLinks ?? []);
  await insertOutbox(trx, change.outbox ?? [], sealMessage);
  await insertAudit(trx, change.audit);
}

/** An id that was taken is lost: what opened that attempt opens no second one. */
async function createAttempt(trx: Trx, attempt: Attempt): Promise<void> {
  const { numAffectedRows } = await insertAttempt(trx, [attemptRow(attempt)]);
  if (numAffectedRows !== 1n) throw new LostRace('attempt');
}

const insertAttempt = compiledInsert(ATTEMPT_COLUMNS, (db, rows: readonly AttemptsTable[]) =>
  db
    .insertInto('attempts')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing()),
);

async function swapAttempt(trx: Trx, { fromVersion, next }: NonNullable<Change['swapAttempt']>): Promise<void> {
  if (next.version <= fromVersion) throw new Error('storage: a swapped attempt must move its version on');
  const { numAffectedRows } = await moveAttempt(trx, { ...attemptRow(next), from_version: fromVersion });
  if (numAffectedRows !== 1n) throw new LostRace('attempt');
}

/** Whom an attempt belongs to never moves. Written all the same, it would cost more for an account than for nobody (S3). */
const moveAttempt = compiledOnce((db, row: AttemptsTable & { readonly from_version: number }) =>
  db
    .updateTable('attempts')
    .set({
      version: row.version,
      expires_at: row.expires_at,
      ended_at: row.ended_at,
      state: row.state,
      pending_sealed: row.pending_sealed,
    })
    .where('id', '=', row.id)
    .where('version', '=', row.from_version)
    .where('ended_at', 'is', null),
);

async function giveBackTries(trx: Trx, tries: NonNullable<Change['giveBack']>['tries']): Promise<void> {
  if (tries === undefined) return;
  const { giveBackAll, giveBackLast } = createTries(laneStoreOn(trx));
  await (tries.which === 'all' ? giveBackAll : giveBackLast)(tries.key, tries.attemptId, tries.seen);
}

async function giveBackFailures(trx: Trx, failures: NonNullable<Change['giveBack']>['failures']): Promise<void> {
  if (failures === undefined) return;
  await takeBackFailures(trx, failures.of, failures.takeBack);
  await clearFailures(trx, failures.of, failures.clear);
}

/** Takes the session's row, so that whoever ends it meanwhile comes before or after all of this. */
async function requireSession(trx: Trx, required: Change['requireSession']): Promise<void> {
  if (required === undefined) return;
  const { numUpdatedRows } = await trx
    .updateTable('sessions')
    .set({ ended_at: null })
    .where('id', '=', required.sessionId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new LostRace('attempt');
}

/** Takes the account's row, so that a stop either sees what is bound here or has frozen the set-up before. */
async function requireFreeze(trx: Trx, required: Change['requireFreeze']): Promise<void> {
  if (required === undefined) return;
  const { accountId, since } = required;
  const { numUpdatedRows } = await trx
    .updateTable('accounts')
    .set({ set_up_frozen_at: since })
    .where('id', '=', accountId)
    .where('set_up_frozen_at', since === null ? 'is' : '=', since)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new LostRace('attempt');
}

/** A deleted account takes nothing, a disabled one takes no session: its attempt is shown where it stands. */
async function updateAccount(trx: Trx, account: NonNullable<Change['account']>, live: boolean): Promise<void> {
  const columns = {
    ...(account.lastSignInAt !== undefined && { last_sign_in_at: account.lastSignInAt }),
    ...(account.preferredMethod !== undefined && { preferred_method: account.preferredMethod }),
    ...(account.passwordResetByMailAt !== undefined && { password_reset_by_mail_at: account.passwordResetByMailAt }),
    ...(account.setUpFrozenAt !== undefined && { set_up_frozen_at: account.setUpFrozenAt }),
    ...(account.locale !== undefined && { locale: account.locale }),
  };
  const names = Object.keys(columns);
  if (names.length === 0) return;
  if (live && account.lastSignInAt != null && names.length === 1) {
    const { numAffectedRows } = await noteSignIn(trx, { id: account.id, at: account.lastSignInAt });
    if (numAffectedRows !== 1n) throw new LostRace('attempt');
    return;
  }
  const update = trx.updateTable('accounts').set(columns).where('id', '=', account.id).where('deleted_at', 'is', null);
  const { numUpdatedRows } = await (live ? update.where('disabled_at', 'is', null) : update).executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new LostRace('attempt');
}

/** What most sign-ins change of their account. */
const noteSignIn = compiledOnce((db, { id, at }: { readonly id: string; readonly at: EpochMs }) =>
  db
    .updateTable('accounts')
    .set({ last_sign_in_at: at })
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where('disabled_at', 'is', null),
);

async function confirmAddress(trx: Trx, { accountId, at }: NonNullable<Change['confirmAddress']>): Promise<void> {
  await trx
    .updateTable('addresses')
    .set({ confirmed_at: at })
    .where('account_id', '=', accountId)
    .where('confirmed_at', 'is', null)
    .execute();
}

async function endOtherAttempts(
  trx: Trx,
  { accountId, exceptId, at }: NonNullable<Change['endAttempts']>,
): Promise<void> {
  const update = trx
    .updateTable('attempts')
    .set({ ended_at: at })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null);
  await (exceptId === null ? update : update.where('id', '!=', exceptId)).execute();
}

async function endLinks(trx: Trx, links: Change['endPasswordLinks']): Promise<void> {
  if (links !== undefined) await endPasswordLinks(trx, links.accountId, links.at);
}

async function addStopLinks(trx: Trx, links: NonNullable<Change['addStopLinks']>): Promise<void> {
  if (links.length === 0) return;
  await trx.insertInto('stop_links').values(links.map(stopLinkRow)).execute();
}

async function openAttempts(
  db: Db,
  by: Parameters<SignInCommits['openAttempts']>[0],
  now: EpochMs,
): Promise<readonly Pick<Attempt, 'id' | 'createdAt'>[]> {
  const { rows } = await ('browserHash' in by
    ? openOfBrowser(db, { value: by.browserHash, now })
    : 'source' in by
      ? openOfSource(db, { value: by.source, now })
      : openOfAccount(db, { value: by.accountId, now }));
  return rows.map((row) => ({ id: row.id, createdAt: row.created_at }));
}

const openOfBrowser = openBy('browser_hash');
const openOfSource = openBy('source');
const openOfAccount = openBy('account_id');

function openBy(column: 'browser_hash' | 'source' | 'account_id') {
  return compiledOnce((db, { value, now }: { readonly value: string; readonly now: EpochMs }) =>
    db
      .selectFrom('attempts')
      .select(['id', 'created_at'])
      .where('ended_at', 'is', null)
      .where('expires_at', '>', now)
      .where(column, '=', value)
      .orderBy('created_at')
      .orderBy('id'),
  );
}
