import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../platform/kernel/time.ts';
import type { LaneRules } from './lanes.ts';

/** Password tries of an account or of an unknown address, from browsers that the account does not know (T1). */
export const PASSWORD_LANE: LaneRules = {
  caps: [
    { count: 30, windowMs: DAY_MS },
    { count: 100, windowMs: 30 * DAY_MS },
  ],
  freeTries: 10,
  waitsMs: [30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS, 4 * MINUTE_MS, 8 * MINUTE_MS, 15 * MINUTE_MS],
};

/** Password tries of an account from browsers that it knows by their device cookie (T1). */
export const KNOWN_PASSWORD_LANE: LaneRules = {
  caps: [
    { count: 10, windowMs: HOUR_MS },
    { count: 50, windowMs: DAY_MS },
  ],
  freeTries: 10,
  waitsMs: [],
};

/** How long a spent second-factor try from an unknown browser is remembered, unless a new password ends that before. */
export const PROOF_TRIES_KEPT_MS = 365 * DAY_MS;

/**
 * Second-factor tries of an account from unknown browsers, over all methods and attempts (T3): ten for one password. After
 * them a thief of the password is left with nothing but a new one; at most 3·10⁻⁵.
 */
export const PROOF_LANE: LaneRules = {
  caps: [{ count: 10, windowMs: PROOF_TRIES_KEPT_MS }],
  freeTries: 10,
  waitsMs: [],
};

/** Second-factor tries of an account from browsers that it knows, over all methods and attempts (T3). */
export const KNOWN_PROOF_LANE: LaneRules = {
  caps: [
    { count: 20, windowMs: DAY_MS },
    { count: 60, windowMs: 30 * DAY_MS },
  ],
  freeTries: 20,
  waitsMs: [],
};

/** Consecutive wrong passwords from one browser before its cookie makes it known no longer (T1). */
export const DEVICE_FAILURES_MAX = 100;

/** Consecutive wrong codes on one authenticator before it must be bound anew (SP 800-63B-4 §3.2.2). */
export const AUTHENTICATOR_FAILURES_MAX = 100;

/** How long a device cookie makes a browser known, from its last full sign-in (T2). */
export const DEVICE_LIFE_MS = 180 * DAY_MS;

/** Second-factor tries of one attempt. */
export const ATTEMPT_TRIES = 5;

/** Mailed codes of an account (S18). */
export const MAIL_LANE: LaneRules = { caps: [{ count: 5, windowMs: HOUR_MS }], freeTries: 5, waitsMs: [] };

/** Mails with a link for a new password, of an account or of an unknown address (T4). */
export const RESET_MAIL_LANE: LaneRules = {
  caps: [
    { count: 3, windowMs: HOUR_MS },
    { count: 6, windowMs: DAY_MS },
  ],
  freeTries: 6,
  waitsMs: [],
};

/**
 * Wrong codes of devices from one source (RFC 8628 §5.1). Of 20⁸ codes few are live at a time: a thousand sources that do
 * nothing else for a day find one of a hundred live codes once in some years.
 */
export const DEVICE_CODE_LANE: LaneRules = {
  caps: [
    { count: 30, windowMs: HOUR_MS },
    { count: 100, windowMs: DAY_MS },
  ],
  freeTries: 30,
  waitsMs: [],
};

/**
 * Passwords that are compared after a wait instead of work, from one source (T7). A person without a script needs one or two;
 * more would make waiting the cheap way around the work.
 */
export const WAITED_LANE: LaneRules = {
  caps: [{ count: 5, windowMs: 10 * MINUTE_MS }],
  freeTries: 5,
  waitsMs: [],
};

/** Waits before the first, second and each later Resend, in ms (S18). */
export const RESEND_WAITS_MS: readonly number[] = [30 * SECOND_MS, MINUTE_MS, 2 * MINUTE_MS];
