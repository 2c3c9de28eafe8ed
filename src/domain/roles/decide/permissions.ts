import type { OrganizationId } from '../../accounts/decide/account.ts';
import { highestRank, OWNER_RANK, type Party, type Place, ROLES, type Role, rankOf, roleOf } from './roles.ts';

/** How far a role reaches with an act: everywhere, in the organizations where it is held, or not at all. */
type Reach = 'all' | 'own' | 'no';

/** Whoever is not named in a row may not. */
const TABLE = {
  //                          owner  support auditor organization-admin help-desk
  'organization.see': /*    */ ['all', 'all', 'all', 'own', 'own'],
  'organization.create': /* */ ['all', 'no', 'no', 'no', 'no'],
  'organization.change': /* */ ['all', 'no', 'no', 'own', 'no'],
  'organization.disable': /**/ ['all', 'no', 'no', 'no', 'no'],
  'organization.let-reset': /**/ ['all', 'no', 'no', 'no', 'no'],
  'organization.set-console': /**/ ['all', 'no', 'no', 'no', 'no'],
  'mandate.request': /*     */ ['no', 'no', 'no', 'own', 'no'],
  'mandate.decide': /*      */ ['all', 'all', 'no', 'no', 'no'],
  'mandate.change': /*      */ ['all', 'all', 'no', 'own', 'no'],
  'mandate.dry-run': /*     */ ['all', 'all', 'all', 'own', 'no'],
  'coverage.see': /*        */ ['all', 'all', 'all', 'own', 'no'],
  'evidence.export': /*     */ ['all', 'no', 'all', 'own', 'no'],
  'member.invite': /*       */ ['all', 'all', 'no', 'own', 'own'],
  'workstation.link': /*    */ ['all', 'all', 'no', 'own', 'own'],
  'member.set-kind': /*     */ ['all', 'no', 'no', 'own', 'no'],
  'member.remove': /*       */ ['all', 'no', 'no', 'own', 'no'],
  'person.see': /*          */ ['all', 'all', 'all', 'own', 'own'],
  'person.end-sessions': /* */ ['all', 'all', 'no', 'own', 'own'],
  'person.disable': /*      */ ['all', 'all', 'no', 'own', 'no'],
  'person.set-address': /*  */ ['all', 'all', 'no', 'own', 'no'],
  'person.delete': /*       */ ['all', 'no', 'no', 'own', 'no'],
  'reset.see': /*           */ ['all', 'all', 'all', 'own', 'no'],
  'reset.open': /*          */ ['all', 'all', 'no', 'own', 'no'],
  'reset.approve': /*       */ ['all', 'all', 'no', 'own', 'no'],
  'reset.carry-out': /*     */ ['all', 'all', 'no', 'own', 'no'],
  'reset.cancel': /*        */ ['all', 'all', 'no', 'own', 'no'],
  'alert.see': /*           */ ['all', 'all', 'all', 'no', 'no'],
  'alert.review': /*        */ ['all', 'no', 'no', 'no', 'no'],
  'role.grant': /*          */ ['all', 'no', 'no', 'own', 'no'],
  'audit.see': /*           */ ['all', 'all', 'all', 'own', 'no'],
  'audit.export': /*        */ ['all', 'no', 'all', 'own', 'no'],
  'audit.verify': /*        */ ['all', 'no', 'all', 'no', 'no'],
  'import.run': /*          */ ['all', 'no', 'no', 'no', 'no'],
  'break-glass.manage': /*  */ ['all', 'no', 'no', 'no', 'no'],
} as const satisfies Readonly<Record<string, readonly [Reach, Reach, Reach, Reach, Reach]>>;

/** Something that somebody may or may not do. */
export type Act = keyof typeof TABLE;

/** Every act. */
export const ACTS = Object.keys(TABLE) as readonly Act[];

/** What an act is done to. `becoming`: the place that it gives to somebody. */
export type Target =
  /** The installation as a whole. */
  | { readonly kind: 'everything' }
  | { readonly kind: 'organization'; readonly organizationId: OrganizationId; readonly becoming?: Place | undefined }
  /** Somebody's place in one organization. */
  | {
      readonly kind: 'member';
      readonly organizationId: OrganizationId;
      readonly person: Party;
      readonly becoming?: Place | undefined;
    }
  /** An account as a whole, with all its places. */
  | { readonly kind: 'person'; readonly person: Party };

/** Why not. */
export type Denial =
  /** No role of theirs does this, or not there. */
  | 'not-permitted'
  /** Nobody does this to themselves. */
  | 'own-account'
  /** The other is trusted with more. */
  | 'higher-role';

/** Acts that nobody does to themselves, nor to anybody who is trusted with more. */
const UPON_OTHERS: readonly Act[] = [
  'member.set-kind',
  'member.remove',
  'person.disable',
  'person.set-address',
  'person.delete',
  'reset.open',
  'reset.approve',
  'reset.carry-out',
  'reset.cancel',
  'role.grant',
];

/** Whether somebody may do something; null: yes. */
export function may(actor: Party, act: Act, target: Target): Denial | null {
  const places = actingPlaces(actor, act).filter((place) => reaches(place, act, target));
  if (places.length === 0 || !isWithin(actingPlaces(actor, act), act, target)) return 'not-permitted';
  const rank = Math.max(...places.map(rankOf));
  if ('becoming' in target && target.becoming !== undefined && rank < rankToGive(target.becoming)) return 'higher-role';
  if (!UPON_OTHERS.includes(act) || !('person' in target)) return null;
  if (target.person.accountId === actor.accountId) return 'own-account';
  return highestRank(target.person) > rank ? 'higher-role' : null;
}

/** Organizations in which somebody may do something: a list of their ids, or all. */
export function reachOf(actor: Party, act: Act): 'all' | readonly OrganizationId[] {
  const places = actingPlaces(actor, act);
  if (places.some((place) => reachIn(place, act) === 'all')) return 'all';
  return places.map(({ organizationId }) => organizationId);
}

/** The roles that somebody acts in. */
export function rolesOf(actor: Party): readonly Role[] {
  if (actor.disabled) return [];
  const held = actor.places.filter(({ inForce }) => inForce).map(roleOf);
  return ROLES.filter((role) => held.includes(role));
}

/** Nobody gives away more than they are trusted with, and only owners make colleagues: support could approve its own resets else. */
function rankToGive(place: Place): number {
  return place.organizationKind === 'operator' ? OWNER_RANK : rankOf(place);
}

/** Live places whose role does this, anywhere. */
function actingPlaces(actor: Party, act: Act): readonly Place[] {
  return actor.disabled ? [] : actor.places.filter((place) => place.inForce && reachIn(place, act) !== 'no');
}

function reachIn(place: Place, act: Act): Reach {
  const role = roleOf(place);
  if (role === null) return 'no';
  if (role === 'organization-admin' && act.startsWith('reset.') && !place.adminResets) return 'no';
  return TABLE[act][ROLES.indexOf(role)] ?? 'no';
}

function reaches(place: Place, act: Act, target: Target): boolean {
  if (reachIn(place, act) === 'all') return true;
  switch (target.kind) {
    case 'everything':
      return false;
    case 'organization':
    case 'member':
      return place.organizationId === target.organizationId;
    case 'person':
      return target.person.places.some(({ organizationId }) => organizationId === place.organizationId);
  }
}

/** An account as a whole is within reach only when all its places are; to see it, one is enough. */
function isWithin(places: readonly Place[], act: Act, target: Target): boolean {
  if (target.kind !== 'person' || act === 'person.see') return true;
  if (places.some((place) => reachIn(place, act) === 'all')) return true;
  return target.person.places.every(({ organizationId }) =>
    places.some((place) => place.organizationId === organizationId),
  );
}
