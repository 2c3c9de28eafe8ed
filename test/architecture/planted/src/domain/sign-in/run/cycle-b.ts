import type { A } from './cycle-a.ts';

/** Knows A. */
export interface B {
  readonly a: A | null;
}
