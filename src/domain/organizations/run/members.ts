import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import { makeInvitation } from '../../accounts/run/invitation.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import { type ActDeps, administer } from './act.ts';
import type { OrganizationsDeps } from './deps.ts';
import { membershipIn, misfit, soloFull, withAccepted } from './fit.ts';
import { because, type Refusal } from './refusal.ts';

/** Who belongs to an organization. */
export interface Members {
  /** Mails an existing account a link; the membership is not in force until its owner accepts. */
  add(id: OrganizationId, accountId: AccountId, kind: MemberKind): Promise<Result<'mailed', Refusal>>;
  remove(id: OrganizationId, accountId: AccountId): Promise<Result<'removed', Refusal>>;
  setKind(id: OrganizationId, accountId: AccountId, kind: MemberKind): Promise<Result<'changed', Refusal>>;
}

/** Members for operators. */
export function createMembers(deps: OrganizationsDeps): Members {
  return {
    add: (id, accountId, kind) => add(deps, id, accountId, kind),
    remove: (id, accountId) => remove(deps, id, accountId),
    setKind: (id, accountId, kind) => setKind(deps, id, accountId, kind),
  };
}

function add(
  deps: OrganizationsDeps,
  id: OrganizationId,
  accountId: AccountId,
  kind: MemberKind,
): Promise<Result<'mailed', Refusal>> {
  const target = { kind: 'member', organizationId: id, accountId, becomes: kind } as const;
  return administer(deps, ['member.invite', target], (tx) => askToJoin(deps, tx, id, accountId, kind));
}

/** Somebody with an account, and the place that they are asked to take. */
export interface JoinRequest {
  readonly organizationId: OrganizationId;
  readonly accountId: AccountId;
  readonly kind: MemberKind;
  /** What `Passes.generate` gave for a code that opens their set-up once they have joined; null: none. */
  readonly codeHash: string | null;
}

/** A request that was mailed. `again`: an earlier one was waiting, and is over. */
export interface Requested {
  readonly invitationId: string;
  readonly again: boolean;
}

/** What asking somebody to join works with. */
export interface RequestDeps extends ActDeps {
  readonly organizations: Pick<OrganizationsDeps['organizations'], 'byId'>;
  readonly accounts: OrganizationsDeps['accounts'];
  readonly memberships: OrganizationsDeps['memberships'];
  readonly membershipWrites: Pick<OrganizationsDeps['membershipWrites'], 'insert' | 'setKind'>;
  readonly invitations: OrganizationsDeps['invitations'];
}

/** Asks the owner of an account to join, within an act. */
export async function askToJoin(
  deps: RequestDeps,
  tx: Tx,
  organizationId: OrganizationId,
  accountId: AccountId,
  kind: MemberKind,
): Promise<Result<'mailed', Refusal>> {
  const requested = await requestToJoin(deps, tx, { organizationId, accountId, kind, codeHash: null });
  if (!requested.ok) return requested;
  const { invitationId } = requested.value;
  await note(deps, tx, 'member.added', organizationId, accountId, { kind, invitationId });
  return ok('mailed');
}

/** As {@link askToJoin}, and leaves it to the caller to record it. */
export async function requestToJoin(
  deps: RequestDeps,
  tx: Tx,
  { organizationId: id, accountId, kind, codeHash }: JoinRequest,
): Promise<Result<Requested, Refusal>> {
  const organization = await deps.organizations.byId(tx, id);
  if (organization === null) return because('organization-unknown');
  if (organization.disabledAt !== null) return because('organization-disabled');
  const record = await deps.accounts.byId(tx, accountId);
  if (record === null) return because('account-unknown');
  const memberships = await deps.memberships.membershipsOf(tx, accountId);
  const before = membershipIn(memberships, id);
  if (before !== null && before.acceptedAt !== null) return because('already-member');
  const now = deps.clock.now();
  const after = withAccepted(memberships, organization, kind, now);
  const refusal =
    (await soloFull(deps.memberships, tx, organization, kind, accountId)) ??
    ((await sees(deps, tx, accountId)) ? misfit(after) : null);
  if (refusal !== null) return refusal;
  if (before === null) {
    const membership = { accountId, organizationId: id, kind, createdAt: now, acceptedAt: null };
    await deps.membershipWrites.insert(tx, membership);
  } else {
    // Asked again: the newest link and kind count.
    await deps.invitations.end(tx, accountId, id, now);
    await deps.membershipWrites.setKind(tx, accountId, id, kind);
  }
  const made = makeInvitation(deps, { record, organization, purpose: 'join', codeHash });
  await deps.invitations.insert(tx, made.invitation);
  await deps.acts.mail(tx, made.message);
  return ok({ invitationId: made.invitation.id, again: before !== null });
}

/** Whoever does not see an account does not learn from a refusal where else it belongs; its owner is refused when they accept. */
async function sees({ by }: RequestDeps, tx: Tx, accountId: AccountId): Promise<boolean> {
  return (await by.denial(tx, 'person.see', { kind: 'person', accountId })) === null;
}

function remove(
  deps: OrganizationsDeps,
  id: OrganizationId,
  accountId: AccountId,
): Promise<Result<'removed', Refusal>> {
  const target = { kind: 'member', organizationId: id, accountId } as const;
  return administer(deps, ['member.remove', target], async (tx) => {
    const removed = await deps.membershipWrites.remove(tx, accountId, id);
    if (!removed) return because('not-a-member');
    await deps.invitations.end(tx, accountId, id, deps.clock.now());
    await note(deps, tx, 'member.removed', id, accountId, {});
    return ok('removed');
  });
}

function setKind(
  deps: OrganizationsDeps,
  id: OrganizationId,
  accountId: AccountId,
  kind: MemberKind,
): Promise<Result<'changed', Refusal>> {
  const target = { kind: 'member', organizationId: id, accountId, becomes: kind } as const;
  return administer(deps, ['member.set-kind', target], async (tx) => {
    const memberships = await deps.memberships.membershipsOf(tx, accountId);
    const membership = membershipIn(memberships, id);
    if (membership === null) return because('not-a-member');
    if (membership.kind === kind) return because('unchanged');
    // Another kind may be covered by a mandate that the old one was not.
    const after = memberships.map((one) => (one.organization.id === id ? { ...one, kind } : one));
    const refusal = (await soloFull(deps.memberships, tx, membership.organization, kind, accountId)) ?? misfit(after);
    if (refusal !== null) return refusal;
    await deps.membershipWrites.setKind(tx, accountId, id, kind);
    await note(deps, tx, 'member.kind-changed', id, accountId, { from: membership.kind, to: kind });
    return ok('changed');
  });
}

function note(
  deps: ActDeps,
  tx: Tx,
  name: AuditName,
  organizationId: OrganizationId,
  accountId: AccountId,
  details: AuditDetails,
): Promise<void> {
  return deps.acts.audit(tx, deps.auditor.event({ name, accountId, actor: deps.by.id, organizationId, details }));
}
