import { ok, type Result } from '../../../platform/kernel/result.ts';
import type { Tx } from '../../../platform/kernel/tx.ts';
import { newId } from '../../../platform/random.ts';
import type { AuditDetails } from '../../audit/decide/event.ts';
import { combineMandates } from '../../organizations/decide/combine.ts';
import type { Membership, Organization } from '../../organizations/decide/mandate.ts';
import { type Asks, administer } from '../../organizations/run/act.ts';
import { membershipIn, soloFull, withAccepted } from '../../organizations/run/fit.ts';
import { requestToJoin } from '../../organizations/run/members.ts';
import { because, type Refusal } from '../../organizations/run/refusal.ts';
import { readableLine } from '../../organizations/run/terms.ts';
import type { AccountId, Locale, MemberKind, OrganizationId } from '../decide/account.ts';
import { canonicalAddress } from './address.ts';
import type { AccountsDeps } from './deps.ts';
import { makeInvitation, makeSetUpCode } from './invitation.ts';
import { hasPassword } from './invitations.ts';
import { passwordRow, secretOf } from './password.ts';
import type { AccountRecord, Address } from './ports.ts';

/** Who is to get an account, and as what in which organization. */
export interface Newcomer {
  readonly address: string;
  readonly name: string;
  readonly locale?: Locale;
  readonly organizationId: OrganizationId;
  readonly kind: MemberKind;
}

/** What became of an invitation. `code`: shown to the operator once, to be handed over another way than by mail. */
export interface Invited {
  readonly accountId: AccountId;
  /** False: the account was there and had no password yet; it got a new link, and older ones are over. */
  readonly created: boolean;
  readonly code: string | null;
}

/** A newcomer's input, checked. */
interface Checked {
  readonly address: Address;
  readonly name: string;
}

/** Makes an account and a membership that is in force once the mailed link is used; or mails a new link. */
export async function invite(deps: AccountsDeps, input: Newcomer): Promise<Result<Invited, Refusal>> {
  const checked = checkedNewcomer(input, null);
  if (!checked.ok) return checked;
  return administer(deps, asNewcomer(input), (tx) => inviteWithin(deps, tx, checked.value, input));
}

/**
 * As {@link invite}, and asks the owner of an account that is there already to join. Answer and audit row are alike, so that whoever
 * invites learns of no account that is not theirs to see; the owner is told by mail.
 */
export async function inviteOrAsk(
  deps: AccountsDeps,
  input: Newcomer,
): Promise<Result<Pick<Invited, 'code'>, Refusal>> {
  const checked = checkedNewcomer(input, null);
  if (!checked.ok) return checked;
  return administer(deps, asNewcomer(input), async (tx) => {
    const invited = await inviteWithin(deps, tx, checked.value, input);
    if (invited.ok) return ok({ code: invited.value.code });
    if (invited.error.reason !== 'address-taken') return invited;
    return ask(deps, tx, checked.value.address.canonical, input);
  });
}

async function inviteWithin(
  deps: AccountsDeps,
  tx: Tx,
  { address, name }: Checked,
  input: Newcomer,
): Promise<Result<Invited, Refusal>> {
  const found = await deps.accounts.byCanonical(tx, address.canonical);
  const place = await placeFor(deps, tx, input, found?.account.id ?? null);
  if (!place.ok) return place;
  if (found === null) {
    const record = await insertAccount(deps, tx, { address, name }, input.locale);
    await insertMembership(deps, tx, record.account.id, input, null);
    return ok(await mailLink(deps, tx, record, place.value, true));
  }
  if (!(await placeAgain(deps, tx, found.account.id, input))) return because('address-taken');
  await deps.invitations.end(tx, found.account.id, input.organizationId, deps.clock.now());
  return ok(await mailLink(deps, tx, found, place.value, false));
}

/** Asks the owner of an account to join; with a code where a newcomer would get one. */
async function ask(
  deps: AccountsDeps,
  tx: Tx,
  canonical: string,
  { organizationId, kind }: Newcomer,
): Promise<Result<Pick<Invited, 'code'>, Refusal>> {
  const found = await deps.accounts.byCanonical(tx, canonical);
  const organization = await deps.organizations.byId(tx, organizationId);
  if (found === null || organization === null) return because('account-unknown');
  const accountId = found.account.id;
  const alone = withAccepted([], organization, kind, deps.clock.now());
  const pass = asksForCode(alone, deps.clock.now()) ? deps.passes.generate() : null;
  const codeHash = pass?.hash ?? null;
  const requested = await requestToJoin(deps, tx, { organizationId, accountId, kind, codeHash });
  if (!requested.ok) return requested;
  const { again, invitationId } = requested.value;
  const details = { again, code: pass !== null, mailed: true, invitationId };
  await note(deps, tx, 'account.invited', accountId, organizationId, details);
  return ok({ code: pass?.code ?? null });
}

/** Makes an account that can be signed in to at once, with a password that an operator knows. */
export async function create(
  deps: AccountsDeps,
  input: Newcomer & { readonly password: string; readonly addressConfirmed: boolean },
): Promise<Result<{ readonly accountId: AccountId }, Refusal>> {
  const now = deps.clock.now();
  const checked = checkedNewcomer(input, input.addressConfirmed ? now : null);
  if (!checked.ok) return checked;
  const { name, address } = checked.value;
  const organization = await deps.organizations.byId(null, input.organizationId);
  if (organization === null) return because('organization-unknown');
  const memberships = withAccepted([], organization, input.kind, now);
  const secret = await secretOf(deps, { name, address: address.address, memberships }, input.password);
  if (!secret.ok) return secret;
  return administer(deps, asNewcomer(input), async (tx) => {
    const place = await placeFor(deps, tx, input, null);
    if (!place.ok) return place;
    if ((await deps.accounts.byCanonical(tx, address.canonical)) !== null) return because('address-taken');
    const record = await insertAccount(deps, tx, checked.value, input.locale);
    const { id } = record.account;
    await insertMembership(deps, tx, id, input, now);
    await deps.accountWrites.addAuthenticator(tx, passwordRow(deps, id, secret.value));
    const details = { kind: input.kind, addressConfirmed: input.addressConfirmed };
    await note(deps, tx, 'account.created', id, input.organizationId, details);
    return ok({ accountId: id });
  });
}

/**
 * Makes a new code for set-up that an operator hands over: where an organization asks for one, or after a long absence.
 * Earlier codes of this account in this organization are over.
 */
export async function makeCode(
  deps: AccountsDeps,
  accountId: AccountId,
  organizationId: OrganizationId,
): Promise<Result<{ readonly code: string }, Refusal>> {
  return administer(deps, ['member.invite', { kind: 'member', organizationId, accountId }], async (tx) => {
    const record = await deps.accounts.byId(tx, accountId);
    if (record === null) return because('account-unknown');
    const membership = membershipIn(await deps.memberships.membershipsOf(tx, accountId), organizationId);
    if (membership === null || membership.acceptedAt === null) return because('not-a-member');
    const pass = deps.passes.generate();
    const row = makeSetUpCode(deps, { record, organization: membership.organization, codeHash: pass.hash });
    await deps.invitations.end(tx, accountId, organizationId, deps.clock.now());
    await deps.invitations.insert(tx, row);
    const details = { again: true, code: true, mailed: false, invitationId: row.id };
    await note(deps, tx, 'account.invited', accountId, organizationId, details);
    return ok({ code: pass.code });
  });
}

function asNewcomer({ organizationId, kind }: Newcomer): Asks {
  return ['member.invite', { kind: 'newcomer', organizationId, becomes: kind }];
}

function checkedNewcomer(input: Newcomer, confirmedAt: number | null): Result<Checked, Refusal> {
  const address = canonicalAddress(input.address);
  if (!address.ok) return because('address-malformed');
  const name = readableLine(input.name);
  return name === null ? because('name-malformed') : ok({ address: { ...address.value, confirmedAt }, name });
}

/** The organization, if somebody new may be placed there. */
async function placeFor(
  deps: AccountsDeps,
  tx: Tx,
  input: Newcomer,
  accountId: AccountId | null,
): Promise<Result<Organization, Refusal>> {
  const organization = await deps.organizations.byId(tx, input.organizationId);
  if (organization === null) return because('organization-unknown');
  if (organization.disabledAt !== null) return because('organization-disabled');
  const full = await soloFull(deps.memberships, tx, organization, input.kind, accountId);
  return full ?? ok(organization);
}

/**
 * Offers the place once more to somebody without a password: the newest kind counts. Also to whoever has no place at all, since their
 * only invitation was withdrawn. False: it is an account that somebody has.
 */
async function placeAgain(deps: AccountsDeps, tx: Tx, accountId: AccountId, input: Newcomer): Promise<boolean> {
  const memberships = await deps.memberships.membershipsOf(tx, accountId);
  const membership = membershipIn(memberships, input.organizationId);
  if ((memberships.length > 0 && membership === null) || (await hasPassword(deps, tx, accountId))) return false;
  if (membership === null) await insertMembership(deps, tx, accountId, input, null);
  else if (membership.acceptedAt === null)
    await deps.membershipWrites.setKind(tx, accountId, input.organizationId, input.kind);
  return true;
}

async function mailLink(
  deps: AccountsDeps,
  tx: Tx,
  record: AccountRecord,
  organization: Organization,
  created: boolean,
): Promise<Invited> {
  const accountId = record.account.id;
  const memberships = await deps.memberships.membershipsOf(tx, accountId);
  const pass = needsCode(memberships, organization, deps.clock.now()) ? deps.passes.generate() : null;
  const codeHash = pass?.hash ?? null;
  const made = makeInvitation(deps, { record, organization, purpose: 'choose-password', codeHash });
  await deps.invitations.insert(tx, made.invitation);
  await deps.acts.mail(tx, made.message);
  const details = { again: !created, code: pass !== null, mailed: true, invitationId: made.invitation.id };
  await note(deps, tx, 'account.invited', accountId, organization.id, details);
  return { accountId, created, code: pass?.code ?? null };
}

/** Whether set-up will ask for an invitation code once this membership is in force. */
function needsCode(memberships: readonly Membership[], organization: Organization, now: number): boolean {
  const membership = membershipIn(memberships, organization.id);
  if (membership === null) return false;
  return asksForCode(withAccepted(memberships, membership.organization, membership.kind, now), now);
}

function asksForCode(memberships: readonly Membership[], now: number): boolean {
  return combineMandates(memberships, now)?.setUpProof === 'invitation-code';
}

/** Stores a new account, without any way to sign in to it yet. */
export async function insertAccount(
  deps: Pick<AccountsDeps, 'random' | 'clock' | 'auditor' | 'accountWrites'>,
  tx: Tx,
  { name, address }: { readonly name: string; readonly address: Address },
  locale: Locale = 'en',
): Promise<AccountRecord> {
  const id = newId<AccountId>(deps.random);
  const record: AccountRecord = {
    account: {
      id,
      name,
      locale,
      createdAt: deps.clock.now(),
      disabledAt: null,
      lastSignInAt: null,
      preferredMethod: null,
      setUpFrozenAt: null,
      passwordResetByMailAt: null,
    },
    address,
    auditKeySealed: deps.auditor.newKey(id),
  };
  await deps.accountWrites.insert(tx, record);
  return record;
}

function insertMembership(
  deps: AccountsDeps,
  tx: Tx,
  accountId: AccountId,
  { organizationId, kind }: Newcomer,
  acceptedAt: number | null,
): Promise<void> {
  const createdAt = deps.clock.now();
  return deps.membershipWrites.insert(tx, { accountId, organizationId, kind, createdAt, acceptedAt });
}

function note(
  deps: AccountsDeps,
  tx: Tx,
  name: 'account.created' | 'account.invited',
  accountId: AccountId,
  organizationId: OrganizationId,
  details: AuditDetails,
): Promise<void> {
  return deps.acts.audit(tx, deps.auditor.event({ name, accountId, actor: deps.by.id, organizationId, details }));
}
