import type { AccountId, MemberKind } from '../../accounts/decide/account.ts';
import type { Membership, OrganizationKind } from '../../organizations/decide/mandate.ts';

/** From the least to the most trusted. */
export const RANKS = ['person', 'organization-admin', 'operator', 'operator-admin'] as const;

/** How much somebody is trusted with: the highest of all places they hold. */
export type Rank = (typeof RANKS)[number];

/** Somebody as permission sees them: accepted memberships only. */
export interface Standing {
  readonly accountId: AccountId;
  readonly disabled: boolean;
  readonly memberships: readonly Membership[];
}

/** Why somebody may not act on a reset. */
export type PermissionRefusal =
  | 'not-an-operator'
  /** Resets by organization admins are not possible yet. */
  | 'organization-admin'
  | 'own-account'
  | 'higher-role';

/** The rank of one place. Any place in an operator's organization is trusted with more than a clinic's admin. */
export function rankOfPlace(organization: OrganizationKind, kind: MemberKind): Rank {
  if (organization === 'operator') return kind === 'admin' ? 'operator-admin' : 'operator';
  return kind === 'admin' ? 'organization-admin' : 'person';
}

/** The highest rank somebody holds, in disabled organizations too: those can be enabled again. */
export function rankOf({ memberships }: Pick<Standing, 'memberships'>): Rank {
  const held = memberships.map(({ organization, kind }) => rankOfPlace(organization.kind, kind));
  return RANKS.findLast((rank) => held.includes(rank)) ?? 'person';
}

/** A privileged account needs a second approver. */
export function isPrivileged(target: Pick<Standing, 'memberships'>): boolean {
  return rankOf(target) !== 'person';
}

/**
 * Whether `actor` may open, approve, carry out or cancel a reset of `target`; null: yes. Only staff and admins of an
 * operator's organization may, never for themselves, never for a higher rank.
 */
export function permissionRefusal(actor: Standing, target: Standing): PermissionRefusal | null {
  const acting = actingRank(actor);
  if (acting === null) return rankOf(actor) === 'organization-admin' ? 'organization-admin' : 'not-an-operator';
  if (actor.accountId === target.accountId) return 'own-account';
  return RANKS.indexOf(rankOf(target)) > RANKS.indexOf(acting) ? 'higher-role' : null;
}

/** The rank that somebody acts with: from live places of the right kind only. */
function actingRank({ disabled, memberships }: Standing): Rank | null {
  if (disabled) return null;
  const places = memberships.filter(
    ({ organization, kind }) =>
      organization.kind === 'operator' && organization.disabledAt === null && (kind === 'staff' || kind === 'admin'),
  );
  return places.length === 0 ? null : rankOf({ memberships: places });
}
