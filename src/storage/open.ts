import type { Result } from '../platform/kernel/result.ts';
import type { Sealing } from '../platform/keys.ts';
import type { Connection, Engine, Finding } from './dialect/connection.ts';
import { connectPostgres, type PostgresOptions } from './dialect/postgres.ts';
import { connectSqlite } from './dialect/sqlite.ts';
import type { BackupRefusal } from './dialect/sqlite-backup.ts';
import { migrate, type SchemaState, schemaState } from './migrations/migrate.ts';
import { type Ports, portsOn } from './ports.ts';
import { pingOn } from './sql/ping.ts';

/** What opening a database needs beside its URL. */
export interface StorageOptions extends PostgresOptions {
  /** Seals what waits in the outbox. */
  readonly sealing: Sealing;
}

/** An open database as the rest of the program sees it: ports, and its own upkeep. */
export interface Storage extends Ports {
  readonly engine: Engine;
  /** Brings the schema up to date; returns the steps taken. Throws `NewerSchemaError` when the database is ahead. */
  migrate(): Promise<readonly string[]>;
  /** Where the schema stands against this program. Writes nothing. */
  schema(): Promise<SchemaState>;
  /** One trip to the database and back; throws when there is no way. */
  ping(): Promise<void>;
  /** What `doctor` asks: settings that keep what was committed, and integrity where the engine can tell. */
  check(): Promise<readonly Finding[]>;
  /** A copy of one moment while serving; only on SQLite. An existing file is never replaced. */
  backup?(target: string): Promise<Result<void, BackupRefusal>>;
  /** Whether an error says that the database could not serve just then: the same may work in a moment. */
  unavailable(error: unknown): boolean;
  close(): Promise<void>;
}

/** Opens `sqlite:PATH` or `postgres://…`. Throws for any other URL, or when a SQLite file cannot be opened. */
export async function openStorage(url: string, options: StorageOptions): Promise<Storage> {
  return storageOn(connect(url, options), options.sealing);
}

/** Connects without ports. PostgreSQL is reached at the first query. */
export function connect(url: string, options: PostgresOptions = {}): Connection {
  if (url.startsWith('sqlite:')) return connectSqlite(url.slice('sqlite:'.length));
  if (/^postgres(ql)?:\/\//.test(url)) return connectPostgres(url, options);
  throw new Error('storage: the database is given as sqlite:PATH or postgres://…');
}

/** The ports over a connection. */
export function storageOn(connection: Connection, sealing: Sealing): Storage {
  const { db, engine, backup } = connection;
  return {
    ...portsOn(db, sealing),
    engine,
    migrate: () => migrate(db),
    schema: () => schemaState(db),
    ping: () => pingOn(db),
    check: () => connection.check(),
    unavailable: (error) => connection.unavailable(error),
    ...(backup === undefined ? {} : { backup }),
    close: () => connection.close(),
  };
}
