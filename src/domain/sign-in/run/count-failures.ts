import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import { type MethodKind, TRAITS } from '../../methods/decide/traits.ts';
import type { Binding } from '../../methods/method.ts';
import { AUTHENTICATOR_FAILURES_MAX } from '../../throttling/decide/rules.ts';
import type { Counting } from '../../throttling/run/ports.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, withAudit, withNotice } from './draft.ts';
import type { Change } from './records.ts';

/** Failures in a row, counted before a comparison as if it were wrong. */
export interface CountedFailures {
  /** What may be compared: whoever had reached the limit meanwhile is missing. */
  readonly bindings: readonly Binding[];
  /** Those that this very failure puts out of use, if it is one. */
  readonly exhausted: readonly Binding[];
  /** Whose failures were counted, by id. */
  readonly counted: readonly string[];
}

/**
 * A code counts against every authenticator of its method, each for itself (SP 800-63B-4 §3.2.2). What cannot be guessed,
 * and what is no authenticator of the account's own, is not counted: null.
 */
export function countingOf(method: MethodKind, bindings: readonly Binding[]): Counting | null {
  const { role, phishingResistant } = TRAITS[method];
  if (phishingResistant || !['primary', 'recovery', 'emergency'].includes(role)) return null;
  return { of: 'authenticators', ids: bindings.map(({ id }) => id), max: AUTHENTICATOR_FAILURES_MAX };
}

/** What that leaves to compare. `counts`: null, where nothing was counted. */
export function countedFailures(
  bindings: readonly Binding[],
  counts: ReadonlyMap<string, number> | null,
): CountedFailures {
  if (counts === null) return { bindings, exhausted: [], counted: [] };
  return {
    bindings: bindings.filter(({ id }) => counts.has(id)),
    exhausted: bindings.filter(({ id }) => counts.get(id) === AUTHENTICATOR_FAILURES_MAX),
    counted: [...counts.keys()],
  };
}

/** One was right: only its own row of failures ends. `id` null: what was right is no authenticator. */
export function failuresGivenBack(
  { counted }: CountedFailures,
  id: AuthenticatorId | null,
): Pick<NonNullable<Change['giveBack']>, 'failures'> {
  const takeBack = counted.filter((one) => one !== id);
  return { failures: { of: 'authenticators', takeBack, clear: id === null ? [] : [id] } };
}

/** Tells the owner that an authenticator is out of use, and how it was. */
export function withExhaustedTold(deps: SignInDeps, draft: Draft, { id, label }: Binding): Draft {
  const audited = withAudit(deps, draft, 'authenticator.suspended', { authenticator: id, reason: 'guessed' });
  return withNotice(deps, audited, (where) => ({
    kind: 'authenticator-suspended',
    what: label,
    why: 'guessed',
    ...where,
  }));
}
