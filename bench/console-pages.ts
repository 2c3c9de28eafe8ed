import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ids, Sample } from './console-world.ts';
import { ATTACKED, CAST } from './population/cast.ts';

/** What a page, a form and what a form does may take in the middle, in ms: what somebody who works takes for at once. */
export const TARGET_MS = 100;

/** A reason to take longer. */
interface Slower {
  readonly ms: number;
  readonly why: string;
}

const EVERY_MEMBER = 'reads what is bound to each of 20,000 members: 2 µs each on SQLite, 5 on PostgreSQL';
const HASH = 'hashes a password';

/** What may take longer, by method and route, and why. */
export const SLOWER: Readonly<Record<string, Slower>> = {
  'GET /console/organizations/:id/dry-run': {
    ms: 650,
    why: `reads all that decides the sign-in of each of 20,000 members, from six tables: 12 µs each on SQLite, 25 on PostgreSQL, in pages between which others are answered`,
  },
  'GET /console/organizations/:id/coverage': { ms: 150, why: EVERY_MEMBER },
  'GET /console/organizations/:id/coverage/csv': { ms: 150, why: EVERY_MEMBER },
  'GET /console/organizations/:id/revoke': { ms: 150, why: EVERY_MEMBER },
  'POST /console/organizations/:id/evidence': { ms: 10_000, why: 'sends all of a year of 20,000 members as a file' },
  'POST /console/audit/export': { ms: 180_000, why: 'sends a million rows as a file' },
  'POST /console/break-glass/new': { ms: 250, why: HASH },
  'POST /console/break-glass/:id/renew': { ms: 250, why: HASH },
};

/** What a page is asked beside its path. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  '/console/audit': [
    '',
    '?event=proof.bad',
    '?event=demo.seeded',
    `?about=${ATTACKED}`,
    `?about=${ATTACKED}&event=proof.ok`,
    `?by=${CAST.support}`,
    `?by=${CAST['organization-admin']}`,
    '?org=LARGEST',
    '?org=LARGEST&event=reset.opened',
    '?from=2020-01-01&to=2020-02-01',
  ],
  '/console/organizations': ['', '?q=valley', '?after=Oakdale&id=a'],
  '/console/organizations/:id/coverage/csv': [
    '?chart=kinds',
    '?chart=methods',
    '?chart=weeks',
    '?chart=sign-ins',
    '?chart=failures',
  ],
  '/console/organizations/:id/dry-run': ['', '?only=shut'],
  '/console/coverage': ['', '?order=missing', '?mfa=off&q=valley'],
  '/console/coverage/csv': ['?chart=organizations'],
  '/console/people': [
    '',
    '?q=amara',
    '?q=haddad.4',
    '?after=m&id=m',
    '?in=LARGEST',
    '?in=LARGEST&q=nw',
    '?in=LARGEST&kind=admin',
    '?in=LARGEST&set-up=done',
    '?in=LARGEST&kind=patient&set-up=missing',
    '?in=LARGEST&set-up=grace&q=nw',
  ],
  '/console/resets': ['', `?agent=${CAST.support}`],
};

/** Every route of the console by one method, from the list of routes. */
export function consoleRoutes(method: 'GET' | 'POST'): readonly string[] {
  const document = readFileSync(join(import.meta.dirname, '../docs/routes.md'), 'utf8');
  const rows = document.matchAll(new RegExp(`^\\| ${method} \\| \`(/console[^\`]*)\` \\|`, 'gm'));
  return [...rows].map(([, path]) => path ?? '');
}

/** The addresses that a page is measured at. Throws for a route that nothing in a database is known for. */
export function samplesOf(route: string, ids: Ids): readonly string[] {
  const largest = ids['/console/organizations']?.[0]?.['id'] ?? '';
  return knownFor(route, ids).flatMap((sample) =>
    (QUERIES[route] ?? ['']).map((query) => pathOf(route, sample) + query.replace('LARGEST', largest)),
  );
}

/** A route with what it names. Throws where the sample lacks something. */
export function pathOf(route: string, sample: Sample): string {
  return route.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = sample[name];
    if (value === undefined) throw new Error(`${route} has no sample for ${name}: give it one in console-world.ts.`);
    return value;
  });
}

function knownFor(route: string, ids: Ids): readonly Sample[] {
  if (!route.includes(':')) return [{}];
  // The longest beginning wins: uses of break-glass accounts are none of those accounts.
  const heads = Object.keys(ids).filter((head) => route.startsWith(`${head}/:`));
  const found = ids[route] ?? ids[heads.toSorted((a, b) => b.length - a.length)[0] ?? ''];
  if (found === undefined) throw new Error(`${route} has no sample: give it one in console-world.ts.`);
  return found;
}
