import type { FastifyRequest } from 'fastify';
import type { OrganizationId } from '../../../domain/accounts/decide/account.ts';
import type { InvitationMark, OpenInvitation } from '../../../domain/accounts/run/ports.ts';
import type { Organization } from '../../../domain/organizations/decide/mandate.ts';
import { may } from '../../../domain/roles/decide/permissions.ts';
import { type Party, placeIn } from '../../../domain/roles/decide/roles.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { addForm, addPage, type Entered, refusedBy } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderInvitations, renderWithdraw } from '../views/invitations.tsx';

const PATH = '/console/organizations/:id/invitations';
const PAGE = 25;

/** Invitations that nobody has used yet, and taking one back. */
export function registerInvitations(parts: ConsoleParts): void {
  addPage(parts, PATH, 'Lists open invitations of an organization', async ({ actor, desk }, request) => {
    const organization = await invitingOrganization(parts, actor, request);
    if (organization === null) return null;
    const after = afterOf(request);
    const page = { after, limit: PAGE + 1 };
    const found = await parts.reads.openInvitations(organization.id, page);
    const invitations = found.slice(0, PAGE);
    const last = invitations.at(-1);
    const list = `/console/organizations/${organization.id}/invitations`;
    return renderInvitations(
      {
        organization,
        invitations: invitations.map((one) => ({ ...one, withdraws: mayWithdraw(actor, organization, one) })),
        first: after === null ? null : list,
        next: found.length > PAGE && last !== undefined ? `${list}?after=${last.createdAt}&id=${last.id}` : null,
      },
      desk,
    );
  });
  addForm(parts, `${PATH}/:invitation/withdraw`, {
    purposes: { show: 'Asks whether to withdraw an invitation', carryOut: 'Withdraws an invitation' },
    async show(entered, request, again) {
      const found = await invitationOf(parts, entered, request);
      return found === null ? null : renderWithdraw({ ...found, again }, entered.desk);
    },
    async carryOut(acting, request) {
      const { id, invitation } = namesOf(request);
      const done = await acting.as.accounts.withdraw(id, invitation);
      if (!done.ok) return refusedBy(done.error, acting);
      return { outcome: 'done', next: `/console/organizations/${id}/invitations`, said: 'invitation-withdrawn' };
    },
  });
}

async function invitationOf(parts: ConsoleParts, { actor }: Entered, request: FastifyRequest) {
  const organization = await invitingOrganization(parts, actor, request);
  const invitation = organization === null ? null : await parts.reads.openInvitation(namesOf(request).invitation);
  if (organization === null || invitation?.organizationId !== organization.id) return null;
  return mayWithdraw(actor, organization, invitation) ? { organization, invitation } : null;
}

async function invitingOrganization(
  { reads }: ConsoleParts,
  actor: Party,
  request: FastifyRequest,
): Promise<Organization | null> {
  const { id: organizationId } = namesOf(request);
  const denial = may(actor, 'member.invite', { kind: 'organization', organizationId });
  return denial === null ? reads.organization(organizationId) : null;
}

/** Whoever may not give a place does not take it back either. */
function mayWithdraw(actor: Party, organization: Organization, { kind }: OpenInvitation): boolean {
  const becoming = placeIn(organization, kind);
  return may(actor, 'member.invite', { kind: 'organization', organizationId: organization.id, becoming }) === null;
}

function namesOf(request: FastifyRequest): { readonly id: OrganizationId; readonly invitation: string } {
  return request.params as { readonly id: OrganizationId; readonly invitation: string };
}

function afterOf(request: FastifyRequest): InvitationMark | null {
  const { after, id } = queryOf(request);
  const createdAt = typeof after === 'string' ? Number(after) : Number.NaN;
  return Number.isSafeInteger(createdAt) && typeof id === 'string' ? { createdAt, id } : null;
}
