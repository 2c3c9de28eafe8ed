import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/hashing.ts';
import { type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Auditor } from '../../audit/run/write.ts';
import { acceptedTogether, organizationsDisabledAt } from '../../organizations/decide/combine.ts';
import { plainlyHolds, sessionStanding } from '../../sign-in/decide/owed.ts';
import type { SignInDeps } from '../../sign-in/run/deps.ts';
import { accountFacts, passwordMeets } from '../../sign-in/run/load-facts.ts';
import type { SignInReads } from '../../sign-in/run/ports.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { sessionLives, type TimeLeft, timeLeft } from '../decide/lives.ts';
import type { Session, SessionEnd, SessionId } from '../decide/session.ts';
import type { Glance, SessionStore } from './ports.ts';

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
  /** The same check of one that is only looked at: it writes nothing, and puts nothing off. Null: it is over, or does not suffice. */
  look(token: string): Promise<TimeLeft | null>;
  /** The same check of one that is used, where nobody asks whose it is. */
  stay(token: string): Promise<TimeLeft | null>;
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
      const tokenHash = sha256(token);
      const now = deps.clock.now();
      const glance = await deps.sessions.glance(tokenHash);
      if (glance === null || sessionLives(glance.session, now) !== 'live') return null;
      return isPlain(glance) || (await suffices(deps, tokenHash, now)) ? timeLeft(glance.session, now) : null;
    },
    async stay(token) {
      const tokenHash = sha256(token);
      const now = deps.clock.now();
      const glance = await deps.sessions.glance(tokenHash);
      if (glance === null || sessionLives(glance.session, now) !== 'live') return null;
      if (isPlain(glance) && !isTouchDue(glance.session, now)) return timeLeft(glance.session, now);
      const checked = await check(deps, await deps.sessions.byTokenHash(tokenHash), 'browser');
      return checked.outcome === 'in' ? timeLeft(checked.session, now) : null;
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

  if (standingOf(deps, session, snapshot, now) === 'insufficient') {
    await end(deps, session, 'insufficient', 'system');
    return { outcome: 'insufficient', snapshot };
  }
  if (by !== 'browser' || !isTouchDue(session, now)) return { outcome: 'in', session, snapshot };
  await deps.sessions.touch(session.id, now);
  return { outcome: 'in', session: { ...session, lastSeenAt: now }, snapshot };
}

/** Whether a session that does not hold plainly suffices all the same. */
async function suffices(deps: SessionsDeps, tokenHash: string, now: EpochMs): Promise<boolean> {
  const session = await deps.sessions.byTokenHash(tokenHash);
  const snapshot = session === null ? null : await deps.reads.snapshot(session.accountId);
  if (session === null || snapshot === null || sessionLives(session, now) !== 'live') return false;
  return standingOf(deps, session, snapshot, now) === 'sufficient';
}

function isPlain({ session, account, places, authenticators }: Glance): boolean {
  const disabledAt = account.disabledAt ?? organizationsDisabledAt(places);
  return plainlyHolds(session.proofs, { ...account, disabledAt, authenticators, mandate: acceptedTogether(places) });
}

function standingOf(deps: SessionsDeps, session: Session, snapshot: AccountSnapshot, now: EpochMs) {
  const facts = accountFacts(
    { lane: 'unknown', proofLane: null, passwordMeets: passwordMeets(deps, snapshot), now },
    snapshot,
    null,
  );
  return sessionStanding(session.proofs, facts);
}

function isTouchDue({ lastSeenAt, idleMs }: Pick<Session, 'lastSeenAt' | 'idleMs'>, now: EpochMs): boolean {
  return lastSeenAt + Math.min(TOUCH_MS, idleMs / TOUCHES_MIN) <= now;
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
