import type { OrganizationId } from '../../../domain/accounts/decide/account.ts';
import { may, reachOf } from '../../../domain/roles/decide/permissions.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { addPage } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderOrganization } from '../views/organization.tsx';
import { renderOrganizations } from '../views/organizations.tsx';
import { renderOverview } from '../views/overview.tsx';
import { sampleOf } from './branding.ts';

/** The overview, organizations, and one of them. */
export function registerOrganizations(parts: ConsoleParts): void {
  const { directory } = parts.reads;
  addPage(parts, '/console', 'Shows what waits for somebody', async ({ actor, desk }) => {
    const unreviewed =
      may(actor, 'break-glass.manage', { kind: 'everything' }) === null ? await unreviewedUses(parts) : 0;
    const decides = reachOf(actor, 'mandate.decide');
    if (decides !== 'all' && decides.length === 0) return renderOverview({ requests: null, unreviewed }, desk);
    const all = await directory.organizations(decides, null);
    return renderOverview({ requests: all.filter(({ requestedAt }) => requestedAt !== null), unreviewed }, desk);
  });
  addPage(parts, '/console/organizations', 'Lists organizations', async ({ actor, desk }, request) => {
    const { q } = queryOf(request);
    const search = typeof q === 'string' ? q.slice(0, 200) : '';
    const organizations = await directory.organizations(reachOf(actor, 'organization.see'), search.trim());
    const creates = may(actor, 'organization.create', { kind: 'everything' }) === null;
    return renderOrganizations({ search, organizations, creates }, desk);
  });
  addPage(
    parts,
    '/console/organizations/:id',
    'Shows an organization, its mandate and its settings',
    async ({ actor, desk }, request) => {
      const id = (request.params as { readonly id: string }).id as OrganizationId;
      if (may(actor, 'organization.see', { kind: 'organization', organizationId: id }) !== null) return null;
      const organization = await parts.reads.organization(id);
      if (organization === null) return null;
      const asked = await parts.reads.mandateRequest(id);
      return renderOrganization({ organization, asked, actor, sample: sampleOf(parts, organization) }, desk);
    },
  );
}

async function unreviewedUses(parts: ConsoleParts): Promise<number> {
  const { uses } = await parts.reads.breakGlass();
  return uses.filter(({ reviewedAt }) => reviewedAt === null).length;
}
