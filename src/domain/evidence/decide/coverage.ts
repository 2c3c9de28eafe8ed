import { MEMBER_KINDS, type MemberKind } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { Mandate } from '../../organizations/decide/mandate.ts';

/** Methods that count as set up: each of them reaches `aal2` with a password, and none is a fallback. */
export type SetUpMethod = Extract<MethodKind, 'totp' | 'passkey'>;

export const SET_UP_METHODS = ['totp', 'passkey'] as const satisfies readonly SetUpMethod[];

/** How many members of one kind have the same live methods: accepted, and not disabled. */
export interface MethodSet {
  readonly kind: MemberKind;
  /** Each once. */
  readonly methods: readonly MethodKind[];
  readonly people: number;
}

/** Coverage of one kind of member. */
export interface KindCoverage {
  readonly kind: MemberKind;
  readonly people: number;
  /** Those with at least one live method that counts. */
  readonly setUp: number;
  /** Whether the mandate asks them. */
  readonly covered: boolean;
  /** By name of the method. Somebody with two is in both. */
  readonly byMethod: readonly { readonly method: MethodKind; readonly people: number }[];
}

/** How far a mandate reaches in an organization. */
export interface Coverage {
  readonly kinds: readonly KindCoverage[];
  /** People of covered kinds. */
  readonly covered: number;
  readonly setUp: number;
  /** Covered people who are not set up yet. */
  readonly missing: number;
}

/** Which methods count under a mandate; without one, all that could. */
export function countingMethods(mandate: Mandate | null): readonly SetUpMethod[] {
  return SET_UP_METHODS.filter((method) => mandate === null || mandate.allowedMethods.includes(method));
}

/** Puts counts together. A kind that nobody is of is left out. */
export function coverageFrom(mandate: Mandate | null, sets: readonly MethodSet[]): Coverage {
  const counting = countingMethods(mandate);
  const kinds = MEMBER_KINDS.flatMap((kind) => {
    const own = sets.filter((set) => set.kind === kind);
    return own.length === 0 ? [] : [kindCoverage(kind, own, counting, mandate?.coveredKinds.includes(kind) ?? false)];
  });
  const covered = kinds.filter((kind) => kind.covered);
  const people = sum(covered.map((kind) => kind.people));
  const setUp = sum(covered.map((kind) => kind.setUp));
  return { kinds, covered: people, setUp, missing: people - setUp };
}

function kindCoverage(
  kind: MemberKind,
  sets: readonly MethodSet[],
  counting: readonly SetUpMethod[],
  covered: boolean,
): KindCoverage {
  const having = (wanted: readonly MethodKind[]) =>
    sum(sets.filter(({ methods }) => methods.some((method) => wanted.includes(method))).map(({ people }) => people));
  const found = new Set(sets.flatMap(({ methods }) => methods));
  return {
    kind,
    people: sum(sets.map(({ people }) => people)),
    setUp: having(counting),
    covered,
    byMethod: [...found].toSorted().map((method) => ({ method, people: having([method]) })),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
