import { DAY_MS } from '../../../platform/kernel/time.ts';
import { ceremonyOf } from './ceremony.ts';
import { withBound } from './check-set-up.ts';
import { accepted, type Check, STALE } from './checked.ts';
import { withAttempt, withAudit, withNotice } from './draft.ts';

/** When the offer to trust comes again (S9). */
const TRUST_AGAIN_MS = { 'not-now': 14 * DAY_MS, 'not-on-this-device': 365 * DAY_MS } as const;

/** A device dialog was cancelled, timed out or failed. The attempt's version moves, and with it the challenge. */
export const checkPasskeyFailed: Check<'passkey-failed'> = (deps, draft, step, answer) => {
  if (step.kind === 'offer-trust') {
    // Whatever happens, the sign-in completes (S9).
    const answered = withAttempt(draft, { trustAnsweredAt: draft.loaded.now });
    return accepted(withAudit(deps, answered, 'trust.failed', { reason: answer.reason }));
  }
  if (step.kind !== 'ask-proof' && step.kind !== 'bind-authenticator') return STALE;
  return accepted(withAudit(deps, draft, 'proof.bad', { method: 'passkey', reason: answer.reason }), {
    kind: 'passkey-failed',
  });
};

/** Creates this device's passkey. If that fails, the sign-in completes all the same (S9). */
export const checkTrustAccepted: Check<'trust-accepted'> = async (deps, draft, step, answer) => {
  const ceremony = deps.methods.byKind.passkey.bind;
  if (step.kind !== 'offer-trust' || ceremony === undefined) return STALE;
  const answered = withAttempt(draft, { trustAnsweredAt: draft.loaded.now });
  const finished = await ceremony.finish(ceremonyOf(draft, 'trust'), '', answer.fields, draft.visitor.userAgent);
  if (finished.outcome === 'rejected') {
    return accepted(withAudit(deps, answered, 'trust.failed', { reason: finished.reason }));
  }
  const { draft: bound, row } = withBound(deps, answered, 'passkey', { ...finished.binding, proves: false });
  // The cookie that leads to this passkey is given when the sign-in completes.
  const trusted = {
    ...withAudit(deps, bound, 'trust.accepted', { authenticator: row.id }),
    trust: { passkeyId: row.id, offerTrustAgainAt: null },
  };
  if (draft.loaded.attempt.setUpNotice !== null) return accepted(trusted);
  return accepted(withNotice(deps, trusted, (where) => ({ kind: 'authenticator-bound', what: row.label, ...where })));
};

/** "Not now" asks again in 14 days, "Not on this device" in a year. */
export const checkTrustDeclined: Check<'trust-declined'> = (deps, draft, step, answer) => {
  if (step.kind !== 'offer-trust') return STALE;
  const { now } = draft.loaded;
  const declined = withAttempt(draft, { trustAnsweredAt: now });
  return accepted(
    withAudit(
      deps,
      { ...declined, trust: { passkeyId: null, offerTrustAgainAt: now + TRUST_AGAIN_MS[answer.until] } },
      'trust.declined',
      { until: answer.until },
    ),
  );
};
