import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import { type MethodKind, TRAITS } from '../../methods/decide/traits.ts';
import {
  type Accepted,
  type CombinedMandate,
  type Mandate,
  type Membership,
  type Organization,
  type PasswordPreset,
  type SelectableMethod,
  type SessionLimits,
  type SetUpProof,
  WORKSTATION_IDLE_MS,
} from './mandate.ts';
import { signOf } from './sign.ts';

/** Limits of an account that belongs to no organization, in ms. */
export const DEFAULT_LIMITS: SessionLimits = { idleMs: 30 * MINUTE_MS, absoluteMs: 12 * HOUR_MS };

/** From the least to the safest. */
const SET_UP_PROOFS: readonly SetUpProof[] = ['none', 'mailed-code', 'invitation-code'];

/** As much of a membership as says what its mandate accepts. */
export interface Place {
  readonly kind: Membership['kind'];
  readonly acceptedAt: EpochMs | null;
  readonly organization: {
    readonly disabledAt: EpochMs | null;
    readonly mandate: Pick<Mandate, 'grantedAt' | 'coveredKinds' | 'allowedMethods' | 'passkeyFirst'> | null;
  };
}

/** A mandate that holds for an account, with whose it is. */
interface Holding<P extends Place> {
  readonly place: P;
  readonly mandate: NonNullable<P['organization']['mandate']>;
}

/** What all organizations of an account demand together; null when none demands anything (sign-in.md, "Several organizations"). */
export function combineMandates(memberships: readonly Membership[], now: EpochMs): CombinedMandate | null {
  const holding = holdingOf(memberships);
  if (holding.length === 0) return null;
  const mandates = holding.map(({ mandate }) => mandate);
  return {
    organizations: holding.map(({ place: { organization } }) => {
      const { id, support } = organization;
      return { id, name: signOf(organization).name, support };
    }),
    ...acceptedBy(mandates),
    grace: combinedGrace(holding, now),
    setUpProof: SET_UP_PROOFS.findLast((proof) => mandates.some((one) => one.setUpProof === proof)) ?? 'none',
    passAfterReset: mandates.some((one) => one.passAfterReset),
  };
}

/** The same, as far as it says which proofs count; null when nothing is demanded. */
export function acceptedTogether(places: readonly Place[]): Accepted | null {
  const holding = holdingOf(places);
  return holding.length === 0 ? null : acceptedBy(holding.map(({ mandate }) => mandate));
}

/**
 * When the last of an account's organizations was disabled, which disables its members as well (security.md I8); null
 * while one is in force, and for an account that belongs to none. Elsewhere a member goes on under what remains.
 */
export function organizationsDisabledAt(places: readonly Place[]): EpochMs | null {
  const accepted = places.filter(({ acceptedAt }) => acceptedAt !== null);
  const ends = accepted.flatMap(({ organization }) => organization.disabledAt ?? []);
  return ends.length > 0 && ends.length === accepted.length ? Math.max(...ends) : null;
}

/** The shortest limits of all organizations that an account belongs to, covered or not. */
export function sessionLimits(memberships: readonly Membership[]): SessionLimits {
  const organizations = memberships.filter(inForce).map(({ organization }) => organization);
  if (organizations.length === 0) return DEFAULT_LIMITS;
  return {
    idleMs: Math.min(...organizations.map((one) => one.idleMs)),
    absoluteMs: Math.min(...organizations.map((one) => one.absoluteMs)),
  };
}

/** The shortest limit without requests on a shared workstation, in ms. */
export function workstationIdle(memberships: readonly Membership[]): number {
  const organizations = memberships.filter(inForce).map(({ organization }) => organization);
  return Math.min(WORKSTATION_IDLE_MS, ...organizations.map((one) => one.workstationIdleMs ?? WORKSTATION_IDLE_MS));
}

/** The stricter rules for passwords: one organization that wants `legacy` is enough. */
export function passwordPreset(memberships: readonly Membership[]): PasswordPreset {
  const strict = memberships.some((one) => inForce(one) && one.organization.passwordPreset === 'legacy');
  return strict ? 'legacy' : 'nist';
}

/**
 * Names the two organizations that together leave no method a set-up could bind (E-mail and a recovery code are not
 * enough alone); null when something is left. One organization that allows nothing is named twice.
 * Pass the memberships as they would be: the candidate accepted, its mandate as it would be granted or changed.
 */
export function emptyIntersection(memberships: readonly Membership[]): readonly [string, string] | null {
  const holding = holdingOf(memberships);
  const shared = sharedMethods(holding.map(({ mandate }) => mandate));
  if (holding.length === 0 || shared.some(isPrimary)) return null;
  const pairs = holding.flatMap((one, index) => holding.slice(index).map((other) => [one, other] as const));
  const conflict = pairs.find(([one, other]) => !sharedMethods([one.mandate, other.mandate]).some(isPrimary));
  // With two primary methods and no common one, some two organizations have none in common.
  const [one, other] = conflict ?? [holding[0], holding.at(-1)];
  return one === undefined || other === undefined ? null : [one.place.organization.name, other.place.organization.name];
}

/** Whether an organization can request or be granted a mandate (S2): a solo provider's cannot. */
export function mayHoldMandate(organization: Pick<Organization, 'kind'>): 'allowed' | 'solo-organization' {
  return organization.kind === 'solo' ? 'solo-organization' : 'allowed';
}

function holdingOf<P extends Place>(places: readonly P[]): readonly Holding<P>[] {
  return places
    .filter(inForce)
    .flatMap((place) => {
      const mandate: P['organization']['mandate'] = place.organization.mandate;
      return mandate?.coveredKinds.includes(place.kind) === true ? [{ place, mandate }] : [];
    })
    .toSorted((a, b) => a.mandate.grantedAt - b.mandate.grantedAt);
}

function inForce({ acceptedAt, organization }: Place): boolean {
  return acceptedAt !== null && organization.disabledAt === null;
}

function acceptedBy(mandates: readonly Accepted[]): Accepted {
  return { allowedMethods: sharedMethods(mandates), passkeyFirst: mandates.every((one) => one.passkeyFirst) };
}

function sharedMethods(mandates: readonly Pick<Accepted, 'allowedMethods'>[]): readonly SelectableMethod[] {
  const [first, ...rest] = mandates;
  if (first === undefined) return [];
  return first.allowedMethods.filter((method) => rest.every((one) => one.allowedMethods.includes(method)));
}

/** Open only while every organization's is. Used-up skips still hold for the session that the last one opened: none are left. */
function combinedGrace(holding: readonly Holding<Membership>[], now: EpochMs): CombinedMandate['grace'] {
  const open = holding.every(({ mandate }) => (mandate.dueAt === null ? mandate.skips > 0 : now < mandate.dueAt));
  if (!open) return null;
  const dues = holding.flatMap(({ mandate }) => mandate.dueAt ?? []);
  const left = holding
    .filter(({ mandate }) => mandate.dueAt === null)
    .map(({ mandate, place }) => Math.max(0, mandate.skips - place.skipsUsed));
  return {
    until: dues.length === 0 ? null : Math.min(...dues),
    skipsLeft: left.length === 0 ? null : Math.min(...left),
  };
}

function isPrimary(method: MethodKind): boolean {
  return TRAITS[method].role === 'primary';
}
