import type { LaneRules } from '../src/domain/throttling/decide/lanes.ts';
import {
  KNOWN_PASSWORD_LANE,
  KNOWN_PROOF_LANE,
  PASSWORD_LANE,
  PROOF_LANE,
} from '../src/domain/throttling/decide/rules.ts';
import { DAY_MS } from '../src/platform/kernel/time.ts';

/** That one guess is right: three codes of an app are accepted of 10⁶, one of a mail. */
const APP_CODE = 3e-6;
const MAILED_CODE = 1e-6;

const SPANS: readonly (readonly [name: string, days: number])[] = [
  ['a day', 1],
  ['30 days', 30],
  ['a year', 365],
];

/** Most comparisons that a lane allows within some days: each cap's windows laid side by side, the tightest cap counts. */
export function mostTries({ caps }: LaneRules, days: number): number {
  return Math.min(...caps.map(({ count, windowMs }) => count * Math.ceil((days * DAY_MS) / windowMs)));
}

/** That at least one of `tries` guesses is right, each with probability `p`: 1 − (1 − p)ⁿ. */
export function chance(p: number, tries: number): number {
  return -Math.expm1(tries * Math.log1p(-p));
}

/** What guessing can reach by the rules in the code, as a Markdown table. */
export function guessingTable(): string {
  const rows = SPANS.flatMap(([span, days]) => [
    ['Password, unknown browsers', span, mostTries(PASSWORD_LANE, days), '', ''],
    ['Password, known browsers', span, mostTries(KNOWN_PASSWORD_LANE, days), '', ''],
    ['Second step, unknown browsers', span, ...proofs(mostTries(PROOF_LANE, days))],
    ['Second step, known browsers', span, ...proofs(mostTries(KNOWN_PROOF_LANE, days))],
  ]);
  const head = ['Guesses at', 'Within', 'Compared at most', 'App’s code found', 'Mailed code found'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function proofs(tries: number): readonly (string | number)[] {
  return [tries, chance(APP_CODE, tries).toExponential(1), chance(MAILED_CODE, tries).toExponential(1)];
}
