import { MEMBER_KINDS, type MemberKind } from '../../domain/accounts/decide/account.ts';
import type { Mandate, SelectableMethod, SetUpProof } from '../../domain/organizations/decide/mandate.ts';
import type { Refusal } from '../../domain/organizations/run/refusal.ts';
import { type MandateTerms, SELECTABLE_METHODS, SET_UP_PROOFS } from '../../domain/organizations/run/terms.ts';
import { lineOf } from './gate.ts';
import { valuesOf } from './views/again.ts';

/** Terms of a mandate as they stand in a form or an address. */
export interface GivenTerms {
  readonly kinds: readonly MemberKind[];
  readonly methods: readonly SelectableMethod[];
  readonly grace: 'none' | 'due' | 'skips';
  /** A day, as typed. */
  readonly due: string;
  /** A count, as typed. */
  readonly skips: string;
  readonly proof: SetUpProof;
  /** A passkey in place of the password; a pass after a reset. */
  readonly extras: readonly Extra[];
}

/** What may be ticked beside. */
export type Extra = (typeof EXTRAS)[number];

export const EXTRAS = ['passkey-first', 'pass-after-reset'] as const;

/** The field that a refusal is about. */
export const FIELD_OF: Readonly<Partial<Record<Refusal['reason'], string>>> = {
  'kinds-empty': 'kinds',
  'primary-method-missing': 'methods',
  'empty-intersection': 'methods',
  'grace-malformed': 'grace',
  'grace-renewed': 'grace',
};

/** Whether an address names terms. */
export function namesTerms(given: Readonly<Record<string, unknown>>): boolean {
  return 'grace' in given;
}

/** Terms as somebody typed them. What is none of ours is left out. */
export function givenTerms(given: Readonly<Record<string, unknown>>): GivenTerms {
  const grace = lineOf(given, 'grace');
  const proof = lineOf(given, 'proof');
  return {
    kinds: among(MEMBER_KINDS, valuesOf(given, 'kinds')),
    methods: among(SELECTABLE_METHODS, valuesOf(given, 'methods')),
    grace: grace === 'due' || grace === 'skips' ? grace : 'none',
    due: lineOf(given, 'due', 10),
    skips: lineOf(given, 'skips', 3),
    proof: SET_UP_PROOFS.find((one) => one === proof) ?? 'none',
    extras: among(EXTRAS, valuesOf(given, 'extras')),
  };
}

/** The terms of a mandate as they stand in a form. */
export function termsGiven(mandate: Mandate): GivenTerms {
  return {
    kinds: mandate.coveredKinds,
    methods: mandate.allowedMethods,
    grace: mandate.dueAt !== null ? 'due' : mandate.skips > 0 ? 'skips' : 'none',
    due: mandate.dueAt === null ? '' : dayOf(mandate.dueAt),
    skips: mandate.skips === 0 ? '' : String(mandate.skips),
    proof: mandate.setUpProof,
    extras: [
      ...(mandate.passkeyFirst ? (['passkey-first'] as const) : []),
      ...(mandate.passAfterReset ? (['pass-after-reset'] as const) : []),
    ],
  };
}

/** What is asked of the domain, which refuses what is no day and no count. `before`: what holds now. */
export function termsOf(given: GivenTerms, before: Mandate | null): MandateTerms {
  return {
    coveredKinds: given.kinds,
    allowedMethods: given.methods,
    dueAt: given.grace === 'due' ? dueAt(given.due, before) : null,
    skips: given.grace === 'skips' ? Number(given.skips) || Number.NaN : 0,
    setUpProof: given.proof,
    passkeyFirst: given.extras.includes('passkey-first'),
    passAfterReset: given.extras.includes('pass-after-reset'),
  };
}

/** The address that names these terms: it can be kept and sent. */
export function termsQuery(given: GivenTerms): URLSearchParams {
  return new URLSearchParams([
    ...given.kinds.map((kind) => [`kinds.${kind}`, 'yes']),
    ...given.methods.map((method) => [`methods.${method}`, 'yes']),
    ['grace', given.grace],
    ...(given.grace === 'due' ? [['due', given.due]] : []),
    ...(given.grace === 'skips' ? [['skips', given.skips]] : []),
    ['proof', given.proof],
    ...given.extras.map((extra) => [`extras.${extra}`, 'yes']),
  ]);
}

/** A day in UTC, as date fields have it. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** The start of the day in UTC; a due moment within the day that stands in the form stays what it is. */
function dueAt(day: string, before: Mandate | null): number {
  if (before?.dueAt != null && dayOf(before.dueAt) === day) return before.dueAt;
  return /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(day) : Number.NaN;
}

function among<T extends string>(known: readonly T[], values: readonly string[]): readonly T[] {
  return known.filter((one) => values.includes(one));
}
