import { CompiledQuery, type KyselyPlugin } from 'kysely';
import type { Db } from '../sql/tx.ts';

/** Tables that do not grow with people or time, and why: they may be read whole. */
const SMALL_TABLES: Readonly<Record<string, string>> = {
  installation: 'one row for each fact of the installation',
  leases: 'one row for each job',
  setup_links: 'one link, until there is an owner',
  clients: 'one row for each application',
  organizations: 'one row for each organization: a thousandth of the people',
  mandates: 'one row for each organization',
  mandate_requests: 'a few rows for each organization',
  break_glass_accounts: 'made by hand, a handful',
  break_glass_uses: 'one row for each emergency',
};

/** Indexes that may be walked whole, and why: most are partial and hold only what waits. */
const SMALL_INDEXES: Readonly<Record<string, string>> = {
  outbox_by_next_try_at: 'mail that waits',
  outbox_by_account_id: 'mail that waits',
  logouts_by_next_try_at: 'logout tokens that wait',
  reset_cases_by_opened_at_and_id: 'support resets are carried out by hand, a few hundred in a year',
  audit_heads_not_by_file: 'heads that were not written to the file yet',
  audit_heads_not_by_webhook: 'heads that were not posted yet',
};

/** Queries that read a growing table whole, and why. */
const DELIBERATE: readonly { readonly query: RegExp; readonly why: string }[] = [
  {
    query: /^select "accounts"\.\*, .* where "accounts"\."deleted_at" is null$/,
    why: 'a command that lists everybody',
  },
  {
    query: /^select count\(\*\) as "count" from "authenticators" where "kind" = \S+ and "revoked_at" is null$/,
    why: 'asked once, by a start that is refused',
  },
];

/** A query as it went to the database. */
export interface Recorded {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** What was asked so far, each shape of a query once. */
export class QueryLog {
  readonly #byShape = new Map<string, Recorded>();

  /** The same database, every query of which is noted down. */
  watch(db: Db): Db {
    const executor = db.getExecutor();
    const plugin: KyselyPlugin = {
      transformQuery: ({ node, queryId }) => {
        const { sql, parameters: given } = executor.compileQuery(node, queryId);
        // What is compiled once has no values yet; this one fits every type.
        const parameters = given.map((one) => (typeof one === 'object' && one !== null ? '0' : one));
        if (/^(select|update|delete|with)\b/.test(sql)) this.#byShape.set(shapeOf(sql), { sql, parameters });
        return node;
      },
      transformResult: async ({ result }) => result,
    };
    return db.withPlugin(plugin);
  }

  queries(): readonly Recorded[] {
    return [...this.#byShape.values()];
  }
}

/** Lists differ in length from call to call. */
function shapeOf(sql: string): string {
  return sql.replaceAll(/\$\d+/g, '?').replaceAll(/(\?, )+\?/g, '?');
}

/** Queries that read a growing table without an index, each with the part of its plan that says so. */
export async function withoutIndex(db: Db, engine: 'sqlite' | 'postgres', asked: readonly Recorded[]) {
  const judged = asked.filter(({ sql }) => !DELIBERATE.some(({ query }) => query.test(sql)));
  const scans = engine === 'sqlite' ? await sqliteScans(db, judged) : await postgresScans(db, judged);
  return scans.filter(({ table, index }) => !(table in SMALL_TABLES) && !(index in SMALL_INDEXES));
}

/** The indexes that answer queries. */
export async function indexesFor(db: Db, engine: 'sqlite' | 'postgres', asked: readonly Recorded[]) {
  const found = new Set<string>();
  if (engine === 'sqlite') {
    for (const { sql, parameters } of asked) {
      const explain = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
      const { rows } = await db.executeQuery<{ detail: string }>(explain);
      for (const { detail } of rows) found.add(/^SEARCH .* INDEX (\S+)/.exec(detail)?.[1] ?? '');
    }
  } else {
    const below = ({ Plans = [], ...node }: PlanNode): void => {
      found.add(node['Index Name'] ?? '');
      Plans.forEach(below);
    };
    for (const { plan } of await postgresPlans(db, asked)) below(plan);
  }
  return [...found].filter((name) => name !== '');
}

/** A table that is read from one end to the other; `index`: by which index, '' by none. */
interface Scan {
  readonly table: string;
  readonly index: string;
  readonly sql: string;
}

async function sqliteScans(db: Db, asked: readonly Recorded[]): Promise<readonly Scan[]> {
  const scans: Scan[] = [];
  for (const { sql, parameters } of asked) {
    const explain = CompiledQuery.raw(`explain query plan ${sql}`, [...parameters]);
    const { rows } = await db.executeQuery<{ detail: string; parent: number }>(explain);
    const sorted = new Set(
      rows.filter(({ detail }) => detail === 'USE TEMP B-TREE FOR ORDER BY').map(({ parent }) => parent),
    );
    for (const { detail, parent } of rows) {
      const [, name, index = ''] = /^SCAN (\S+)(?: USING (?:COVERING )?INDEX (\S+))?/.exec(detail) ?? [];
      const automatic = /^SEARCH (\S+) USING AUTOMATIC/.exec(detail)?.[1];
      const table = tableNamed(sql, automatic ?? name);
      // By an index, in the order that is wanted, up to the limit: what a page is.
      const page = index !== '' && / limit /.test(sql) && !sorted.has(parent);
      if (table !== null && !page) scans.push({ table, index, sql });
    }
  }
  return scans;
}

/** The table behind a name in a plan; null: a part of the query, or nothing at all. */
function tableNamed(sql: string, name: string | undefined): string | null {
  if (name === undefined) return null;
  const aliased = new RegExp(`"(\\w+)" as "${name}"`).exec(sql)?.[1];
  if (aliased !== undefined) return aliased;
  return new RegExp(`(from|join|update) "${name}"`).test(sql) ? name : null;
}

/** A node of a plan, as far as it is looked at. */
interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Filter?: string;
  readonly 'Parent Relationship'?: string;
  readonly Plans?: readonly PlanNode[];
}

/**
 * What makes an empty database be planned for as a large one: a row in every table, told to stand for a million of which each
 * ten have a value in common, and nothing that reads a whole table chosen while there is an index.
 */
const AS_IF_LARGE = [
  'set local session_replication_role = replica',
  `do $$
  declare t text; named text; given text;
  begin
    for t in select tablename from pg_tables where schemaname = 'public' and tablename not like 'schema\\_%' loop
      select string_agg(quote_ident(attname), ','), string_agg(case atttypid when 25 then quote_literal('') else '0' end, ',')
        into named, given from pg_attribute where attrelid = t::regclass and attnum > 0 and not attisdropped;
      execute format('insert into %I (%s) values (%s)', t, named, given);
    end loop;
  end $$`,
  `update pg_class set relpages = case relkind when 'r' then 1 else 2 end, reltuples = 1000000
  where relnamespace = 'public'::regnamespace and relkind in ('r', 'i')`,
  `select pg_restore_attribute_stats('schemaname', 'public', 'relname', relname::text, 'attname', attname::text, 'inherited', false,
    'null_frac', 0.1::real, 'avg_width', 20, 'n_distinct', -0.1::real)
  from pg_attribute join pg_class on pg_class.oid = attrelid
  where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped`,
  ...['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'].map((name) => `set local ${name} = off`),
];

async function postgresScans(db: Db, asked: readonly Recorded[]): Promise<readonly Scan[]> {
  const plans = await postgresPlans(db, asked);
  return plans.flatMap(({ plan, sql }) => scansBelow(plan, false, '', sql));
}

function postgresPlans(db: Db, asked: readonly Recorded[]) {
  return db.transaction().execute(async (trx) => {
    for (const statement of AS_IF_LARGE) await trx.executeQuery(CompiledQuery.raw(statement));
    const plans: { readonly plan: PlanNode; readonly sql: string }[] = [];
    for (const { sql, parameters } of asked) {
      const explain = CompiledQuery.raw(`explain (format json) ${sql}`, [...parameters]);
      const { rows } = await trx.executeQuery<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(explain);
      for (const { Plan } of rows.flatMap((row) => row['QUERY PLAN'])) plans.push({ plan: Plan, sql });
    }
    return plans;
  });
}

/** Node types that hand on each row as it comes, so that a limit above them stops what is below. */
const STREAMING = ['Limit', 'Nested Loop', 'Result', 'LockRows', 'Incremental Sort', 'Subquery Scan', 'Memoize'];

/** `stops`: a limit above stops it. `heap`: the table whose rows a bitmap picks. */
function scansBelow(node: PlanNode, stops: boolean, heap: string, sql: string): readonly Scan[] {
  const type = node['Node Type'];
  const table = node['Relation Name'] ?? heap;
  const index = node['Index Name'] ?? '';
  const below = type === 'Limit' || (stops && STREAMING.includes(type));
  const own = isWhole(node, stops) && table !== '' ? [{ table, index, sql }] : [];
  const parts = node.Plans ?? [];
  return [...own, ...parts.flatMap((part) => scansBelow(part, below && isFirst(part), table, sql))];
}

function isWhole(node: PlanNode, stops: boolean): boolean {
  switch (node['Node Type']) {
    case 'Seq Scan':
      return true;
    case 'Index Scan':
    case 'Index Only Scan':
      // Up to the limit, unless rows are passed over on the way: then nobody knows how far that is.
      return node['Index Cond'] === undefined && (!stops || node.Filter !== undefined);
    case 'Bitmap Index Scan':
      return node['Index Cond'] === undefined;
    default:
      return false;
  }
}

/** The inner side of a join begins anew for every row of the outer one. */
function isFirst(part: PlanNode): boolean {
  return part['Parent Relationship'] === 'Outer';
}
