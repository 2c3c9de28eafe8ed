import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { isPrivileged, type PermissionRefusal, permissionRefusal, type Standing } from '../decide/permission.ts';
import type { ProgressRefusal } from '../decide/progress.ts';
import type { ResetCase } from '../decide/reset-case.ts';
import type { RecoveryDeps } from './deps.ts';

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
  | 'changed-meanwhile';

/** A case with its owner, for an actor who may act on it. */
export interface LoadedCase {
  readonly one: ResetCase;
  readonly owner: AccountSnapshot;
}

/** Loads a case if `actor` may act on it today: places may have changed since it was opened. */
export async function loadCase(
  deps: RecoveryDeps,
  actor: AccountId,
  caseId: string,
): Promise<Result<LoadedCase, ResetRefusal>> {
  const one = await deps.resetCases.byId(caseId);
  const owner = one === null ? null : await deps.reads.snapshot(one.accountId);
  const refusal = await permitted(deps, actor, owner);
  if (refusal !== null) return refused(refusal);
  return one === null || owner === null ? refused('case-unknown') : ok({ one, owner });
}

/** Whether `actor` may act for `owner`. Asked first, so that nobody else learns which accounts and cases there are. */
export async function permitted(
  deps: RecoveryDeps,
  actor: AccountId,
  owner: AccountSnapshot | null,
): Promise<PermissionRefusal | null> {
  const acting = await deps.reads.snapshot(actor);
  if (acting === null) return 'not-an-operator';
  return permissionRefusal(standingOf(acting), owner === null ? NOBODY : standingOf(owner));
}

/** Whether a reset needs a second operator today: the account is privileged, or somebody said "this was not me". */
export function needsSecond(owner: AccountSnapshot): boolean {
  return isPrivileged(owner) || owner.account.setUpFrozenAt !== null;
}

const NOBODY: Standing = { accountId: '' as AccountId, disabled: false, memberships: [] };

function standingOf({ account, memberships }: AccountSnapshot): Standing {
  return { accountId: account.id, disabled: account.disabledAt !== null, memberships };
}
