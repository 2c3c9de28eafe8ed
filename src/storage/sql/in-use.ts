import type { ExpressionBuilder } from 'kysely';
import { AUTHENTICATOR_FAILURES_MAX } from '../../domain/throttling/decide/rules.ts';
import type { Tables } from '../tables.ts';

/** An authenticator that an answer may be held against, as `isSuspended` of sign-in has it: not removed, not lost, not guessed at too often. */
export function inUse(eb: ExpressionBuilder<Tables, 'authenticators'>) {
  return eb.and([
    eb('authenticators.revoked_at', 'is', null),
    eb('authenticators.suspended_at', 'is', null),
    eb('authenticators.failures', '<', AUTHENTICATOR_FAILURES_MAX),
  ]);
}
