import { PLAIN, type Sign } from './branding.ts';
import type { CombinedMandate, Membership, Organization } from './mandate.ts';

/** An organization's sign: its logo, color and name. */
export function signOf({ name, branding = PLAIN }: Pick<Organization, 'name' | 'branding'>): Sign {
  return { name: branding.displayName ?? name, color: branding.color, logo: branding.logo };
}

/**
 * Whose sign somebody is shown: the organization's whose mandate holds, or, where none does, the only one's they belong to.
 * Null: the instance's own, since several have an equal right to the wall.
 */
export function signFor(
  memberships: readonly Membership[],
  mandate: Pick<CombinedMandate, 'organizations'> | null,
): Sign | null {
  const inForce = memberships.filter((one) => one.acceptedAt !== null && one.organization.disabledAt === null);
  const holding = mandate?.organizations.map(({ id }) => id);
  const [first, ...others] = inForce
    .map(({ organization }) => organization)
    .filter(({ id }) => holding === undefined || holding.includes(id));
  return first === undefined || others.length > 0 ? null : signOf(first);
}
