import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { DeviceId } from '../../accounts/decide/account.ts';
import type { SessionEnd, SessionId } from '../../sessions/decide/session.ts';
import { openSource } from '../../sessions/run/source.ts';
import type { AccountSnapshot, Change, Visitor } from '../../sign-in/run/records.ts';
import { DEVICE_LIFE_MS } from '../../throttling/decide/rules.ts';
import { type OwnIn, ownEvent, type SelfServiceDeps } from './own-change.ts';
import { type Ended, takeAway } from './take-away.ts';

const REASON: SessionEnd = 'ended-by-owner';

/** A place where somebody is signed in to one's account. */
export interface OpenSession {
  readonly id: SessionId;
  readonly browser: string;
  /** The network address that it began at; null: none was kept. */
  readonly source: string | null;
  readonly startedAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  /** The one that asks. */
  readonly here: boolean;
}

/** A browser that one's account knows by its device cookie. */
export interface TrustedBrowser {
  readonly id: DeviceId;
  /** "Chrome on Windows"; null: not kept yet. */
  readonly browser: string | null;
  readonly since: EpochMs;
  readonly lastUsedAt: EpochMs;
  /** The one that asks. */
  readonly here: boolean;
  /** Name of the passkey that was made or used in it; null: none. */
  readonly passkey: string | null;
}

/** Where one is signed in, and which browsers are known. */
export interface OwnPlaces {
  sessions(entered: OwnIn): Promise<readonly OpenSession[]>;
  browsers(entered: OwnIn, visitor: Visitor): Promise<readonly TrustedBrowser[]>;
  /** Ends one session, with all that applications hold under it. */
  endSession(visitor: Visitor, id: string): Promise<Ended>;
  /** Ends every session but the one that asks. */
  endOthers(visitor: Visitor): Promise<Ended>;
  /** The account no longer knows one browser, or any: copies of the cookie are worth nothing. */
  forget(visitor: Visitor, which: { readonly id: string } | 'all'): Promise<Ended>;
}

/** One's own sessions and browsers. */
export function createOwnPlaces(deps: SelfServiceDeps): OwnPlaces {
  return {
    sessions: ({ session, snapshot }) => openSessions(deps, snapshot, session.id),
    browsers: ({ snapshot }, visitor) => browsersKnown(deps, snapshot, cookieHash(visitor)),
    endSession: (visitor, id) =>
      takeAway(deps, visitor, async (entered) => {
        const live = await openSessions(deps, entered.snapshot, entered.session.id);
        const found = live.find((one) => one.id === id);
        if (found === undefined) return 'gone';
        const at = deps.clock.now();
        return ended(deps, entered, visitor, { sessionId: found.id, at, reason: REASON }, { session: found.id });
      }),
    endOthers: (visitor) =>
      takeAway(deps, visitor, (entered) => {
        const { session, snapshot } = entered;
        const others = { accountId: snapshot.account.id, exceptId: session.id, at: deps.clock.now(), reason: REASON };
        const change = ended(deps, entered, visitor, others, { except: session.id });
        return { ...change, burnDevices: { accountId: snapshot.account.id, exceptTokenHash: cookieHash(visitor) } };
      }),
    forget: (visitor, which) =>
      takeAway(deps, visitor, async (entered) => {
        const known = await browsersKnown(deps, entered.snapshot, cookieHash(visitor));
        const ids = known.filter(({ id }) => which === 'all' || id === which.id).map(({ id }) => id);
        if (ids.length === 0) return which === 'all' ? 'done' : 'gone';
        const { snapshot } = entered;
        const details = { browsers: ids.length };
        return {
          burnDevices: { accountId: snapshot.account.id, ids },
          audit: [ownEvent(deps, snapshot, visitor, 'browser.forgotten', details)],
        };
      }),
  };
}

/** Where somebody is signed in, newest first; `here`: the session that asks, null: none of theirs. */
export async function openSessions(
  deps: Pick<SelfServiceDeps, 'sessions' | 'auditor' | 'clock'>,
  snapshot: AccountSnapshot,
  here: SessionId | null,
): Promise<readonly OpenSession[]> {
  const live = await deps.sessions.liveOf(snapshot.account.id, deps.clock.now());
  return live.map((one) => ({
    id: one.id,
    browser: one.browser,
    source: openSource(deps.auditor, snapshot, one),
    startedAt: one.startedAt,
    lastSeenAt: one.lastSeenAt,
    here: one.id === here,
  }));
}

/** The browsers that an account knows; `here`: SHA-256 of the device cookie of the one that asks, null: it has none. */
export async function browsersKnown(
  deps: Pick<SelfServiceDeps, 'knownBrowsers' | 'clock'>,
  snapshot: AccountSnapshot,
  here: string | null,
): Promise<readonly TrustedBrowser[]> {
  const known = await deps.knownBrowsers.of(snapshot.account.id);
  return known
    .filter((one) => one.lastUsedAt + DEVICE_LIFE_MS > deps.clock.now())
    .map((one) => ({
      id: one.id,
      browser: one.browser,
      since: one.createdAt,
      lastUsedAt: one.lastUsedAt,
      here: one.tokenHash === here,
      passkey: snapshot.authenticators.find((row) => row.id === one.passkeyId)?.label ?? null,
    }));
}

/** Of the device cookie of the browser that stays known, where all others are signed out (T2). */
function cookieHash({ deviceToken }: Visitor): string | null {
  return deviceToken === null ? null : sha256(deviceToken);
}

/**
 * Attempts end with sessions: one that goes on from an ended session must not become the next. So do links for a new
 * password: whoever was signed in there may have asked for one.
 */
function ended(
  deps: SelfServiceDeps,
  { snapshot }: OwnIn,
  visitor: Visitor,
  end: NonNullable<Change['endSessions']>[number],
  details: { readonly session: string } | { readonly except: string },
): Change {
  return {
    endAttempts: { accountId: snapshot.account.id, exceptId: null, at: end.at },
    endSessions: [end],
    endPasswordLinks: { accountId: snapshot.account.id, at: end.at },
    audit: [ownEvent(deps, snapshot, visitor, 'session.ended', { ...details, reason: REASON })],
  };
}
