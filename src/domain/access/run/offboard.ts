import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { Signer } from '../../../platform/signing.ts';
import type { AccountId, OrganizationId } from '../../accounts/decide/account.ts';
import type { AccountReads } from '../../accounts/run/ports.ts';
import type { AuditDetails, AuditEvent, AuditName } from '../../audit/decide/event.ts';
import type { AuditReads } from '../../audit/run/ports.ts';
import type { Membership } from '../../organizations/decide/mandate.ts';
import { type Asks, administer } from '../../organizations/run/act.ts';
import type { MembershipReads, MembershipWrites } from '../../organizations/run/ports.ts';
import { because, type PlainReason, type Refusal } from '../../organizations/run/refusal.ts';
import type { AccessDeps } from './end.ts';
import { type Receipt, receiptOf } from './receipt.ts';

/** From where somebody leaves: one organization, or everything. */
export type LeavesFrom = OrganizationId | 'everything';

/** What leaving will do, to be read before. */
export interface Leaving {
  readonly membershipEnds: boolean;
  /** Nothing else is left, so the account is disabled. */
  readonly accountDisabled: boolean;
}

/** One call for whoever leaves. */
export interface Offboarding {
  /**
   * Ends all that could let the person in, in one transaction, and the membership; or disables the account, when it leaves
   * everything or belongs nowhere else. Called again, it answers with the receipt of the first time.
   */
  offboard(id: AccountId, from: LeavesFrom): Promise<Result<Receipt, Refusal>>;
}

/** What it works with. */
export interface OffboardingDeps extends AccessDeps {
  readonly accounts: Pick<AccountReads, 'byId'>;
  readonly memberships: Pick<MembershipReads, 'membershipsOf'>;
  readonly membershipWrites: Pick<MembershipWrites, 'remove'>;
  readonly auditReads: Pick<AuditReads, 'newest'>;
  readonly signer: Pick<Signer, 'keyId' | 'sign'>;
}

/** For whoever acts. */
export function createOffboarding(deps: OffboardingDeps): Offboarding {
  return {
    async offboard(id, from) {
      const earlier = await earlierOf(deps, id, from);
      const done = await administer(deps, asksOf(id, from), (tx) => leave(deps, tx, id, from, earlier));
      return done.ok ? ok(receiptFor(deps, done.value)) : done;
    },
  };
}

/** What leaving will do to an account with these memberships. */
export function leavingOf(
  memberships: readonly { readonly organization: { readonly id: OrganizationId } }[],
  from: LeavesFrom,
): Leaving {
  const elsewhere = memberships.some(({ organization }) => organization.id !== from);
  return { membershipEnds: from !== 'everything', accountDisabled: from === 'everything' || !elsewhere };
}

async function leave(
  deps: OffboardingDeps,
  tx: Tx,
  id: AccountId,
  from: LeavesFrom,
  earlier: AuditEvent | null,
): Promise<Result<AuditEvent, Refusal>> {
  const refusal = (reason: PlainReason) => because(reason);
  const record = await deps.accounts.byId(tx, id);
  if (record === null) return refusal('account-unknown');
  const memberships = await deps.memberships.membershipsOf(tx, id);
  const leaving = leavingOf(memberships, from);
  const { disabledAt } = record.account;
  if (from !== 'everything' && !isIn(memberships, from)) {
    return earlier === null ? refusal('not-a-member') : ok(earlier);
  }
  if (from !== 'everything' && leaving.accountDisabled) {
    const denial = await deps.by.denial(tx, 'person.disable', { kind: 'person', accountId: id });
    if (denial !== null) return refusal(denial);
  }
  const now = deps.clock.now();
  const left = await deps.accessEnds.everything(
    tx,
    id,
    leaving.accountDisabled || from === 'everything' ? null : from,
    now,
  );
  const nothing = Object.values(left).every((count) => count === 0);
  // Disabled since then: it is the same leave, asked for twice.
  if (from === 'everything' && nothing && isSince(earlier, disabledAt)) return ok(earlier);
  await takePlace(deps, tx, id, from, leaving.accountDisabled && disabledAt === null ? now : null);
  const details = { membershipEnded: leaving.membershipEnds, accountDisabled: leaving.accountDisabled, ...left };
  const event = noted(deps, 'account.offboarded', id, from, details);
  await deps.acts.audit(tx, event);
  return ok(event);
}

/** Who was asked to join and has not accepted is not in: asking would else let an organization end what is held elsewhere. */
function isIn(memberships: readonly Membership[], from: OrganizationId): boolean {
  return memberships.some(({ organization, acceptedAt }) => organization.id === from && acceptedAt !== null);
}

/** Ends the membership and takes the account out of use, each with a row of its own as elsewhere. */
async function takePlace(
  deps: OffboardingDeps,
  tx: Tx,
  id: AccountId,
  from: LeavesFrom,
  disabledAt: EpochMs | null,
): Promise<void> {
  if (from !== 'everything') {
    await deps.membershipWrites.remove(tx, id, from);
    await deps.acts.audit(tx, noted(deps, 'member.removed', id, from, {}));
  }
  if (disabledAt !== null) {
    await deps.accountWrites.setDisabled(tx, id, disabledAt);
    await deps.acts.audit(tx, noted(deps, 'account.disabled', id, 'everything', {}));
  }
}

function asksOf(accountId: AccountId, from: LeavesFrom): Asks {
  return from === 'everything'
    ? ['person.disable', { kind: 'person', accountId }]
    : ['member.remove', { kind: 'member', organizationId: from, accountId }];
}

async function earlierOf(deps: OffboardingDeps, accountId: AccountId, from: LeavesFrom): Promise<AuditEvent | null> {
  const rows = await deps.auditReads.newest({ accountId, name: 'account.offboarded' }, EARLIER_MAX);
  return rows.find(({ organizationId }) => organizationId === (from === 'everything' ? null : from)) ?? null;
}

/** Nobody leaves more often than that without somebody looking. */
const EARLIER_MAX = 50;

function isSince(earlier: AuditEvent | null, disabledAt: EpochMs | null): earlier is AuditEvent {
  return earlier !== null && disabledAt !== null && earlier.at >= disabledAt;
}

function receiptFor(deps: OffboardingDeps, event: AuditEvent): Receipt {
  const receipt = receiptOf(event, deps.signer);
  if (receipt === null) throw new Error('access: an offboarding without its row');
  return receipt;
}

function noted(
  deps: OffboardingDeps,
  name: AuditName,
  accountId: AccountId,
  from: LeavesFrom,
  details: AuditDetails,
): AuditEvent {
  const organizationId = from === 'everything' ? null : from;
  return deps.auditor.event({ name, accountId, actor: deps.by.id, organizationId, details });
}
