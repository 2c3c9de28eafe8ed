import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AccountId, MemberKind, OrganizationId } from '../../accounts/decide/account.ts';
import { makeInvitation } from '../../accounts/run/invitation.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import { administer } from './act.ts';
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

/** Asks the owner of an account to join, within an act. */
export async function askToJoin(
  deps: OrganizationsDeps,
  tx: Tx,
  id: OrganizationId,
  accountId: AccountId,
  kind: MemberKind,
): Promise<Result<'mailed', Refusal>> {
  const organization = await deps.organizations.byId(tx, id);
  if (organization === null) return because('organization-unknown');
  if (organization.disabledAt !== null) return because('organization-disabled');
  const record = await deps.accounts.byId(tx, accountId);
  if (record === null) return because('account-unknown');
  const memberships = await deps.memberships.membershipsOf(tx, accountId);
  const before = membershipIn(memberships, id);
  if (before !== null && before.acceptedAt !== null) return because('already-member');
  const now = deps.clock.now();
  const refusal =
    (await soloFull(deps.memberships, tx, organization, kind, accountId)) ??
    misfit(withAccepted(memberships, organization, kind, now));
  if (refusal !== null) return refusal;
  if (before === null) {
    const membership = { accountId, organizationId: id, kind, createdAt: now, acceptedAt: null };
    await deps.membershipWrites.insert(tx, membership);
  } else {
    // Asked again: the newest link and kind count.
    await deps.invitations.end(tx, accountId, id, now);
    await deps.membershipWrites.setKind(tx, accountId, id, kind);
  }
  const made = makeInvitation(deps, { record, organization, purpose: 'join', codeHash: null });
  await deps.invitations.insert(tx, made.invitation);
  await deps.acts.mail(tx, made.message);
  await note(deps, tx, 'member.added', id, accountId, { kind, invitationId: made.invitation.id });
  return ok('mailed');
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
  deps: OrganizationsDeps,
  tx: Tx,
  name: AuditName,
  organizationId: OrganizationId,
  accountId: AccountId,
  details: AuditDetails,
): Promise<void> {
  return deps.acts.audit(tx, deps.auditor.event({ name, accountId, actor: deps.by.id, organizationId, details }));
}
