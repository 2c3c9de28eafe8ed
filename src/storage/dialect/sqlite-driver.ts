import type Database from 'better-sqlite3';
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';

/** How long a statement waits for another process that writes, in ms. */
const BUSY_LIMIT_MS = 10_000;
/** Pause between two tries, in ms; a transaction of ours takes about one. */
const BUSY_PAUSE_MS = 3;
/** Most statements kept prepared. */
const STATEMENTS_MAX = 500;

/**
 * Kysely's driver for one better-sqlite3 handle. Transactions take the write lock at their beginning (`BEGIN IMMEDIATE`),
 * so that none fails half-way because another process wrote; waiting for that lock leaves the event loop free.
 */
export class ImmediateSqliteDriver implements Driver {
  readonly #handle: Database.Database;
  readonly #connection: SqliteConnection;

  constructor(handle: Database.Database) {
    this.#handle = handle;
    this.#connection = new SqliteConnection(handle);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    // A full disk or an I/O error makes SQLite roll back by itself; a second rollback would hide that error.
    if (this.#handle.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#handle.close();
  }
}

class SqliteConnection implements DatabaseConnection {
  readonly #handle: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();

  constructor(handle: Database.Database) {
    this.#handle = handle;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const giveUpAt = performance.now() + BUSY_LIMIT_MS;
    for (;;) {
      try {
        return this.#run<R>(query);
      } catch (error) {
        // Inside a transaction the write lock is ours already: being busy there is a defect, not a queue.
        if (!isBusy(error) || this.#handle.inTransaction || performance.now() > giveUpAt) throw error;
        await pause();
      }
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('storage: streaming is not supported on SQLite');
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const statement = this.#prepare(query.sql);
    if (statement.reader) return { rows: statement.all(query.parameters as unknown[]) as R[] };
    const { changes } = statement.run(query.parameters as unknown[]);
    return { numAffectedRows: BigInt(changes), rows: [] };
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#handle.prepare(sql);
    if (this.#statements.size >= STATEMENTS_MAX) this.#statements.clear();
    this.#statements.set(sql, statement);
    return statement;
  }
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, BUSY_PAUSE_MS);
  });
}
