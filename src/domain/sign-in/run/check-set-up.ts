import type { NewBinding } from '../../methods/method.ts';
import { newAuthenticator, usedAuthenticator } from './bindings.ts';
import { ceremonyOf } from './ceremony.ts';
import { accepted, type Check, STALE } from './checked.ts';
import type { SignInDeps } from './deps.ts';
import {
  type Draft,
  snapshotOf,
  withAttempt,
  withAudit,
  withChange,
  withNewAuthenticator,
  withNotice,
  withProof,
  withUsedAuthenticator,
} from './draft.ts';
import type { AuthenticatorRow } from './records.ts';

/** Confirms the authenticator that is being set up; what confirmed it is today's proof (S7). */
export const checkBind: Check<'bind'> = async (deps, draft, step, answer) => {
  if (step.kind !== 'bind-authenticator' || !step.choices.includes(answer.method)) return STALE;
  const { method } = answer;
  const ceremony = deps.methods.byKind[method].bind;
  if (ceremony === undefined) return STALE;
  const finished = await ceremony.finish(
    ceremonyOf(draft, 'bind'),
    (method === 'totp' ? draft.pending.totp : '') ?? '',
    answer.fields,
    draft.visitor.userAgent,
  );
  if (finished.outcome === 'rejected') return accepted(draft, { kind: 'binding-wrong', method });
  const bound = withBound(deps, draft, method, finished.binding);
  return accepted(step.replaces ? withLostAppsRevoked(deps, bound.draft, bound.row) : bound.draft);
};

/** Adds a confirmed authenticator, and its proof. */
export function withBound(
  deps: SignInDeps,
  draft: Draft,
  method: 'totp' | 'passkey',
  binding: NewBinding,
): { readonly draft: Draft; readonly row: AuthenticatorRow } {
  const { now } = draft.loaded;
  const row = newAuthenticator(deps, snapshotOf(draft).account.id, method, binding, now);
  const added = withAudit(deps, withNewAuthenticator(draft, row), 'authenticator.bound', {
    method,
    authenticator: row.id,
  });
  const { totp: _confirmed, ...pending } = draft.pending;
  const proved = binding.proves
    ? withProof(added, { method, authenticatorId: row.id, at: now, userVerified: binding.userVerified })
    : added;
  return { row, draft: { ...proved, pending: method === 'totp' ? pending : draft.pending } };
}

/** After a recovery code: the lost apps stop working the moment the new one is confirmed (S19). */
function withLostAppsRevoked(deps: SignInDeps, draft: Draft, replacement: AuthenticatorRow): Draft {
  const lost = snapshotOf(draft).authenticators.filter((row) => row.kind === 'totp' && row.id !== replacement.id);
  const revoked = lost.reduce(
    (revoking, row) =>
      withAudit(
        deps,
        withUsedAuthenticator(revoking, row, usedAuthenticator(deps.sealing, row, null, revoking.loaded.now)),
        'authenticator.revoked',
        { method: row.kind, authenticator: row.id },
      ),
    draft,
  );
  return withNotice(deps, revoked, (where) => ({
    kind: 'authenticator-bound',
    what: replacement.label,
    ...where,
  }));
}

/** Ticking the box stores the code's keyed hash and erases the code, for ever (S8). */
export const checkRecoveryCodeSaved: Check<'recovery-code-saved'> = (deps, draft, step, answer) => {
  const code = draft.pending.recoveryCode;
  if (step.kind !== 'save-recovery-code' || code === undefined) return STALE;
  if (!answer.saved) return accepted(draft, { kind: 'box-not-ticked' });
  const secret = deps.methods.recoveryCodes.secretFor(code);
  const row = newAuthenticator(
    deps,
    snapshotOf(draft).account.id,
    'recovery-code',
    { externalId: null, label: '', secret },
    draft.loaded.now,
  );
  const { recoveryCode: _saved, ...pending } = draft.pending;
  return accepted(withAudit(deps, { ...withNewAuthenticator(draft, row), pending }, 'recovery-code.saved'));
};

/** "Do you still have your authenticator app?" */
export const checkAppKept: Check<'app-kept'> = (_deps, draft, step, answer) =>
  step.kind === 'ask-app-kept' ? accepted(withAttempt(draft, { appKept: answer.kept })) : STALE;

/** "Set up later", while grace lasts. Each organization that counts skips counts this one. */
export const checkPostpone: Check<'postpone-set-up'> = (deps, draft, step) => {
  if (step.kind !== 'bind-authenticator' || step.grace === null) return STALE;
  const snapshot = snapshotOf(draft);
  const counting = snapshot.memberships.filter((one) => (one.organization.mandate?.skips ?? 0) > 0);
  const postponed = withAttempt(
    withChange(draft, {
      useSkips: counting.map((one) => ({
        accountId: snapshot.account.id,
        organizationId: one.organization.id,
        skipsUsed: one.skipsUsed,
      })),
    }),
    { setUpPostponedAt: draft.loaded.now },
  );
  return accepted(withAudit(deps, postponed, 'set-up.postponed'));
};
