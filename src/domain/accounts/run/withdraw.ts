import { ok, type Result } from '../../../platform/kernel/result.ts';
import { administer } from '../../organizations/run/act.ts';
import { membershipIn } from '../../organizations/run/fit.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import type { OrganizationId } from '../decide/account.ts';
import type { AccountsDeps } from './deps.ts';

/**
 * Takes an invitation back: its link and its code open nothing any more, and the place that was offered is gone. The same for
 * somebody new and for whoever has an account, so that it tells nobody which of the two it was.
 */
export function withdraw(
  deps: AccountsDeps,
  organizationId: OrganizationId,
  invitationId: string,
): Promise<Result<'withdrawn', Refusal>> {
  return administer(deps, ['member.invite', { kind: 'organization', organizationId }], async (tx) => {
    const now = deps.clock.now();
    const invitation = await deps.invitations.openById(tx, invitationId, now);
    if (invitation?.organizationId !== organizationId) return because('invitation-over');
    const { accountId, kind: becomes } = invitation;
    // Whoever may not give a place does not take it back either.
    const denial = await deps.by.denial(tx, 'member.invite', { kind: 'newcomer', organizationId, becomes });
    if (denial !== null) return because(denial);
    const membership = membershipIn(await deps.memberships.membershipsOf(tx, accountId), organizationId);
    if (membership?.acceptedAt === null) await deps.membershipWrites.remove(tx, accountId, organizationId);
    await deps.invitations.end(tx, accountId, organizationId, now);
    const event = { name: 'account.invitation-withdrawn', accountId, actor: deps.by.id, organizationId } as const;
    await deps.acts.audit(tx, deps.auditor.event({ ...event, details: { invitationId } }));
    return ok('withdrawn');
  });
}
