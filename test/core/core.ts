import { assuranceOf } from '../../src/domain/sign-in/decide/assurance.ts';
import { demandStanding, nextStep } from '../../src/domain/sign-in/decide/next-step.ts';
import { plainlyHolds, sessionStanding } from '../../src/domain/sign-in/decide/owed.ts';
import { giveBack, reserve, standing } from '../../src/domain/throttling/decide/reserve.ts';

/** The pure core as the proofs call it, so that they can be run against a copy with a bug in it as well. */
export interface Core {
  readonly nextStep: typeof nextStep;
  readonly demandStanding: typeof demandStanding;
  readonly assuranceOf: typeof assuranceOf;
  readonly sessionStanding: typeof sessionStanding;
  readonly plainlyHolds: typeof plainlyHolds;
  readonly reserve: typeof reserve;
  readonly giveBack: typeof giveBack;
  readonly standing: typeof standing;
}

/** The core that is shipped. */
export const CORE: Core = {
  nextStep,
  demandStanding,
  assuranceOf,
  sessionStanding,
  plainlyHolds,
  reserve,
  giveBack,
  standing,
};
