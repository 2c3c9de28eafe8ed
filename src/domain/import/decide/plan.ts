import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import { emptyIntersection } from '../../organizations/decide/combine.ts';
import type { Membership, Organization } from '../../organizations/decide/mandate.ts';

/** A place that a row gives somebody. */
export interface Place {
  readonly organization: Organization;
  readonly kind: MemberKind;
}

/** What is known when a row is decided. */
export interface RowFacts {
  /** Memberships of the account that has the address; null: nobody has it. */
  readonly standing: readonly Membership[] | null;
  /** Organizations of one whose one provider is there. */
  readonly seatsTaken: ReadonlySet<OrganizationId>;
  readonly now: EpochMs;
}

/** Why a row that was read is not carried out. */
export type PlanProblem =
  | 'organization-disabled'
  | 'organization-twice'
  | 'solo-organization-full'
  /** No method would be left that all organizations accept. */
  | 'empty-intersection'
  /** The account belongs there as something else; an import changes nobody. */
  | 'kind-differs';

/** What is to be done with a row. */
export type Plan =
  | { readonly do: 'create' }
  /** The account was there: its owner is asked to join. */
  | { readonly do: 'ask'; readonly places: readonly Place[] }
  /** The account was there, and belongs or was asked already. */
  | { readonly do: 'keep' }
  | { readonly do: 'refuse'; readonly problem: PlanProblem };

/** Decides a row. An account that is there keeps everything: its owner alone may let it join (sign-in.md section B, "People"). */
export function planRow(places: readonly Place[], facts: RowFacts): Plan {
  if (new Set(places.map(({ organization }) => organization.id)).size < places.length) return no('organization-twice');
  const { standing, now } = facts;
  const held = standing ?? [];
  const missing = places.filter(({ organization }) => !held.some((one) => one.organization.id === organization.id));
  const differs = places.some(({ organization, kind }) =>
    held.some((one) => one.organization.id === organization.id && one.kind !== kind),
  );
  if (differs) return no('kind-differs');
  const problem = placesProblem(missing, facts.seatsTaken);
  if (problem !== null) return no(problem);
  const after = [...held, ...missing.map((place) => ({ ...place, acceptedAt: now, skipsUsed: 0 }))];
  if (missing.length > 0 && emptyIntersection(after) !== null) return no('empty-intersection');
  if (standing === null) return { do: 'create' };
  return missing.length === 0 ? { do: 'keep' } : { do: 'ask', places: missing };
}

function placesProblem(places: readonly Place[], seatsTaken: ReadonlySet<OrganizationId>): PlanProblem | null {
  if (places.some(({ organization }) => organization.disabledAt !== null)) return 'organization-disabled';
  const full = places.some((place) => takesSeat(place) && seatsTaken.has(place.organization.id));
  return full ? 'solo-organization-full' : null;
}

/** Whether somebody takes the one seat of a solo provider's organization (S2). */
export function takesSeat({ organization, kind }: Place): boolean {
  return organization.kind === 'solo' && kind !== 'patient';
}

function no(problem: PlanProblem): Plan {
  return { do: 'refuse', problem };
}
