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
