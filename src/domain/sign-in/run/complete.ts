import { sha256 } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import { TRAITS } from '../../methods/decide/traits.ts';
import { combineMandates, sessionLimits, workstationIdle } from '../../organizations/decide/combine.ts';
import { limitsIn } from '../../sessions/decide/lives.ts';
import type { Session } from '../../sessions/decide/session.ts';
import { issueSession } from '../../sessions/run/issue.ts';
import { sealSource } from '../../sessions/run/source.ts';
import { cutToEmergency, emergencyAmong } from '../decide/emergency.ts';
import type { Step } from '../decide/step.ts';
import { withFailuresTold } from './after-failures.ts';
import type { SignInDeps } from './deps.ts';
import { type Draft, snapshotOf, withAttempt, withAudit, withChange } from './draft.ts';
import { knownDevice } from './known-device.ts';
import { withNewDeviceTold } from './new-device.ts';
import type { AccountSnapshot } from './records.ts';

/** A completed draft with the tokens that leave once, as cookies. */
export interface Completed {
  readonly draft: Draft;
  readonly sessionToken: string | null;
  readonly deviceToken: string | null;
}

/** Ends an attempt whose every demand is met. The only door to a session. */
export async function complete(
  deps: SignInDeps,
  draft: Draft,
  step: Extract<Step, { kind: 'complete' }>,
): Promise<Completed> {
  const { attempt, now } = draft.loaded;
  const { account, memberships, reset } = snapshotOf(draft);
  const ended = withChange(withAttempt(draft, { endedAt: now }), {
    account: { id: account.id, lastSignInAt: now },
    ...(reset === null ? {} : { finishReset: { caseId: reset.caseId, at: now } }),
  });
  const noted = reset === null ? ended : withAudit(deps, ended, 'reset.finished', { case: reset.caseId });
  const audited = await withFailuresTold(deps, noted);
  if (attempt.purpose === 'command') {
    return {
      draft: withAudit(deps, audited, 'attempt.ended', { acr: step.acr }),
      sessionToken: null,
      deviceToken: null,
    };
  }
  const { session, token } = issueSession(deps.random, {
    accountId: account.id,
    attemptId: attempt.id,
    acr: step.acr,
    amr: step.amr,
    proofs: attempt.proofs,
    limits: cutToEmergency(
      limitsIn(draft.visitor, sessionLimits(memberships), workstationIdle(memberships)),
      attempt.proofs,
      now,
    ),
    browser: deps.describeBrowser(draft.visitor.userAgent),
    sourceSealed: sealSource(deps.auditor, snapshotOf(draft), attempt.id, draft.visitor.source),
    now,
  });
  const told = await withNewDeviceTold(deps, audited, session, step.strong);
  const replaced = await withOldSessionEnded(deps, told, session);
  const emergency = emergencyAmong(attempt.proofs) !== undefined;
  const known = !emergency && (step.strong || nothingStronger(snapshotOf(draft), now));
  const remembered =
    known && draft.visitor.sharedWorkstation !== true
      ? withDevice(deps, replaced)
      : { draft: replaced, deviceToken: null };
  return {
    draft: withAudit(deps, withChange(remembered.draft, { startSession: session }), 'session.started', {
      session: session.id,
      acr: step.acr,
      amr: step.amr.join(' '),
    }),
    sessionToken: token,
    deviceToken: remembered.deviceToken,
  };
}

/** The session that this browser held before, of whomever, ends with the new one; the same person's applications go on. */
async function withOldSessionEnded(deps: SignInDeps, draft: Draft, next: Session): Promise<Draft> {
  const { sessionToken } = draft.visitor;
  const old = sessionToken === null ? null : await deps.sessions.byTokenHash(sha256(sessionToken));
  if (old === null || old.endedAt !== null) return draft;
  const successor = old.accountId === next.accountId ? { successorId: next.id } : {};
  return withChange(draft, {
    endSessions: [{ sessionId: old.id, at: draft.loaded.now, reason: 'replaced', ...successor }],
  });
}

/** Where the password is all there is, it alone makes a browser known: else anybody's guesses could shut its owner out. */
function nothingStronger({ memberships, authenticators }: AccountSnapshot, now: EpochMs): boolean {
  const bound = authenticators.some((row) => TRAITS[row.kind].role === 'primary');
  return !bound && combineMandates(memberships, now) === null;
}

/** Gives or keeps this browser's device cookie: it chooses what is shown first and never lowers what is demanded. */
function withDevice(deps: SignInDeps, draft: Draft): { readonly draft: Draft; readonly deviceToken: string | null } {
  const { device, now } = draft.loaded;
  const { deviceToken, userAgent } = draft.visitor;
  const { id: accountId } = snapshotOf(draft).account;
  const { row, token } = knownDevice(deps, { accountId, device, deviceToken, userAgent, now });
  return { draft: withChange(draft, { putDevice: { ...row, ...draft.trust } }), deviceToken: token };
}
