import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import type { AuditDetails, AuditName } from '../../audit/decide/event.ts';
import type { Membership } from '../../organizations/decide/mandate.ts';
import { administer } from '../../organizations/run/act.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import type { AuthenticatorRow } from '../../sign-in/run/records.ts';
import type { AccountId, OrganizationId } from '../decide/account.ts';
import { canonicalAddress } from './address.ts';
import { create, type Invited, invite, inviteOrAsk, makeCode, type Newcomer } from './admit.ts';
import type { AccountsDeps } from './deps.ts';
import { mailTo } from './invitation.ts';
import type { AccountRecord } from './ports.ts';
import { withdraw } from './withdraw.ts';

/** An account with all that an operator asks about it. */
export interface AccountOverview {
  readonly record: AccountRecord;
  readonly memberships: readonly Membership[];
  readonly authenticators: readonly Pick<AuthenticatorRow, 'id' | 'kind' | 'label' | 'boundAt' | 'lastUsedAt'>[];
}

/** What ended when an account was disabled or deleted. */
export interface Ended {
  readonly attempts: number;
  readonly sessions: number;
}

/** Accounts for operators. */
export interface Accounts {
  invite(input: Newcomer): Promise<Result<Invited, Refusal>>;
  /** As {@link invite}; the owner of an account that is there already is asked to join. Which of the two it was is not told. */
  inviteOrAsk(input: Newcomer): Promise<Result<Pick<Invited, 'code'>, Refusal>>;
  /** Takes an open invitation of an organization back. */
  withdraw(organizationId: OrganizationId, invitationId: string): Promise<Result<'withdrawn', Refusal>>;
  create(
    input: Newcomer & { readonly password: string; readonly addressConfirmed: boolean },
  ): Promise<Result<{ readonly accountId: AccountId }, Refusal>>;
  /** A new code for set-up, to be handed over another way than by mail. */
  makeCode(accountId: AccountId, organizationId: OrganizationId): Promise<Result<{ readonly code: string }, Refusal>>;
  /** Of one organization, or all (null), by address. */
  list(organizationId: OrganizationId | null): Promise<readonly AccountRecord[]>;
  /** By id or by address. */
  find(idOrAddress: string): Promise<AccountRecord | null>;
  show(id: AccountId): Promise<AccountOverview | null>;
  enable(id: AccountId): Promise<Result<'enabled', Refusal>>;
  /** Ends sessions and attempts in the same transaction. */
  disable(id: AccountId): Promise<Result<Ended, Refusal>>;
  /** Mails the old and the new address. Sessions, attempts and open invitations end: they may rest on the old mailbox. */
  setAddress(id: AccountId, typed: string, confirmed: boolean): Promise<Result<{ readonly address: string }, Refusal>>;
  /** Forgets the person and frees the address. The audit trail stays, its sealed text unreadable; the id is never used again. */
  delete(id: AccountId): Promise<Result<Ended, Refusal>>;
}

/** Builds the use cases of accounts. */
export function createAccounts(deps: AccountsDeps): Accounts {
  return {
    invite: (input) => invite(deps, input),
    inviteOrAsk: (input) => inviteOrAsk(deps, input),
    withdraw: (organizationId, invitationId) => withdraw(deps, organizationId, invitationId),
    create: (input) => create(deps, input),
    makeCode: (accountId, organizationId) => makeCode(deps, accountId, organizationId),
    list: (organizationId) => deps.accounts.list(null, organizationId),
    async find(idOrAddress) {
      const address = canonicalAddress(idOrAddress);
      return address.ok
        ? deps.accounts.byCanonical(null, address.value.canonical)
        : deps.accounts.byId(null, idOrAddress as AccountId);
    },
    show: (id) => show(deps, id),
    enable: (id) => enable(deps, id),
    disable: (id) => disable(deps, id),
    setAddress: (id, typed, confirmed) => setAddress(deps, id, typed, confirmed),
    delete: (id) => erase(deps, id),
  };
}

async function show(deps: AccountsDeps, id: AccountId): Promise<AccountOverview | null> {
  const record = await deps.accounts.byId(null, id);
  if (record === null) return null;
  const memberships = await deps.memberships.membershipsOf(null, id);
  const rows = await deps.accounts.authenticatorsOf(null, id);
  const authenticators = rows.map(({ id: rowId, kind, label, boundAt, lastUsedAt }) => {
    return { id: rowId, kind, label, boundAt, lastUsedAt };
  });
  return { record, memberships, authenticators };
}

function enable(deps: AccountsDeps, id: AccountId): Promise<Result<'enabled', Refusal>> {
  return administer(deps, ['person.disable', { kind: 'person', accountId: id }], async (tx) => {
    const record = await deps.accounts.byId(tx, id);
    if (record === null) return because('account-unknown');
    if (record.account.disabledAt === null) return because('unchanged');
    await deps.accountWrites.setDisabled(tx, id, null);
    await note(deps, tx, 'account.enabled', id, {});
    return ok('enabled');
  });
}

function disable(deps: AccountsDeps, id: AccountId): Promise<Result<Ended, Refusal>> {
  return administer(deps, ['person.disable', { kind: 'person', accountId: id }], async (tx) => {
    const record = await deps.accounts.byId(tx, id);
    if (record === null) return because('account-unknown');
    if (record.account.disabledAt !== null) return because('unchanged');
    const now = deps.clock.now();
    await deps.accountWrites.setDisabled(tx, id, now);
    const ended = await deps.accountWrites.endAccess(tx, id, now, 'disabled');
    await note(deps, tx, 'account.disabled', id, { ...ended });
    return ok(ended);
  });
}

async function setAddress(
  deps: AccountsDeps,
  id: AccountId,
  typed: string,
  confirmed: boolean,
): Promise<Result<{ readonly address: string }, Refusal>> {
  const read = canonicalAddress(typed);
  if (!read.ok) return because('address-malformed');
  const { address, canonical } = read.value;
  return administer(deps, ['person.set-address', { kind: 'person', accountId: id }], async (tx) => {
    const record = await deps.accounts.byId(tx, id);
    if (record === null) return because('account-unknown');
    const now = deps.clock.now();
    const moves = record.address.address !== address;
    if (!moves && (!confirmed || record.address.confirmedAt !== null)) return because('unchanged');
    const holder = await deps.accounts.byCanonical(tx, canonical);
    if (holder !== null && holder.account.id !== id) return because('address-taken');
    const after = { ...record, address: { address, canonical, confirmedAt: confirmed ? now : null } };
    await deps.accountWrites.setAddress(tx, id, after.address);
    if (moves) await leaveMailbox(deps, tx, record, after);
    await note(deps, tx, 'account.address-changed', id, { moved: moves, confirmed });
    return ok({ address });
  });
}

/** Tells both mailboxes, and ends whatever trusted the old one: links mailed there and codes typed from there. */
async function leaveMailbox(deps: AccountsDeps, tx: Tx, before: AccountRecord, after: AccountRecord): Promise<void> {
  const { id } = before.account;
  const now = deps.clock.now();
  await deps.invitations.end(tx, id, null, now);
  await deps.accountWrites.endAccess(tx, id, now, 'address-changed');
  const content = { kind: 'address-changed', newAddress: after.address.address } as const;
  for (const record of [before, after]) await deps.acts.mail(tx, mailTo(deps, record, content, null));
}

function erase(deps: AccountsDeps, id: AccountId): Promise<Result<Ended, Refusal>> {
  return administer(deps, ['person.delete', { kind: 'person', accountId: id }], async (tx) => {
    if ((await deps.accounts.byId(tx, id)) === null) return because('account-unknown');
    const now = deps.clock.now();
    const ended = await deps.accountWrites.endAccess(tx, id, now, 'deleted');
    await deps.accountWrites.erase(tx, id, now);
    await note(deps, tx, 'account.deleted', id, { ...ended });
    return ok(ended);
  });
}

function note(deps: AccountsDeps, tx: Tx, name: AuditName, accountId: AccountId, details: AuditDetails): Promise<void> {
  return deps.acts.audit(tx, deps.auditor.event({ name, accountId, actor: deps.by.id, details }));
}
