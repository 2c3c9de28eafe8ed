import type { Kysely } from 'kysely';
import type { Result } from '../../platform/kernel/result.ts';
import type { Tables } from '../tables.ts';
import type { BackupRefusal } from './sqlite-backup.ts';

/** Which database serves: embedded, or a server that several nodes share. */
export type Engine = 'sqlite' | 'postgres';

/** One thing that `doctor` looked at. */
export interface Finding {
  readonly name: string;
  readonly found: string;
  readonly wanted: string;
  readonly ok: boolean;
}

/** An open database, below the ports. */
export interface Connection {
  readonly engine: Engine;
  readonly db: Kysely<Tables>;
  /** Whether the database keeps what it commits: settings, and integrity where the engine can tell. */
  check(): Promise<readonly Finding[]>;
  /** A copy of one moment while the database goes on serving; only where the engine is embedded. */
  backup?(target: string): Promise<Result<void, BackupRefusal>>;
  /** Whether an error says that the database could not serve just then: not reached, going down, or taken by others for too long. */
  unavailable(error: unknown): boolean;
  close(): Promise<void>;
}

/** A finding that is well when `found` equals `wanted`. */
export function finding(name: string, found: string, wanted: string): Finding {
  return { name, found, wanted, ok: found === wanted };
}
