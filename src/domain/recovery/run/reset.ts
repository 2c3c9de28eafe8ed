import { ok, type Result, refused } from '../../../platform/kernel/result.ts';
import { HOUR_MS } from '../../../platform/kernel/time.ts';
import { newId } from '../../../platform/random.ts';
import type { AccountId } from '../../accounts/decide/account.ts';
import { canonicalAddress } from '../../accounts/run/address.ts';
import type { AccountSnapshot } from '../../sign-in/run/records.ts';
import { approvalRefusal, cancelRefusal } from '../decide/progress.ts';
import {
  CASE_LIFE_MS,
  HOLD_MAX_MS,
  RECORD_LENGTH_MAX,
  type ResetCase,
  type ResetRecord,
} from '../decide/reset-case.ts';
import { type CarriedOut, carryOut } from './carry-out.ts';
import { note, type RecoveryDeps, tellOwner, tellOwnerWithStop } from './deps.ts';
import { recordContext } from './desk.ts';
import { inTurn } from './in-turn.ts';
import { loadCase, needsSecond, permitted, type ResetRefusal } from './load-case.ts';

/** What an agent says when opening a case. */
export interface OpenInput extends ResetRecord {
  /** Whose sign-in is lost. */
  readonly address: string;
  /** Not carried out before so many hours have passed; null: no hold. */
  readonly holdHours: number | null;
}

/** Support resets (sign-in.md section C). Every `actor` was proved by the sign-in core, `aal2` at least. */
export interface Resets {
  /** Opens a case and mails the owner a link that stops it. */
  open(actor: AccountId, input: OpenInput): Promise<Result<ResetCase, ResetRefusal>>;
  /** A second operator agrees. Privileged accounts need it, and accounts whose set-up was frozen by a stop. */
  approve(actor: AccountId, caseId: string): Promise<Result<ResetCase, ResetRefusal>>;
  /** Takes away what was lost, in one transaction, and makes the first one-time pass; called again, makes the next one. */
  carryOut(actor: AccountId, caseId: string): Promise<Result<CarriedOut, ResetRefusal>>;
  /** Calls a case off that was not carried out. */
  cancel(actor: AccountId, caseId: string): Promise<Result<ResetCase, ResetRefusal>>;
}

/** The resets of an instance. */
export function createResets(deps: RecoveryDeps): Resets {
  return {
    open: (actor, input) => open(deps, actor, input),
    approve: (actor, caseId) => approve(deps, actor, caseId),
    carryOut: (actor, caseId) => carryOut(deps, actor, caseId),
    cancel: (actor, caseId) => cancel(deps, actor, caseId),
  };
}

async function open(deps: RecoveryDeps, actor: AccountId, input: OpenInput): Promise<Result<ResetCase, ResetRefusal>> {
  const record = recordOf(input);
  if (record === null) return refused('record-incomplete');
  const holdMs = input.holdHours === null ? null : input.holdHours * HOUR_MS;
  if (holdMs !== null && !(holdMs > 0 && holdMs <= HOLD_MAX_MS)) return refused('hold-out-of-range');
  const owner = await ownerOf(deps, input.address);
  const refusal = await permitted(deps, null, actor, 'reset.open', owner);
  if (refusal !== null) return refused(refusal);
  if (owner === null) return refused('account-unknown');
  if (owner.account.disabledAt !== null) return refused('account-disabled');
  const needsApproval = await needsSecond(deps, owner);
  const one = newCase(deps, { actor, owner, record, holdMs, needsApproval });
  const stored = await inTurn(deps, { agent: actor, what: 'reset.open', owner, counts: 'opened' }, async (tx) => {
    if (!(await deps.resetCases.insert(tx, one, one.openedAt - CASE_LIFE_MS))) return refused('already-open');
    const { id: caseId, holdUntil } = one;
    const text = JSON.stringify(record);
    await note(deps, tx, owner, { name: 'reset.opened', actor, details: { caseId, needsApproval, holdUntil }, text });
    await tellOwnerWithStop(deps, tx, owner, caseId, (path) => ({ kind: 'reset-opened', path, holdUntil }));
    return ok(one);
  });
  if (stored.ok) deps.kickOutbox();
  return stored;
}

async function approve(deps: RecoveryDeps, actor: AccountId, caseId: string): Promise<Result<ResetCase, ResetRefusal>> {
  const loaded = await loadCase(deps, actor, 'reset.approve', caseId);
  if (!loaded.ok) return loaded;
  const { one, owner } = loaded.value;
  const now = deps.clock.now();
  const refusal = approvalRefusal(one, loaded.value.needsSecond, actor, now);
  if (refusal !== null) return refused(refusal);
  const next = { ...one, version: one.version + 1, approvedBy: actor, approvedAt: now };
  return inTurn(deps, { agent: actor, what: 'reset.approve', owner, counts: null }, async (tx) => {
    if (!(await deps.resetCases.swap(tx, one.version, next))) return refused('changed-meanwhile');
    await note(deps, tx, owner, { name: 'reset.approved', actor, details: { caseId } });
    return ok(next);
  });
}

async function cancel(deps: RecoveryDeps, actor: AccountId, caseId: string): Promise<Result<ResetCase, ResetRefusal>> {
  const loaded = await loadCase(deps, actor, 'reset.cancel', caseId);
  if (!loaded.ok) return loaded;
  const { one, owner } = loaded.value;
  const refusal = cancelRefusal(one);
  if (refusal !== null) return refused(refusal);
  const next = { ...one, version: one.version + 1, cancelledAt: deps.clock.now() };
  const done = await inTurn(deps, { agent: actor, what: 'reset.cancel', owner, counts: null }, async (tx) => {
    if (!(await deps.resetCases.swap(tx, one.version, next))) return refused('changed-meanwhile');
    await note(deps, tx, owner, { name: 'reset.cancelled', actor, details: { caseId } });
    await tellOwner(deps, tx, owner, { kind: 'reset-cancelled' });
    return ok(next);
  });
  if (done.ok) deps.kickOutbox();
  return done;
}

async function ownerOf(deps: RecoveryDeps, typed: string): Promise<AccountSnapshot | null> {
  const address = canonicalAddress(typed);
  const id = address.ok ? await deps.reads.accountIdByAddress(address.value.canonical) : null;
  return id === null ? null : deps.reads.snapshot(id);
}

/** Null when a part is empty or too long. */
function recordOf({ reason, ticket, callBack, checklist }: ResetRecord): ResetRecord | null {
  const record = { reason: reason.trim(), ticket: ticket.trim(), callBack: callBack.trim(), checklist };
  const parts = [record.reason, record.ticket, record.callBack];
  return parts.every((part) => part !== '' && part.length <= RECORD_LENGTH_MAX) ? record : null;
}

function newCase(
  deps: RecoveryDeps,
  given: {
    readonly actor: AccountId;
    readonly owner: AccountSnapshot;
    readonly record: ResetRecord;
    readonly holdMs: number | null;
    readonly needsApproval: boolean;
  },
): ResetCase {
  const { actor, owner, record, holdMs, needsApproval } = given;
  const id = newId<string>(deps.random);
  const { account, auditKeySealed } = owner;
  const now = deps.clock.now();
  const recordSealed = deps.auditor.sealFor(account.id, auditKeySealed, JSON.stringify(record), recordContext(id));
  return {
    id,
    accountId: account.id,
    version: 1,
    openedBy: actor,
    openedAt: now,
    recordSealed,
    needsApproval,
    holdUntil: holdMs === null ? null : now + holdMs,
    approvedBy: null,
    approvedAt: null,
    carriedOutBy: null,
    carriedOutAt: null,
    cancelledAt: null,
    vetoedAt: null,
    finishedAt: null,
    passHash: null,
    passExpiresAt: null,
    passesMade: 0,
    passUsedAt: null,
  };
}
