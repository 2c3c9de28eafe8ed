import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import { directBy } from '../dialect/direct.ts';
import { type Db, wayTo } from './tx.ts';

/** Stands for a value until the query is asked. */
class Placeholder {
  readonly read: (values: never) => unknown;

  constructor(read: (values: never) => unknown) {
    this.read = read;
  }
}

/**
 * A query that is built and compiled once and then asked again and again, each time with values of its own: building it takes
 * ten times as long as SQLite needs to answer it. It goes below Kysely, in a transaction as well. `build` sees placeholders, so
 * that its shape cannot depend on a value.
 */
export function compiledOnce<P extends object, R>(
  build: (db: Db, values: P) => Compilable<R>,
): (db: Db, values: P) => Promise<QueryResult<R>> {
  return asked((db) =>
    build(
      db,
      everyName((name) => (values: P) => values[name as keyof P]),
    ),
  );
}

/** The same for each length of a list, of ids for example. Must not be asked with an empty one. */
export function compiledForEach<I, P extends object, R>(
  build: (db: Db, items: readonly I[], values: P) => Compilable<R>,
): (db: Db, items: readonly I[], values: P) => Promise<QueryResult<R>> {
  type Given = { readonly items: readonly I[]; readonly values: P };
  const ask = byLength<Given, R>(
    (length) => (db) => {
      const items = Array.from({ length }, (_, at) => new Placeholder((given: Given) => given.items[at]) as I);
      return build(
        db,
        items,
        everyName((name) => (given: Given) => given.values[name as keyof P]),
      );
    },
    (db, { items, values }) => build(db, items, values),
  );
  return (db, items, values) => ask(db, items.length, { items, values });
}

/** The same for each number of rows that are inserted. `columns`: all that each of them has. */
export function compiledInsert<R extends object, O>(
  columns: readonly (keyof R & string)[],
  build: (db: Db, rows: readonly R[]) => Compilable<O>,
): (db: Db, rows: readonly R[]) => Promise<QueryResult<O>> {
  const rowAt = (at: number) =>
    Object.fromEntries(columns.map((name) => [name, new Placeholder((rows: readonly R[]) => rows[at]?.[name])])) as R;
  const ask = byLength<readonly R[], O>(
    (length) => (db) =>
      build(
        db,
        Array.from({ length }, (_, at) => rowAt(at)),
      ),
    build,
  );
  return (db, rows) => ask(db, rows.length, rows);
}

/** Longer lists are rare, and compiled each time. */
const LENGTH_MAX = 16;

function byLength<V, R>(
  buildFor: (length: number) => (db: Db) => Compilable<R>,
  build: (db: Db, values: V) => Compilable<R>,
): (db: Db, length: number, values: V) => Promise<QueryResult<R>> {
  const known: ((db: Db, values: V) => Promise<QueryResult<R>>)[] = [];
  return (db, length, values) => {
    if (length > LENGTH_MAX) return db.executeQuery(build(db, values).compile());
    const ask = known[length] ?? asked<V, R>(buildFor(length));
    known[length] = ask;
    return ask(db, values);
  };
}

/** Something that has a placeholder under every name. */
function everyName<P extends object>(readUnder: (name: string) => (values: never) => unknown): P {
  return new Proxy({} as P, { get: (_target, name) => new Placeholder(readUnder(String(name))) });
}

function asked<V, R>(build: (db: Db) => Compilable<R>): (db: Db, values: V) => Promise<QueryResult<R>> {
  const byDialect = new WeakMap<object, CompiledQuery<R>>();
  return (db, values) => {
    const { adapter } = db.getExecutor();
    let compiled = byDialect.get(adapter);
    if (compiled === undefined) {
      compiled = build(db).compile();
      byDialect.set(adapter, compiled);
      directBy(adapter)?.keep(compiled.sql);
    }
    const parameters = compiled.parameters.map((one) => (one instanceof Placeholder ? one.read(values as never) : one));
    return wayTo(db).executeQuery({ ...compiled, parameters });
  };
}
