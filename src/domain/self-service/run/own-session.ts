import type { Clock } from '../../../platform/clock.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import type { Session } from '../../sessions/decide/session.ts';
import type { Sessions } from '../../sessions/run/check.ts';
import type { Demand } from '../../sign-in/run/application.ts';
import type { OwnPath } from '../../sign-in/run/own-path.ts';
import type { SignIn } from '../../sign-in/run/page.ts';
import type { AccountSnapshot, Visitor } from '../../sign-in/run/records.ts';

/** How old the proof may be on which somebody changes how they sign in (ASVS 7.5.1). */
export const FRESH_MS = 5 * MINUTE_MS;

/** Who asks for a page of their own: signed in, and whether a proof is fresh enough to change anything. */
export type Entered =
  | { readonly outcome: 'in'; readonly session: Session; readonly snapshot: AccountSnapshot; readonly fresh: boolean }
  | { readonly outcome: 'out' }
  /** The session ended because more must be proved now: begin again with this address. */
  | { readonly outcome: 'insufficient'; readonly address: string };

/** What a person is asked before a change. */
export type Asked =
  | Exclude<Entered, { readonly outcome: 'in' }>
  | { readonly outcome: 'fresh' }
  /** An attempt was opened that leads back. */
  | { readonly outcome: 'ask'; readonly attemptId: string };

/** One's own session, as whoever wants to change something about it or about the account must hold it. */
export interface OwnSession {
  /** Checks the session and whether its proof is fresh. Writes nothing but what every check of a session does. */
  enter(visitor: Visitor): Promise<Entered>;
  /** Opens a step-up that leads back to `next`, unless the proof is fresh. */
  prove(visitor: Visitor, next: OwnPath): Promise<Asked>;
}

/** What it needs from outside. */
export interface OwnSessionDeps {
  readonly sessions: Pick<Sessions, 'check'>;
  readonly signIn: Pick<SignIn, 'standing' | 'stepUp'>;
  readonly clock: Clock;
}

/** Asks the core that lets people in: there is no second way to prove who one is. */
export function createOwnSession(deps: OwnSessionDeps): OwnSession {
  async function enter(visitor: Visitor): Promise<Entered> {
    const checked = await deps.sessions.check(visitor.sessionToken);
    if (checked.outcome === 'out') return checked;
    const { snapshot } = checked;
    if (checked.outcome === 'insufficient') return { outcome: 'insufficient', address: snapshot.address.address };
    const { session } = checked;
    const standing = await deps.signIn.standing(session, snapshot, visitor, demandOn(snapshot, deps.clock.now()));
    return { outcome: 'in', session, snapshot, fresh: standing === 'met' };
  }

  return {
    enter,
    async prove(visitor, next) {
      const entered = await enter(visitor);
      if (entered.outcome !== 'in') return entered;
      if (entered.fresh) return { outcome: 'fresh' };
      const demand = demandOn(entered.snapshot, deps.clock.now());
      const attempt = await deps.signIn.stepUp(visitor, { next, demand });
      return attempt === null ? { outcome: 'out' } : { outcome: 'ask', attemptId: attempt.id };
    },
  };
}

/**
 * The account's own strength: an app or a passkey where one is bound, else the password. A break-glass account reaches it never:
 * nothing is bound to it or changed about it, or the envelopes would seal nothing.
 */
function demandOn({ authenticators }: AccountSnapshot, now: number): Demand {
  const strong = authenticators.some(({ kind }) => ['primary', 'emergency'].includes(TRAITS[kind].role));
  return { acr: strong ? 'aal2' : null, voluntary: false, freshSince: now - FRESH_MS, freshBy: 'own' };
}
