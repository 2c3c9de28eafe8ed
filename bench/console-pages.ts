import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from '../src/storage/open.ts';
import { ATTACKED, CAST, LARGEST } from './population/cast.ts';

/** Slower than this in the middle, a page fails. In ms. */
export const CEILING_MS = 100;

/** Pages that may take longer, by route, and why. */
export const SLOWER: Readonly<Record<string, { readonly ms: number; readonly why: string }>> = {
  '/console/organizations/:id/coverage': { ms: 1_500, why: 'counts what each of 20,000 members has set up' },
  '/console/organizations/:id/coverage/csv': { ms: 1_500, why: 'counts what each of 20,000 members has set up' },
  '/console/organizations/:id/revoke': { ms: 1_500, why: 'counts what each of 20,000 members has set up' },
  '/console/organizations/:id/dry-run': { ms: 6_000, why: 'asks the core about each of 20,000 members' },
};

/** Pages without a sample, by route, and why. */
export const UNMEASURED: Readonly<Record<string, string>> = {
  '/console/break-glass/:id/renew': 'a break-glass account is made by hand; a handful of rows',
  '/console/break-glass/:id/revoke': 'a break-glass account is made by hand; a handful of rows',
  '/console/break-glass/uses/:id/review': 'a use of such an account; a handful of rows',
  '/console/resets/alerts/:id': 'an alert is raised by resets, which are done by hand; a handful of rows',
  '/console/resets/alerts/:id/review': 'reads what its own page reads',
  '/console/resets/:id/pass': 'for a reset under way, and reads what its own page reads',
  '/console/import/:id': 'there only while somebody imports',
  '/console/organizations/:id/request':
    'for the admin of an organization without MFA, and reads what its own page reads',
};

/** Ids that stand in paths, by what comes before them: each page is measured with each of them. */
type Ids = Readonly<Record<string, readonly string[]>>;

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
  '/console/organizations/:id/coverage/csv': ['?chart=kinds'],
  '/console/people': ['', '?q=amara', '?q=haddad.4', '?after=m&id=m', '?in=LARGEST', '?in=LARGEST&q=nw'],
};

/** Every page of the console that is measured, from the list of routes. */
export function consoleRoutes(): readonly string[] {
  const document = readFileSync(join(import.meta.dirname, '../docs/routes.md'), 'utf8');
  const all = [...document.matchAll(/^\| GET \| `(\/console[^`]*)` \|/gm)].map(([, path]) => path ?? '');
  return all.filter((route) => !(route in UNMEASURED));
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

/** What is looked at: the largest organization, a small one, one that asks for MFA; people attacked and not, disabled, being reset. */
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
    const asking = await db
      .selectFrom('mandate_requests')
      .select('organization_id')
      .orderBy('organization_id')
      .executeTakeFirstOrThrow();
    const reset = await db
      .selectFrom('reset_cases')
      .select('id')
      .where('carried_out_at', 'is', null)
      .orderBy('id')
      .executeTakeFirstOrThrow();
    const event = await db.selectFrom('audit_events').select('id').orderBy('at', 'desc').executeTakeFirstOrThrow();
    return {
      '/console/organizations': [largest.id, small.id, asking.organization_id],
      '/console/people': [plain.id, attacked.account_id, disabled.id],
      '/console/resets': [reset.id],
      '/console/audit/events': [event.id],
    };
  } finally {
    await close();
  }
}
