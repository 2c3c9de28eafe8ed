import { isDeepStrictEqual } from 'node:util';
import { PROOF_LANE } from '../../src/domain/throttling/decide/rules.ts';
import { HOUR_MS } from '../../src/platform/kernel/time.ts';
import { NOW } from './builder.ts';
import { CHAPTERS } from './chapters.ts';
import type { Core } from './core.ts';
import { violationOf, violationOfAssurance } from './invariants.ts';
import { STANDINGS } from './situations-standings.ts';
import { PROOF_LISTS, WORLDS } from './worlds.ts';

/** Every how many combinations are tried; shares no factor with the number of classes of any fact. */
const STRIDE = 61;

/** What the proofs find wrong with a core: the first fault in words, or null. Combinations are sampled by a fixed stride. */
export function faultOf(core: Core): string | null {
  return faultInSituations(core) ?? faultInThrottling(core) ?? faultInCombinations(core);
}

function faultInSituations(core: Core): string | null {
  const rows = CHAPTERS.flatMap(({ situations }) => situations);
  const other = STANDINGS.find(({ facts, standing }) => core.demandStanding(facts) !== standing);
  if (other !== undefined) return `${other.has}; asked ${other.asked}`;
  const wrong = rows.find(({ facts, step }) => !isDeepStrictEqual(core.nextStep(facts), step));
  return wrong === undefined ? null : `${wrong.row}: ${wrong.has}; ${wrong.happened}`;
}

/** What the invariants alone find, on all combinations of a stride. */
export function faultInCombinations(core: Core): string | null {
  for (const proofs of PROOF_LISTS) {
    const violation = violationOfAssurance(core, proofs);
    if (violation !== null) return violation;
  }
  for (const world of WORLDS) {
    for (let n = 0; n < world.size; n += STRIDE) {
      const violation = violationOf(core, world.at(n));
      if (violation !== null) return violation;
    }
  }
  return null;
}

/** Takes more tries than there are, by several attempts of which one succeeds. */
function faultInThrottling({ reserve, giveBack, standing }: Core): string | null {
  let tries: Parameters<typeof giveBack>[0] = [];
  for (let count = 0; count < 10; count++) {
    const taken = reserve(tries, PROOF_LANE, NOW + count, count < 7 ? 'thief' : 'owner');
    if (taken.outcome === 'closed') return 'a try is missing';
    tries = taken.tries;
  }
  if (reserve(tries, PROOF_LANE, NOW + HOUR_MS, 'thief').outcome !== 'closed') return 'an eleventh try';
  if (standing(tries, PROOF_LANE, NOW + HOUR_MS).closedUntil === null) return 'a full lane that says it has room';
  return giveBack(tries, 'owner').length === 7 ? null : 'a success that gives back the tries of somebody else';
}
