import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import type { At, OrganizationStore } from '../../organizations/run/ports.ts';
import { type Act, type Denial, may, type Target } from '../decide/permissions.ts';
import { type Party, type Place, placeIn } from '../decide/roles.ts';
import type { Parties } from './ports.ts';

/** What an act is done to, by id. `becomes`: the kind of member that somebody will be. */
export type TargetRef =
  | { readonly kind: 'everything' }
  | { readonly kind: 'organization'; readonly organizationId: OrganizationId }
  /** A place for somebody who may have no account yet. */
  | { readonly kind: 'newcomer'; readonly organizationId: OrganizationId; readonly becomes: MemberKind }
  | {
      readonly kind: 'member';
      readonly organizationId: OrganizationId;
      readonly accountId: AccountId;
      readonly becomes?: MemberKind;
    }
  | { readonly kind: 'person'; readonly accountId: AccountId };

/** Whoever does an administrative act. */
export interface Actor {
  /** An account's id, or `system`: as audit rows name it. */
  readonly id: string;
  /** Why they may not; null: they may. */
  denial(at: At, act: Act, target: TargetRef): Promise<Denial | null>;
}

/** The command line, which no person was proved for: whoever can run it holds the database and the keys. */
export const SYSTEM: Actor = { id: 'system', denial: async () => null };

/** What it takes to see what somebody may do. */
export interface ActorDeps {
  readonly parties: Parties;
  readonly organizations: Pick<OrganizationStore, 'byId'>;
}

/** Somebody whom the console let in. What they may do is looked up anew for each act: it may have been taken meanwhile. */
export function personActing(deps: ActorDeps, id: AccountId): Actor {
  return {
    id,
    async denial(at, act, ref) {
      const party = await deps.parties.byId(at, id);
      const target = await targetOf(deps, at, ref);
      return party === null || target === null ? 'not-permitted' : may(party, act, target);
    },
  };
}

/** Null: there is no such organization or account, which nobody learns who may not act there. */
async function targetOf(deps: ActorDeps, at: At, ref: TargetRef): Promise<Target | null> {
  switch (ref.kind) {
    case 'everything':
    case 'organization':
      return ref;
    case 'newcomer': {
      const becoming = await becomingOf(deps, at, ref.organizationId, ref.becomes);
      return becoming === null ? null : { kind: 'organization', organizationId: ref.organizationId, becoming };
    }
    case 'member': {
      const person = await deps.parties.byId(at, ref.accountId);
      const becoming = await becomingOf(deps, at, ref.organizationId, ref.becomes);
      if (person === null || becoming === null) return null;
      return { kind: 'member', organizationId: ref.organizationId, person, becoming };
    }
    case 'person': {
      const person: Party | null = await deps.parties.byId(at, ref.accountId);
      return person === null ? null : { kind: 'person', person };
    }
  }
}

/** The place as it will be; undefined: none is given; null: there is no such organization. */
async function becomingOf(
  deps: ActorDeps,
  at: At,
  organizationId: OrganizationId,
  kind: MemberKind | undefined,
): Promise<Place | undefined | null> {
  if (kind === undefined) return undefined;
  const organization = await deps.organizations.byId(at, organizationId);
  return organization === null ? null : placeIn(organization, kind);
}
