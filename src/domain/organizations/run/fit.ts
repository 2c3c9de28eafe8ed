import { type Result, refused } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import { emptyIntersection } from '../decide/combine.ts';
import type { Membership, Organization } from '../decide/mandate.ts';
import type { MembershipReads } from './ports.ts';
import { because, type Refusal } from './refusal.ts';

/**
 * Refuses, naming both organizations, what would leave somebody no method that all of their organizations accept
 * (sign-in.md section B, "Several organizations"); null: it fits.
 */
export function misfit(memberships: readonly Membership[]): Result<never, Refusal> | null {
  const pair = emptyIntersection(memberships);
  return pair === null ? null : refused({ reason: 'empty-intersection', organizations: pair });
}

/**
 * As {@link misfit}, for everybody in an organization, with that organization as it will be. Who is in no other fits: a mandate by
 * itself always leaves a method that can be set up (`mandateProblem`).
 */
export async function misfitAround(
  reads: Pick<MembershipReads, 'membershipsAround'>,
  tx: Tx,
  organization: Organization,
): Promise<Result<never, Refusal> | null> {
  for (const memberships of await reads.membershipsAround(tx, organization.id)) {
    const after = memberships.map((one) => (one.organization.id === organization.id ? { ...one, organization } : one));
    const refusal = misfit(after);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** The memberships as they will be once this one is in force, with this kind. */
export function withAccepted(
  memberships: readonly Membership[],
  organization: Organization,
  kind: MemberKind,
  now: number,
): readonly Membership[] {
  const others = memberships.filter((one) => one.organization.id !== organization.id);
  const skipsUsed = memberships.find((one) => one.organization.id === organization.id)?.skipsUsed ?? 0;
  return [...others, { organization, kind, acceptedAt: now, skipsUsed }];
}

/** Refuses a second member beside the patients of a solo provider's organization (S2); null: there is room. */
export async function soloFull(
  reads: Pick<MembershipReads, 'membersOf'>,
  tx: Tx,
  organization: Organization,
  kind: MemberKind,
  accountId: AccountId | null,
): Promise<Result<never, Refusal> | null> {
  if (organization.kind !== 'solo' || kind === 'patient') return null;
  const members = await reads.membersOf(tx, organization.id);
  const taken = members.some((one) => one.kind !== 'patient' && one.accountId !== accountId);
  return taken ? because('solo-organization-full') : null;
}

/** The membership in one organization, accepted or not. */
export function membershipIn(memberships: readonly Membership[], id: OrganizationId): Membership | null {
  return memberships.find((one) => one.organization.id === id) ?? null;
}
