import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/hashing.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Auditor } from '../../audit/run/write.ts';
import { sessionStanding } from '../../sign-in/decide/owed.ts';
import type { SignInDeps } from '../../sign-in/run/deps.ts';
import { accountFacts, passwordMeets } from '../../sign-in/run/load-facts.ts';
import type { SignInReads } from '../../sign-in/run/ports.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { sessionLives, type TimeLeft, timeLeft } from '../decide/lives.ts';
import type { Session, SessionEnd, SessionId } from '../decide/session.ts';
import type { SessionStore } from './ports.ts';

/** How often at most a session's last use is written down; of one that idles out sooner, ten times as often as it does. */
const TOUCH_MS = MINUTE_MS;
const TOUCHES_MIN = 10;

/** What a session token is worth now. */
export type Checked =
  | { readonly outcome: 'in'; readonly session: Session; readonly snapshot: AccountSnapshot }
  | { readonly outcome: 'out' }
  /** The session was real, but its proofs no longer satisfy what the account owes: it ended, sign in again. */
  | { readonly outcome: 'insufficient'; readonly snapshot: AccountSnapshot };

/** Sessions as the edges use them: each use is checked by the core that let them begin. */
export interface Sessions {
  check(token: string | null): Promise<Checked>;
  /**
   * The same for what was handed out under a session: a token of an application. It neither ends with the idle time of the
   * browser, which its application never uses, nor puts that off.
   */
  checkId(id: SessionId): Promise<Checked>;
  /** How long the session still lasts; puts nothing off. Null: it is over. */
  look(token: string): Promise<TimeLeft | null>;
  signOut(token: string | null): Promise<void>;
}

/** What sessions need from outside. */
export interface SessionsDeps extends Pick<SignInDeps, 'methods' | 'sealing'> {
  readonly sessions: SessionStore;
  readonly reads: Pick<SignInReads, 'snapshot'>;
  readonly auditor: Auditor;
  readonly clock: Clock;
}

/** Checks and ends sessions. Our row is the truth: nothing is cached, and every check asks the core. */
export function createSessions(deps: SessionsDeps): Sessions {
  return {
    check: async (token) =>
      check(deps, token === null ? null : await deps.sessions.byTokenHash(sha256(token)), 'browser'),
    checkId: async (id) => check(deps, await deps.sessions.byId(id), 'application'),
    async look(token) {
      const session = await deps.sessions.byTokenHash(sha256(token));
      const now = deps.clock.now();
      return session === null || sessionLives(session, now) !== 'live' ? null : timeLeft(session, now);
    },
    async signOut(token) {
      const session = token === null ? null : await deps.sessions.byTokenHash(sha256(token));
      if (session !== null) await end(deps, session, 'sign-out', session.accountId);
    },
  };
}

async function check(deps: SessionsDeps, session: Session | null, by: 'browser' | 'application'): Promise<Checked> {
  const now = deps.clock.now();
  if (session === null) return { outcome: 'out' };
  const life = sessionLives(session, now);
  if (life !== 'live' && !(life === 'idle' && by === 'application')) return { outcome: 'out' };
  const snapshot = await deps.reads.snapshot(session.accountId);
  if (snapshot === null) return { outcome: 'out' };

  const facts = accountFacts(
    { lane: 'unknown', proofLane: null, passwordMeets: passwordMeets(deps, snapshot), now },
    snapshot,
    null,
  );
  if (sessionStanding(session.proofs, facts) === 'insufficient') {
    await end(deps, session, 'insufficient', 'system');
    return { outcome: 'insufficient', snapshot };
  }
  const touchMs = Math.min(TOUCH_MS, session.idleMs / TOUCHES_MIN);
  if (by !== 'browser' || session.lastSeenAt + touchMs > now) return { outcome: 'in', session, snapshot };
  await deps.sessions.touch(session.id, now);
  return { outcome: 'in', session: { ...session, lastSeenAt: now }, snapshot };
}

async function end(deps: SessionsDeps, session: Session, reason: SessionEnd, actor: string): Promise<void> {
  const event = deps.auditor.event({
    name: 'session.ended',
    accountId: session.accountId,
    actor,
    attemptId: session.attemptId,
    details: { session: session.id, reason },
  });
  await deps.sessions.end(session.id, deps.clock.now(), reason, event);
}
