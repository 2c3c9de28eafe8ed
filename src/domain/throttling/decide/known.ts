import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { LaneRules } from './lanes.ts';
import {
  DEVICE_FAILURES_MAX,
  DEVICE_LIFE_MS,
  KNOWN_PASSWORD_LANE,
  KNOWN_PROOF_LANE,
  PASSWORD_LANE,
  PROOF_LANE,
} from './rules.ts';

/** Which counters a try falls into. One lane being closed never closes the other. */
export type LaneName = 'known' | 'unknown';

/** What is stored about a browser's device cookie and one account. */
export interface KnownBrowser {
  readonly lastUsedAt: EpochMs;
  /** Access was withdrawn from every browser since: a copy of the cookie is worth nothing. */
  readonly burned?: boolean;
  /** Consecutive wrong passwords from it. */
  readonly failures?: number;
}

/** The lane of a browser: its cookie chooses the lane, it never proves anything (T2). Null: the account does not know it. */
export function laneOf(browser: KnownBrowser | null, now: EpochMs): LaneName {
  if (browser === null || browser.burned === true) return 'unknown';
  if ((browser.failures ?? 0) >= DEVICE_FAILURES_MAX) return 'unknown';
  return browser.lastUsedAt + DEVICE_LIFE_MS > now ? 'known' : 'unknown';
}

/** Rules of a lane of password tries. */
export function passwordRules(lane: LaneName): LaneRules {
  return lane === 'known' ? KNOWN_PASSWORD_LANE : PASSWORD_LANE;
}

/** Rules of a lane of second-factor tries. */
export function proofRules(lane: LaneName): LaneRules {
  return lane === 'known' ? KNOWN_PROOF_LANE : PROOF_LANE;
}
