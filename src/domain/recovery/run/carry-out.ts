import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { alertOfMany } from '../../alerts/run/raise.ts';
import { combineMandates } from '../../organizations/decide/combine.ts';
import { proofLaneKey } from '../../sign-in/run/load-facts.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { carryOutRefusal, passRefusal } from '../decide/progress.ts';
import { PASSES_MAX, type ResetCase } from '../decide/reset-case.ts';
import { note, type RecoveryDeps, tellOwnerWithStop } from './deps.ts';
import { inTurn } from './in-turn.ts';
import { type LoadedCase, loadCase, type ResetRefusal } from './load-case.ts';

/** A one-time pass, shown once to the agent who made it. */
export interface Pass {
  readonly code: string;
  readonly expiresAt: EpochMs;
  /** How many more can be made for this case. */
  readonly left: number;
}

/** A case that was carried out. */
export interface CarriedOut {
  readonly case: ResetCase;
  /** Null where no mandate that covers the owner asks for one. */
  readonly pass: Pass | null;
}

/** Carries a case out, or makes the next pass of one that was. */
export async function carryOut(
  deps: RecoveryDeps,
  actor: AccountId,
  caseId: string,
): Promise<Result<CarriedOut, ResetRefusal>> {
  const loaded = await loadCase(deps, actor, 'reset.carry-out', caseId);
  if (!loaded.ok) return loaded;
  const { one, owner } = loaded.value;
  if (one.carriedOutAt !== null) return nextPass(deps, actor, loaded.value);
  const now = deps.clock.now();
  const refusal = carryOutRefusal(one, loaded.value.needsSecond, now);
  if (refusal !== null) return refused(refusal);
  const carried = { ...one, version: one.version + 1, carriedOutBy: actor, carriedOutAt: now };
  const { next, pass } = withPass(deps, carried, owner);
  const turn = { agent: actor, what: 'reset.carry-out', owner } as const;
  const done = await inTurn<null>(deps, { ...turn, counts: 'carried-out' }, async (tx) => {
    if (!(await deps.resetCases.swap(tx, one.version, next))) return refused('changed-meanwhile');
    await takeAway(deps, tx, actor, next, owner, now);
    if (pass !== null) await notePass(deps, tx, actor, next, owner);
    const content = (path: string) => ({ kind: 'reset-carried-out', path }) as const;
    await tellOwnerWithStop(deps, tx, owner, caseId, content);
    await alertOfMany(deps, tx, actor, caseId);
    return ok(null);
  });
  if (!done.ok) return done;
  // What was guessed at is gone; the owner must be able to type the pass.
  for (const lane of ['unknown', 'known'] as const) await deps.tries.clear(proofLaneKey(owner.account.id, lane));
  deps.kickOutbox();
  return ok({ case: next, pass });
}

async function nextPass(
  deps: RecoveryDeps,
  actor: AccountId,
  { one, owner }: LoadedCase,
): Promise<Result<CarriedOut, ResetRefusal>> {
  const refusal = passRefusal(one, deps.clock.now());
  if (refusal !== null) return refused(refusal);
  const { next, pass } = withPass(deps, { ...one, version: one.version + 1 }, owner);
  if (pass === null) return ok({ case: one, pass });
  return inTurn(deps, { agent: actor, what: 'reset.carry-out', owner, counts: null }, async (tx) => {
    if (!(await deps.resetCases.swap(tx, one.version, next))) return refused('changed-meanwhile');
    await notePass(deps, tx, actor, next, owner);
    return ok({ case: next, pass });
  });
}

/** Everything but the password ends. A new case lifts the freeze of a stop: a second operator has approved it. */
async function takeAway(
  deps: RecoveryDeps,
  tx: Tx,
  actor: AccountId,
  { id: caseId, approvedBy }: ResetCase,
  owner: AccountSnapshot,
  at: EpochMs,
): Promise<void> {
  const { id } = owner.account;
  await note(deps, tx, owner, { name: 'reset.carried-out', actor, details: { caseId, approvedBy } });
  await deps.resetCases.endOthers(tx, id, caseId, at);
  // Attempts and sessions first: a sign-in that is just finishing has then lost, or what it stored is seen below.
  const ended = await deps.accountWrites.endAccess(tx, id, at, 'reset');
  await note(deps, tx, owner, { name: 'session.ended', actor, details: { caseId, reason: 'reset', ...ended } });
  for (const one of await deps.accountCuts.revoke(tx, id, 0, at)) {
    const details = { caseId, authenticatorId: one.id, method: one.kind, reason: 'reset' };
    await note(deps, tx, owner, { name: 'authenticator.revoked', actor, details });
  }
  await deps.accountCuts.forgetDevices(tx, id);
  // A code that was handed over before may be in the hands of whom the reset is meant to shut out.
  await deps.invitations.end(tx, id, null, at);
  if (await deps.accountCuts.setFrozen(tx, id, null)) {
    await note(deps, tx, owner, { name: 'set-up.unfrozen', actor, details: { caseId } });
  }
}

function notePass(deps: RecoveryDeps, tx: Tx, actor: AccountId, one: ResetCase, owner: AccountSnapshot): Promise<void> {
  const details = { caseId: one.id, number: one.passesMade };
  return note(deps, tx, owner, { name: 'reset.pass-made', actor, details });
}

/** The case with a fresh pass in place of any earlier one, where a mandate asks for it. */
function withPass(
  deps: RecoveryDeps,
  one: ResetCase,
  owner: AccountSnapshot,
): { readonly next: ResetCase; readonly pass: Pass | null } {
  const now = deps.clock.now();
  if (combineMandates(owner.memberships, now)?.passAfterReset !== true) return { next: one, pass: null };
  const { code, hash } = deps.passes.generate();
  const expiresAt = now + deps.passes.lifetimeMs;
  const passesMade = one.passesMade + 1;
  return {
    next: { ...one, passHash: hash, passExpiresAt: expiresAt, passesMade },
    pass: { code, expiresAt, left: PASSES_MAX - passesMade },
  };
}
