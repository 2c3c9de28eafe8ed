import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { At } from '../../organizations/run/ports.ts';
import { type Act, may, rolesOf } from '../../roles/decide/permissions.ts';
import { isPrivileged, type Party } from '../../roles/decide/roles.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import type { ProgressRefusal } from '../decide/progress.ts';
import type { ResetCase } from '../decide/reset-case.ts';
import type { RecoveryDeps } from './deps.ts';

/** What is done to a case. */
export type ResetAct = Extract<Act, `reset.${string}`>;

/** Why somebody may not act on a reset. */
export type PermissionRefusal =
  | 'not-an-operator'
  /** The operator does not let admins of this organization reset, or the account has places elsewhere too. */
  | 'organization-admin'
  | 'own-account'
  | 'higher-role';

/** Why an act of a reset is refused. Closed. */
export type ResetRefusal =
  | PermissionRefusal
  | ProgressRefusal
  | 'account-unknown'
  | 'account-disabled'
  | 'case-unknown'
  /** Another case of this account waits to be carried out. */
  | 'already-open'
  /** Reason, ticket and call-back are needed, each of at most 500 characters. */
  | 'record-incomplete'
  /** A hold is more than 0 and at most 120 hours. */
  | 'hold-out-of-range'
  /** Somebody else acted at the same moment: look again. */
  | 'changed-meanwhile'
  | LimitReached;

/** The agent has opened, or carried out, as many as one person may for now. */
export interface LimitReached {
  readonly reason: 'limit-reached';
  readonly goOnAt: EpochMs;
}

/** A case with its owner, for an actor who may act on it. */
export interface LoadedCase {
  readonly one: ResetCase;
  readonly owner: AccountSnapshot;
  /** It needs a second operator today, whatever it did when it was opened. */
  readonly needsSecond: boolean;
}

/** Loads a case if `actor` may act on it today: places may have changed since it was opened. */
export async function loadCase(
  deps: RecoveryDeps,
  actor: AccountId,
  act: ResetAct,
  caseId: string,
): Promise<Result<LoadedCase, ResetRefusal>> {
  const one = await deps.resetCases.byId(caseId);
  const owner = one === null ? null : await deps.reads.snapshot(one.accountId);
  const refusal = await permitted(deps, null, actor, act, owner);
  if (refusal !== null) return refused(refusal);
  if (one === null || owner === null) return refused('case-unknown');
  return ok({ one, owner, needsSecond: await needsSecond(deps, owner) });
}

/** Whether `actor` may act for `owner`. Asked first, so that nobody else learns which accounts and cases there are. */
export async function permitted(
  deps: RecoveryDeps,
  at: At,
  actor: AccountId,
  act: ResetAct,
  owner: AccountSnapshot | null,
): Promise<PermissionRefusal | null> {
  const acting = await deps.parties.byId(at, actor);
  if (acting === null) return 'not-an-operator';
  const person = owner === null ? null : await deps.parties.byId(at, owner.account.id);
  const denial = may(acting, act, { kind: 'person', person: person ?? NOBODY });
  if (denial !== 'not-permitted') return denial;
  return rolesOf(acting).includes('organization-admin') ? 'organization-admin' : 'not-an-operator';
}

/** Whether a reset needs a second operator today: the account is privileged, or somebody said "this was not me". */
export async function needsSecond(deps: RecoveryDeps, { account }: AccountSnapshot): Promise<boolean> {
  const person = await deps.parties.byId(null, account.id);
  return isPrivileged(person ?? NOBODY) || account.setUpFrozenAt !== null;
}

const NOBODY: Party = { accountId: '' as AccountId, disabled: false, places: [] };
