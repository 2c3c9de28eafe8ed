import { MEMBER_KINDS, type MemberKind } from '../../accounts/decide/account.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { Mandate } from '../../organizations/decide/mandate.ts';

/** Methods that count as set up: each of them reaches `aal2` with a password, and none is a fallback. */
export type SetUpMethod = Extract<MethodKind, 'totp' | 'passkey'>;

export const SET_UP_METHODS = ['totp', 'passkey'] as const satisfies readonly SetUpMethod[];

/** How many members of one kind there are: accepted, and not disabled. */
export interface KindCount {
  readonly kind: MemberKind;
  readonly people: number;
  /** Those with at least one live method that counts. */
  readonly setUp: number;
}

/** How many members of one kind have a live method. Somebody with two methods is in both. */
export interface MethodCount {
  readonly kind: MemberKind;
  readonly method: MethodKind;
  readonly people: number;
}

/** Coverage of one kind of member. */
export interface KindCoverage extends KindCount {
  /** Whether the mandate asks them. */
  readonly covered: boolean;
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
export function coverageFrom(
  mandate: Mandate | null,
  counts: readonly KindCount[],
  methods: readonly MethodCount[],
): Coverage {
  const kinds = MEMBER_KINDS.flatMap((kind) => counts.filter((count) => count.kind === kind)).map((count) => ({
    ...count,
    covered: mandate?.coveredKinds.includes(count.kind) ?? false,
    byMethod: methods.filter(({ kind }) => kind === count.kind).map(({ method, people }) => ({ method, people })),
  }));
  const covered = kinds.filter((kind) => kind.covered);
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const people = sum(covered.map((kind) => kind.people));
  const setUp = sum(covered.map((kind) => kind.setUp));
  return { kinds, covered: people, setUp, missing: people - setUp };
}
