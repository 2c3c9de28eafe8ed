import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import type { Organization, OrganizationKind } from '../../organizations/decide/mandate.ts';

/** Three of the operator, two of an organization. */
export const ROLES = ['owner', 'support', 'auditor', 'organization-admin', 'help-desk'] as const;

/** What somebody may act as. */
export type Role = (typeof ROLES)[number];

/** Roles that a member kind does not bring along: they are granted to staff. */
export type GrantedRole = Extract<Role, 'auditor' | 'help-desk'>;

/** Somebody's accepted place in an organization. */
export interface Place {
  readonly organizationId: OrganizationId;
  readonly organizationKind: OrganizationKind;
  /** False: the organization is disabled, and nobody acts in its name. */
  readonly inForce: boolean;
  readonly kind: MemberKind;
  readonly granted: GrantedRole | null;
  /** Whether the operator lets this organization's admins reset its people. */
  readonly adminResets: boolean;
}

/** Somebody as permission sees them. */
export interface Party {
  readonly accountId: AccountId;
  readonly disabled: boolean;
  readonly places: readonly Place[];
}

/** The role that a place gives; null: none. */
export function roleOf({ organizationKind, kind, granted }: Place): Role | null {
  if (organizationKind === 'operator') {
    if (kind === 'admin') return 'owner';
    if (kind === 'staff') return granted === 'auditor' ? 'auditor' : 'support';
    return null;
  }
  if (kind === 'admin') return 'organization-admin';
  return kind === 'staff' && granted === 'help-desk' ? 'help-desk' : null;
}

/** The place that a kind of member has in an organization. Whether its admins reset is nothing that such a place is asked for. */
export function placeIn(
  { id, kind: organizationKind, disabledAt }: Pick<Organization, 'id' | 'kind' | 'disabledAt'>,
  kind: MemberKind,
  granted: GrantedRole | null = null,
): Place {
  const inForce = disabledAt === null;
  return { organizationId: id, organizationKind, inForce, kind, granted, adminResets: false };
}

/** What an owner is trusted with. */
export const OWNER_RANK = 4;

/** How much a place is trusted with, from 0. Any place of the operator's is above every place in an organization. */
export function rankOf(place: Place): number {
  switch (roleOf(place)) {
    case 'owner':
      return OWNER_RANK;
    case 'support':
    case 'auditor':
      return 3;
    case 'organization-admin':
      return 2;
    case 'help-desk':
      return 1;
    case null:
      return place.organizationKind === 'operator' ? 3 : 0;
  }
}

/** The highest rank of somebody, in disabled organizations too: those can be enabled again. */
export function highestRank({ places }: Pick<Party, 'places'>): number {
  return Math.max(0, ...places.map(rankOf));
}

/** A privileged account needs a second approver for its reset. */
export function isPrivileged(party: Pick<Party, 'places'>): boolean {
  return highestRank(party) > 0;
}
