import type { CompiledQuery, DatabaseConnection, Kysely, QueryResult, Transaction } from 'kysely';
import type { Transactor, Tx } from '../../platform/kernel/tx.ts';
import { directBy } from '../dialect/direct.ts';
import type { Tables } from '../tables.ts';
import { isGivenUp } from './errors.ts';

/** A handle to query with: the database, or a running transaction. */
export type Db = Kysely<Tables>;
/** A running transaction. */
export type Trx = Transaction<Tables>;

/** Hands a running transaction to the domain, which cannot look inside. */
export function asTx(trx: Trx): Tx {
  return trx as unknown as Tx;
}

/** The transaction that the domain handed back. */
export function fromTx(tx: Tx): Trx {
  return tx as unknown as Trx;
}

/** How often a transaction that was given up in a deadlock is run again. */
const RERUNS_MAX = 8;

/**
 * Runs `work` in one transaction: committed when it resolves, rolled back when it throws.
 * PostgreSQL breaks a deadlock by giving one transaction up; nothing of that one happened, so `work` runs once more.
 * Inside, query with the given transaction only: on SQLite the database handle would wait for itself.
 */
export async function inTransaction<T>(db: Db, work: (trx: Trx) => Promise<T>): Promise<T> {
  for (let rerun = 0; ; rerun++) {
    try {
      return await db.transaction().execute((trx) => withConnection(trx, work));
    } catch (error) {
      if (!isGivenUp(error) || rerun >= RERUNS_MAX) throw error;
    }
  }
}

/** What each running transaction runs on. */
const connections = new WeakMap<object, DatabaseConnection>();

async function withConnection<T>(trx: Trx, work: (trx: Trx) => Promise<T>): Promise<T> {
  await trx.getExecutor().provideConnection(async (connection) => {
    connections.set(trx, connection);
  });
  try {
    return await work(trx);
  } finally {
    connections.delete(trx);
  }
}

/** The shortest way for queries that are compiled: Kysely takes longer around each than SQLite to answer it. */
export function wayTo(db: Db): { executeQuery<R>(query: CompiledQuery<R>): Promise<QueryResult<R>> } {
  return connections.get(db) ?? (db.isTransaction ? db : (directBy(db.getExecutor().adapter) ?? db));
}

/** The domain's way to run several writes as one. */
export function transactorOn(db: Db): Transactor {
  return { transact: (work) => inTransaction(db, (trx) => work(asTx(trx))) };
}
