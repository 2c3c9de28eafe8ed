import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/** A table being put together, column by column. */
type Builder = CreateTableBuilder<string, never>;
/** The database that a step changes. */
export type Db = Kysely<Tables>;
/** The types that mean the same on both engines. */
type ColumnType = 'text' | 'integer' | 'bigint';

// Released steps are built with these: what one of them makes never changes.

/** Makes a table. */
export async function table(db: Db, name: keyof Tables, columns: (builder: Builder) => Builder): Promise<void> {
  await columns(db.schema.createTable(name) as Builder).execute();
}

/** A text column that names the row. */
export function key(builder: Builder, name: string): Builder {
  return builder.addColumn(name, 'text', (c) => c.primaryKey().notNull());
}

/** A column that names a row of another table, as `accounts.id`. */
export function belongsTo(builder: Builder, name: string, target: string): Builder {
  return builder.addColumn(name, 'text', (c) => c.notNull().references(target));
}

/** Columns that always have a value. */
export function required(builder: Builder, type: ColumnType, names: readonly string[]): Builder {
  return names.reduce((built, name) => built.addColumn(name, type, (c) => c.notNull()), builder);
}

/** Columns that may be null. */
export function optional(builder: Builder, type: ColumnType, names: readonly string[]): Builder {
  return names.reduce((built, name) => built.addColumn(name, type), builder);
}

/** An index named after its columns; `where` makes it a partial one. */
export async function index(
  db: Db,
  on: keyof Tables,
  columns: readonly string[],
  options: { readonly unique?: boolean; readonly where?: string } = {},
): Promise<void> {
  let builder = db.schema
    .createIndex(`${on}_by_${columns.join('_and_')}`)
    .on(on)
    .columns([...columns]);
  if (options.unique === true) builder = builder.unique();
  const made = options.where === undefined ? builder : builder.where(sql.raw<boolean>(options.where));
  await made.execute();
}
