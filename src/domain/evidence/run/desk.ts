import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Signer } from '../../../platform/signing.ts';
import type { OrganizationId } from '../../accounts/decide/account.ts';
import type { ActDeps } from '../../organizations/run/act.ts';
import type { OrganizationStore } from '../../organizations/run/ports.ts';
import type { Denial } from '../../roles/decide/permissions.ts';
import { type PackAbout, type PackedFile, sealPack } from './manifest.ts';
import { type EvidenceFile, evidencePack, type PackDeps } from './pack.ts';

/** A pack that is being made. */
export interface MadePack {
  readonly about: PackAbout;
  readonly files: readonly EvidenceFile[];
}

/** Evidence packs for whoever acts. */
export interface EvidenceDesk {
  /** Begins a pack; that it was made is recorded first. `since`: of resets and audit rows. */
  make(id: OrganizationId, since: EpochMs): Promise<Result<MadePack, Denial | 'organization-unknown'>>;
  /** The manifest of what was written, and the signature over it. */
  seal(about: PackAbout, files: readonly PackedFile[]): { readonly manifest: string; readonly signature: string };
}

/** What it works with. */
export interface EvidenceDeskDeps extends PackDeps, Pick<ActDeps, 'transactor' | 'acts' | 'auditor' | 'by'> {
  readonly organizations: Pick<OrganizationStore, 'byId'>;
  readonly signer: Signer;
}

/** Packs made by whoever acts. */
export function createEvidenceDesk(deps: EvidenceDeskDeps): EvidenceDesk {
  return {
    async make(organizationId, since) {
      const denial = await deps.by.denial(null, 'evidence.export', { kind: 'organization', organizationId });
      if (denial !== null) return refused(denial);
      const organization = await deps.organizations.byId(null, organizationId);
      if (organization === null) return refused('organization-unknown');
      const about = { accountId: null, actor: deps.by.id, organizationId };
      const event = deps.auditor.event({ name: 'evidence.made', ...about, details: { since } });
      await deps.transactor.transact((tx) => deps.acts.audit(tx, event));
      return ok(await evidencePack(deps, organization, since));
    },
    seal: (about, files) => sealPack(deps.signer, about, files),
  };
}
