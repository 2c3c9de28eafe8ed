import { createHash } from 'node:crypto';
import type pg from 'pg';

type Query = (...given: readonly unknown[]) => unknown;
type Done = (error: unknown, result: unknown) => void;

/**
 * Names for queries that are asked again and again. PostgreSQL keeps a named statement planned, for each connection; an unnamed
 * one it plans each time, which takes longer than answering it. Where they go astray once, nothing is named any more.
 */
export class Names {
  readonly #names = new Map<string, string>();
  #astray = false;

  /** From now on this query has a name. It follows from the text: whoever finds it there finds the same query. */
  add(sql: string): void {
    this.#names.set(sql, `vestibule_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`);
  }

  /** Lets a new connection use them. */
  giveTo(client: pg.PoolClient): void {
    const query = client.query.bind(client) as Query;
    const noting: (done: Done) => Done = (done) => (error, result) => {
      if (isAstray(error)) this.#astray = true;
      done(error, result);
    };
    const named = (sql: unknown, values: unknown, done?: Done): unknown => {
      const name = typeof sql === 'string' && !this.#astray ? this.#names.get(sql) : undefined;
      if (name === undefined) return query(sql, values, done);
      const asked = { name, text: sql, values };
      if (done !== undefined) return query(asked, noting(done));
      return new Promise((resolve, reject) => {
        query(
          asked,
          noting((error, result) => (error ? reject(error) : resolve(result))),
        );
      });
    };
    client.query = named as typeof client.query;
  }
}

/**
 * Whether a named statement was not what it was thought to be, so that nothing was done: a pooler gave its connection to somebody
 * else (pgbouncer before 1.21 in transaction mode), or a newer version of the program changed the tables meanwhile.
 */
export function isAstray(error: unknown): boolean {
  const { code, routine } = (error ?? {}) as { readonly code?: unknown; readonly routine?: unknown };
  if (code === '0A000') return routine === 'RevalidateCachedQuery';
  return code === '26000' || code === '42P05';
}
