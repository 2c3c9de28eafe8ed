import type { EpochMs } from '../../../platform/kernel/time.ts';
import { type MethodKind, TRAITS } from '../../methods/decide/traits.ts';
import { assuranceOf, reaches } from './assurance.ts';
import { askAmong, choices, ownChoices } from './choices.ts';
import type { Facts, Proof } from './facts.ts';
import { owedBy } from './owed.ts';
import { askLostApp, askSavingRecoveryCode, askSetUp } from './set-up.ts';
import { allows, isPrimary, proved, roleOf, type Situation, situationOf } from './situation.ts';
import { refuse, type Step } from './step.ts';

/** The questions of a sign-in, in their order. The first that has an answer is the next step. */
const QUESTIONS: readonly ((situation: Situation) => Step | null)[] = [
  askPassword,
  refuseDisabled,
  refuseThrottledPassword,
  askSecondProof,
  refuseFrozenSetUp,
  askOwnProof,
  askFreshProof,
  askForLongerPassword,
  askSavingRecoveryCode,
  askLostApp,
  askOwedSetUp,
  askForSafePassword,
  offerTrust,
  askForDemand,
];

/** What the person does next. Total: every combination of facts has a step. */
export function nextStep(facts: Facts): Step {
  if (facts.attempt.endedAt !== null || facts.attempt.expiresAt <= facts.now) return refuse('attempt-over');
  if (facts.account === null) return { kind: 'ask-identifier' };
  const situation = situationOf(facts, facts.account);
  for (const question of QUESTIONS) {
    const step = question(situation);
    if (step !== null) return step;
  }
  return completed(situation);
}

function completed({ proofs }: Situation): Step {
  const { acr, amr, strong } = assuranceOf(proofs);
  return acr === null ? { kind: 'ask-password' } : { kind: 'complete', acr, amr, strong };
}

function askPassword(situation: Situation): Step | null {
  return owedBy(situation) === 'opening' ? { kind: 'ask-password' } : null;
}

function refuseDisabled({ account }: Situation): Step | null {
  return account.disabledAt !== null ? refuse('account-disabled') : null;
}

function refuseThrottledPassword(situation: Situation): Step | null {
  const { closedUntil } = situation.account.passwordLane;
  const waits = closedUntil !== null && closedUntil > situation.now && proved(situation, 'password');
  return waits ? refuse('password-throttled', closedUntil) : null;
}

/** A password that was long enough beside a second factor is not alone (SP 800-63B-4 §3.1.1.2). */
function askForLongerPassword({ account, bound, mandate }: Situation): Step | null {
  const alone = mandate === null && !bound.some(isPrimary);
  return alone && account.passwordMeets === 'with-mfa' ? { kind: 'choose-password', because: 'too-short' } : null;
}

/** A password that others use or know blocks everything but its change (SP 800-63B-4 §3.1.1.2), once whoever types it has proved all that is owed. */
function askForSafePassword({ account }: Situation): Step | null {
  return account.passwordMeets === 'nothing' ? { kind: 'choose-password', because: 'unsafe' } : null;
}

function askSecondProof(situation: Situation): Step | null {
  const methods = choices(situation).filter((method) => canBeFresh(situation, method));
  return owedBy(situation) === 'second-proof' ? askAmong(situation, methods, 'sign-in') : null;
}

function refuseFrozenSetUp(situation: Situation): Step | null {
  const owed = owedBy(situation);
  const frozen = situation.account.setUpFrozenAt !== null && (owed === 'own-proof' || owed === 'set-up');
  return frozen ? refuse('set-up-frozen') : null;
}

function askOwnProof(situation: Situation): Step | null {
  return owedBy(situation) === 'own-proof' ? askAmong(situation, ownChoices(situation), 'set-up') : null;
}

function askOwedSetUp(situation: Situation): Step | null {
  return owedBy(situation) === 'set-up' ? askSetUp(situation) : null;
}

/** S9: only after a strong sign-in, only where a passkey can be made, and not while what was lost is being replaced. */
function offerTrust(situation: Situation): Step | null {
  const { account, attempt, bound, browser, now } = situation;
  const wanted =
    browser.platformAuthenticator &&
    !browser.sharedWorkstation &&
    !bound.some((one) => browser.trustedPasskeyIds.includes(one.id)) &&
    (browser.offerTrustAgainAt === null || browser.offerTrustAgainAt <= now) &&
    attempt.trustAnsweredAt === null;
  const earned =
    assuranceOf(situation.proofs).strong &&
    allows(situation, 'passkey') &&
    account.setUpFrozenAt === null &&
    !attempt.proofs.some(({ method }) => method === 'recovery-code' || method === 'passkey');
  return wanted && earned ? { kind: 'offer-trust' } : null;
}

/** Proofs of an earlier attempt need one of this attempt beside them before anything is given out or bound. */
function askFreshProof(situation: Situation): Step | null {
  const { freshSince } = situation.attempt;
  if (freshSince === null || isFresh(situation, freshSince)) return null;
  const helping = situation.attempt.demandVoluntary ? [] : helpingMethods(situation);
  const methods = (helping.length > 0 ? helping : freshMethods(situation)).filter((method) =>
    canBeFresh(situation, method),
  );
  if (methods.length === 0 && byOwn(situation)) return refuse('demand-unmet');
  if (methods.length === 0) return { kind: 'ask-password' };
  return askAmong(situation, methods, owedBy(situation) === 'set-up' ? 'set-up' : 'sign-in');
}

/** What the account has beside its password. A recovery code that is all there is stays where it is. */
function freshMethods(situation: Situation): readonly MethodKind[] {
  if (!situation.bound.some(isPrimary)) return [];
  return owedBy(situation) === 'set-up' ? ownChoices(situation) : choices(situation);
}

function isFresh(situation: Situation, since: EpochMs): boolean {
  return situation.proofs.some(
    ({ method, at }) => at >= since && roleOf(method) !== 'admission' && canBeFresh(situation, method),
  );
}

/** A mailbox or a recovery code beside an old proof does not change what else the account is signed in to with. */
function canBeFresh(situation: Situation, method: MethodKind): boolean {
  return !byOwn(situation) || roleOf(method) === 'primary';
}

function byOwn({ attempt, bound }: Situation): boolean {
  return attempt.freshBy === 'own' && bound.some(isPrimary);
}

/**
 * What the requester demands beyond the mandate, while something bound would reach it. A wish has had its turn at the page
 * that asks for a proof: whoever answered that otherwise is asked no more.
 */
function askForDemand(situation: Situation): Step | null {
  if (situation.attempt.demandVoluntary || demandMet(situation)) return null;
  const helping = helpingMethods(situation);
  return helping.length === 0 ? refuse('demand-unmet') : askAmong(situation, helping, 'sign-in');
}

function demandMet({ attempt, proofs }: Situation): boolean {
  return attempt.demandedAcr === null || reaches(assuranceOf(proofs).acr, attempt.demandedAcr);
}

/** Methods that would reach what is demanded and is not met. */
function helpingMethods(situation: Situation): readonly MethodKind[] {
  const { attempt, proofs, now } = situation;
  const { demandedAcr } = attempt;
  if (demandedAcr === null || demandMet(situation)) return [];
  return choices(situation).filter((method) => {
    const { phishingResistant } = TRAITS[method];
    const proof: Proof = { method, authenticatorId: null, at: now, userVerified: phishingResistant };
    return reaches(assuranceOf([...proofs, proof]).acr, demandedAcr);
  });
}

/**
 * Whether a session's proofs answer what an application asks, so that it may be used again as it is: `met`; `ask`, when a
 * step would get there; `unmet`, when none would.
 */
export function demandStanding(facts: Facts): 'met' | 'ask' | 'unmet' {
  if (facts.account === null) return 'ask';
  const situation = situationOf(facts, facts.account);
  const { demandVoluntary, freshSince } = facts.attempt;
  if (freshSince !== null && !isFresh(situation, freshSince)) return 'ask';
  if (demandMet(situation)) return 'met';
  const helping = helpingMethods(situation);
  if (demandVoluntary) return isAtHand(situation, helping) ? 'ask' : 'met';
  return helping.length > 0 || couldReach(situation) ? 'ask' : 'unmet';
}

/** A wish asks for no passkey that may be on another device, for no recovery code, and for nothing while tries are used up. */
function isAtHand(situation: Situation, helping: readonly MethodKind[]): boolean {
  const { bound, browser } = situation;
  const here = bound.some((one) => browser.trustedPasskeyIds.includes(one.id));
  const near = helping.filter((method) => roleOf(method) === 'primary' && (here || !TRAITS[method].phishingResistant));
  return askAmong(situation, near, 'sign-in').kind === 'ask-proof';
}

/** A passkey for `phr` can still be made by who has something to prove that with, on a device of their own. */
function couldReach(situation: Situation): boolean {
  const { account, attempt, bound, browser } = situation;
  return (
    attempt.demandedAcr === 'phr' &&
    !browser.sharedWorkstation &&
    bound.some((one) => isPrimary(one) && one.suspended !== true) &&
    allows(situation, 'passkey') &&
    account.setUpFrozenAt === null
  );
}
