import { sha256 } from '../../../platform/hashing.ts';
import { DAY_MS, type EpochMs } from '../../../platform/kernel/time.ts';
import { newId, newToken } from '../../../platform/random.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import type { ActDeps } from './act.ts';
import type { OrganizationStore, WorkstationLinks } from './ports.ts';

/** How long a link that marks a shared workstation works. */
export const WORKSTATION_LINK_MS = DAY_MS;

/** What a link is good for; `over`: used, expired or unknown. */
export type WorkstationLook = { readonly kind: 'ask'; readonly organization: string } | { readonly kind: 'over' };

/** Browsers that several people of an organization share. */
export interface Workstations {
  /** Makes a link that marks the browser in which it is used, once. Null: there is no such organization, it is disabled, or out of reach. */
  link(id: OrganizationId): Promise<{ readonly path: string; readonly expiresAt: EpochMs } | null>;
  /** Writes nothing: scanners follow links. */
  look(token: string): Promise<WorkstationLook>;
  /** Uses the link up, to mark the browser of `source` or to take its mark away. Null: it is over. */
  use(token: string, how: 'mark' | 'unmark', source: string): Promise<OrganizationId | null>;
}

/** What it needs from outside. */
export interface WorkstationDeps extends Pick<ActDeps, 'transactor' | 'acts' | 'auditor' | 'clock' | 'random' | 'by'> {
  readonly workstationLinks: WorkstationLinks;
  readonly organizations: Pick<OrganizationStore, 'byId'>;
}

/** The links to shared workstations. */
export function createWorkstations(deps: WorkstationDeps): Workstations {
  async function live(token: string) {
    const link = await deps.workstationLinks.byTokenHash(sha256(token));
    if (link === null || link.usedAt !== null || link.expiresAt <= deps.clock.now()) return null;
    const organization = await deps.organizations.byId(null, link.organizationId);
    return organization === null || organization.disabledAt !== null ? null : { link, organization };
  }

  return {
    async link(id) {
      const organization = await deps.organizations.byId(null, id);
      if (organization === null || organization.disabledAt !== null) return null;
      if ((await deps.by.denial(null, 'workstation.link', { kind: 'organization', organizationId: id })) !== null)
        return null;
      const token = newToken(deps.random);
      const createdAt = deps.clock.now();
      const expiresAt = createdAt + WORKSTATION_LINK_MS;
      const row = {
        id: newId<string>(deps.random),
        tokenHash: sha256(token),
        organizationId: id,
        createdAt,
        expiresAt,
      };
      const event = about(deps, 'workstation.link-made', id, deps.by.id, { link: row.id }, null);
      await deps.transactor.transact(async (tx) => {
        await deps.workstationLinks.insert(tx, { ...row, usedAt: null });
        await deps.acts.audit(tx, event);
      });
      return { path: `/workstation/${token}`, expiresAt };
    },
    async look(token) {
      const found = await live(token);
      return found === null ? { kind: 'over' } : { kind: 'ask', organization: found.organization.name };
    },
    async use(token, how, source) {
      const found = await live(token);
      if (found === null) return null;
      const { link } = found;
      const name = how === 'mark' ? 'workstation.marked' : 'workstation.unmarked';
      const event = about(deps, name, link.organizationId, 'claimant', { link: link.id }, source);
      const used = await deps.transactor.transact(async (tx) => {
        const first = await deps.workstationLinks.use(tx, link.id, deps.clock.now());
        if (first) await deps.acts.audit(tx, event);
        return first;
      });
      return used ? link.organizationId : null;
    },
  };
}

function about(
  { auditor }: Pick<WorkstationDeps, 'auditor'>,
  name: 'workstation.link-made' | 'workstation.marked' | 'workstation.unmarked',
  organizationId: OrganizationId,
  actor: string,
  details: { readonly link: string },
  source: string | null,
) {
  return auditor.event({ name, accountId: null, organizationId, actor, details, source });
}
