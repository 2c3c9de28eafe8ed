import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import { newId } from '../../../platform/random.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import { mailTo } from '../../accounts/run/invitation.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import { mayHoldMandate } from '../decide/combine.ts';
import type { Mandate, Organization } from '../decide/mandate.ts';
import { administer } from './act.ts';
import type { OrganizationsDeps } from './deps.ts';
import { membershipIn, misfitAround } from './fit.ts';
import type { MandateRequest } from './ports.ts';
import { because, type Refusal } from './refusal.ts';
import { type MandateTerms, mandateOf, mandateProblem, opensToPasskeys, supportLine, usualMandate } from './terms.ts';

/** Requests and grants (S2). */
export interface Mandates {
  /** An organization admin asks for a mandate; an operator decides. */
  request(id: OrganizationId, by: AccountId): Promise<Result<MandateRequest, Refusal>>;
  /** An operator grants one, with or without a request. */
  grant(id: OrganizationId, terms: MandateTerms): Promise<Result<Mandate, Refusal>>;
  /** Changes what was granted. Grace can only shrink. */
  change(id: OrganizationId, terms: MandateTerms): Promise<Result<Mandate, Refusal>>;
  /** Takes a mandate back. */
  revoke(id: OrganizationId): Promise<Result<'revoked', Refusal>>;
  /** Declines the request for one. Whoever asked is mailed, with the reason where one is given. */
  decline(id: OrganizationId, reason: string): Promise<Result<'declined', Refusal>>;
}

/** Mandates for operators, and the request of an organization admin. */
export function createMandates(deps: OrganizationsDeps): Mandates {
  return {
    request: (id, by) => request(deps, id, by),
    grant: (id, terms) => grant(deps, id, terms),
    change: (id, terms) => change(deps, id, terms),
    revoke: (id) => revoke(deps, id),
    decline: (id, reason) => decline(deps, id, reason),
  };
}

function request(deps: OrganizationsDeps, id: OrganizationId, by: AccountId): Promise<Result<MandateRequest, Refusal>> {
  return administer(deps, ['mandate.request', { kind: 'organization', organizationId: id }], async (tx) => {
    const found = await eligible(deps, tx, id);
    if (!found.ok) return found;
    if (!(await isAdmin(deps, tx, id, by))) return because('not-an-admin');
    if (found.value.mandate !== null) return because('already-granted');
    if ((await deps.mandates.openRequest(tx, id)) !== null) return because('already-requested');
    const made: MandateRequest = {
      id: newId<string>(deps.random),
      organizationId: id,
      requestedBy: by,
      requestedAt: deps.clock.now(),
    };
    await deps.mandates.insertRequest(tx, made);
    await record(deps, tx, 'mfa.requested', id, { requestId: made.id, requestedBy: by });
    return ok(made);
  });
}

function grant(deps: OrganizationsDeps, id: OrganizationId, terms: MandateTerms): Promise<Result<Mandate, Refusal>> {
  return administer(deps, ['mandate.decide', { kind: 'organization', organizationId: id }], async (tx) => {
    const found = await eligible(deps, tx, id);
    if (!found.ok) return found;
    if (found.value.mandate !== null) return because('already-granted');
    const now = deps.clock.now();
    const put = await putFitting(deps, tx, found.value, mandateOf(terms, usualMandate(now)));
    if (!put.ok) return put;
    const open = await deps.mandates.openRequest(tx, id);
    if (open !== null) await deps.mandates.decideRequest(tx, open.id, true, deps.by.id, now);
    await record(deps, tx, 'mfa.granted', id, { ...detailsOf(put.value), requestId: open?.id ?? null });
    return put;
  });
}

function change(deps: OrganizationsDeps, id: OrganizationId, terms: MandateTerms): Promise<Result<Mandate, Refusal>> {
  return administer(deps, ['mandate.change', { kind: 'organization', organizationId: id }], async (tx) => {
    const found = await eligible(deps, tx, id);
    if (!found.ok) return found;
    const before = found.value.mandate;
    if (before === null) return because('nothing-granted');
    const put = await putFitting(deps, tx, found.value, mandateOf(terms, before));
    if (put.ok) await record(deps, tx, 'mfa.changed', id, detailsOf(put.value));
    return put;
  });
}

function revoke(deps: OrganizationsDeps, id: OrganizationId): Promise<Result<'revoked', Refusal>> {
  return administer(deps, ['mandate.decide', { kind: 'organization', organizationId: id }], async (tx) => {
    const organization = await deps.organizations.byId(tx, id);
    if (organization === null) return because('organization-unknown');
    if (organization.mandate === null) return because('nothing-granted');
    await deps.mandates.remove(tx, id);
    await record(deps, tx, 'mfa.revoked', id, { outcome: 'revoked', requestId: null });
    return ok('revoked');
  });
}

function decline(deps: OrganizationsDeps, id: OrganizationId, typed: string): Promise<Result<'declined', Refusal>> {
  return administer(deps, ['mandate.decide', { kind: 'organization', organizationId: id }], async (tx) => {
    const organization = await deps.organizations.byId(tx, id);
    if (organization === null) return because('organization-unknown');
    const open = await deps.mandates.openRequest(tx, id);
    if (open === null) return because('nothing-requested');
    const reason = typed.trim() === '' ? '' : supportLine(typed);
    if (reason === null) return because('reason-malformed');
    await deps.mandates.decideRequest(tx, open.id, false, deps.by.id, deps.clock.now());
    const asker = await deps.accounts.byId(tx, open.requestedBy);
    const content = { kind: 'mandate-declined', organization: organization.name, reason } as const;
    if (asker !== null) await deps.acts.mail(tx, mailTo(deps, asker, content, null));
    await record(deps, tx, 'mfa.revoked', id, { outcome: 'declined', requestId: open.id });
    return ok('declined');
  });
}

/** The organization, if it is one that may have a mandate. */
async function eligible(deps: OrganizationsDeps, tx: Tx, id: OrganizationId): Promise<Result<Organization, Refusal>> {
  const organization = await deps.organizations.byId(tx, id);
  if (organization === null) return because('organization-unknown');
  if (mayHoldMandate(organization) !== 'allowed') return because('solo-organization');
  return organization.disabledAt === null ? ok(organization) : because('organization-disabled');
}

async function isAdmin(deps: OrganizationsDeps, tx: Tx, id: OrganizationId, by: AccountId): Promise<boolean> {
  const record = await deps.accounts.byId(tx, by);
  if (record === null || record.account.disabledAt !== null) return false;
  const membership = membershipIn(await deps.memberships.membershipsOf(tx, by), id);
  return membership !== null && membership.acceptedAt !== null && membership.kind === 'admin';
}

/** Stores a mandate that members can live under, all of them in all of their organizations. */
async function putFitting(
  deps: OrganizationsDeps,
  tx: Tx,
  organization: Organization,
  mandate: Mandate,
): Promise<Result<Mandate, Refusal>> {
  const problem = mandateProblem(mandate, organization.mandate, deps.clock.now());
  if (problem !== null) return because(problem);
  if (!opensToPasskeys({ ...organization, mandate })) return because('console-needs-passkey');
  const refusal = await misfitAround(deps.memberships, tx, { ...organization, mandate });
  if (refusal !== null) return refusal;
  await deps.mandates.put(tx, organization.id, mandate, deps.by.id);
  return ok(mandate);
}

/** What the trail says of the terms of a mandate. */
export function detailsOf(mandate: Mandate): AuditDetails {
  return {
    coveredKinds: mandate.coveredKinds.join(' '),
    allowedMethods: mandate.allowedMethods.join(' '),
    dueAt: mandate.dueAt,
    skips: mandate.skips,
    setUpProof: mandate.setUpProof,
    passAfterReset: mandate.passAfterReset,
  };
}

function record(
  deps: OrganizationsDeps,
  tx: Tx,
  name: AuditName,
  organizationId: OrganizationId,
  details: AuditDetails,
): Promise<void> {
  return deps.acts.audit(tx, deps.auditor.event({ name, accountId: null, actor: deps.by.id, organizationId, details }));
}
