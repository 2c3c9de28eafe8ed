import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route does, in one sentence without a full stop: it becomes its line in the list of routes. */
    purpose?: string;
    /** Speaks a protocol that checks origin, query and body by rules of its own. */
    protocol?: boolean;
  }
}

/** One pathway into the server. */
export interface RouteEntry {
  readonly method: string;
  /** The pattern, as `/stop/:token`. */
  readonly path: string;
  readonly purpose: string;
}

/** All routes of a server, collected while they are registered. */
export interface Inventory {
  all(): readonly RouteEntry[];
  /** Methods that the path of a request has a route for; empty: there is no such path. */
  methodsFor(path: string): readonly string[];
}

/** Starts collecting. A route without a purpose is a defect: no pathway is undocumented (ASVS 6.1.3). */
export function collectInventory(app: FastifyInstance): Inventory {
  const entries: RouteEntry[] = [];
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      // Each GET answers to HEAD as well.
      if (method === 'HEAD') continue;
      const purpose = route.config?.purpose;
      if (purpose === undefined) throw new Error(`the route ${method} ${route.url} states no purpose`);
      entries.push({ method, path: route.url, purpose });
    }
  });
  return {
    all: () => [...entries].sort(byPathAndMethod),
    methodsFor: (path) => {
      const fitting = entries.filter((entry) => fits(entry.path, path)).map((entry) => entry.method);
      return [...new Set(fitting.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].sort();
    },
  };
}

/** The list of routes as a document. */
export function inventoryDocument(entries: readonly RouteEntry[]): string {
  const rows = entries.map((entry) => `| ${entry.method} | \`${entry.path}\` | ${entry.purpose} |`);
  return [
    '# Every route',
    '',
    'Made from the code (`npx vitest run test/conformance/route-list.test.ts -u`); a test fails when it is out of date. Each GET answers to HEAD as well.',
    '',
    '| method | path | what it does |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function byPathAndMethod(left: RouteEntry, right: RouteEntry): number {
  const one = `${left.path} ${left.method}`;
  const other = `${right.path} ${right.method}`;
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function fits(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return false;
  return wanted.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part === given[at]));
}
