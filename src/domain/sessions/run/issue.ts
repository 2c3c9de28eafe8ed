import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import { newId, newToken, type Random } from '../../../platform/random.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { SessionLimits } from '../../organizations/decide/mandate.ts';
import type { Acr } from '../../sign-in/decide/acr.ts';
import type { Proof } from '../../sign-in/decide/facts.ts';
import { absoluteEnd } from '../decide/lives.ts';
import type { Session, SessionId } from '../decide/session.ts';

/** What a new session rests on. */
export interface SessionGrounds {
  readonly accountId: AccountId;
  readonly attemptId: string;
  readonly acr: Acr;
  readonly amr: readonly string[];
  readonly proofs: readonly Proof[];
  readonly limits: SessionLimits;
  readonly browser: string;
  readonly sourceSealed: string;
  readonly now: EpochMs;
}

/**
 * Makes a session and its token. The one function that issues sessions; the architecture rules let only the sign-in's
 * completion import it. The token is 256 random bits and leaves once, as a cookie; only its hash is stored.
 */
export function issueSession(
  random: Random,
  grounds: SessionGrounds,
): { readonly session: Session; readonly token: string } {
  const token = newToken(random);
  const { limits, now, ...kept } = grounds;
  return {
    token,
    session: {
      ...kept,
      id: newId<SessionId>(random),
      tokenHash: sha256(token),
      startedAt: now,
      lastSeenAt: now,
      idleMs: limits.idleMs,
      absoluteEndAt: absoluteEnd(now, limits),
      endedAt: null,
      endReason: null,
    },
  };
}
