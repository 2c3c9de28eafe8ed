import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { MemberKind } from '../../accounts/decide/account.ts';
import { countingMethods, type SetUpMethod } from '../../evidence/decide/coverage.ts';
import type { Mandate } from '../../organizations/decide/mandate.ts';

/** How far a member's set-up is: done, not done, or not done while it may still be put off. */
export const SET_UP_STATES = ['done', 'missing', 'grace'] as const;

/** Names one of them. */
export type SetUpState = (typeof SET_UP_STATES)[number];

/** Which members of an organization a list is narrowed to. */
export interface Narrowed {
  /** Any of these; null: all. */
  readonly kinds: readonly MemberKind[] | null;
  /** Those who have, or have not, something live of these; null: either. */
  readonly setUp: { readonly methods: readonly SetUpMethod[]; readonly done: boolean } | null;
  /** Who has put set-up off less often; null: however often. */
  readonly skipsBelow: number | null;
}

/** Who is meant by a kind of member and a state of set-up under an organization's own mandate; null for either: whatever it is. */
export function narrowedTo(
  kind: MemberKind | null,
  state: SetUpState | null,
  mandate: Mandate | null,
  now: EpochMs,
): Narrowed {
  const own = kind === null ? null : [kind];
  const setUp = state === null ? null : { methods: countingMethods(mandate), done: state === 'done' };
  if (state !== 'grace') return { kinds: own, setUp, skipsBelow: null };
  const kinds = graceOf(mandate, now).filter((one) => kind === null || one === kind);
  return { kinds, setUp, skipsBelow: mandate === null || mandate.dueAt !== null ? null : mandate.skips };
}

/** Kinds of members whom a mandate asks and still lets wait. */
function graceOf(mandate: Mandate | null, now: EpochMs): readonly MemberKind[] {
  if (mandate === null) return [];
  const open = mandate.dueAt === null ? mandate.skips > 0 : now < mandate.dueAt;
  return open ? mandate.coveredKinds : [];
}
