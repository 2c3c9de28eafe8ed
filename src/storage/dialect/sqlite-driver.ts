import type Database from 'better-sqlite3';
import type { DatabaseConnection, Driver, QueryResult } from 'kysely';
import type { Asked, Direct } from './direct.ts';
import { GroupCommit, type GroupedTransaction } from './group-commit.ts';

/** How long a statement waits for another process that writes, in ms. */
const BUSY_LIMIT_MS = 10_000;
/** Pause between two tries, in ms; a transaction of ours takes about one. */
const BUSY_PAUSE_MS = 3;
/** Most statements kept prepared. */
const STATEMENTS_MAX = 500;

/** Prepares a statement, or finds it prepared. */
export type Prepare = (sql: string) => Database.Statement;

/**
 * Kysely's driver for one better-sqlite3 handle. Transactions take the write lock at their beginning (`BEGIN IMMEDIATE`),
 * so that none fails half-way because another process wrote; waiting for that lock leaves the event loop free. Those of one
 * turn of the event loop are committed together.
 */
export class ImmediateSqliteDriver implements Driver {
  readonly #handle: Database.Database;
  readonly #commits: GroupCommit;
  readonly #prepare: Prepare;

  constructor(handle: Database.Database, commits: GroupCommit, prepare: Prepare) {
    this.#handle = handle;
    this.#commits = commits;
    this.#prepare = prepare;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<SqliteConnection> {
    return new SqliteConnection(this.#commits, this.#prepare);
  }

  async beginTransaction(connection: SqliteConnection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: SqliteConnection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    connection.rollback();
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#commits.flush();
    this.#handle.close();
  }
}

/** Queries without Kysely around them. One that only reads is answered at once where nobody writes. */
export function directOn(commits: GroupCommit, prepare: Prepare): Direct {
  return {
    // Every statement is kept as it is.
    keep() {},
    async executeQuery<R>(query: Asked): Promise<QueryResult<R>> {
      const statement = prepare(query.sql);
      if (!statement.readonly || !commits.idle) return alone(commits, statement, query);
      try {
        return run<R>(statement, query);
      } catch (error) {
        if (!isBusy(error)) throw error;
        return alone(commits, statement, query);
      }
    },
  };
}

/** Group commit over a handle, waiting for other processes that write. */
export function groupCommitOn(handle: Database.Database): GroupCommit {
  const begin = handle.prepare('begin immediate');
  return new GroupCommit(handle, () =>
    whenFree(async () => {
      begin.run();
    }),
  );
}

/** One user of the handle: in a transaction of its own, or not. */
class SqliteConnection implements DatabaseConnection {
  readonly #commits: GroupCommit;
  readonly #prepare: Prepare;
  #transaction: GroupedTransaction | null = null;

  constructor(commits: GroupCommit, prepare: Prepare) {
    this.#commits = commits;
    this.#prepare = prepare;
  }

  async begin(): Promise<void> {
    this.#transaction = await this.#commits.transaction();
  }

  async commit(): Promise<void> {
    await this.#take()?.commit();
  }

  rollback(): void {
    // None, where the COMMIT was what failed.
    this.#take()?.rollback();
  }

  async executeQuery<R>(query: Asked): Promise<QueryResult<R>> {
    const transaction = this.#transaction;
    // Inside a transaction the write lock is ours already: being busy there is a defect, not a queue.
    if (transaction !== null) return transaction.run(() => run<R>(this.#prepare(query.sql), query));
    return alone(this.#commits, this.#prepare(query.sql), query);
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('storage: streaming is not supported on SQLite');
  }

  #take(): GroupedTransaction | null {
    const transaction = this.#transaction;
    this.#transaction = null;
    return transaction;
  }
}

function alone<R>(commits: GroupCommit, statement: Database.Statement, query: Asked): Promise<QueryResult<R>> {
  return whenFree(() => commits.alone(!statement.readonly, () => run<R>(statement, query)));
}

function run<R>(statement: Database.Statement, { parameters }: Asked): QueryResult<R> {
  if (statement.reader) return { rows: statement.all(parameters as unknown[]) as R[] };
  const { changes } = statement.run(parameters as unknown[]);
  return { numAffectedRows: BigInt(changes), rows: [] };
}

/** The statements of a handle, each kept once it is prepared. */
export function statementsOf(handle: Database.Database): Prepare {
  const statements = new Map<string, Database.Statement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = handle.prepare(sql);
    if (statements.size >= STATEMENTS_MAX) statements.clear();
    statements.set(sql, statement);
    return statement;
  };
}

/** Tries again while another process writes, and leaves the event loop free meanwhile. */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  const giveUpAt = performance.now() + BUSY_LIMIT_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() > giveUpAt) throw error;
      await pause();
    }
  }
}

/** Whether somebody else had the database, or a table of it, for themselves. */
export function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code);
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, BUSY_PAUSE_MS);
  });
}
