import { type EpochMs, SECOND_MS } from '../../../platform/kernel/time.ts';
import { newId } from '../../../platform/random.ts';
import { MAIL_LANE, RESEND_WAITS_MS } from '../../throttling/decide/rules.ts';
import { isLive } from './check-proof.ts';
import { accepted, type Check, STALE } from './checked.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, snapshotOf, withAttempt, withAudit, withMail } from './draft.ts';
import type { Problem } from './page.ts';
import type { Attempt } from './records.ts';

/** When the next mail may be asked for (S18): 30 s, then 60 s, then 120 s after the one before. */
export function resendAt(attempt: Attempt): EpochMs {
  const last = attempt.mailedAt.at(-1);
  if (last === undefined) return 0;
  const wait = RESEND_WAITS_MS[Math.min(attempt.mailedAt.length, RESEND_WAITS_MS.length) - 1] ?? 30 * SECOND_MS;
  return last + wait;
}

/** Resend: the same code while it lives, so that a late mail still works. Tries are not reset. */
export const checkResend: Check<'resend'> = async (deps, draft, step) => {
  if (step.kind !== 'ask-proof' || step.suggested !== 'email-code') return STALE;
  const at = resendAt(draft.loaded.attempt);
  if (draft.loaded.now < at) return { outcome: 'problem', problem: { kind: 'resend-too-early', at } };
  const mailed = await mailCode(deps, draft);
  return accepted(mailed.draft, mailed.problem);
};

/** Mails the code of this attempt: the live one again, else the next. At most 5 an hour over all attempts. */
export async function mailCode(
  deps: SignInDeps,
  draft: Draft,
): Promise<{ readonly draft: Draft; readonly problem: Problem | null }> {
  const { attempt, now } = draft.loaded;
  const { account } = snapshotOf(draft);
  const taken = await deps.tries.take(`mail:${account.id}`, MAIL_LANE, attempt.id, now);
  if (taken.outcome === 'closed') return { draft, problem: { kind: 'resend-limit', at: taken.until } };

  const { lifetimeMs } = deps.methods.mailedCodes;
  const issued = isLive(attempt.issued, now, lifetimeMs)
    ? attempt.issued
    : { serial: attempt.codesIssued + 1, issuedAt: now };
  const mailId = newId<string>(deps.random);
  const content = {
    kind: 'sign-in-code',
    attemptId: attempt.id,
    serial: issued.serial,
    browser: deps.describeBrowser(draft.visitor.userAgent),
  } as const;
  const mailed = withMail(deps, draft, content, issued.issuedAt + lifetimeMs, mailId);
  return {
    draft: withAudit(
      deps,
      withAttempt(mailed, { issued, codesIssued: issued.serial, mailedAt: [...attempt.mailedAt, now], mailId }),
      'code.sent',
      { serial: issued.serial },
    ),
    problem: null,
  };
}
