import type { Facts } from '../../src/domain/sign-in/decide/facts.ts';
import type { RefusalReason, Step } from '../../src/domain/sign-in/decide/step.ts';
import { factsOf, type Said } from './builder.ts';

/** A row of the step table: what the person has, what happened in this attempt, and which step comes. */
export interface Situation {
  /** The row of sign-in.md it belongs to: an S number, or the letter of a section. */
  readonly row: string;
  readonly has: string;
  readonly happened: string;
  readonly facts: Facts;
  readonly step: Step;
}

/** Situations under one heading. */
export interface Chapter {
  readonly title: string;
  readonly situations: readonly Situation[];
}

/** What a session proved, what an application asks, and whether the session will do as it is. */
export interface StandingSituation {
  readonly has: string;
  readonly asked: string;
  readonly facts: Facts;
  readonly standing: 'met' | 'ask' | 'unmet';
}

/** Writes one row. */
export function row(number: string, has: string, happened: string, said: Said, step: Step): Situation {
  return { row: number, has, happened, facts: factsOf(said), step };
}

/** Where no proof was made yet. */
export const UNPROVED = { attempt: { proofs: [] } } as const;

/** Steps by short names. */
export const askIdentifier: Step = { kind: 'ask-identifier' };
export const askPassword: Step = { kind: 'ask-password' };
export const choosePassword: Step = { kind: 'choose-password', because: 'too-short' };
export const chooseSafePassword: Step = { kind: 'choose-password', because: 'unsafe' };
export const askAppKept: Step = { kind: 'ask-app-kept' };
export const offerTrust: Step = { kind: 'offer-trust' };
export const saveCode: Step = { kind: 'save-recovery-code', replaces: false };
export const replaceCode: Step = { kind: 'save-recovery-code', replaces: true };

type Method = Extract<Step, { kind: 'ask-proof' }>['suggested'];
type Binding = Extract<Step, { kind: 'bind-authenticator' }>['suggested'];
type Grace = Extract<Step, { kind: 'bind-authenticator' }>['grace'];

/** A second proof is asked for: the suggested method first, then the whole list as it is shown. */
export const prove = (suggested: Method, ...choices: Method[]): Step => ({
  kind: 'ask-proof',
  suggested,
  choices: choices.length === 0 ? [suggested] : choices,
  admits: 'sign-in',
});

/** A proof that only opens the set-up is asked for. */
export const admit = (suggested: Method, ...choices: Method[]): Step => ({
  kind: 'ask-proof',
  suggested,
  choices: choices.length === 0 ? [suggested] : choices,
  admits: 'set-up',
});

/** The set-up of one of these. */
export const bind = (choices: readonly Binding[], grace: Grace = null, suggested = choices[0] as Binding): Step => ({
  kind: 'bind-authenticator',
  suggested,
  choices,
  grace,
  replaces: false,
});

/** The lost app is replaced. */
export const replaceApp: Step = {
  kind: 'bind-authenticator',
  suggested: 'totp',
  choices: ['totp'],
  grace: null,
  replaces: true,
};

/** Turned away, with the reason and when to come back. */
export const refuse = (reason: RefusalReason, retryAt: number | null = null): Step => ({
  kind: 'refuse',
  reason,
  retryAt,
});

const AMR = {
  pwd: { acr: 'aal1', strong: false },
  'pwd email': { acr: 'two-step', strong: false },
  'pwd rcode': { acr: 'two-step', strong: false },
  'pwd sealed': { acr: 'two-step', strong: false },
  'pwd rcode otp mfa': { acr: 'aal2', strong: true },
  'pwd otp mfa': { acr: 'aal2', strong: true },
  'pwd pop user mfa': { acr: 'phr', strong: true },
  'pwd otp pop user mfa': { acr: 'phr', strong: true },
  'pwd pop user otp mfa': { acr: 'phr', strong: true },
  'pop user mfa': { acr: 'phr', strong: true },
} as const;

/** Signed in, with the values of section D. */
export const signedIn = (amr: keyof typeof AMR): Step => ({ kind: 'complete', amr: amr.split(' '), ...AMR[amr] });
