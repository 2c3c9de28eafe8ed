import { sha256 } from '../../../platform/hashing.ts';
import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { Membership } from '../../organizations/decide/mandate.ts';
import { act } from '../../organizations/run/act.ts';
import { membershipIn, misfit, soloFull, withAccepted } from '../../organizations/run/fit.ts';
import type { At } from '../../organizations/run/ports.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import type { AccountId, Locale } from '../decide/account.ts';
import type { AccountsDeps } from './deps.ts';
import { passwordRow, secretOf, standsAlone } from './password.ts';
import type { AccountRecord, Invitation, InvitationPurpose } from './ports.ts';

/** What the page of an invitation shows. */
export interface InvitationView {
  readonly accountId: AccountId;
  readonly purpose: Exclude<InvitationPurpose, 'set-up-code'>;
  readonly organization: { readonly name: string; readonly support: string | null };
  readonly name: string;
  readonly address: string;
  readonly locale: Locale;
  /** Fewest characters the first password may have; null where none is to be chosen. */
  readonly passwordMinimum: number | null;
}

/** Invitations as their owner meets them: a GET looks, a POST uses the link up. */
export interface Invitations {
  /** Null: the link was used, replaced or never existed, or is over. Never writes. */
  look(token: string): Promise<InvitationView | null>;
  /** Sets the first password, confirms the address (the link was mailed there) and puts the membership in force. Signs nobody in. */
  choosePassword(token: string, password: string): Promise<Result<{ readonly accountId: AccountId }, Refusal>>;
  /** Puts one more membership in force, for the account's owner signed in: having the mailbox is not being its owner. */
  join(token: string, signedIn: AccountId): Promise<Result<{ readonly accountId: AccountId }, Refusal>>;
}

/** A link that still works, with all that surrounds it. */
interface Open {
  readonly invitation: Invitation;
  readonly purpose: InvitationView['purpose'];
  readonly record: AccountRecord;
  readonly membership: Membership;
  /** The account's memberships as they will be once this one is in force. */
  readonly after: readonly Membership[];
}

/** Builds what invitations lead to. */
export function createInvitations(deps: AccountsDeps): Invitations {
  return {
    async look(token) {
      const open = await opened(deps, null, token);
      if (open === null) return null;
      const { name, support } = open.membership.organization;
      const alone = standsAlone(open.after, deps.clock.now());
      return {
        accountId: open.record.account.id,
        purpose: open.purpose,
        organization: { name, support },
        name: open.record.account.name,
        address: open.record.address.address,
        locale: open.record.account.locale,
        passwordMinimum: open.purpose === 'choose-password' ? deps.passwords.minimum(alone) : null,
      };
    },
    choosePassword: (token, password) => choosePassword(deps, token, password),
    join: (token, signedIn) => join(deps, token, signedIn),
  };
}

async function choosePassword(
  deps: AccountsDeps,
  token: string,
  password: string,
): Promise<Result<{ readonly accountId: AccountId }, Refusal>> {
  const seen = await opened(deps, null, token);
  if (seen?.purpose !== 'choose-password') return because('invitation-over');
  const { account, address } = seen.record;
  const owner = { name: account.name, address: address.address, memberships: seen.after };
  const secret = await secretOf(deps, owner, password);
  if (!secret.ok) return secret;
  return act(deps, async (tx) => {
    const accepted = await accept(deps, tx, token, 'choose-password');
    if (!accepted.ok) return accepted;
    const { record, invitation } = accepted.value;
    const { id } = record.account;
    await deps.accountWrites.addAuthenticator(tx, passwordRow(deps, id, secret.value));
    await deps.accountWrites.setAddress(tx, id, { ...record.address, confirmedAt: deps.clock.now() });
    const details = { by: 'invitation', invitationId: invitation.id, addressConfirmed: true };
    await deps.acts.audit(tx, deps.auditor.event({ name: 'password.set', accountId: id, actor: id, details }));
    return ok({ accountId: id });
  });
}

async function join(
  deps: AccountsDeps,
  token: string,
  signedIn: AccountId,
): Promise<Result<{ readonly accountId: AccountId }, Refusal>> {
  const seen = await opened(deps, null, token);
  if (seen !== null && seen.record.account.id !== signedIn) return because('not-the-owner');
  return act(deps, async (tx) => {
    const accepted = await accept(deps, tx, token, 'join');
    return accepted.ok ? ok({ accountId: accepted.value.record.account.id }) : accepted;
  });
}

/** Uses the link up and puts its membership in force, unless that would leave the owner without a method. */
async function accept(
  deps: AccountsDeps,
  tx: Tx,
  token: string,
  purpose: InvitationView['purpose'],
): Promise<Result<Open, Refusal>> {
  const open = await opened(deps, tx, token);
  if (open?.purpose !== purpose) return because('invitation-over');
  const { invitation, membership } = open;
  const { accountId, organizationId } = invitation;
  const refusal =
    misfit(open.after) ?? (await soloFull(deps.memberships, tx, membership.organization, membership.kind, accountId));
  if (refusal !== null) return refusal;
  const now = deps.clock.now();
  if (!(await deps.invitations.use(tx, invitation.id, now))) return because('invitation-over');
  await deps.membershipWrites.accept(tx, accountId, organizationId, now);
  const details = { kind: membership.kind, invitationId: invitation.id };
  await deps.acts.audit(
    tx,
    deps.auditor.event({ name: 'member.accepted', accountId, actor: accountId, organizationId, details }),
  );
  return ok(open);
}

/** Finds what a token opens; null when it opens nothing any more. */
async function opened(deps: AccountsDeps, at: At, token: string): Promise<Open | null> {
  const invitation = await deps.invitations.byTokenHash(at, sha256(token));
  const now = deps.clock.now();
  if (invitation === null || invitation.usedAt !== null || invitation.expiresAt <= now) return null;
  if (invitation.purpose === 'set-up-code') return null;
  const record = await deps.accounts.byId(at, invitation.accountId);
  if (record === null || record.account.disabledAt !== null) return null;
  const memberships = await deps.memberships.membershipsOf(at, invitation.accountId);
  const membership = membershipIn(memberships, invitation.organizationId);
  if (membership === null || membership.organization.disabledAt !== null) return null;
  // The first password is set once: an older link must not replace it.
  if (invitation.purpose === 'choose-password' && (await hasPassword(deps, at, invitation.accountId))) return null;
  const after = withAccepted(memberships, membership.organization, membership.kind, now);
  return { invitation, purpose: invitation.purpose, record, membership, after };
}

/** Whether the account can be signed in to at all. */
export async function hasPassword(deps: Pick<AccountsDeps, 'accounts'>, at: At, id: AccountId): Promise<boolean> {
  return (await deps.accounts.authenticatorsOf(at, id)).some((row) => row.kind === 'password');
}
