import type { Compilable, CompiledQuery, QueryResult } from 'kysely';
import { directBy } from '../dialect/direct.ts';
import { type Db, wayTo } from './tx.ts';

/** Stands for a value until the query is asked. */
class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A query that is built and compiled once and then asked again and again, each time with values of its own: building a wide one takes
 * ten times as long as SQLite needs to answer it. It goes below Kysely, in a transaction as well. `build` sees placeholders, so that its shape cannot depend on a value.
 */
export function compiledOnce<P extends object, R>(
  build: (db: Db, values: P) => Compilable<R>,
): (db: Db, values: P) => Promise<QueryResult<R>> {
  const byDialect = new WeakMap<object, CompiledQuery<R>>();
  return (db, values) => {
    const { adapter } = db.getExecutor();
    let compiled = byDialect.get(adapter);
    if (compiled === undefined) {
      compiled = build(db, placeholders<P>()).compile();
      byDialect.set(adapter, compiled);
      directBy(adapter)?.keep(compiled.sql);
    }
    const parameters = compiled.parameters.map((one) =>
      one instanceof Placeholder ? values[one.name as keyof P] : one,
    );
    return wayTo(db).executeQuery({ ...compiled, parameters });
  };
}

/** Something that has a placeholder under every name. */
function placeholders<P extends object>(): P {
  return new Proxy({} as P, { get: (_target, name) => new Placeholder(String(name)) });
}
