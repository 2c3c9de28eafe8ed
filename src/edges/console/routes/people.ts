import type { FastifyRequest } from 'fastify';
import type { AccountId, OrganizationId } from '../../../domain/accounts/decide/account.ts';
import { foldWord } from '../../../domain/directory/decide/words.ts';
import type { Among, PeopleMark } from '../../../domain/directory/run/ports.ts';
import { may, reachOf } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { addForm, addPage, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderPeople } from '../views/people.tsx';
import { renderPerson } from '../views/person.tsx';
import { renderSwitch } from '../views/person-acts.tsx';

const PAGE = 25;

/** People, and one of them. */
export function registerPeople(parts: ConsoleParts): void {
  addPage(parts, '/console/people', 'Finds people by name or address', async ({ actor, desk }, request) => {
    const asked = askedOf(request);
    const among = amongOf(actor, asked.in);
    if (among === null) return null;
    const word = foldWord(asked.q.trim());
    const query = { among, word: word === '' ? null : word, after: asked.after, limit: PAGE + 1 };
    const found = await parts.reads.directory.people(query);
    const people = found.slice(0, PAGE);
    const last = people.at(-1);
    return renderPeople(
      {
        search: asked.q,
        people,
        first: asked.after === null ? null : address(asked, null),
        next: found.length > PAGE && last !== undefined ? address(asked, last.mark) : null,
      },
      desk,
    );
  });
  addPage(
    parts,
    '/console/people/:id',
    'Shows a person, and what they will see at the next sign-in and why',
    async ({ actor, desk }, request) => {
      const record = await parts.reads.person(idOf(request));
      if (record === null || may(actor, 'person.see', { kind: 'person', person: record.party }) !== null) return null;
      const target = { kind: 'person', person: record.party } as const;
      const { id } = record.overview.record.account;
      const audits = may(actor, 'audit.see', target) === null;
      const ends = may(actor, 'person.end-sessions', target) === null;
      const traces = {
        ...(await parts.reads.traces(id)),
        countryOf: parts.countryOf,
        sources: audits,
        endAt: ends ? (session: string) => `/console/people/${id}/sessions/${session}/end` : null,
        trailAt: audits ? `/console/audit?about=${id}` : null,
      };
      return renderPerson(record, traces, actor, desk);
    },
  );
  addSwitch(parts, 'disable');
  addSwitch(parts, 'enable');
}

/** Takes an account out of use, or puts it back. */
function addSwitch(parts: ConsoleParts, turn: 'disable' | 'enable'): void {
  addForm(parts, `/console/people/:id/${turn}`, {
    purposes: {
      show: `Asks before it ${turn}s an account`,
      carryOut: `${turn === 'disable' ? 'Disables' : 'Enables'} an account`,
    },
    async show({ actor, desk }, request, again) {
      const record = await parts.reads.person(idOf(request));
      const target = record === null ? null : ({ kind: 'person', person: record.party } as const);
      if (record === null || target === null || may(actor, 'person.disable', target) !== null) return null;
      return renderSwitch({ turn, account: record.overview.record.account, again }, desk);
    },
    async carryOut(acting, request) {
      const id = idOf(request);
      const done = await acting.as.accounts[turn](id);
      if (!done.ok) return refusedBy(done.error, acting);
      return {
        outcome: 'done',
        next: `/console/people/${id}`,
        said: turn === 'disable' ? 'person-disabled' : 'person-enabled',
      };
    },
  });
}

function idOf(request: FastifyRequest): AccountId {
  return (request.params as { readonly id: string }).id as AccountId;
}

interface Asked {
  readonly q: string;
  readonly in: string | null;
  readonly after: PeopleMark | null;
}

function askedOf(request: FastifyRequest): Asked {
  const query = queryOf(request);
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].slice(0, 200) : '');
  const key = text('after');
  const accountId = text('id');
  return {
    q: text('q'),
    in: text('in') === '' ? null : text('in'),
    after: key === '' || accountId === '' ? null : { key, accountId: accountId as AccountId },
  };
}

/** Null: the organization asked about is out of reach. */
function amongOf(actor: Party, organization: string | null): Among | null {
  const reach = reachOf(actor, 'person.see');
  if (organization === null) return reach;
  const id = organization as OrganizationId;
  return may(actor, 'person.see', { kind: 'organization', organizationId: id }) === null ? [id] : null;
}

function address(asked: Asked, after: PeopleMark | null): string {
  const query = new URLSearchParams();
  if (asked.q !== '') query.set('q', asked.q);
  if (asked.in !== null) query.set('in', asked.in);
  if (after !== null) {
    query.set('after', after.key);
    query.set('id', after.accountId);
  }
  return query.size === 0 ? '/console/people' : `/console/people?${query}`;
}
