import { DAY_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';

/** From how many failures on unknown browsers must prove work before a password is compared (T7). */
export interface SourceLimits {
  /** Failures of one network within {@link WINDOW_MS}. */
  readonly ofNetwork: number;
  /** Failures of all together within {@link WINDOW_MS}, however quiet the week was. */
  readonly overall: number;
}

/** Failures within the window, the one that is about to be counted among them. */
export interface FailureSums {
  /** By network: the source and the wider ones around it. */
  readonly networks: readonly number[];
  readonly overall: number;
}

/** How long a failure counts. */
export const WINDOW_MS = 10 * MINUTE_MS;
/** How far back a usual window is looked for, and how many windows that is. */
export const USUAL_MS = 7 * DAY_MS;
export const USUAL_WINDOWS = USUAL_MS / WINDOW_MS;
/** So many times the usual failures are an attack. */
const UNUSUAL = 5;
/** Wrong second factors of everybody within an hour, above which an alarm is raised. */
export const PROOF_FAILURES_MAX = 20;

/**
 * Largest number to be searched for, by how often the limit was reached: about 0.3 s of a phone on average at first, about 2 s
 * at most. Searching a hundred thousand takes a phone a second or two.
 */
const HARDNESS = [30_000, 60_000, 120_000, 200_000] as const;

/**
 * The networks that a source's failures count for: of IPv4 the address; of IPv6 the /64, and the /56 and /48 around it, since one
 * customer may own either. `source` is canonical, so every way to write an address ends in the same ones (A25).
 */
export function networksOf(source: string): readonly string[] {
  const groups = /^([0-9a-f]{1,4}):([0-9a-f]{1,4}):([0-9a-f]{1,4}):([0-9a-f]{1,4})::\/64$/.exec(source)?.slice(1);
  if (groups === undefined) return [source];
  const [first, second, third, fourth] = groups as [string, string, string, string];
  const site = `${first}:${second}:${third}`;
  const upper = (Number.parseInt(fourth, 16) & 0xff00).toString(16);
  return [source, `${site}:${upper}::/56`, `${site}::/48`];
}

/** How many failures of all together are still usual: five times the median window of the week, and never less than `floor`. */
export function overallLimit(usual: readonly number[], floor: number): number {
  return Math.max(floor, UNUSUAL * medianOf(usual));
}

/** The largest number to search for; null: no work is asked for. Depends on where a request comes from, never on the address. */
export function hardnessOf(sums: FailureSums, ofNetwork: number, overall: number): number | null {
  const times = Math.max(
    ...sums.networks.map((sum) => timesReached(sum, ofNetwork)),
    timesReached(sums.overall, overall),
  );
  return times < 1 ? null : (HARDNESS[Math.min(times, HARDNESS.length) - 1] ?? null);
}

function timesReached(sum: number, limit: number): number {
  return Math.floor((sum - 1) / limit);
}

/** The lower median of a week of windows. Those without a failure are not listed. */
function medianOf(counts: readonly number[]): number {
  const quiet = Math.max(0, USUAL_WINDOWS - counts.length);
  return counts.toSorted((a, b) => a - b)[Math.floor((USUAL_WINDOWS - 1) / 2) - quiet] ?? 0;
}
