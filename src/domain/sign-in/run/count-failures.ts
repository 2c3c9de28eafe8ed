import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import { type MethodKind, TRAITS } from '../../methods/decide/traits.ts';
import type { Binding } from '../../methods/method.ts';
import { AUTHENTICATOR_FAILURES_MAX } from '../../throttling/decide/rules.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, withAudit, withNotice } from './draft.ts';

/** Failures in a row, counted before a comparison as if it were wrong. */
export interface CountedFailures {
  /** What may be compared: whoever had reached the limit meanwhile is missing. */
  readonly bindings: readonly Binding[];
  /** Those that this very failure puts out of use, if it is one. */
  readonly exhausted: readonly Binding[];
  /** Nothing was compared. */
  takeBack(): Promise<void>;
  /** One was right: only its own row of failures ends. `null`: what was right is no authenticator. */
  succeed(id: AuthenticatorId | null): Promise<void>;
}

/**
 * Counts a code against every authenticator of its method, each for itself (SP 800-63B-4 §3.2.2). What cannot be guessed,
 * and what is no authenticator of the account's own, is not counted.
 */
export async function countFailures(
  deps: Pick<SignInDeps, 'failureCounts'>,
  method: MethodKind,
  bindings: readonly Binding[],
): Promise<CountedFailures> {
  const { role, phishingResistant } = TRAITS[method];
  if (phishingResistant || !['primary', 'recovery', 'emergency'].includes(role)) {
    return { bindings, exhausted: [], takeBack: async () => {}, succeed: async () => {} };
  }
  const ids = bindings.map(({ id }) => id);
  const counts = await deps.failureCounts.count('authenticators', ids, AUTHENTICATOR_FAILURES_MAX);
  const counted = [...counts.keys()];
  return {
    bindings: bindings.filter(({ id }) => counts.has(id)),
    exhausted: bindings.filter(({ id }) => counts.get(id) === AUTHENTICATOR_FAILURES_MAX),
    takeBack: () => deps.failureCounts.takeBack('authenticators', counted),
    async succeed(id) {
      const others = counted.filter((one) => one !== id);
      await Promise.all([
        deps.failureCounts.takeBack('authenticators', others),
        id === null ? null : deps.failureCounts.clear('authenticators', [id]),
      ]);
    },
  };
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
