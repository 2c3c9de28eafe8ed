import type { Proof } from './facts.ts';

/** How well a person was proved (sign-in.md section D), weakest first. */
export const ACR_LADDER = ['aal1', 'two-step', 'aal2', 'phr'] as const;

export type Acr = (typeof ACR_LADDER)[number];

/** What the proofs of one attempt reach. */
export interface Assurance {
  readonly acr: Acr | null;
  readonly amr: readonly string[];
  /** `aal2` or `phr`: may offer trust, gives the device cookie, counts as fresh proof. */
  readonly strong: boolean;
}

/** Whether `reached` is at least `demanded`. */
export function reaches(reached: Acr | null, demanded: Acr): boolean {
  return reached !== null && ACR_LADDER.indexOf(reached) >= ACR_LADDER.indexOf(demanded);
}

/** Computes assurance from distinct factors and trust roots, never from a count of methods. */
export declare function assuranceOf(proofs: readonly Proof[]): Assurance;
