import type { Step } from '../decide/step.ts';
import type { SignInDeps } from './deps.ts';
import type { Draft } from './draft.ts';
import type { Answer, Problem } from './page.ts';

/** What checking an answer led to. */
export type Checked =
  /** Store the draft, then do `after` (give back tries). */
  | {
      readonly outcome: 'draft';
      readonly draft: Draft;
      readonly problem: Problem | null;
      readonly after?: () => Promise<void>;
    }
  /** Nothing was compared and nothing is stored. `ticket`: of a wait that goes on. */
  | { readonly outcome: 'problem'; readonly problem: Problem; readonly ticket?: string }
  /** Not an answer to this step: show where things stand. */
  | { readonly outcome: 'stale' };

/** Checks one kind of answer at the step it belongs to. */
export type Check<Kind extends Answer['kind']> = (
  deps: SignInDeps,
  draft: Draft,
  step: Step,
  answer: Extract<Answer, { kind: Kind }>,
) => Promise<Checked> | Checked;

/** The draft goes on as it is. */
export function accepted(draft: Draft, problem: Problem | null = null): Checked {
  return { outcome: 'draft', draft, problem };
}

export const STALE: Checked = { outcome: 'stale' };
