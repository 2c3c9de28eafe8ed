import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../src/storage/open.ts';
import { ATTACKED, LARGEST } from './population/cast.ts';

/** Slower than this in the middle, a page fails. In ms. */
export const CEILING_MS = 100;

/** Pages that may take longer, by route, and why. */
export const SLOWER: Readonly<Record<string, { readonly ms: number; readonly why: string }>> = {};

/** Ids that stand in paths, by what comes before them: each page is measured with each of them. */
type Ids = Readonly<Record<string, readonly string[]>>;

/** What a page is asked beside its path. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  '/console/organizations': ['', '?q=valley'],
  '/console/people': ['', '?q=amara', '?q=haddad.4', '?after=m&id=m', '?in=LARGEST', '?in=LARGEST&q=nw'],
};

/** Every page of the console that can be got, from the list of routes. */
export function consoleRoutes(): readonly string[] {
  const document = readFileSync(join(import.meta.dirname, '../docs/routes.md'), 'utf8');
  return [...document.matchAll(/^\| GET \| `(\/console[^`]*)` \|/gm)].map(([, path]) => path ?? '');
}

/** The addresses that a route is measured at. Throws for a route that nobody gave a sample. */
export function samplesOf(route: string, ids: Ids): readonly string[] {
  const [head = '', tail] = route.split(/\/:\w+/);
  const held = ids[head];
  if (route.includes(':') && (held === undefined || tail?.includes(':'))) {
    throw new Error(`${route} has no sample: give it one in console-pages.ts.`);
  }
  const paths = held === undefined || !route.includes(':') ? [route] : held.map((id) => `${head}/${id}${tail}`);
  const largest = ids['/console/organizations']?.[0] ?? '';
  return paths.flatMap((path) => (QUERIES[route] ?? ['']).map((query) => path + query.replace('LARGEST', largest)));
}

/** Those who are looked at: in the largest organization and in a small one, attacked and not, disabled, being reset. */
export async function idsOf(url: string): Promise<Ids> {
  const { db, close } = connect(url);
  try {
    const account = db.selectFrom('accounts').select('id').orderBy('id');
    const disabled = await account.where('disabled_at', 'is not', null).executeTakeFirstOrThrow();
    const plain = await account.where('disabled_at', 'is', null).executeTakeFirstOrThrow();
    const attacked = await db
      .selectFrom('addresses')
      .select('account_id')
      .where('canonical', '=', ATTACKED)
      .executeTakeFirstOrThrow();
    const organization = db.selectFrom('organizations').select('id').where('kind', '=', 'clinic');
    const largest = await organization.where('name', '=', LARGEST).executeTakeFirstOrThrow();
    const small = await organization.where('name', '!=', LARGEST).orderBy('id').executeTakeFirstOrThrow();
    const reset = await db
      .selectFrom('reset_cases')
      .select('id')
      .where('carried_out_at', 'is', null)
      .orderBy('id')
      .executeTakeFirstOrThrow();
    const event = await db.selectFrom('audit_events').select('id').orderBy('at', 'desc').executeTakeFirstOrThrow();
    return {
      '/console/organizations': [largest.id, small.id],
      '/console/people': [plain.id, attacked.account_id, disabled.id],
      '/console/resets': [reset.id],
      '/console/audit/events': [event.id],
    };
  } finally {
    await close();
  }
}
