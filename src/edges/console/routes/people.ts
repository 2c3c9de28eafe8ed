import type { FastifyRequest } from 'fastify';
import {
  type AccountId,
  MEMBER_KINDS,
  type MemberKind,
  type OrganizationId,
} from '../../../domain/accounts/decide/account.ts';
import {
  type Narrowed,
  narrowedTo,
  SET_UP_STATES,
  type SetUpState,
} from '../../../domain/directory/decide/narrowed.ts';
import { foldWord } from '../../../domain/directory/decide/words.ts';
import type { Among, PeopleMark } from '../../../domain/directory/run/ports.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { may, reachOf } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { queryOf } from '../../../platform/http/web.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import { addForm, addPage, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderPeople } from '../views/people.tsx';
import { renderPerson } from '../views/person.tsx';
import { renderSwitch } from '../views/person-acts.tsx';
import { openCaseOf } from './resets.ts';

const PAGE = 25;

/** People, and one of them. */
export function registerPeople(parts: ConsoleParts): void {
  addPage(parts, '/console/people', 'Finds people by name or address', async ({ actor, desk }, request) => {
    const asked = askedOf(request);
    const among = amongOf(actor, asked.in);
    const organization = asked.in === null ? null : await parts.reads.organization(asked.in);
    if (among === null || (asked.in !== null && organization === null)) return null;
    const word = foldWord(asked.q.trim());
    const found = await parts.reads.directory.people({
      among,
      narrowed: narrowedBy(asked, organization, desk.now),
      word: word === '' ? null : word,
      after: asked.after,
      limit: PAGE + 1,
    });
    const people = found.slice(0, PAGE);
    const last = people.at(-1);
    return renderPeople(
      {
        search: asked.q,
        within: organization === null ? null : { organization, kind: asked.kind, setUp: asked.setUp },
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
      const reset = may(actor, 'reset.see', target) === null ? await openCaseOf(parts, id) : null;
      const traces = {
        ...(await parts.reads.traces(id)),
        countryOf: parts.countryOf,
        sources: audits,
        endAt: ends ? (session: string) => `/console/people/${id}/sessions/${session}/end` : null,
        trailAt: audits ? `/console/audit?about=${id}` : null,
      };
      return renderPerson(record, { traces, reset }, actor, desk);
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
  readonly in: OrganizationId | null;
  /** Asked of the members of an organization only. */
  readonly kind: MemberKind | null;
  readonly setUp: SetUpState | null;
  readonly after: PeopleMark | null;
}

function askedOf(request: FastifyRequest): Asked {
  const query = queryOf(request);
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].slice(0, 200) : '');
  const key = text('after');
  const accountId = text('id');
  return {
    q: text('q'),
    in: text('in') === '' ? null : (text('in') as OrganizationId),
    kind: MEMBER_KINDS.find((kind) => kind === text('kind')) ?? null,
    setUp: SET_UP_STATES.find((state) => state === text('set-up')) ?? null,
    after: key === '' || accountId === '' ? null : { key, accountId: accountId as AccountId },
  };
}

/** Null: the organization asked about is out of reach. */
function amongOf(actor: Party, id: OrganizationId | null): Among | null {
  if (id === null) return reachOf(actor, 'person.see');
  return may(actor, 'person.see', { kind: 'organization', organizationId: id }) === null ? [id] : null;
}

function narrowedBy({ kind, setUp }: Asked, organization: Organization | null, now: EpochMs): Narrowed | null {
  const asked = organization !== null && (kind !== null || setUp !== null);
  return asked ? narrowedTo(kind, setUp, organization.mandate, now) : null;
}

function address(asked: Asked, after: PeopleMark | null): string {
  const query = new URLSearchParams();
  if (asked.q !== '') query.set('q', asked.q);
  if (asked.in !== null) {
    query.set('in', asked.in);
    if (asked.kind !== null) query.set('kind', asked.kind);
    if (asked.setUp !== null) query.set('set-up', asked.setUp);
  }
  if (after !== null) {
    query.set('after', after.key);
    query.set('id', after.accountId);
  }
  return query.size === 0 ? '/console/people' : `/console/people?${query}`;
}
