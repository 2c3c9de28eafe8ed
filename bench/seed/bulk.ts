import Database from 'better-sqlite3';
import pg from 'pg';

/** A value of a column. */
export type Value = string | number | null;

/** A row by column names. */
export type Row = Readonly<Record<string, Value>>;

/** Fast reading and writing below the ports, for a database that nobody serves. */
export interface Bulk {
  all(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>;
  run(sql: string): Promise<void>;
  /** All rows have the columns of the first one. `into`: another table with the same columns. */
  insert(table: string, rows: readonly Row[], into?: string): Promise<void>;
  /** Runs `work` without indexes on these tables, and makes them anew in one go afterwards. */
  withoutIndexes(tables: readonly string[], work: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Opens `sqlite:PATH` or a PostgreSQL URL. */
export async function openBulk(url: string): Promise<Bulk> {
  return url.startsWith('sqlite:') ? sqliteBulk(url.slice('sqlite:'.length)) : postgresBulk(url);
}

function sqliteBulk(path: string): Bulk {
  const handle = new Database(path);
  // Of this connection only: the server that comes later says FULL for its own.
  handle.pragma('synchronous = OFF');
  handle.pragma('foreign_keys = OFF');
  handle.pragma('cache_size = -200000');
  return {
    all: async (sql, ...values) => handle.prepare(sql).all(...values) as Row[],
    run: async (sql) => void handle.exec(sql),
    async insert(table, rows, into = table) {
      const columns = Object.keys(rows[0] ?? {});
      const places = columns.map(() => '?').join(', ');
      const statement = handle.prepare(`insert into ${into} (${columns.join(', ')}) values (${places})`);
      handle.transaction(() => {
        for (const row of rows) statement.run(columns.map((column) => row[column]));
      })();
    },
    async withoutIndexes(tables, work) {
      const listed = tables.map((table) => `'${table}'`).join(', ');
      const kept = handle
        .prepare(
          `select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name in (${listed})`,
        )
        .all() as { name: string; sql: string }[];
      for (const { name } of kept) handle.exec(`drop index "${name}"`);
      await work();
      for (const { sql } of kept) handle.exec(sql);
      handle.pragma('wal_checkpoint(TRUNCATE)');
    },
    async close() {
      handle.close();
    },
  };
}

async function postgresBulk(connectionString: string): Promise<Bulk> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  // References are not looked at, as a replica would not.
  await client.query('set session_replication_role = replica');
  const types = new Map<string, string>();
  const { rows: columns } = await client.query(
    "select table_name, column_name, data_type from information_schema.columns where table_schema = 'public'",
  );
  for (const { table_name, column_name, data_type } of columns) types.set(`${table_name}.${column_name}`, data_type);
  return {
    async all(sql, ...values) {
      let place = 0;
      return (
        await client.query(
          sql.replaceAll('?', () => `$${++place}`),
          [...values],
        )
      ).rows;
    },
    run: async (sql) => void (await client.query(sql)),
    async insert(table, rows, into = table) {
      const names = Object.keys(rows[0] ?? {});
      const arrays = names.map((name, at) => `$${at + 1}::${types.get(`${table}.${name}`)}[]`);
      const values = names.map((name) => rows.map((row) => row[name]));
      await client.query(
        `insert into ${into} (${names.join(', ')}) select * from unnest(${arrays.join(', ')})`,
        values,
      );
    },
    async withoutIndexes(tables, work) {
      const { rows: kept } = await client.query(
        `select indexname, indexdef from pg_indexes where schemaname = 'public' and tablename = any($1)
         and indexname not in (select conname from pg_constraint)`,
        [tables],
      );
      for (const { indexname } of kept) await client.query(`drop index "${indexname}"`);
      await work();
      for (const { indexdef } of kept) await client.query(indexdef);
      await client.query('analyze');
      await client.query('checkpoint');
    },
    close: () => client.end(),
  };
}
