import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import { coverageFrom, type MethodSet } from './coverage.ts';

/** An organization with what was counted in it. */
export interface CountedOrganization {
  readonly organization: Organization;
  /** When it asked for MFA, where that waits for an answer. */
  readonly requestedAt: EpochMs | null;
  readonly sets: readonly MethodSet[];
}

/** Whether an organization requires MFA, waits for it, or neither. */
export const MANDATE_STATES = ['required', 'requested', 'off'] as const;

/** Names one of them. */
export type MandateState = (typeof MANDATE_STATES)[number];

/** How far MFA reaches in one of all organizations. */
export interface OrganizationReach {
  readonly organization: Organization;
  readonly state: MandateState;
  /** All members. */
  readonly people: number;
  /** Those whom the mandate asks. */
  readonly covered: number;
  readonly setUp: number;
  readonly missing: number;
  /** Of those covered, how many in a hundred are set up, rounded down: 100 means everybody. Null: nobody is covered. */
  readonly percent: number | null;
}

/** Sums over organizations. Somebody who belongs to two counts in both. */
export interface ReachTotals extends Pick<OrganizationReach, 'people' | 'covered' | 'setUp' | 'missing' | 'percent'> {
  readonly organizations: number;
  readonly required: number;
}

/** How far MFA reaches in an organization. */
export function reachIn({ organization, requestedAt, sets }: CountedOrganization): OrganizationReach {
  const { mandate } = organization;
  const { kinds, covered, setUp, missing } = coverageFrom(mandate, sets);
  const state = mandate !== null ? 'required' : requestedAt !== null ? 'requested' : 'off';
  const people = kinds.reduce((sum, kind) => sum + kind.people, 0);
  return { organization, state, people, covered, setUp, missing, percent: percentOf(setUp, covered) };
}

/** Adds organizations up. */
export function totalsOf(all: readonly OrganizationReach[]): ReachTotals {
  const sum = (of: (one: OrganizationReach) => number) => all.reduce((total, one) => total + of(one), 0);
  const [covered, setUp] = [sum((one) => one.covered), sum((one) => one.setUp)];
  return {
    organizations: all.length,
    required: all.filter(({ state }) => state === 'required').length,
    people: sum((one) => one.people),
    covered,
    setUp,
    missing: covered - setUp,
    percent: percentOf(setUp, covered),
  };
}

/** How far organizations are, from nobody to everybody. */
export const SHARES = ['everybody', 'most', 'half', 'some', 'nobody'] as const;

/** How many organizations that require MFA are how far; those without covered members are left out. */
export function byShare(all: readonly OrganizationReach[]) {
  const shares = all.flatMap(({ percent, setUp }) => (percent === null ? [] : [shareOf(percent, setUp)]));
  return SHARES.map((share) => ({ share, organizations: shares.filter((one) => one === share).length }));
}

function shareOf(percent: number, setUp: number): (typeof SHARES)[number] {
  if (percent === 100) return 'everybody';
  if (percent >= 75) return 'most';
  if (percent >= 50) return 'half';
  return setUp > 0 ? 'some' : 'nobody';
}

function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((100 * part) / whole);
}

/** What a list of organizations can be put in order by; names go from A on, numbers from the one that needs most. */
export const REACH_ORDERS = ['name', 'missing', 'percent', 'people'] as const;

/** Names one of them. */
export type ReachOrder = (typeof REACH_ORDERS)[number];

/** Where a page of the list ended. */
export interface ReachMark {
  /** What it is put in order by; null for names, and where there is none. */
  readonly value: number | null;
  readonly name: string;
  readonly id: string;
}

/** The mark of a row. */
export function markOf({ organization: { id, name }, ...numbers }: OrganizationReach, order: ReachOrder): ReachMark {
  return { value: order === 'name' ? null : numbers[order], name, id };
}

/** Puts organizations in order, after a mark; null: from the start. */
export function inOrder(
  all: readonly OrganizationReach[],
  order: ReachOrder,
  after: ReachMark | null,
): readonly OrganizationReach[] {
  return all
    .map((one) => ({ one, mark: markOf(one, order) }))
    .filter(({ mark }) => after === null || compareMarks(mark, after, order) > 0)
    .sort((a, b) => compareMarks(a.mark, b.mark, order))
    .map(({ one }) => one);
}

/** Those without a number come last. */
function compareMarks(a: ReachMark, b: ReachMark, order: ReachOrder): number {
  const rising = order === 'percent' ? 1 : -1;
  const rank = ({ value }: ReachMark) => (value === null ? Number.POSITIVE_INFINITY : rising * value);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}
