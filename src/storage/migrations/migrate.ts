import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { inTransaction, type Trx } from '../sql/tx.ts';
import type { Tables } from '../tables.ts';
import { MIGRATIONS } from './list.ts';

/** The database was written by a newer version of this program. */
export class NewerSchemaError extends Error {
  override readonly name = 'NewerSchemaError';

  constructor(unknown: readonly string[]) {
    super(
      `This database was upgraded by a newer version of Vestibule (${unknown.join(', ')}). ` +
        'Start that version, or restore a backup made before the upgrade.',
    );
  }
}

/** Where the schema stands against this program. */
export interface SchemaState {
  readonly applied: readonly string[];
  /** What `migrate` would do. */
  readonly pending: readonly string[];
  /** What a newer version did. */
  readonly unknown: readonly string[];
}

const TABLE = 'schema_migrations';
const LOCK_TABLE = 'schema_migration_lock';

/**
 * Brings the schema up to date and returns the names of the steps taken. All of them are one transaction behind one lock:
 * of two processes that start together one migrates and the other finds it done; interrupted, nothing has changed.
 * Throws {@link NewerSchemaError} when the database is ahead of this program.
 */
export function migrate(
  db: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<readonly string[]> {
  return inTransaction(db, async (trx) => {
    await lock(trx);
    const { pending, unknown } = await schemaState(trx, migrations);
    if (unknown.length > 0) throw new NewerSchemaError(unknown);
    // As at nearly every start: the migrator would look at every column of every table before it finds that out.
    if (pending.length === 0) return [];
    const migrator = new Migrator({
      db: trx,
      provider: { getMigrations: async () => ({ ...migrations }) },
      migrationTableName: TABLE,
      migrationLockTableName: LOCK_TABLE,
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    return (results ?? []).map((result) => result.migrationName);
  });
}

/** Compares the database with the steps this program knows. Writes nothing. */
export async function schemaState(
  db: Kysely<Tables>,
  migrations: Readonly<Record<string, Migration>> = MIGRATIONS,
): Promise<SchemaState> {
  const known = Object.keys(migrations).sort();
  const applied = await appliedNames(db);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/** Before anything is looked at: on SQLite the transaction itself is the lock. */
async function lock(trx: Trx): Promise<void> {
  await trx.getExecutor().adapter.acquireMigrationLock(trx, { lockTable: LOCK_TABLE, lockRowId: 'migration_lock' });
}

async function appliedNames(db: Kysely<Tables>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === TABLE)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(TABLE)} order by name`.execute(db);
  return rows.map((row) => row.name);
}
