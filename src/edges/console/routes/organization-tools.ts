import type { FastifyRequest } from 'fastify';
import type { OrganizationId } from '../../../domain/accounts/decide/account.ts';
import { MANIFEST, SIGNATURE } from '../../../domain/evidence/run/manifest.ts';
import { type Act, may } from '../../../domain/roles/decide/permissions.ts';
import type { Party } from '../../../domain/roles/decide/roles.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import { zip } from '../../../platform/zip.ts';
import { addForm, lineOf, refusedBy } from '../gate.ts';
import { wordsFor } from '../i18n/words.ts';
import type { ConsoleParts } from '../ports.ts';
import { renderEvidence, renderWorkstation, renderWorkstationLink } from '../views/organization-tools.tsx';

/** What somebody takes from an organization's page: evidence for an auditor, a link for a shared workstation. */
export function registerOrganizationTools(parts: ConsoleParts): void {
  addEvidence(parts);
  addWorkstation(parts);
}

function addEvidence(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/evidence', {
    purposes: { show: 'Says what is in an evidence pack', carryOut: 'Sends a signed evidence pack as a ZIP archive' },
    async show({ actor, desk }, request, again) {
      const organization = await organizationFor(parts, actor, request, 'evidence.export');
      return organization === null ? null : renderEvidence({ organization, again }, desk);
    },
    async carryOut(acting, request) {
      const { t } = wordsFor(acting.desk.locale);
      const since = dayOf(lineOf(bodyOf(request), 'since'));
      if (since === null || since > acting.desk.now) {
        return { outcome: 'refused', sentence: t('evidence.sinceWrong'), field: 'since' };
      }
      const { evidenceDesk } = acting.as;
      const made = await evidenceDesk.make(idOf(request), since);
      if (!made.ok) return refusedBy({ reason: made.error }, acting);
      const { about, files } = made.value;
      const pieces = zip(files, (written) => {
        const { manifest, signature } = evidenceDesk.seal(about, written);
        return [
          { name: MANIFEST, pieces: [manifest] },
          { name: SIGNATURE, pieces: [signature] },
        ];
      });
      const day = new Date(acting.desk.now).toISOString().slice(0, 10);
      return { outcome: 'file', name: `evidence-${day}.zip`, type: 'application/zip', pieces };
    },
  });
}

function addWorkstation(parts: ConsoleParts): void {
  addForm(parts, '/console/organizations/:id/workstation', {
    purposes: {
      show: 'Says what a shared workstation is',
      carryOut: 'Makes a link that marks a browser; shows it once',
    },
    async show({ actor, desk }, request, again) {
      const organization = await organizationFor(parts, actor, request, 'workstation.link');
      return organization === null ? null : renderWorkstation({ organization, again }, desk);
    },
    async carryOut(acting, request) {
      const organization = await organizationFor(parts, acting.actor, request, 'workstation.link');
      if (organization === null) return null;
      const link = await acting.as.workstations.link(organization.id);
      if (link === null) return refusedBy({ reason: 'organization-disabled' }, acting);
      const url = parts.origin + link.path;
      return {
        outcome: 'shown',
        html: renderWorkstationLink({ organization, url, expiresAt: link.expiresAt }, acting.desk),
      };
    },
  });
}

async function organizationFor(parts: ConsoleParts, actor: Party, request: FastifyRequest, act: Act) {
  const organizationId = idOf(request);
  if (may(actor, act, { kind: 'organization', organizationId }) !== null) return null;
  return parts.reads.organization(organizationId);
}

function idOf(request: FastifyRequest): OrganizationId {
  return (request.params as { readonly id: string }).id as OrganizationId;
}

/** The beginning of a day in UTC; null: not a day. */
function dayOf(text: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : Math.floor(at / DAY_MS) * DAY_MS;
}
