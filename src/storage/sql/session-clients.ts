import type { ClientId } from '../../domain/clients/decide/client.ts';
import type { SessionClients } from '../../domain/clients/run/logout-ports.ts';
import type { Db, Trx } from './tx.ts';

/** Which clients a session was used for. */
export function sessionClientsOn(db: Db): SessionClients {
  return {
    async sidOf(sessionId, clientId: ClientId, fresh) {
      await db
        .insertInto('session_clients')
        .values({ session_id: sessionId, client_id: clientId, sid: fresh })
        .onConflict((conflict) => conflict.columns(['session_id', 'client_id']).doNothing())
        .execute();
      const row = await db
        .selectFrom('session_clients')
        .select('sid')
        .where('session_id', '=', sessionId)
        .where('client_id', '=', clientId)
        .executeTakeFirst();
      // The session ended in between, and took its row along.
      return row?.sid ?? fresh;
    },
  };
}

/** What applications hold under a session goes on under the one that takes its place. */
export async function handOn(trx: Trx, sessionId: string, successorId: string): Promise<void> {
  for (const table of ['artifacts', 'session_clients'] as const) {
    await trx.updateTable(table).set({ session_id: successorId }).where('session_id', '=', sessionId).execute();
  }
}

/** Sessions ended: grants and tokens go with them, and every client that wants to know is told. */
export async function endUse(trx: Trx, sessionIds: readonly string[], at: number): Promise<void> {
  if (sessionIds.length === 0) return;
  await trx.deleteFrom('artifacts').where('session_id', 'in', sessionIds).execute();
  const told = await trx
    .selectFrom('session_clients')
    .innerJoin('clients', 'clients.id', 'session_clients.client_id')
    .innerJoin('sessions', 'sessions.id', 'session_clients.session_id')
    .select(['session_clients.session_id', 'session_clients.client_id', 'session_clients.sid', 'sessions.account_id'])
    .where('session_clients.session_id', 'in', sessionIds)
    .where('clients.backchannel_logout_uri', 'is not', null)
    .where('clients.disabled_at', 'is', null)
    .execute();
  const logouts = told.map(({ session_id, client_id, sid, account_id }) => ({
    id: `${session_id}:${client_id}`,
    client_id,
    account_id,
    sid,
    created_at: at,
    next_try_at: at,
    tries: 0,
    leased_until: null,
    delivered_at: null,
    failed_at: null,
  }));
  if (logouts.length > 0) await trx.insertInto('logouts').values(logouts).execute();
  await trx.deleteFrom('session_clients').where('session_id', 'in', sessionIds).execute();
}
