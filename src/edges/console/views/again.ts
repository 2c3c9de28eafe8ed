/** Why nothing was done, as a sentence, and about which field. */
export interface Problem {
  readonly outcome: 'refused';
  readonly sentence: string;
  readonly field?: string;
}

/** A form as it comes back: what stood in it and what is wrong. */
export interface Again {
  readonly given: Readonly<Record<string, unknown>>;
  readonly problem: Problem;
}

/** What stood in a line of a form that came back; '' where none did. */
export function givenLine(again: Again | null, name: string): string {
  const text = again?.given[name];
  return typeof text === 'string' ? text : '';
}

/** The values that were ticked of a choice among several, each posted as `name.value`. */
export function valuesOf(given: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const prefix = `${name}.`;
  return Object.keys(given).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
}
