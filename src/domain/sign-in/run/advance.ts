import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import { nextStep } from '../decide/next-step.ts';
import type { Step } from '../decide/step.ts';
import { subjectOf } from './ceremony.ts';
import { isLive } from './check-proof.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, snapshotOf, withAttempt, withAudit, withNotice } from './draft.ts';
import { factsOf } from './load-facts.ts';
import { mailCode } from './mail-code.ts';
import type { Answer, Problem } from './page.ts';

/** How long an attempt lives, and how long once it sets something up. */
export const ATTEMPT_MS = 15 * MINUTE_MS;
export const SET_UP_ATTEMPT_MS = 60 * MINUTE_MS;

/** A draft that is ready for its next step. */
export interface Advanced {
  readonly draft: Draft;
  readonly step: Step;
  readonly problem: Problem | null;
}

/**
 * Asks the core for the next step and gets ready what its page will show: a secret to scan, a recovery code to keep,
 * a code in the mailbox. A GET writes nothing, so all of it is made here, by the POST that leads there.
 */
export async function advance(deps: SignInDeps, draft: Draft, answer: Answer['kind']): Promise<Advanced> {
  const step = nextStep(factsOf(draft.loaded));
  switch (step.kind) {
    case 'bind-authenticator':
      return { step, problem: null, draft: readyToBind(deps, draft, step) };
    case 'save-recovery-code':
      return { step, problem: null, draft: readyToSave(deps, draft, step) };
    case 'ask-proof':
      return { step, ...(await readyToProve(deps, draft, step, answer)) };
    case 'offer-trust':
    case 'complete':
      return { step, problem: null, draft: setUpFinished(deps, draft) };
    default:
      return { step, problem: null, draft };
  }
}

function readyToBind(deps: SignInDeps, draft: Draft, step: Extract<Step, { kind: 'bind-authenticator' }>): Draft {
  const longer = withSetUpTime(draft);
  const told = !step.replaces && step.grace === null ? setUpStarted(deps, longer) : longer;
  const start = deps.methods.byKind.totp.bind?.start;
  if (step.suggested !== 'totp' || told.pending.totp !== undefined || start === undefined) return told;
  return { ...told, pending: { ...told.pending, totp: start(subjectOf(told)) } };
}

function setUpStarted(deps: SignInDeps, draft: Draft): Draft {
  if (draft.loaded.attempt.setUpNotice !== null) return draft;
  const started = withAudit(deps, withAttempt(draft, { setUpNotice: 'started' }), 'set-up.started');
  return withNotice(deps, started, (where) => ({ kind: 'set-up-started', ...where }));
}

function readyToSave(deps: SignInDeps, draft: Draft, step: Extract<Step, { kind: 'save-recovery-code' }>): Draft {
  const longer = withSetUpTime(draft);
  const { setUpNotice } = longer.loaded.attempt;
  const settingUp = step.replaces ? longer : withAttempt(longer, { setUpNotice: setUpNotice ?? 'started' });
  if (settingUp.pending.recoveryCode !== undefined) return settingUp;
  return { ...settingUp, pending: { ...settingUp.pending, recoveryCode: deps.methods.recoveryCodes.generate() } };
}

/** A mailed code is sent when its page comes up, once; later ones are asked for with Resend. */
async function readyToProve(
  deps: SignInDeps,
  draft: Draft,
  step: Extract<Step, { kind: 'ask-proof' }>,
  answer: Answer['kind'],
): Promise<{ readonly draft: Draft; readonly problem: Problem | null }> {
  const { attempt, now } = draft.loaded;
  if (step.suggested !== 'email-code') return { draft, problem: null };
  const wanted =
    attempt.issued === null ||
    (answer === 'choose-method' && !isLive(attempt.issued, now, deps.methods.mailedCodes.lifetimeMs));
  return wanted ? mailCode(deps, draft) : { draft, problem: null };
}

function setUpFinished(deps: SignInDeps, draft: Draft): Draft {
  const bound = snapshotOf(draft).authenticators.some((row) => TRAITS[row.kind].role === 'primary');
  if (draft.loaded.attempt.setUpNotice !== 'started' || !bound) return draft;
  const finished = withAudit(deps, withAttempt(draft, { setUpNotice: 'finished' }), 'set-up.finished');
  return withNotice(deps, finished, (where) => ({ kind: 'set-up-finished', ...where }));
}

function withSetUpTime(draft: Draft): Draft {
  const { createdAt, expiresAt } = draft.loaded.attempt;
  return withAttempt(draft, { expiresAt: Math.max(expiresAt, createdAt + SET_UP_ATTEMPT_MS) });
}
