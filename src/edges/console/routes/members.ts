import type { FastifyRequest } from 'fastify';
import {
  type AccountId,
  LOCALES,
  MEMBER_KINDS,
  type MemberKind,
  type OrganizationId,
} from '../../../domain/accounts/decide/account.ts';
import { type Act, may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import type { RoleRefusal } from '../../../domain/roles/run/grants.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import type { Result } from '../../../platform/kernel/result.ts';
import { type Acting, addForm, type Carried, lineOf, refusedBy } from '../gate.ts';
import { wordsFor } from '../i18n/words.ts';
import type { ConsoleParts } from '../ports.ts';
import { type PlaceView, renderCode, renderCodeForm, renderInvite, renderKind, renderRole } from '../views/members.tsx';

/** Who belongs where: inviting, what somebody is there, codes for set-up. */
export function registerMembers(parts: ConsoleParts): void {
  addInvite(parts);
  addKind(parts);
  addRole(parts);
  addCode(parts);
}

function addInvite(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/invite', {
    purposes: {
      show: 'Asks whom to invite',
      carryOut: 'Invites somebody new, or asks the owner of an account to join',
    },
    async show({ actor, desk }, request, again) {
      const organizationId = idOf(request) as OrganizationId;
      if (may(actor, 'member.invite', { kind: 'organization', organizationId }) !== null) return null;
      const organization = await parts.reads.organization(organizationId);
      return organization === null ? null : renderInvite({ organization, again }, desk);
    },
    async carryOut(acting, request) {
      const organizationId = idOf(request) as OrganizationId;
      const given = bodyOf(request);
      const address = lineOf(given, 'address', 320);
      const kind = kindOf(lineOf(given, 'kind'));
      const locale = LOCALES.find((one) => one === lineOf(given, 'locale')) ?? 'en';
      const name = lineOf(given, 'name', 200);
      const invited = await acting.as.accounts.inviteOrAsk({ organizationId, address, name, kind, locale });
      if (!invited.ok) return refusedBy(invited.error, acting, FIELDS[invited.error.reason]);
      const next = `/console/organizations/${organizationId}`;
      const { code } = invited.value;
      return code === null
        ? { outcome: 'done', next, said: 'member-invited' }
        : { outcome: 'shown', html: renderCode({ code, address, next }, acting.desk) };
    },
  });
}

/** Which field a refusal is about. */
const FIELDS: Readonly<Partial<Record<string, string>>> = {
  'name-malformed': 'name',
  'address-malformed': 'address',
  'already-member': 'address',
};

function addKind(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/kind/:organization', {
    purposes: { show: 'Asks what somebody is in an organization', carryOut: 'Changes the kind of member' },
    async show({ actor, desk }, request, again) {
      const place = await placeFor(parts, actor, 'member.set-kind', request);
      return place === null ? null : renderKind({ ...place, again }, desk);
    },
    async carryOut(acting, request) {
      // Who was asked and has not accepted is asked again with another kind, and not changed unseen.
      if ((await placeFor(parts, acting.actor, 'member.set-kind', request)) === null) return null;
      const { members } = acting.as.organizations;
      const kind = kindOf(lineOf(bodyOf(request), 'kind'));
      const done = await members.setKind(organizationOf(request), idOf(request) as AccountId, kind);
      return done.ok ? changed(request) : refusedBy(done.error, acting, 'kind');
    },
  });
}

function addRole(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/role/:organization', {
    purposes: { show: 'Asks which role somebody has in an organization', carryOut: 'Grants a role, or takes it back' },
    async show({ actor, desk }, request, again) {
      const place = await placeFor(parts, actor, 'role.grant', request);
      return place === null ? null : renderRole({ ...place, again }, desk);
    },
    async carryOut(acting, request) {
      const { roles } = acting.as;
      const role = (['auditor', 'help-desk'] as const).find((one) => one === lineOf(bodyOf(request), 'role'));
      const [organizationId, accountId] = [organizationOf(request), idOf(request) as AccountId];
      const done: Result<unknown, RoleRefusal> =
        role === undefined
          ? await roles.revoke(organizationId, accountId)
          : await roles.grant(organizationId, accountId, role);
      return done.ok ? changed(request) : roleRefused(done.error, acting);
    },
  });
}

function addCode(parts: ConsoleParts): void {
  addForm(parts, '/console/people/:id/code/:organization', {
    purposes: { show: 'Says what a code for set-up is for', carryOut: 'Makes a code for set-up; shows it once' },
    async show({ actor, desk }, request, again) {
      const place = await placeFor(parts, actor, 'member.invite', request);
      return place === null ? null : renderCodeForm({ ...place, again }, desk);
    },
    async carryOut(acting, request) {
      const made = await acting.as.accounts.makeCode(idOf(request) as AccountId, organizationOf(request));
      if (!made.ok) return refusedBy(made.error, acting);
      const next = `/console/people/${idOf(request)}`;
      return { outcome: 'shown', html: renderCode({ code: made.value.code, address: null, next }, acting.desk) };
    },
  });
}

/** Somebody's place in an organization; null: there is none, or it is out of reach. */
async function placeFor(
  { reads }: ConsoleParts,
  actor: Party,
  act: Act,
  request: FastifyRequest,
): Promise<Omit<PlaceView, 'again'> | null> {
  const record = await reads.person(idOf(request) as AccountId);
  const organizationId = organizationOf(request);
  const membership = record?.overview.memberships.find(({ organization }) => organization.id === organizationId);
  const place = record?.party.places.find((one) => one.organizationId === organizationId);
  if (record === null || membership === undefined || place === undefined) return null;
  if (may(actor, act, { kind: 'member', organizationId, person: record.party }) !== null) return null;
  return { account: record.overview.record.account, membership, granted: place.granted };
}

function roleRefused(refusal: RoleRefusal, acting: Acting): Carried {
  switch (refusal) {
    case 'not-staff':
    case 'role-elsewhere':
    case 'nothing-granted':
    case 'already-granted':
      return { outcome: 'refused', sentence: wordsFor(acting.desk.locale).t(`members.${refusal}`), field: 'role' };
    default:
      return refusedBy({ reason: refusal }, acting, 'role');
  }
}

function changed(request: FastifyRequest): Carried {
  return { outcome: 'done', next: `/console/people/${idOf(request)}`, said: 'changed' };
}

/** The safest where nothing that is known was chosen: a patient has no role. */
function kindOf(typed: string): MemberKind {
  return MEMBER_KINDS.find((kind) => kind === typed) ?? 'patient';
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}

function organizationOf(request: FastifyRequest): OrganizationId {
  return (request.params as { readonly organization: string }).organization as OrganizationId;
}
