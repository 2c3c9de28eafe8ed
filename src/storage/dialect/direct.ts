import type { CompiledQuery, DialectAdapter, QueryResult } from 'kysely';

/** A query that is compiled, with its values. */
export type Asked = Pick<CompiledQuery, 'sql' | 'parameters'>;

/** Answers compiled queries outside of transactions, as Kysely does, without what Kysely does around each. */
export interface Direct {
  /** Says that a query will be asked again and again: worth planning once for each connection. */
  keep(sql: string): void;
  executeQuery<R>(query: Asked): Promise<QueryResult<R>>;
}

/** Of each adapter that there is such a way for. */
const ways = new WeakMap<DialectAdapter, Direct>();

/** Opens the way for all who reach the database by this adapter. */
export function openDirect<A extends DialectAdapter>(adapter: A, direct: Direct): A {
  ways.set(adapter, direct);
  return adapter;
}

/** The way below Kysely; null: there is none. */
export function directBy(adapter: DialectAdapter): Direct | null {
  return ways.get(adapter) ?? null;
}
