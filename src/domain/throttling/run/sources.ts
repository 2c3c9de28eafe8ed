import { type EpochMs, HOUR_MS, MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { Auditor } from '../../audit/run/write.ts';
import {
  hardnessOf,
  networksOf,
  overallLimit,
  PROOF_FAILURES_MAX,
  type SourceLimits,
  USUAL_MS,
  WINDOW_MS,
} from '../decide/sources.ts';
import type { Tallies, Tally } from './source-ports.ts';

/** Something that whoever runs the instance should look at: far more failures than usual. */
export interface Alarm {
  readonly about: 'passwords' | 'second-factors';
  readonly failures: number;
  readonly limit: number;
}

/** Failures by where they come from, and in all (T7). Only unknown browsers are counted. */
export interface Sources {
  /** How hard the work is that a password from there needs; null: none. Counts nothing. */
  hardness(source: string, now: EpochMs): Promise<number | null>;
  /** Counts a failure before the comparison, and says how hard the work is that it needs. */
  count(source: string, now: EpochMs): Promise<number | null>;
  /** It was no failure: the password was right, or nothing was compared. */
  takeBack(source: string, now: EpochMs): Promise<void>;
  /** A second factor was wrong, wherever. */
  proofFailed(now: EpochMs): Promise<void>;
}

/** Failures are kept by the minute. */
const SLOT_MS = MINUTE_MS;
/** An alarm is raised once an hour while it lasts. */
const ALARM_MS = HOUR_MS;
const OVERALL: Tally = { key: 'passwords', keptMs: USUAL_MS + WINDOW_MS };
const PROOFS: Tally = { key: 'second-factors', keptMs: HOUR_MS };

/** Counts in the store. `tell`: an alarm was raised, by this node. */
export function createSources(deps: {
  readonly tallies: Tallies;
  readonly limits: SourceLimits;
  readonly auditor: Auditor;
  readonly tell: (alarm: Alarm) => void;
}): Sources {
  const { tallies, limits } = deps;
  const overallLimitAt = usualLimit(tallies, limits.overall);
  const raise = alarms(deps);

  async function judged(sums: readonly number[], now: EpochMs) {
    const overall = sums.at(-1) ?? 0;
    const limit = overall > limits.overall ? await overallLimitAt(now) : limits.overall;
    return { overall, limit, hardness: hardnessOf({ networks: sums.slice(0, -1), overall }, limits.ofNetwork, limit) };
  }

  return {
    async hardness(source, now) {
      const sums = await tallies.sums(keysOf(source), windowStart(now));
      // As it will be with the failure that is about to be counted.
      return (
        await judged(
          sums.map((sum) => sum + 1),
          now,
        )
      ).hardness;
    },
    async count(source, now) {
      const sums = await tallies.add(talliesOf(source), slotOf(now, SLOT_MS), windowStart(now));
      const { overall, limit, hardness } = await judged(sums, now);
      if (overall > limit) await raise({ about: 'passwords', failures: overall, limit }, now);
      return hardness;
    },
    takeBack: (source, now) => tallies.takeBack(talliesOf(source), slotOf(now, SLOT_MS)),
    async proofFailed(now) {
      const since = slotOf(now, SLOT_MS) - HOUR_MS + SLOT_MS;
      const [failures = 0] = await tallies.add([PROOFS], slotOf(now, SLOT_MS), since);
      if (failures > PROOF_FAILURES_MAX) {
        await raise({ about: 'second-factors', failures, limit: PROOF_FAILURES_MAX }, now);
      }
    },
  };
}

/** What a failure from there counts for, all together last. */
function talliesOf(source: string): readonly Tally[] {
  return [...networksOf(source).map((network) => ({ key: `network:${network}`, keptMs: WINDOW_MS })), OVERALL];
}

function keysOf(source: string): readonly string[] {
  return talliesOf(source).map(({ key }) => key);
}

function slotOf(now: EpochMs, slotMs: number): EpochMs {
  return now - (now % slotMs);
}

/** The first slot of the window that ends now. */
function windowStart(now: EpochMs): EpochMs {
  return slotOf(now, SLOT_MS) - WINDOW_MS + SLOT_MS;
}

/** The limit of all together. What was usual changes with every window, so a node looks once per window. */
function usualLimit(tallies: Tallies, floor: number): (now: EpochMs) => Promise<number> {
  let known: { readonly window: EpochMs; readonly limit: number } | null = null;
  return async (now) => {
    const window = slotOf(now, WINDOW_MS);
    if (known?.window !== window) {
      const usual = await tallies.windows(OVERALL.key, WINDOW_MS, window - USUAL_MS, window);
      known = { window, limit: overallLimit(usual, floor) };
    }
    return known.limit;
  };
}

/** Raises an alarm once an hour, whichever node is first: in the audit trail, and to whoever reads the log. */
function alarms(deps: Parameters<typeof createSources>[0]): (alarm: Alarm, now: EpochMs) => Promise<void> {
  const raisedAt = new Map<Alarm['about'], EpochMs>();
  return async (alarm, now) => {
    const slot = slotOf(now, ALARM_MS);
    if (raisedAt.get(alarm.about) === slot) return;
    raisedAt.set(alarm.about, slot);
    const event = deps.auditor.event({
      name: 'throttling.alarm',
      accountId: null,
      actor: 'system',
      details: { ...alarm },
    });
    const first = await deps.tallies.once({ key: `alarm:${alarm.about}`, keptMs: ALARM_MS }, slot, event);
    if (first) deps.tell(alarm);
  };
}
