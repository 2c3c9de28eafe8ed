import { generateSync } from 'otplib';
import { sameText } from '../../../platform/hashing.ts';
import { type EpochMs, SECOND_MS } from '../../../platform/kernel/time.ts';

/** Seconds of a time step (RFC 6238 §4.1, X). */
export const PERIOD_S = 30;

/** Digits of a code: the one count that every app shows. */
export const DIGITS = 6;

/** Most steps that an app's clock may have drifted (RFC 6238 §6). */
const MAXIMUM_DRIFT = 2;

/** What the binding of an app holds. */
export interface TotpSecret {
  /** Base32 of 160 bits. */
  readonly secret: string;
  /** The newest time step that was accepted: neither it nor an older one is accepted again (RFC 6238 §5.2). */
  readonly lastStep: number;
  /** Steps that the app's clock is off, as learned: −2 to 2. */
  readonly drift: number;
  /** To which side of `drift` the last code lay: −1, 0 or 1. Two in a row to one side move `drift`. */
  readonly lean: number;
}

/** What comparing a code with one app yields. */
export type Comparison =
  | { readonly outcome: 'matches'; readonly next: TotpSecret }
  | { readonly outcome: 'replayed' }
  | { readonly outcome: 'differs' };

/** The time step of a moment (RFC 6238 §4.2, T). */
export function stepAt(now: EpochMs): number {
  return Math.floor(now / (PERIOD_S * SECOND_MS));
}

/** The six digits of a time step: SHA-1, the one algorithm that every app has. */
export function codeAt(secret: string, step: number): string {
  return generateSync({ secret, epoch: step * PERIOD_S, period: PERIOD_S, algorithm: 'sha1', digits: DIGITS });
}

/** Compares a code with one app's, one step either side of its learned clock. All three are compared, whichever matches. */
export function compare(held: TotpSecret, code: string, now: EpochMs): Comparison {
  const center = stepAt(now) + held.drift;
  const matching = [-1, 0, 1].filter((side) => sameText(codeAt(held.secret, center + side), code));
  const side = matching.find((each) => center + each > held.lastStep);
  if (side !== undefined) return { outcome: 'matches', next: learn(held, center + side, side) };
  return { outcome: matching.length > 0 ? 'replayed' : 'differs' };
}

/** One late code is no drift: a person may type slowly. Two in a row to the same side are taken for the clock. */
function learn(held: TotpSecret, lastStep: number, side: number): TotpSecret {
  const moved = Math.max(-MAXIMUM_DRIFT, Math.min(MAXIMUM_DRIFT, held.drift + side));
  const settled = side !== 0 && side === held.lean;
  return { secret: held.secret, lastStep, drift: settled ? moved : held.drift, lean: settled ? 0 : side };
}
