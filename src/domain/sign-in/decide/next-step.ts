import { TRAITS } from '../../methods/decide/traits.ts';
import { assuranceOf, reaches } from './assurance.ts';
import { askAmong, choices, ownChoices } from './choices.ts';
import type { Facts, Proof } from './facts.ts';
import { owedBy } from './owed.ts';
import { askLostApp, askSavingRecoveryCode, askSetUp } from './set-up.ts';
import { allows, isPrimary, proved, type Situation, situationOf } from './situation.ts';
import { refuse, type Step } from './step.ts';

/** The questions of a sign-in, in their order. The first that has an answer is the next step. */
const QUESTIONS: readonly ((situation: Situation) => Step | null)[] = [
  askPassword,
  refuseDisabled,
  refuseThrottledPassword,
  askForLongerPassword,
  askSecondProof,
  refuseFrozenSetUp,
  askOwnProof,
  askSavingRecoveryCode,
  askLostApp,
  askOwedSetUp,
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
  return alone && account.passwordMeets === 'with-mfa' ? { kind: 'choose-password' } : null;
}

function askSecondProof(situation: Situation): Step | null {
  return owedBy(situation) === 'second-proof' ? askAmong(situation, choices(situation), 'sign-in') : null;
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

/** What the requester demands beyond the mandate: asked for while something bound would reach it. */
function askForDemand(situation: Situation): Step | null {
  const { attempt, proofs, now } = situation;
  const demanded = attempt.demandedAcr;
  if (demanded === null || reaches(assuranceOf(proofs).acr, demanded)) return null;
  const helping = choices(situation).filter((method) => {
    const proof: Proof = { method, authenticatorId: null, at: now, userVerified: TRAITS[method].phishingResistant };
    return reaches(assuranceOf([...proofs, proof]).acr, demanded);
  });
  return helping.length === 0 ? refuse('demand-unmet') : askAmong(situation, helping, 'sign-in');
}
