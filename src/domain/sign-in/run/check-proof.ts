import { DAY_MS } from '../../../platform/kernel/time.ts';
import type { Noticed } from '../../mail/decide/message.ts';
import { type MethodKind, TRAITS } from '../../methods/decide/traits.ts';
import type { IssuedCode, Verdict } from '../../methods/method.ts';
import { proofRules } from '../../throttling/decide/known.ts';
import { ATTEMPT_TRIES } from '../../throttling/decide/rules.ts';
import type { Lane } from '../../throttling/run/ports.ts';
import type { Step } from '../decide/step.ts';
import { usableBindings, usedAuthenticator } from './bindings.ts';
import { ceremonyOf } from './ceremony.ts';
import { accepted, type Check, type Checked, STALE } from './checked.ts';
import { countedFailures, countingOf, failuresGivenBack, withExhaustedTold } from './count-failures.ts';
import type { SignInDeps } from './deps.ts';
import {
  type Draft,
  passwordGiven,
  snapshotOf,
  withAttempt,
  withAudit,
  withChange,
  withNotice,
  withProof,
  withSnapshot,
  withUsedAuthenticator,
} from './draft.ts';
import { withEmergency } from './emergency.ts';
import { proofLaneKey } from './load-facts.ts';
import type { Change } from './records.ts';

/** The owner is told at these counts of wrong second proofs, beside the first of a day from a browser that is not known. */
const NOTICE_AT: readonly number[] = [3, 10];

/** Checks a second proof or a set-up admission. */
export const checkProof: Check<'proof'> = async (deps, draft, step, answer) => {
  if (step.kind !== 'ask-proof' || !step.choices.includes(answer.method)) return STALE;
  const { method } = answer;
  const guessable = !TRAITS[method].phishingResistant;
  const { attempt, now } = draft.loaded;
  const snapshot = snapshotOf(draft);
  const lane = proofLaneKey(snapshot.account.id, draft.loaded.lane);

  const bindings = usableBindings(deps.sealing, snapshot, method);
  const counting = countingOf(method, bindings);
  // Taken before the comparison, so that parallel guessing buys nothing (T3).
  const taken = guessable
    ? await deps.tries.take(lane, proofRules(draft.loaded.lane), attempt.id, now, {
        ownMax: ATTEMPT_TRIES,
        counting,
        seen: draft.loaded.proofLane,
      })
    : null;
  if (taken?.outcome === 'closed') {
    return accepted(withAudit(deps, draft, 'proof.throttled', { method }));
  }
  const counted = countedFailures(bindings, counting === null ? null : (taken?.counts ?? null));
  const issued = method === 'email-code' ? attempt.issued : null;
  const verdict = await deps.methods.byKind[method].verify(ceremonyOf(draft), answer.fields, counted.bindings, issued);

  if (verdict.outcome === 'busy') {
    await Promise.all([
      taken !== null ? deps.tries.giveBackLast(lane, attempt.id) : null,
      deps.failureCounts.takeBack('authenticators', counted.counted),
    ]);
    return { outcome: 'problem', problem: { kind: 'busy', at: now + verdict.retryAfterMs } };
  }
  if (verdict.outcome === 'rejected') {
    await deps.sources.proofFailed(now);
    const told = counted.exhausted.reduce((sofar, row) => withExhaustedTold(deps, sofar, row), withTry(draft, taken));
    return rejectedProof(deps, withWrongProofTold(deps, told, step, taken?.tries.length ?? 0), method, verdict.reason);
  }
  const remark = verdict.remark === undefined ? {} : { remark: verdict.remark };
  const credited = withAudit(deps, creditedProof(deps, draft, step, method, verdict), 'proof.ok', {
    method,
    ...remark,
  });
  const proved = TRAITS[method].role === 'emergency' ? await withEmergency(deps, credited) : credited;
  const giveBack = {
    ...triesGivenBack(draft, step, lane, taken?.lane),
    ...(counting === null ? {} : failuresGivenBack(counted, verdict.bindingId)),
  };
  return {
    outcome: 'draft',
    draft: withChange(withTry(proved, taken), { giveBack }),
    problem: null,
    after: async () => {
      if (proved !== credited) deps.emergencies.tell(snapshot.account.id);
    },
  };
};

/** Tries come back only when the same attempt ends in a valid second proof (sign-in.md, Tries). */
function triesGivenBack(
  { loaded }: Draft,
  { admits }: Extract<Step, { kind: 'ask-proof' }>,
  key: string,
  seen: Lane | undefined,
): Pick<NonNullable<Change['giveBack']>, 'tries'> {
  if (admits !== 'sign-in') return {};
  return { tries: { key, attemptId: loaded.attempt.id, which: 'all', ...(seen === undefined ? {} : { seen }) } };
}

/** The draft's own view of the lane, so that the core sees the try that was just taken. */
function withTry(draft: Draft, taken: { readonly tries: readonly { at: number; attemptId: string }[] } | null): Draft {
  const lane = draft.loaded.proofLane;
  if (taken === null || lane === null) return draft;
  return { ...draft, loaded: { ...draft.loaded, proofLane: { ...lane, tries: taken.tries } } };
}

/** The right password and a wrong code after it: somebody may know the password (ASVS 6.3.5). */
function withWrongProofTold(
  deps: SignInDeps,
  draft: Draft,
  { admits }: Extract<Step, { kind: 'ask-proof' }>,
  count: number,
): Draft {
  const { attempt, lane, now } = draft.loaded;
  const content = (where: Noticed) => ({ kind: 'wrong-second-proofs', count, ...where }) as const;
  const link = { passwordGiven: passwordGiven(draft) };
  if (NOTICE_AT.includes(count)) return withNotice(deps, draft, content, link);
  // Whoever sets up or proves anew in a session is told of that by other mails, or is in already.
  const stranger = lane !== 'known' && admits === 'sign-in' && attempt.freshSince === null;
  if (count === 0 || !stranger) return draft;
  const day = Math.floor(now / DAY_MS);
  const cause = `wrong-second-proof/${snapshotOf(draft).account.id}/${day}`;
  return withNotice(deps, draft, content, { ...link, cause });
}

function rejectedProof(deps: SignInDeps, draft: Draft, method: MethodKind, reason: string): Checked {
  const told = withAudit(deps, draft, 'proof.bad', { method, reason });
  if (method === 'passkey') return accepted(told, { kind: 'passkey-failed' });
  if (reason === 'expired') return accepted(told, { kind: 'code-expired', method });
  const own = draft.loaded.proofLane?.tries.filter((one) => one.attemptId === draft.loaded.attempt.id).length ?? 0;
  return accepted(told, { kind: 'proof-wrong', method, triesLeft: Math.max(0, ATTEMPT_TRIES - own) });
}

/** Credits a proof and stores what its use did to the authenticator. */
function creditedProof(
  deps: SignInDeps,
  draft: Draft,
  step: Extract<Step, { kind: 'ask-proof' }>,
  method: MethodKind,
  verdict: Extract<Verdict, { outcome: 'proved' }>,
): Draft {
  const { now } = draft.loaded;
  const own = TRAITS[method].role !== 'admission';
  const proved = withProof(draft, {
    method,
    authenticatorId: own ? verdict.bindingId : null,
    at: now,
    userVerified: verdict.userVerified,
  });
  const used = own ? usedBinding(deps, proved, verdict) : usedPass(deps, proved, method);
  if (method === 'email-code') return withAttempt(used, { issued: null });
  const recovered =
    method === 'recovery-code'
      ? withNotice(deps, withAudit(deps, used, 'recovery-code.used'), (where) => ({
          kind: 'recovery-code-used',
          ...where,
        }))
      : used;
  return own && step.admits === 'sign-in' ? mailboxTrustedAgain(recovered) : recovered;
}

/** Stores what its use did to an authenticator. */
export function usedBinding(deps: SignInDeps, draft: Draft, verdict: Extract<Verdict, { outcome: 'proved' }>): Draft {
  const row = snapshotOf(draft).authenticators.find((one) => one.id === verdict.bindingId);
  if (row === undefined) return draft;
  const used = withUsedAuthenticator(
    draft,
    row,
    usedAuthenticator(deps.sealing, row, verdict.secretAfter, draft.loaded.now),
  );
  // A passkey used here makes this browser its trusted device, so that it is suggested first next time.
  return row.kind === 'passkey' ? { ...used, trust: { passkeyId: row.id, offerTrustAgainAt: null } } : used;
}

/** A one-time pass is gone with its first use; an invitation code lives until its set-up is finished. */
function usedPass(deps: SignInDeps, draft: Draft, method: MethodKind): Draft {
  const snapshot = snapshotOf(draft);
  const { reset } = snapshot;
  if (method !== 'one-time-pass' || reset?.passHash == null) return draft;
  const used = withSnapshot(draft, { ...snapshot, reset: { ...reset, passHash: null } });
  return withChange(withAudit(deps, used, 'reset.pass-used', { caseId: reset.caseId }), {
    usePass: { caseId: reset.caseId, passHash: reset.passHash, at: draft.loaded.now },
  });
}

/** Another root than the mailbox proved the person: after a password reset by mail, e-mail and passkeys count again. */
function mailboxTrustedAgain(draft: Draft): Draft {
  const snapshot = snapshotOf(draft);
  if (snapshot.account.passwordResetByMailAt === null) return draft;
  return withChange(
    withSnapshot(draft, { ...snapshot, account: { ...snapshot.account, passwordResetByMailAt: null } }),
    { account: { id: snapshot.account.id, passwordResetByMailAt: null } },
  );
}

/** Shows another method. It changes what is asked, never what is credited. */
export const checkChooseMethod: Check<'choose-method'> = (deps, draft, step, answer) => {
  const choices: readonly MethodKind[] =
    step.kind === 'ask-proof' || step.kind === 'bind-authenticator' ? step.choices : [];
  if (!choices.includes(answer.method)) return STALE;
  return accepted(
    withAudit(deps, withAttempt(draft, { chosen: answer.method }), 'proof.method-chosen', { method: answer.method }),
  );
};

/** A code that can still be typed. */
export function isLive(issued: IssuedCode | null, now: number, lifetimeMs: number): issued is IssuedCode {
  return issued !== null && now < issued.issuedAt + lifetimeMs;
}
