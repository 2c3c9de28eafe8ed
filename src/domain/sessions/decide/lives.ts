import { DAY_MS, type EpochMs } from '../../../platform/kernel/time.ts';
import type { SessionLimits } from '../../organizations/decide/mandate.ts';
import type { Session } from './session.ts';

/** No session outlives this, whatever an organization says (SP 800-63B-4 §2.2.3). */
export const SESSION_MAX_MS = DAY_MS;

/** Whether a session still holds: `ended` by an act, `over` at its absolute end, `idle` without requests. */
export type SessionLife = 'live' | 'idle' | 'over' | 'ended';

/** Says whether a session still holds. A cookie's own expiry decides nothing. */
export function sessionLives(
  session: Pick<Session, 'startedAt' | 'lastSeenAt' | 'idleMs' | 'absoluteEndAt' | 'endedAt'>,
  now: EpochMs,
): SessionLife {
  if (session.endedAt !== null) return 'ended';
  if (now >= Math.min(session.absoluteEndAt, session.startedAt + SESSION_MAX_MS)) return 'over';
  return now >= session.lastSeenAt + session.idleMs ? 'idle' : 'live';
}

/** The limits of a session in this browser; `workstationIdleMs` holds on a shared workstation where it is shorter. */
export function limitsIn(
  browser: { readonly sharedWorkstation?: boolean },
  limits: SessionLimits,
  workstationIdleMs: number,
): SessionLimits {
  return browser.sharedWorkstation === true
    ? { ...limits, idleMs: Math.min(limits.idleMs, workstationIdleMs) }
    : limits;
}

/** When a session that starts now ends at the latest. */
export function absoluteEnd(startedAt: EpochMs, limits: SessionLimits): EpochMs {
  return startedAt + Math.min(limits.absoluteMs, SESSION_MAX_MS);
}

/** How long a live session still lasts, in ms: without a request, and whatever happens. */
export interface TimeLeft {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** See {@link TimeLeft}. Never negative. */
export function timeLeft(
  session: Pick<Session, 'startedAt' | 'lastSeenAt' | 'idleMs' | 'absoluteEndAt'>,
  now: EpochMs,
): TimeLeft {
  const end = Math.min(session.absoluteEndAt, session.startedAt + SESSION_MAX_MS);
  return {
    idleMs: Math.max(0, session.lastSeenAt + session.idleMs - now),
    absoluteMs: Math.max(0, end - now),
  };
}
