import type { Insertable, Selectable } from 'kysely';
import type { AccountId } from '../../domain/accounts/decide/account.ts';
import type { Session, SessionEnd, SessionId } from '../../domain/sessions/decide/session.ts';
import type { SessionHistory, SessionStore } from '../../domain/sessions/run/ports.ts';
import type { Acr } from '../../domain/sign-in/decide/acr.ts';
import type { Change } from '../../domain/sign-in/run/records.ts';
import type { SessionsTable } from '../tables.ts';
import { insertAudit } from './audit.ts';
import { compiledInsert, compiledOnce } from './compiled.ts';
import { glanceAt, lifeOf } from './glances.ts';
import { endUse, handOn } from './session-clients.ts';
import { type Db, inTransaction, type Trx } from './tx.ts';

/** Sessions in the store. */
export function sessionStoreOn(db: Db): SessionStore {
  return {
    async byTokenHash(tokenHash) {
      const [row] = (await sessionsOf(db, { tokenHash })).rows;
      return row === undefined ? null : sessionOf(row);
    },
    glance: (tokenHash) => glanceAt(db, tokenHash),
    async byId(id) {
      const [row] = (await sessionsBy(db, { id })).rows;
      return row === undefined ? null : sessionOf(row);
    },
    async touch(id, at) {
      await db
        .updateTable('sessions')
        .set({ last_seen_at: at })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .where('last_seen_at', '<', at)
        .execute();
    },
    end: (id, at, reason, audit) =>
      inTransaction(db, async (trx) => {
        const ended = await endSession(trx, id, at, reason);
        if (ended) await insertAudit(trx, [audit]);
        return ended;
      }),
    async liveOf(accountId, now) {
      const rows = await db
        .selectFrom('sessions')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('ended_at', 'is', null)
        .where('absolute_end_at', '>', now)
        .where((eb) => eb(eb('last_seen_at', '+', eb.ref('idle_ms')), '>', now))
        .orderBy('started_at', 'desc')
        .orderBy('id')
        .execute();
      return rows.map(sessionOf);
    },
  };
}

const sessionsOf = compiledOnce((db, { tokenHash }: { readonly tokenHash: string }) =>
  db.selectFrom('sessions').selectAll().where('token_hash', '=', tokenHash),
);

const sessionsBy = compiledOnce((db, { id }: { readonly id: string }) =>
  db.selectFrom('sessions').selectAll().where('id', '=', id),
);

/** What past sessions tell. */
export function sessionHistoryOn(db: Db): SessionHistory {
  return {
    async hasBrowser(accountId, browser) {
      const row = await db
        .selectFrom('sessions')
        .select('id')
        .where('account_id', '=', accountId)
        .where('browser', '=', browser)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async wrongProofsSince(accountId, since) {
      const [row] = (await wrongProofs(db, { accountId, since })).rows;
      return Number(row?.wrong);
    },
  };
}

const wrongProofs = compiledOnce((db, { accountId, since }: { readonly accountId: string; readonly since: number }) =>
  db
    .selectFrom('audit_events')
    .select((eb) => eb.fn.countAll<number | string>().as('wrong'))
    .where('account_id', '=', accountId)
    .where('name', '=', 'proof.bad')
    .where('at', '>', since),
);

/** Stores a new session. */
export async function insertSession(trx: Trx, session: Session): Promise<void> {
  await insertSessions(trx, [
    {
      id: session.id,
      token_hash: session.tokenHash,
      account_id: session.accountId,
      attempt_id: session.attemptId,
      acr: session.acr,
      amr: JSON.stringify(session.amr),
      proofs: JSON.stringify(session.proofs),
      started_at: session.startedAt,
      last_seen_at: session.lastSeenAt,
      idle_ms: session.idleMs,
      absolute_end_at: session.absoluteEndAt,
      ended_at: session.endedAt,
      end_reason: session.endReason,
      browser: session.browser,
      source_sealed: session.sourceSealed,
    },
  ]);
}

const NEW_SESSION = [
  'id',
  'token_hash',
  'account_id',
  'attempt_id',
  'acr',
  'amr',
  'proofs',
  'started_at',
  'last_seen_at',
  'idle_ms',
  'absolute_end_at',
  'ended_at',
  'end_reason',
  'browser',
  'source_sealed',
] as const satisfies readonly (keyof SessionsTable)[];

const insertSessions = compiledInsert(
  NEW_SESSION,
  (db, rows: readonly Pick<Insertable<SessionsTable>, (typeof NEW_SESSION)[number]>[]) =>
    db.insertInto('sessions').values(rows),
);

/** Ends live sessions: one by its id, or all of an account but one. */
export async function endSessions(trx: Trx, ends: NonNullable<Change['endSessions']>): Promise<void> {
  for (const end of ends) {
    if ('sessionId' in end && end.successorId !== undefined) await handOn(trx, end.sessionId, end.successorId);
    if ('sessionId' in end) await endSession(trx, end.sessionId as SessionId, end.at, end.reason);
    else await endSessionsOf(trx, end.accountId, end.exceptId, end.at, end.reason);
  }
}

async function endSession(trx: Trx, id: SessionId, at: number, reason: SessionEnd): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('sessions')
    .set({ ended_at: at, end_reason: reason })
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) await endUse(trx, [id], at);
  return numUpdatedRows === 1n;
}

/** Ends all live sessions of an account but one; returns how many. */
export async function endSessionsOf(
  trx: Trx,
  accountId: AccountId,
  exceptId: string | null,
  at: number,
  reason: SessionEnd,
): Promise<number> {
  const update = trx
    .updateTable('sessions')
    .set({ ended_at: at, end_reason: reason })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .returning('id');
  const ended = await (exceptId === null ? update : update.where('id', '!=', exceptId)).execute();
  await endUse(
    trx,
    ended.map((row) => row.id),
    at,
  );
  return ended.length;
}

function sessionOf(row: Selectable<SessionsTable>): Session {
  return {
    id: row.id as SessionId,
    tokenHash: row.token_hash,
    accountId: row.account_id as AccountId,
    attemptId: row.attempt_id,
    acr: row.acr as Acr,
    amr: JSON.parse(row.amr) as string[],
    ...lifeOf(row),
    endReason: row.end_reason as SessionEnd | null,
    browser: row.browser,
    sourceSealed: row.source_sealed,
  };
}
