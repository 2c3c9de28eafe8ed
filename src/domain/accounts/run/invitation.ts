import type { Clock } from '../../../platform/clock.ts';
import { sha256 } from '../../../platform/hashing.ts';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import { newId, newToken, type Random } from '../../../platform/random.ts';
import type { MailContent, OutboxMessage } from '../../mail/decide/message.ts';
import type { Organization } from '../../organizations/decide/mandate.ts';
import type { AccountRecord, Invitation, InvitationPurpose } from './ports.ts';

/** How long an invitation lives, and with it the code for set-up. */
export const INVITATION_LIFETIME_MS = 14 * DAY_MS;

/** Whom to invite, where, and what for. */
export interface InvitationInput {
  readonly record: AccountRecord;
  readonly organization: Organization;
  readonly purpose: Exclude<InvitationPurpose, 'set-up-code'>;
  readonly codeHash: string | null;
}

/** A new invitation with the mail that carries its link. The token is in the mail alone. */
export function makeInvitation(
  deps: { readonly clock: Clock; readonly random: Random },
  input: InvitationInput,
): { readonly invitation: Invitation; readonly message: OutboxMessage } {
  const token = newToken(deps.random);
  const invitation = makeRow(deps, input, sha256(token));
  const path = `/invitation/${token}`;
  const content: MailContent =
    input.purpose === 'join'
      ? { kind: 'join-organization', organization: input.organization.name, path }
      : { kind: 'invitation', organization: input.organization.name, path, code: null };
  return { invitation, message: mailTo(deps, input.record, content, invitation.expiresAt) };
}

/** A code for set-up without a link: nobody ever holds its token. */
export function makeSetUpCode(
  deps: { readonly clock: Clock; readonly random: Random },
  input: Omit<InvitationInput, 'purpose'>,
): Invitation {
  return makeRow(deps, { ...input, purpose: 'set-up-code' }, sha256(newToken(deps.random)));
}

/** A message to the owner of an account, to be rendered when it is handed over. `notAfter` null: it never gets too old. */
export function mailTo(
  deps: { readonly clock: Clock; readonly random: Random },
  record: AccountRecord,
  content: MailContent,
  notAfter: number | null,
): OutboxMessage {
  return {
    id: newId<string>(deps.random),
    accountId: record.account.id,
    to: { name: record.account.name, address: record.address.address },
    locale: record.account.locale,
    content,
    createdAt: deps.clock.now(),
    notAfter,
  };
}

function makeRow(
  deps: { readonly clock: Clock; readonly random: Random },
  input: Omit<InvitationInput, 'purpose'> & { readonly purpose: InvitationPurpose },
  tokenHash: string,
): Invitation {
  const now = deps.clock.now();
  return {
    id: newId<string>(deps.random),
    tokenHash,
    accountId: input.record.account.id,
    organizationId: input.organization.id,
    purpose: input.purpose,
    codeHash: input.codeHash,
    createdAt: now,
    expiresAt: now + INVITATION_LIFETIME_MS,
    usedAt: null,
  };
}
