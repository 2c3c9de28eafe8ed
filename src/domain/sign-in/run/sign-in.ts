import { sha256 } from '../../../platform/hashing.ts';
import { sessionLives } from '../../sessions/decide/lives.ts';
import { assuranceOf } from '../decide/assurance.ts';
import { nextStep } from '../decide/next-step.ts';
import type { Step } from '../decide/step.ts';
import { advance } from './advance.ts';
import { begin, standing, stepUp, welcome } from './begin.ts';
import { takeFirstPasskey } from './begin-with-passkey.ts';
import { checkNewPassword } from './check-new-password.ts';
import { checkPassword } from './check-password.ts';
import { checkChooseMethod, checkProof } from './check-proof.ts';
import { checkAppKept, checkBind, checkPostpone, checkRecoveryCodeSaved } from './check-set-up.ts';
import { checkPasskeyFailed, checkTrustAccepted, checkTrustDeclined } from './check-trust.ts';
import { accepted, type Check, type Checked, STALE } from './checked.ts';
import { type Completed, complete } from './complete.ts';
import type { SignInDeps } from './deps.ts';
import { attemptToStore, type Draft, openDraft, withAttempt, withAudit } from './draft.ts';
import { factsOf, type Loaded, load, loadAccount } from './load-facts.ts';
import { checkResend } from './mail-code.ts';
import type { Answer, Answered, Page, Purpose, SignIn } from './page.ts';
import { firstPage, present, withPasskeyOffer } from './present.ts';
import type { Attempt, Visitor } from './records.ts';
import { checkAppLost } from './report-lost.ts';

/** A lost swap of a binding is verified once more: by then a replay is found as one. */
const VERIFIES_MAX = 2;

const TRUST_FAILED: Answer = { kind: 'passkey-failed', reason: 'already-there' };

/** Every kind of answer and the check that takes it. A new kind without a check does not compile. */
const CHECKS: { readonly [Kind in Answer['kind']]: Check<Kind> } = {
  identifier: () => STALE,
  'passkey-first': () => STALE,
  password: checkPassword,
  proof: checkProof,
  bind: checkBind,
  'choose-method': checkChooseMethod,
  resend: checkResend,
  'passkey-failed': checkPasskeyFailed,
  'postpone-set-up': checkPostpone,
  'recovery-code-saved': checkRecoveryCodeSaved,
  'app-kept': checkAppKept,
  'app-lost': checkAppLost,
  'trust-accepted': checkTrustAccepted,
  'trust-declined': checkTrustDeclined,
  'new-password': checkNewPassword,
  'start-over': (deps, draft) =>
    accepted(withAudit(deps, withAttempt(draft, { endedAt: draft.loaded.now }), 'attempt.ended')),
};

/** The sign-in: every way in goes through here, and the core alone decides. */
export function createSignIn(deps: SignInDeps): SignIn {
  return {
    async show(attemptId, visitor) {
      const attempt = await ownAttempt(deps, attemptId, visitor);
      const page = attempt === null ? firstPage(deps) : await whereItStands(deps, attempt, visitor);
      return withPasskeyOffer(deps, page, visitor);
    },
    async begin(address, visitor, purpose) {
      const begun = await begin(deps, address, visitor, purpose);
      if ('page' in begun) return answered(await withPasskeyOffer(deps, begun.page, visitor));
      return answered(await present(deps, await load(deps, begun.attempt, visitor), visitor));
    },
    welcome: async (uid, visitor) => withPasskeyOffer(deps, await welcome(deps, uid), visitor),
    beginWithPasskey: (answer, visitor, purpose) => beginWithPasskey(deps, answer, visitor, purpose),
    stepUp: (visitor, request) => stepUp(deps, visitor, request),
    standing: (session, snapshot, visitor, demand) => standing(deps, session, snapshot, visitor, demand),
    async answer(attemptId, version, answer, visitor) {
      const answered = await answerOrLose(deps, attemptId, version, answer, visitor);
      // A passkey that cannot be kept must not hold up the sign-in (S9).
      const failed = answered === 'lost' && answer.kind === 'trust-accepted';
      const last = failed ? await answerOrLose(deps, attemptId, version, TRUST_FAILED, visitor) : answered;
      return last === 'lost' ? unchanged(deps, attemptId, visitor) : last;
    },
  };
}

async function beginWithPasskey(
  deps: SignInDeps,
  answer: Extract<Answer, { kind: 'passkey-first' }>,
  visitor: Visitor,
  purpose: Purpose | undefined,
): Promise<Answered> {
  const taken = await takeFirstPasskey(deps, answer, visitor, purpose);
  const stored =
    'draft' in taken
      ? await store(
          deps,
          taken.draft.loaded.attempt,
          { outcome: 'draft', draft: taken.draft, problem: null },
          answer,
          visitor,
        )
      : null;
  if (stored !== null && stored !== 'verify-again') return stored;
  const application = 'refused' in taken ? taken.refused : taken.draft.loaded.attempt.application;
  const page = firstPage(deps, { kind: 'passkey-first-failed' }, application);
  return answered(await withPasskeyOffer(deps, page, visitor));
}

async function answerOrLose(...asked: Parameters<typeof answerOnce>): Promise<Answered | 'lost'> {
  for (let verify = 0; verify < VERIFIES_MAX; verify++) {
    const answered = await answerOnce(...asked);
    if (answered !== 'verify-again') return answered;
  }
  return 'lost';
}

async function answerOnce(
  deps: SignInDeps,
  attemptId: string,
  version: number,
  answer: Answer,
  visitor: Visitor,
): Promise<Answered | 'verify-again'> {
  const attempt = await ownAttempt(deps, attemptId, visitor);
  if (attempt === null) return { ...answered(firstPage(deps)), accepted: false };
  const loaded = await loadFor(deps, answer, attempt, visitor);
  const draft = openDraft(deps, loaded, visitor);
  const step = nextStep(factsOf(draft.loaded));
  const current = attempt.version === version && isOpen(attempt, step);
  const checked = current ? await check(deps, draft, step, answer) : STALE;

  if (checked.outcome === 'stale') {
    return { ...answered(await whereItStands(deps, attempt, visitor)), accepted: false };
  }
  if (checked.outcome === 'problem') {
    return answered(await present(deps, await load(deps, attempt, visitor), visitor, checked.problem, checked.ticket));
  }
  return store(deps, attempt, checked, answer, visitor);
}

/** Whether an attempt takes answers at all. */
function isOpen(attempt: Attempt, step: Step): boolean {
  return attempt.endedAt === null && !(step.kind === 'refuse' && step.reason === 'attempt-over');
}

function check(deps: SignInDeps, draft: Draft, step: Step, answer: Answer): Promise<Checked> | Checked {
  const checkOf = CHECKS[answer.kind] as Check<Answer['kind']>;
  return checkOf(deps, draft, step, answer);
}

/** One transaction: the attempt moves, with all that the answer changed. What follows a lost race is told. */
async function store(
  deps: SignInDeps,
  before: Attempt,
  checked: Extract<Checked, { outcome: 'draft' }>,
  answer: Answer,
  visitor: Visitor,
): Promise<Answered | 'verify-again'> {
  const ended = checked.draft.loaded.attempt.endedAt !== null;
  const advanced = ended ? { draft: checked.draft, problem: null } : await advance(deps, checked.draft, answer.kind);
  const done: Completed =
    'step' in advanced && advanced.step.kind === 'complete'
      ? await complete(deps, advanced.draft, advanced.step)
      : { draft: advanced.draft, sessionToken: null, deviceToken: null };

  const next = attemptToStore(deps, done.draft, before.version);
  const attempt =
    answer.kind === 'passkey-first' ? { createAttempt: next } : { swapAttempt: { fromVersion: before.version, next } };
  const committed = await deps.commits.commit({ ...done.draft.change, ...attempt });
  if (committed !== 'done') {
    return committed.lost === 'binding' ? 'verify-again' : unchanged(deps, before.id, visitor);
  }
  await checked.after?.();
  if (done.draft.change.outbox !== undefined) deps.kickOutbox();
  // S18: a page that came up sooner could not say that the code did not go out.
  if (next.mailId !== before.mailId) await deps.handOverTried();
  if (ended) return answered(firstPage(deps, null, before.application));
  const stored: Loaded = { ...done.draft.loaded, attempt: next };
  const page =
    'step' in advanced && advanced.step.kind === 'complete'
      ? { ...firstPage(deps, null, before.application), next: before.next, step: advanced.step }
      : await present(deps, stored, visitor, checked.problem ?? advanced.problem);
  return { page, sessionToken: done.sessionToken, deviceToken: done.deviceToken, accepted: true };
}

/** Somebody else moved the attempt: show where it stands. */
async function unchanged(deps: SignInDeps, attemptId: string, visitor: Visitor): Promise<Answered> {
  const attempt = await ownAttempt(deps, attemptId, visitor);
  const page = attempt === null ? firstPage(deps) : await whereItStands(deps, attempt, visitor);
  return { ...answered(page), accepted: false };
}

/** The page of an attempt. One that ended in the session which this browser still holds is complete, not over. */
async function whereItStands(deps: SignInDeps, attempt: Attempt, visitor: Visitor): Promise<Page> {
  const { sessionToken } = visitor;
  const session =
    attempt.endedAt === null || sessionToken === null ? null : await deps.sessions.byTokenHash(sha256(sessionToken));
  if (session?.attemptId !== attempt.id || sessionLives(session, deps.clock.now()) !== 'live') {
    return present(deps, await load(deps, attempt, visitor), visitor);
  }
  const { acr, amr, proofs } = session;
  return {
    ...firstPage(deps),
    next: attempt.next,
    step: { kind: 'complete', acr, amr, strong: assuranceOf(proofs).strong },
  };
}

/** A password is checked against the account; before one was proved, nothing else reads it. */
function loadFor(deps: SignInDeps, answer: Answer, attempt: Attempt, visitor: Visitor): Promise<Loaded> {
  return answer.kind === 'password' && attempt.proofs.length === 0
    ? loadAccount(deps, attempt, visitor)
    : load(deps, attempt, visitor);
}

/** An attempt belongs to the browser that opened it: its id alone is no credential. */
async function ownAttempt(deps: SignInDeps, id: string | null, visitor: Visitor): Promise<Attempt | null> {
  if (id === null || visitor.browserToken === null) return null;
  const attempt = await deps.reads.attempt(id);
  return attempt !== null && attempt.browserHash === sha256(visitor.browserToken) ? attempt : null;
}

function answered(page: Page): Answered {
  return { page, sessionToken: null, deviceToken: null, accepted: true };
}
