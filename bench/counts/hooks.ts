import Database from 'better-sqlite3';
import pg from 'pg';

/** What went to the database. */
export interface Count {
  /** Statements, without those that begin and end transactions. */
  readonly queries: number;
  readonly transactions: number;
}

/** Counts every statement of this process from now on, below everything that could hide one. */
export function countStatements(): () => Count {
  let queries = 0;
  let transactions = 0;
  const note = (sql: string) => {
    if (/^\s*(begin|start transaction)\b/i.test(sql)) transactions += 1;
    else if (!/^\s*(commit|rollback|savepoint|release)\b/i.test(sql)) queries += 1;
  };
  watchSqlite(note);
  watchPostgres(note);
  return () => ({ queries, transactions });
}

/** What `work` sent. */
export async function counting(count: () => Count, work: () => Promise<unknown>): Promise<Count> {
  const before = count();
  await work();
  const after = count();
  return { queries: after.queries - before.queries, transactions: after.transactions - before.transactions };
}

type Method = (this: unknown, ...given: unknown[]) => unknown;

function watchSqlite(note: (sql: string) => void): void {
  const probe = new Database(':memory:');
  const statements = Object.getPrototypeOf(probe.prepare('select 1')) as Record<string, Method>;
  probe.close();
  for (const name of ['run', 'get', 'all', 'iterate']) {
    wrap(statements, name, (statement) => note((statement as { source: string }).source));
  }
  const handles = Database.prototype as unknown as Record<string, Method>;
  wrap(handles, 'exec', (_handle, [sql]) => note(String(sql)));
  wrap(handles, 'transaction', () => note('begin'));
}

function watchPostgres(note: (sql: string) => void): void {
  const clients = pg.Client.prototype as unknown as Record<string, Method>;
  wrap(clients, 'query', (_client, [query]) =>
    note(typeof query === 'string' ? query : (query as { text: string }).text),
  );
}

function wrap(
  on: Record<string, Method>,
  name: string,
  note: (self: unknown, given: readonly unknown[]) => void,
): void {
  const original = on[name];
  if (original === undefined) throw new Error(`there is no ${name} to watch`);
  on[name] = function watched(this: unknown, ...given: unknown[]) {
    note(this, given);
    return original.apply(this, given);
  };
}
