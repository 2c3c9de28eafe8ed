import type { AccountId, OrganizationId } from '../../../domain/accounts/decide/account.ts';
import { AUDIT_NAMES, type AuditEvent, type AuditName } from '../../../domain/audit/decide/event.ts';
import type { AuditFilter } from '../../../domain/audit/run/ports.ts';
import { may, reachOf } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import { addPage, type Entered } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { type AuditAsked, type AuditProblem, renderAudit } from '../views/audit.tsx';
import { renderEvent } from '../views/audit-event.tsx';

const PAGE = 50;
const ASKED = ['about', 'by', 'event', 'org', 'from', 'to'] as const;

/** What happened, and one event of it. */
export function registerAudit(parts: ConsoleParts): void {
  addPage(parts, '/console/audit', 'Lists what happened, newest first, by filters', async (entered, request) => {
    const asked = askedOf(queryOf(request));
    if (reachOf(entered.actor, 'audit.see').length === 0) return null;
    const read = await filterOf(parts, entered, asked);
    const mark = markOf(queryOf(request));
    const nothing = { asked, first: null, next: null, rows: [], names: new Map() } as const;
    if ('problem' in read) return renderAudit({ ...nothing, problem: read.problem }, entered);
    const as = parts.actsBy(entered.actor.accountId);
    const found = await as.auditDesk.list(read.filter, PAGE + 1, mark);
    if (found === null) return renderAudit({ ...nothing, problem: 'chooseFirst' }, entered);
    const rows = found.slice(0, PAGE);
    const last = found.length > PAGE ? rows.at(-1) : undefined;
    return renderAudit(
      {
        asked,
        problem: null,
        rows,
        names: await namesIn(parts, entered, rows),
        first: mark === null ? null : addressOf(asked, null),
        next: last === undefined ? null : addressOf(asked, last.event),
      },
      entered,
    );
  });
  addPage(parts, '/console/audit/events/:id', 'Shows one event', async (entered, request) => {
    const { id } = request.params as { readonly id: string };
    const found = await parts.actsBy(entered.actor.accountId).auditDesk.one(id);
    if (found === null) return null;
    const { organizationId } = found.event;
    const organization = organizationId === null ? null : await parts.reads.organization(organizationId);
    return renderEvent({ ...found, organization, names: await namesIn(parts, entered, [found]) }, entered.desk);
  });
}

/** What a form of filters says, each '' where it says nothing. */
export function askedOf(given: Readonly<Record<string, unknown>>): AuditAsked {
  const text = (name: string) => (typeof given[name] === 'string' ? given[name].trim().slice(0, 320) : '');
  return Object.fromEntries(ASKED.map((name) => [name, text(name)])) as unknown as AuditAsked;
}

/** The filter that somebody asked for, or what is wrong with it. */
export async function filterOf(
  { reads }: ConsoleParts,
  { actor }: Entered,
  asked: AuditAsked,
): Promise<{ readonly filter: AuditFilter } | { readonly problem: AuditProblem }> {
  const people = await peopleOf(reads, actor, asked);
  if ('problem' in people) return people;
  const { about, by } = people;
  const organization = await organizationOf(reads, reachOf(actor, 'audit.see'), asked, about);
  if (asked.org !== '' && organization === null) return { problem: 'noOrganization' };
  const [since, until] = [dayOf(asked.from), dayOf(asked.to)];
  const name = AUDIT_NAMES.find((one): one is AuditName => one === asked.event);
  return {
    filter: {
      ...(about === null ? {} : { accountId: about }),
      ...(by === '' ? {} : { actor: by }),
      ...(organization === null ? {} : { organizationId: organization }),
      ...(name === undefined ? {} : { name }),
      ...(since === null ? {} : { since }),
      // The last day counts whole.
      ...(until === null ? {} : { until: until + DAY_MS }),
    },
  };
}

/** No id of an account. */
const NOBODY = 'nobody';

/** Whom events are about, and who did them; whoever reaches some people only is not told which addresses somebody else has. */
async function peopleOf(
  reads: ConsoleParts['reads'],
  actor: Party,
  asked: AuditAsked,
): Promise<{ readonly about: AccountId | null; readonly by: string } | { readonly problem: AuditProblem }> {
  const all = reachOf(actor, 'audit.see') === 'all';
  const about = asked.about === '' ? null : await aboutOf(reads, actor, asked.about);
  if (asked.about !== '' && about === null) return { problem: all ? 'noAccount' : 'nobodyYours' };
  const by = asked.by === '' || asked.by === 'system' ? asked.by : await accountOf(reads, asked.by);
  if (by === null && all) return { problem: 'noAccount' };
  // As far as they can see, an address that nobody has is somebody who did nothing.
  return { about, by: by ?? NOBODY };
}

/** Of whom whoever asks may see events; null: there is nobody, or they are out of reach, which is not told apart. */
async function aboutOf(reads: ConsoleParts['reads'], actor: Party, typed: string): Promise<AccountId | null> {
  const id = await accountOf(reads, typed);
  if (id === null || reachOf(actor, 'audit.see') === 'all') return id;
  const record = await reads.person(id);
  const allowed = record !== null && may(actor, 'audit.see', { kind: 'person', person: record.party }) === null;
  return allowed ? id : null;
}

/** An id is taken as it is: the account may have been deleted. */
async function accountOf(reads: ConsoleParts['reads'], typed: string): Promise<AccountId | null> {
  if (!typed.includes('@')) return typed as AccountId;
  return reads.accountByAddress(typed);
}

/** By name or id; where none is named, the one that somebody administers. */
async function organizationOf(
  reads: ConsoleParts['reads'],
  reach: 'all' | readonly OrganizationId[],
  asked: AuditAsked,
  about: AccountId | null,
): Promise<OrganizationId | null> {
  if (asked.org === '') return reach !== 'all' && reach.length === 1 && about === null ? (reach[0] ?? null) : null;
  const id = asked.org as OrganizationId;
  if (reach !== 'all' && reach.includes(id)) return id;
  const found = await reads.directory.organizations(reach, asked.org);
  const named = found.find((one) => one.organization.name.toLowerCase() === asked.org.toLowerCase());
  if (named !== undefined) return named.organization.id;
  return reach === 'all' && (await reads.organization(id)) !== null ? id : null;
}

function dayOf(text: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function markOf(query: Readonly<Record<string, unknown>>): Pick<AuditEvent, 'at' | 'id'> | null {
  const { at, id } = query;
  if (typeof at !== 'string' || !/^\d{1,15}$/.test(at) || typeof id !== 'string') return null;
  return { at: Number(at), id };
}

function addressOf(asked: AuditAsked, after: Pick<AuditEvent, 'at' | 'id'> | null): string {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  if (after !== null) {
    query.set('at', String(after.at));
    query.set('id', after.id);
  }
  return query.size === 0 ? '/console/audit' : `/console/audit?${query}`;
}

/** Who did something is named to whoever sees it done; whom it was done to, only to whoever may look at that person. */
async function namesIn({ reads }: ConsoleParts, { actor }: Entered, rows: readonly { readonly event: AuditEvent }[]) {
  // An actor that is no account is nobody's id.
  const agents = rows.flatMap(({ event }) => (event.actor === event.accountId ? [] : [event.actor as AccountId]));
  const others = rows.flatMap(({ event }) => event.accountId ?? []);
  const [acting, about] = await Promise.all([
    reads.directory.names([...new Set(agents)], 'all'),
    reads.directory.names([...new Set(others)], reachOf(actor, 'person.see')),
  ]);
  return new Map([...acting, ...about]);
}
