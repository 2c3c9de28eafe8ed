import { passwordRules } from '../../throttling/decide/known.ts';
import { DEVICE_FAILURES_MAX } from '../../throttling/decide/rules.ts';
import type { Lane } from '../../throttling/run/ports.ts';
import type { Taken } from '../../throttling/run/tries.ts';
import { admitPassword } from './admit-password.ts';
import { bindingsFor, usedAuthenticator } from './bindings.ts';
import { ceremonyOf } from './ceremony.ts';
import { accepted, type Check, STALE } from './checked.ts';
import type { SignInDeps } from './deps.ts';
import {
  type Draft,
  snapshotOf,
  withAttempt,
  withAudit,
  withChange,
  withProof,
  withUsedAuthenticator,
} from './draft.ts';
import { passwordLaneKey, passwordMeets } from './load-facts.ts';
import type { Change } from './records.ts';

/** Live attempts an account may have once its password was proved; the oldest end (T6). */
export const ATTEMPTS_OF_ACCOUNT_MAX = 20;

/**
 * Checks the password. A try is taken first; a closed lane compares nothing but does the same work and looks the same.
 * A right password inside a growing wait is credited, and the core makes the person wait.
 */
export const checkPassword: Check<'password'> = async (deps, draft, step, answer) => {
  if (step.kind !== 'ask-password') return STALE;
  const { snapshot, now } = draft.loaded;
  const admission = await admitPassword(deps, draft, { solution: answer.work ?? '', ticket: answer.ticket ?? '' });
  if (admission.outcome === 'problem') return admission;
  const taken = await takeTry(deps, draft);
  const bindings =
    snapshot === null || taken.outcome === 'closed' ? [] : bindingsFor(deps.sealing, snapshot, 'password');
  const verdict = await deps.methods.byKind.password.verify(
    ceremonyOf(draft),
    { password: answer.password },
    bindings,
    null,
  );

  if (verdict.outcome === 'busy') {
    await Promise.all([admission.takeBack(), taken.outcome === 'taken' ? giveBackTry(deps, draft) : null]);
    return { outcome: 'problem', problem: { kind: 'busy', at: now + verdict.retryAfterMs } };
  }
  if (taken.outcome === 'closed' || verdict.outcome === 'rejected') {
    const name = taken.outcome === 'closed' ? 'password.throttled' : 'password.bad';
    return accepted(withAudit(deps, draft, name, { lane: draft.loaded.lane }), { kind: 'password-wrong' });
  }
  const proved = withAudit(deps, resealed(deps, draft, verdict.secretAfter), 'password.ok');
  const credited = withProof(proved, {
    method: 'password',
    authenticatorId: verdict.bindingId,
    at: now,
    userVerified: false,
  });
  return {
    outcome: 'draft',
    problem: null,
    draft: withAttempt(withChange(credited, { giveBack: triesOfRight(draft, taken.lane) }), {
      passwordWaitUntil: taken.waitUntil,
    }),
    after: async () => {
      // Started together, they share a COMMIT.
      await Promise.all([admission.takeBack(), endOldAttempts(deps, draft)]);
    },
  };
};

/**
 * Takes a try in the lane of this browser (T1). From a known one it counts against its cookie as well: who has one and
 * guesses on and on loses it.
 */
async function takeTry(deps: SignInDeps, { loaded }: Draft): Promise<Taken> {
  const { attempt, lane, now } = loaded;
  const key = passwordLaneKey(attempt, lane);
  const ids = countedDevices(loaded);
  const counting = ids.length === 0 ? null : ({ of: 'devices', ids, max: DEVICE_FAILURES_MAX } as const);
  const taken = await deps.tries.take(key, passwordRules(lane), attempt.id, now, { counting });
  if (taken.outcome === 'closed' || counting === null || taken.counts.size > 0) return taken;
  await deps.tries.giveBackLast(key, attempt.id);
  return { outcome: 'closed', until: now };
}

/** Nothing was compared. */
async function giveBackTry(deps: SignInDeps, { loaded }: Draft): Promise<void> {
  const { attempt, lane } = loaded;
  await Promise.all([
    deps.tries.giveBackLast(passwordLaneKey(attempt, lane), attempt.id),
    deps.failureCounts.takeBack('devices', countedDevices(loaded)),
  ]);
}

/** It was right, so it was no failure, and the browser's row of failures ends. */
function triesOfRight({ loaded }: Draft, seen: Lane): NonNullable<Change['giveBack']> {
  const { attempt, lane } = loaded;
  return {
    tries: { key: passwordLaneKey(attempt, lane), attemptId: attempt.id, which: 'newest', seen },
    failures: { of: 'devices', takeBack: [], clear: countedDevices(loaded) },
  };
}

/** The known browser that a password counts against, by its id. */
function countedDevices({ device, lane }: Draft['loaded']): readonly string[] {
  return device !== null && lane === 'known' ? [device.id] : [];
}

/** A hash with weaker parameters than today's is replaced by the sign-in that proves it, and what the password is good for now is kept. */
function resealed(deps: SignInDeps, draft: Draft, secretAfter: string | null | undefined): Draft {
  if (typeof secretAfter !== 'string') return draft;
  const row = snapshotOf(draft).authenticators.find((one) => one.kind === 'password');
  if (row === undefined) return draft;
  const next = usedAuthenticator(deps.sealing, row, secretAfter, draft.loaded.now);
  const used = withUsedAuthenticator(draft, row, next);
  const meets = passwordMeets(deps, used.loaded.snapshot);
  const name = meets === 'nothing' ? 'password.unsafe' : 'password.rehashed';
  return withAudit(deps, { ...used, loaded: { ...used.loaded, passwordMeets: meets } }, name);
}

async function endOldAttempts(deps: SignInDeps, draft: Draft): Promise<void> {
  const { attempt, now } = draft.loaded;
  if (attempt.accountId === null) return;
  const open = await deps.commits.openAttempts({ accountId: attempt.accountId }, now);
  const others = open.filter((one) => one.id !== attempt.id);
  const surplus = others.slice(0, Math.max(0, others.length + 1 - ATTEMPTS_OF_ACCOUNT_MAX));
  if (surplus.length > 0)
    await deps.commits.endAttempts(
      surplus.map((one) => one.id),
      now,
    );
}
