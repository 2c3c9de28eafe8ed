import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteAdapter, SqliteDialect, SqliteQueryCompiler } from 'kysely';
import type { Tables } from '../tables.ts';
import { type Connection, finding } from './connection.ts';
import { openDirect } from './direct.ts';
import type { GroupCommit } from './group-commit.ts';
import { backupTo } from './sqlite-backup.ts';
import { directOn, groupCommitOn, ImmediateSqliteDriver, isBusy, type Prepare, statementsOf } from './sqlite-driver.ts';

/**
 * Opens the embedded database at `path`, made (readable by its owner alone) when it does not exist.
 * WAL with `synchronous = FULL`: a committed transaction survives a power cut. One handle, one writer.
 */
export function connectSqlite(path: string): Connection {
  if (path !== ':memory:') makePrivateFile(path);
  const handle = new Database(path);
  try {
    configure(handle);
  } catch (error) {
    handle.close();
    throw error;
  }
  const commits = groupCommitOn(handle);
  const db = new Kysely<Tables>({ dialect: new ImmediateSqliteDialect(handle, commits) });
  return {
    engine: 'sqlite',
    db,
    check: async () => [
      finding('integrity', String(handle.pragma('quick_check(1)', { simple: true })), 'ok'),
      finding('journal_mode', String(handle.pragma('journal_mode', { simple: true })), 'wal'),
      finding('synchronous', String(handle.pragma('synchronous', { simple: true })), FULL),
      finding('foreign_keys', String(handle.pragma('foreign_keys', { simple: true })), '1'),
    ],
    unavailable: isBusy,
    backup: (target) => backupTo(handle, commits, target),
    async close() {
      await db.destroy();
      // Kysely leaves a handle open that it never used.
      handle.close();
    },
  };
}

/** How `PRAGMA synchronous` names FULL when it is read. */
const FULL = '2';

/** Sign-in secrets are sealed inside, but who may read them is still nobody else's business. SQLite gives its WAL the same mode. */
function makePrivateFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
}

function configure(handle: Database.Database): void {
  // The driver waits for a busy writer without blocking the event loop; SQLite itself waits only for a moment.
  handle.pragma('busy_timeout = 10');
  handle.pragma('journal_mode = WAL');
  handle.pragma('synchronous = FULL');
  handle.pragma('foreign_keys = ON');
}

/** The stock dialect, with transactions that begin IMMEDIATE and with DDL declared transactional, which it is. */
class ImmediateSqliteDialect extends SqliteDialect {
  readonly #handle: Database.Database;
  readonly #commits: GroupCommit;
  readonly #prepare: Prepare;

  constructor(handle: Database.Database, commits: GroupCommit) {
    super({ database: handle });
    this.#handle = handle;
    this.#commits = commits;
    this.#prepare = statementsOf(handle);
  }

  override createDriver(): ImmediateSqliteDriver {
    return new ImmediateSqliteDriver(this.#handle, this.#commits, this.#prepare);
  }

  override createAdapter(): SqliteAdapter {
    return openDirect(new TransactionalSqliteAdapter(), directOn(this.#commits, this.#prepare));
  }

  override createQueryCompiler(): SqliteQueryCompiler {
    return new SteadySqliteQueryCompiler();
  }
}

/**
 * Writes `+?` for a value, which means the same. SQLite as it is built here (`ENABLE_STAT4`) plans a query again whenever a bare `?`
 * of it is bound to another value, for some other plan might suit that one; a join takes twice to six times as long by that.
 */
class SteadySqliteQueryCompiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?';
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): true {
    return true;
  }

  /** The driver itself lets one in after the other, and the next one while the last waits for its COMMIT. */
  override get supportsMultipleConnections(): true {
    return true;
  }
}
