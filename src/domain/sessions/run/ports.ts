import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { Place } from '../../organizations/decide/combine.ts';
import type { AccountFacts } from '../../sign-in/decide/facts.ts';
import type { Bare } from '../../sign-in/decide/situation.ts';
import type { Session, SessionEnd, SessionId } from '../decide/session.ts';

/** What is plain of a session, of the account that it belongs to, and of what demands something of that account. */
export interface Glance {
  readonly session: Pick<Session, 'proofs' | 'startedAt' | 'lastSeenAt' | 'idleMs' | 'absoluteEndAt' | 'endedAt'>;
  readonly account: Pick<AccountFacts, 'disabledAt' | 'passwordResetByMailAt'>;
  readonly places: readonly Place[];
  /** Those that are primary or for emergencies. */
  readonly authenticators: Bare['authenticators'];
}

/** Sessions in the store. New ones come only through the sign-in's commit. */
export interface SessionStore {
  /** The live or ended session of a token; one indexed look-up. */
  byTokenHash(tokenHash: string): Promise<Session | null>;
  /** The same with as much of its account as `plainlyHolds` asks for, in one query. Null also where the account is deleted. */
  glance(tokenHash: string): Promise<Glance | null>;
  byId(id: SessionId): Promise<Session | null>;
  /** Moves `lastSeenAt` forward if the session is still live; callers do so at most once a minute. */
  touch(id: SessionId, at: EpochMs): Promise<void>;
  /** Ends a live session; false when it had ended already (then nothing is audited). */
  end(id: SessionId, at: EpochMs, reason: SessionEnd, audit: AuditEvent): Promise<boolean>;
  liveOf(accountId: AccountId, now: EpochMs): Promise<readonly Session[]>;
}

/** What past sessions and tries tell. */
export interface SessionHistory {
  /** Whether any session that is still remembered, ended or not, ran in a browser of this name ("Chrome on Windows"). */
  hasBrowser(accountId: AccountId, browser: string): Promise<boolean>;
  /** How many second steps of the account were wrong after `since`, in whatever browser. */
  wrongProofsSince(accountId: AccountId, since: EpochMs): Promise<number>;
}
