import type { Clock } from '../../../platform/clock.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import { nextTurn } from '../../../platform/turns.ts';
import { reachIn, totalsOf } from '../decide/all-organizations.ts';
import { type MethodSet, SET_UP_METHODS } from '../decide/coverage.ts';
import { weekOf } from '../decide/sign-ins.ts';
import type { CoverageCounts, EvidenceReads } from './ports.ts';

/** How old counts may become. */
const COUNTED_EVERY_MS = 10 * MINUTE_MS;
/** Organizations of one transaction. */
const PAGE = 50;

/** Counts how far MFA reaches in all organizations: too much to count whenever somebody looks. */
export interface CoverageCounter {
  /** Counts all organizations when it is time; returns how many, 0 also when another node does so. */
  run(): Promise<number>;
}

/** A counter of this process. Any number may run at once: a mark keeps them apart, and what is counted twice is the same. */
export function createCoverageCounter(deps: {
  readonly reads: Pick<EvidenceReads, 'methodSets'>;
  readonly counts: CoverageCounts;
  readonly clock: Clock;
}): CoverageCounter {
  const { reads, counts, clock } = deps;
  return {
    async run() {
      const now = clock.now();
      if (!(await counts.begin(now, now - COUNTED_EVERY_MS))) return 0;
      const all = await counts.all();
      const week = weekOf(now);
      const counted = [];
      for (let at = 0; at < all.length; at += PAGE) {
        const page = [];
        // One after another, with requests between them: a page of the console finds a connection, and the process.
        for (const one of all.slice(at, at + PAGE)) {
          page.push({ ...one, sets: countingOnly(await reads.methodSets(one.organization.id, now)) });
          await nextTurn();
        }
        await counts.replace(week, page);
        counted.push(...page);
      }
      const { covered, setUp } = totalsOf(counted.map(reachIn));
      await counts.finish(now, { week, covered, setUp });
      return all.length;
    },
  };
}

/** People who are alike in the methods that count are counted together. */
function countingOnly(sets: readonly MethodSet[]): readonly MethodSet[] {
  const alike = new Map<string, MethodSet>();
  for (const { kind, methods, people } of sets) {
    const counting = SET_UP_METHODS.filter((method) => methods.includes(method));
    const key = `${kind}/${counting.join()}`;
    alike.set(key, { kind, methods: counting, people: people + (alike.get(key)?.people ?? 0) });
  }
  return [...alike.values()];
}
