import type { B } from './cycle-b.ts';

/** Knows B. */
export interface A {
  readonly b: B | null;
}
