import type { FastifyRequest } from 'fastify';
import type { OrganizationId } from '../../../domain/accounts/decide/account.ts';
import type { ListedAlert } from '../../../domain/alerts/run/ports.ts';
import type { OrganizationMark } from '../../../domain/directory/run/ports.ts';
import { may, reachOf } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { queryOf } from '../../../platform/http/web.ts';
import { addPage } from '../gate.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderOrganization } from '../views/organization.tsx';
import { renderOrganizations } from '../views/organizations.tsx';
import { renderOverview } from '../views/overview.tsx';
import { sampleOf } from './branding.ts';

const PAGE = 25;
/** Alerts on the overview. */
const ALERTS = 5;

/** The overview, organizations, and one of them. */
export function registerOrganizations(parts: ConsoleParts): void {
  const { directory } = parts.reads;
  addPage(parts, '/console', 'Shows what waits for somebody', async ({ actor, desk }) => {
    const unreviewed =
      may(actor, 'break-glass.manage', { kind: 'everything' }) === null ? await unreviewedUses(parts) : 0;
    const alerts = await unreviewedAlerts(parts, actor);
    const decides = reachOf(actor, 'mandate.decide');
    const requests = decides.length === 0 ? null : await directory.requests(decides);
    const seesCoverage = may(actor, 'coverage.see', { kind: 'everything' }) === null;
    return renderOverview({ requests, unreviewed, alerts, seesCoverage }, desk);
  });
  addPage(parts, '/console/organizations', 'Lists organizations', async ({ actor, desk }, request) => {
    const asked = askedOf(request);
    const page = { after: asked.after, limit: PAGE + 1 };
    const found = await directory.organizations(reachOf(actor, 'organization.see'), asked.q.trim(), page);
    const organizations = found.slice(0, PAGE);
    const last = organizations.at(-1)?.organization;
    const next = found.length > PAGE && last !== undefined ? address(asked.q, last) : null;
    const first = asked.after === null ? null : address(asked.q, null);
    const creates = may(actor, 'organization.create', { kind: 'everything' }) === null;
    const seesCoverage = may(actor, 'coverage.see', { kind: 'everything' }) === null;
    return renderOrganizations({ search: asked.q, organizations, creates, seesCoverage, first, next }, desk);
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

/** The newest few; those before them come up as these are reviewed. */
async function unreviewedAlerts({ reads }: ConsoleParts, actor: Party): Promise<readonly ListedAlert[]> {
  if (may(actor, 'alert.see', { kind: 'everything' }) !== null) return [];
  return reads.alerts.alerts({ state: 'unreviewed', after: null, limit: ALERTS });
}

function askedOf(request: FastifyRequest): { readonly q: string; readonly after: OrganizationMark | null } {
  const query = queryOf(request);
  const text = (name: string) => (typeof query[name] === 'string' ? query[name].slice(0, 200) : '');
  const [name, id] = [text('after'), text('id')];
  return { q: text('q'), after: name === '' || id === '' ? null : { name, id: id as OrganizationId } };
}

function address(q: string, after: OrganizationMark | null): string {
  const query = new URLSearchParams(q === '' ? {} : { q });
  if (after !== null) {
    query.set('after', after.name);
    query.set('id', after.id);
  }
  return query.size === 0 ? '/console/organizations' : `/console/organizations?${query}`;
}
