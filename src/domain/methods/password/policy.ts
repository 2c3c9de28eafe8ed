import type { PasswordPreset } from '../../organizations/decide/mandate.ts';
import type { PasswordProblem } from '../method.ts';
import { isCommon } from './common.ts';

/** Fewest code points (SP 800-63B-4 §3.1.1.2): 15 where the password stands alone, 8 beside a second factor. */
export const MINIMUM_ALONE = 15;
export const MINIMUM_WITH_MFA = 8;

const MAXIMUM_CODE_POINTS = 256;
const MAXIMUM_BYTES = 1_024;
/** Context words shorter than this are no words: an initial forbids nothing. */
const SHORTEST_CONTEXT_WORD = 3;

/** The password in NFC, or null when it is longer than any that is taken: nothing was hashed then. */
export function normalized(password: string): string | null {
  // Bytes first: they bound the work of everything after.
  if (Buffer.byteLength(password, 'utf8') > MAXIMUM_BYTES) return null;
  const text = password.normalize('NFC');
  return codePoints(text) > MAXIMUM_CODE_POINTS ? null : text;
}

/** How many code points a text has. */
export function codePoints(text: string): number {
  return [...text].length;
}

/** What a new password is held against. */
export interface Rules {
  readonly minimum: number;
  /** Words that alone, or with digits and punctuation, make no password. */
  readonly context: readonly string[];
  readonly preset: PasswordPreset;
}

/**
 * Why a new password is not taken; null when it is. No rule of composition unless an organization insists: only length,
 * the common list and derivatives of context words (SP 800-63B-4 §3.1.1.2).
 */
export function problemOf(password: string, rules: Rules): PasswordProblem | null {
  const text = normalized(password);
  if (text === null) return 'too-long';
  if (codePoints(text) < rules.minimum) return 'too-short';
  if (isCommon(text)) return 'common';
  if (isMadeOf(rules.context, text)) return 'contains-context';
  return rules.preset === 'legacy' && !isComposed(text) ? 'composition' : null;
}

/** A letter of each case, a digit and a symbol. */
function isComposed(text: string): boolean {
  return [/\p{Lu}/u, /\p{Ll}/u, /\p{Nd}/u, /[\p{P}\p{S}]/u].every((kind) => kind.test(text));
}

/** Whether nothing but context words, digits and punctuation is in the text: `Riverside-Clinic-2026!`. */
function isMadeOf(context: readonly string[], text: string): boolean {
  const words = [...new Set(context.flatMap(wordsOf))]
    .filter((word) => codePoints(word) >= SHORTEST_CONTEXT_WORD)
    .sort((a, b) => b.length - a.length);
  const letters = wordsOf(text).join('');
  const rest = words.reduce((left, word) => left.replaceAll(word, ' '), letters);
  return rest !== letters && /^[\s\p{N}]*$/u.test(rest);
}

/** Runs of letters and digits, in lower case; an address gives its parts. */
function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
