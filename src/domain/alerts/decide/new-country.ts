import { DAY_MS, type EpochMs, MINUTE_MS } from '../../../platform/kernel/time.ts';

/** Sign-ins this long after a reset are looked at. */
export const WATCHED_MS = 7 * DAY_MS;
/** A run that comes late by no more than this misses none of them. */
export const LATE_MS = DAY_MS;
/** They are held against those of this long before it. */
export const REMEMBERED_MS = 365 * DAY_MS;
/** Looked at again for so long: a sign-in that began earlier may be stored later. */
export const OVERLAP_MS = 2 * MINUTE_MS;

/** A sign-in, as far as it is compared. */
export interface SignInFrom {
  /** The event of the trail that tells of it. */
  readonly eventId: string;
  readonly at: EpochMs;
  /** Two letters (ISO 3166); null: not known. */
  readonly country: string | null;
}

/**
 * The first sign-in after a reset that came from a country where the account was not seen before it; null: none did. Where nobody
 * ever signed in before there is nothing to compare. Where all that did came from inside, any country is new.
 */
export function fromNewCountry(after: readonly SignInFrom[], before: readonly SignInFrom[]): SignInFrom | null {
  if (before.length === 0) return null;
  const seen = new Set(before.map(({ country }) => country));
  const strange = after.filter(({ country }) => country !== null && !seen.has(country));
  return strange.toSorted((a, b) => a.at - b.at)[0] ?? null;
}

/** To when sign-ins after a reset are done with, once they were looked at `now`. Never earlier than they were before. */
export function lookedTo(before: EpochMs, now: EpochMs): EpochMs {
  return Math.max(before, now - OVERLAP_MS);
}
