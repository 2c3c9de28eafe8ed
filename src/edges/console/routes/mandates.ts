import type { FastifyRequest } from 'fastify';
import type { OrganizationId } from '../../../domain/accounts/decide/account.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import type { Refusal } from '../../../domain/organizations/run/refusal.ts';
import { usualMandate } from '../../../domain/organizations/run/terms.ts';
import { type Act, may } from '../../../domain/roles/decide/permissions.ts';
import { bodyOf, queryOf } from '../../../platform/http/web.ts';
import type { Result } from '../../../platform/kernel/result.ts';
import { type Acting, addForm, type Carried, type Entered, lineOf, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { FIELD_OF, givenTerms, namesTerms, termsGiven, termsOf } from '../terms.ts';
import type { Done } from '../views/done.ts';
import {
  renderDecline,
  renderNoSuchAct,
  renderRequest,
  renderRevoke,
  renderTermsForm,
} from '../views/mandate-forms.tsx';

/** Asking for a mandate, granting and declining it, changing its terms, taking it back. */
export function registerMandates(parts: ConsoleParts): void {
  addRequest(parts);
  addTerms(parts, 'grant');
  addTerms(parts, 'change');
  addDecline(parts);
  addRevoke(parts);
}

function addRequest(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/request', {
    purposes: { show: 'Says what asking for MFA means', carryOut: 'Asks the operator for MFA' },
    async show(entered, request, again) {
      const organization = await organizationFor(parts, entered, request, 'mandate.request');
      if (organization === null) return null;
      return noSuchAct(organization, null, entered) ?? renderRequest({ organization, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const { mandates } = acting.as.organizations;
      return told(acting, request, await mandates.request(idOf(request), acting.actor.accountId), 'mfa-requested');
    },
  });
}

/** The form with the terms: of a mandate to be, or of the one that holds. An address can fill it in. */
function addTerms(parts: ConsoleParts, act: 'grant' | 'change'): void {
  const granting = act === 'grant';
  addForm(parts, `/console/organizations/:id/${act}`, {
    purposes: granting
      ? { show: 'Asks for the terms on which MFA is granted', carryOut: 'Grants MFA' }
      : { show: 'Asks for other terms of MFA', carryOut: 'Changes the terms of MFA' },
    async show(entered, request, again) {
      const organization = await organizationFor(
        parts,
        entered,
        request,
        granting ? 'mandate.decide' : 'mandate.change',
      );
      if (organization === null) return null;
      const missing = granting || organization.mandate !== null ? null : 'nothing-granted';
      const instead = noSuchAct(organization, missing, entered);
      if (instead !== null) return instead;
      const given = again?.given ?? queryOf(request);
      const now = organization.mandate ?? usualMandate(entered.desk.now);
      const terms = namesTerms(given) ? givenTerms(given) : termsGiven(now);
      const asked = granting ? await parts.reads.mandateRequest(organization.id) : null;
      return renderTermsForm({ act, organization, terms, asked, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const id = idOf(request);
      const { mandates } = acting.as.organizations;
      const before = await parts.reads.organization(id);
      const terms = termsOf(givenTerms(bodyOf(request)), before?.mandate ?? null);
      const done = await (granting ? mandates.grant(id, terms) : mandates.change(id, terms));
      return told(acting, request, done, granting ? 'mfa-granted' : 'mfa-changed');
    },
  });
}

function addDecline(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/decline', {
    purposes: { show: 'Asks why a request for MFA is declined', carryOut: 'Declines a request for MFA' },
    async show(entered, request, again) {
      const organization = await organizationFor(parts, entered, request, 'mandate.decide');
      if (organization === null) return null;
      const asked = await parts.reads.mandateRequest(organization.id);
      return (
        noSuchAct(organization, asked === null ? 'nothing-requested' : null, entered) ??
        renderDecline({ organization, asked, again }, entered.desk)
      );
    },
    async carryOut(acting, request) {
      const reason = lineOf(bodyOf(request), 'reason');
      const done = await acting.as.organizations.mandates.decline(idOf(request), reason);
      return told(acting, request, done, 'mfa-declined', 'reason');
    },
  });
}

function addRevoke(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/revoke', {
    purposes: { show: 'Asks before MFA is no longer required', carryOut: 'Takes MFA back' },
    async show(entered, request, again) {
      const organization = await organizationFor(parts, entered, request, 'mandate.decide');
      if (organization === null) return null;
      const instead = noSuchAct(organization, organization.mandate === null ? 'nothing-granted' : null, entered);
      if (instead !== null) return instead;
      const { coverage } = await parts.reads.coverage(organization);
      return renderRevoke({ organization, coverage, again }, entered.desk);
    },
    async carryOut(acting, request) {
      return told(acting, request, await acting.as.organizations.mandates.revoke(idOf(request)), 'mfa-revoked');
    },
  });
}

/** Says so where there is nothing to do; null: there is. */
export function noSuchAct(
  organization: Organization,
  missing: 'nothing-granted' | 'nothing-requested' | null,
  { desk }: Entered,
): string | null {
  const because = organization.kind === 'solo' ? 'solo-organization' : missing;
  return because === null ? null : renderNoSuchAct({ organization, because }, desk);
}

/** Back to the organization, saying what was done; or why it was not. `field`: what a malformed reason is about. */
function told(
  acting: Acting,
  request: FastifyRequest,
  done: Result<unknown, Refusal>,
  said: Done,
  field?: string,
): Carried {
  if (done.ok) return { outcome: 'done', next: `/console/organizations/${idOf(request)}`, said };
  const at = done.error.reason === 'reason-malformed' ? field : FIELD_OF[done.error.reason];
  return refusedBy(done.error, acting, at);
}

/** The organization that an address names, for whoever may do something to it; null: for nobody else. */
export async function organizationFor(
  parts: ConsoleParts,
  { actor }: Entered,
  request: FastifyRequest,
  act: Act,
): Promise<Organization | null> {
  const organizationId = idOf(request);
  if (may(actor, act, { kind: 'organization', organizationId }) !== null) return null;
  return parts.reads.organization(organizationId);
}

/** The organization that an address names. */
export function idOf(request: FastifyRequest): OrganizationId {
  return (request.params as { readonly id: string }).id as OrganizationId;
}
