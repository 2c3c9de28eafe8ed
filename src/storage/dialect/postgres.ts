import { Kysely, PostgresAdapter, PostgresDialect, type QueryResult, sql } from 'kysely';
import pg from 'pg';
import type { Tables } from '../tables.ts';
import { type Connection, type Finding, finding } from './connection.ts';
import { type Asked, type Direct, openDirect } from './direct.ts';
import { isAstray, Names } from './named-statements.ts';
import { isUnreached } from './unreached.ts';

/** What happens to a pool beyond its queries. */
export interface PostgresOptions {
  /** Most connections of this process. */
  readonly connectionsMax?: number;
  /** An idle connection broke (server restarted, network gone). The pool replaces it by itself. */
  readonly onIdleError?: (error: Error) => void;
}

const CONNECTIONS_MAX = 10;
/** How long a request waits for a connection before it fails, in ms. */
const CONNECT_LIMIT_MS = 5_000;
/** How long an unused connection is kept, in ms. */
const IDLE_LIMIT_MS = 30_000;

/** Opens a pool of connections to a PostgreSQL server. Connects at the first query. */
export function connectPostgres(url: string, options: PostgresOptions = {}): Connection {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connectionsMax ?? CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    idleTimeoutMillis: IDLE_LIMIT_MS,
    keepAlive: true,
    application_name: 'vestibule',
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
  });
  // Without a listener a broken idle connection ends the process; so does one that breaks between two queries of a transaction,
  // whose next query tells.
  pool.on('error', (error) => options.onIdleError?.(error));
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Kysely<Tables>({ dialect: new LockedPostgresDialect(pool) });
  return {
    engine: 'postgres',
    db,
    check: () => durability(db),
    unavailable: isUnreached,
    async close() {
      // Not through Kysely, which leaves a pool open that it never used.
      if (!pool.ending) await pool.end();
    },
  };
}

/** Integers of 8 bytes (times, counts) arrive as text: read them as numbers. */
function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return oid === pg.types.builtins.INT8 ? safeInteger : pg.types.getTypeParser(oid, format as 'text');
}

function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error('storage: an integer is beyond what a number holds exactly');
  return value;
}

/** A server that answers COMMIT before the disk has it would forget used codes and ended sessions. */
async function durability(db: Kysely<Tables>): Promise<readonly Finding[]> {
  const names = ['fsync', 'full_page_writes', 'synchronous_commit'] as const;
  const { rows } = await sql<{ name: string; setting: string }>`
    select name, setting from pg_settings where name in (${sql.join(names)})`.execute(db);
  return names.map((name) => {
    const found = rows.find((row) => row.name === name)?.setting ?? 'unknown';
    return name === 'synchronous_commit' ? synchronousCommit(found) : finding(name, found, 'on');
  });
}

/** `remote_apply`, `remote_write` and `local` flush to this server's disk too; only `off` answers before that. */
function synchronousCommit(found: string): Finding {
  return { ...finding('synchronous_commit', found, 'on'), ok: found !== 'off' && found !== 'unknown' };
}

/** Queries without Kysely around them. */
function directOn(pool: pg.Pool): Direct {
  const names = new Names();
  pool.on('connect', (client) => names.giveTo(client));
  return {
    keep: (sql) => names.add(sql),
    async executeQuery<R>({ sql, parameters }: Asked): Promise<QueryResult<R>> {
      const ask = () => pool.query(sql, parameters as unknown[]);
      const { rows, rowCount } = await ask().catch((error) => {
        if (isAstray(error)) return ask();
        throw error;
      });
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    },
  };
}

/** The stock dialect; migrations are locked for the length of their transaction. */
class LockedPostgresDialect extends PostgresDialect {
  readonly #direct: Direct;

  constructor(pool: pg.Pool) {
    super({ pool });
    this.#direct = directOn(pool);
  }

  override createAdapter(): PostgresAdapter {
    return openDirect(new TransactionLockAdapter(), this.#direct);
  }
}

/** Any constant will do; it names this lock within the database. */
const MIGRATION_LOCK = 8_317_423_904_417;

/** The stock lock belongs to a connection and outlives a failed transaction; this one ends with it. */
class TransactionLockAdapter extends PostgresAdapter {
  override async acquireMigrationLock(db: Kysely<unknown>): Promise<void> {
    await sql`select pg_advisory_xact_lock(${sql.lit(MIGRATION_LOCK)})`.execute(db);
  }

  override async releaseMigrationLock(): Promise<void> {}
}
