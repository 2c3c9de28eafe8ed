import { randomBytes } from 'node:crypto';
import type {
  Account,
  AccountId,
  AuthenticatorId,
  DeviceId,
  MemberKind,
  OrganizationId,
} from '../../domain/accounts/decide/account.ts';
import type { AuditEvent } from '../../domain/audit/decide/event.ts';
import type { OutboxMessage } from '../../domain/mail/decide/message.ts';
import type { Mandate, Organization } from '../../domain/organizations/decide/mandate.ts';
import type { Session, SessionId } from '../../domain/sessions/decide/session.ts';
import type { Attempt, AuthenticatorRow, Device, StopLink } from '../../domain/sign-in/run/records.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { accountRow, mandateRow, organizationRow } from '../sql/rows.ts';
import type { Db } from '../sql/tx.ts';
import type { ResetCasesTable } from '../tables.ts';

/** The moment at which contract tests take place. */
export const NOW = 1_800_000_000_000;

/** An id that no other row has. */
export function freshId<Id extends string = string>(): Id {
  return randomBytes(12).toString('base64url') as Id;
}

/** Plants an account with its address, and returns it. */
export async function plantAccount(
  db: Db,
  over: Partial<Account> & { readonly address?: string; readonly confirmedAt?: number | null } = {},
): Promise<Account> {
  const id = freshId<AccountId>();
  const { address = `${id}@riverside.example`, confirmedAt = NOW, ...fields } = over;
  const account: Account = {
    id,
    name: 'Amara Okafor',
    locale: 'en',
    createdAt: NOW,
    disabledAt: null,
    lastSignInAt: null,
    preferredMethod: null,
    setUpFrozenAt: null,
    passwordResetByMailAt: null,
    ...fields,
  };
  await db
    .insertInto('accounts')
    .values(accountRow(account, `key of ${account.id}`))
    .execute();
  const canonical = address.toLowerCase();
  const row = { account_id: account.id, address, canonical, confirmed_at: confirmedAt };
  await db.insertInto('addresses').values(row).execute();
  return account;
}

/** A mandate as it is granted by default. */
export function mandate(over: Partial<Mandate> = {}): Mandate {
  return {
    grantedAt: NOW,
    coveredKinds: ['provider', 'staff', 'admin'],
    allowedMethods: ['totp', 'passkey', 'email-code', 'recovery-code'],
    dueAt: null,
    skips: 0,
    setUpProof: 'none',
    passkeyFirst: false,
    passAfterReset: true,
    ...over,
  };
}

/** Plants an organization, with its mandate where `over` has one, and returns it. */
export async function plantOrganization(db: Db, over: Partial<Organization> = {}): Promise<Organization> {
  const organization: Organization = {
    id: freshId<OrganizationId>(),
    name: 'Riverside Clinic',
    kind: 'clinic',
    support: null,
    idleMs: 30 * MINUTE_MS,
    absoluteMs: 720 * MINUTE_MS,
    passwordPreset: 'nist',
    workstationIdleMs: 5 * MINUTE_MS,
    createdAt: NOW,
    disabledAt: null,
    mandate: null,
    ...over,
  };
  await db.insertInto('organizations').values(organizationRow(organization)).execute();
  if (organization.mandate !== null) {
    await db
      .insertInto('mandates')
      .values(mandateRow(organization.id, 'system', organization.mandate))
      .execute();
  }
  return organization;
}

/** Plants a membership. */
export async function plantMembership(
  db: Db,
  accountId: AccountId,
  organizationId: OrganizationId,
  over: { readonly kind?: MemberKind; readonly acceptedAt?: number | null; readonly skipsUsed?: number } = {},
): Promise<void> {
  await db
    .insertInto('memberships')
    .values({
      account_id: accountId,
      organization_id: organizationId,
      kind: over.kind ?? 'provider',
      created_at: NOW,
      accepted_at: over.acceptedAt === undefined ? NOW : over.acceptedAt,
      skips_used: over.skipsUsed ?? 0,
    })
    .execute();
}

/** Plants a reset case that was carried out and got a pass, unless `over` says otherwise. */
export async function plantResetCase(
  db: Db,
  accountId: AccountId,
  over: Partial<ResetCasesTable> = {},
): Promise<ResetCasesTable> {
  const row: ResetCasesTable = {
    id: freshId(),
    account_id: accountId,
    version: 1,
    opened_by: 'support',
    opened_at: NOW,
    record_sealed: 'sealed',
    needs_approval: 0,
    hold_until: null,
    approved_by: null,
    approved_at: null,
    carried_out_by: 'support',
    carried_out_at: NOW,
    cancelled_at: null,
    vetoed_at: null,
    finished_at: null,
    pass_hash: 'hash of the pass',
    pass_expires_at: NOW + 10 * MINUTE_MS,
    passes_made: 1,
    pass_used_at: null,
    ...over,
  };
  await db.insertInto('reset_cases').values(row).execute();
  return row;
}

/** A fresh attempt of a browser, before anything was proved. */
export function attempt(over: Partial<Attempt> = {}): Attempt {
  return {
    id: freshId(),
    browserHash: freshId(),
    version: 1,
    createdAt: NOW,
    expiresAt: NOW + 15 * MINUTE_MS,
    endedAt: null,
    source: '203.0.113.7',
    accountId: null,
    addressSealed: null,
    addressMac: null,
    proofs: [],
    chosen: null,
    passwordWaitUntil: null,
    appKept: null,
    trustAnsweredAt: null,
    setUpPostponedAt: null,
    setUpNotice: null,
    purpose: 'session',
    demandedAcr: null,
    demandVoluntary: false,
    freshSince: null,
    freshBy: 'any',
    application: null,
    next: null,
    platformAuthenticator: false,
    pendingSealed: null,
    issued: null,
    codesIssued: 0,
    mailedAt: [],
    mailId: null,
    ...over,
  };
}

/** A live authenticator app. */
export function authenticator(accountId: AccountId, over: Partial<AuthenticatorRow> = {}): AuthenticatorRow {
  return {
    id: freshId<AuthenticatorId>(),
    accountId,
    kind: 'totp',
    externalId: null,
    label: 'Authenticator app',
    secretSealed: 'sealed',
    version: 1,
    boundAt: NOW,
    lastUsedAt: null,
    revokedAt: null,
    ...over,
  };
}

/** A browser that one account knows. */
export function device(accountId: AccountId, over: Partial<Device> = {}): Device {
  return {
    id: freshId<DeviceId>(),
    tokenHash: freshId(),
    accountId,
    passkeyId: null,
    offerTrustAgainAt: null,
    createdAt: NOW,
    lastUsedAt: NOW,
    browser: 'Firefox on Linux',
    ...over,
  };
}

/** A live session. */
export function session(accountId: AccountId, over: Partial<Session> = {}): Session {
  return {
    id: freshId<SessionId>(),
    tokenHash: freshId(),
    accountId,
    attemptId: freshId(),
    acr: 'aal2',
    amr: ['pwd', 'otp', 'mfa'],
    proofs: [{ method: 'password', authenticatorId: freshId<AuthenticatorId>(), at: NOW, userVerified: false }],
    startedAt: NOW,
    lastSeenAt: NOW,
    idleMs: 30 * MINUTE_MS,
    absoluteEndAt: NOW + 720 * MINUTE_MS,
    endedAt: null,
    endReason: null,
    browser: 'Firefox on Linux',
    sourceSealed: 'sealed address',
    ...over,
  };
}

/** A mailed "this was not me" link. */
export function stopLink(accountId: AccountId, over: Partial<StopLink> = {}): StopLink {
  return {
    id: freshId(),
    tokenHash: freshId(),
    accountId,
    caseId: null,
    createdAt: NOW,
    expiresAt: NOW + 60 * MINUTE_MS,
    usedAt: null,
    ...over,
  };
}

/** A mail that waits. */
export function message(accountId: AccountId | null, over: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: freshId(),
    accountId,
    to: { name: 'Amara Okafor', address: 'amara@riverside.example' },
    locale: 'en',
    content: { kind: 'reset-cancelled' },
    createdAt: NOW,
    notAfter: null,
    ...over,
  };
}

/** An event about an account. */
export function event(accountId: AccountId | null, over: Partial<AuditEvent> = {}): AuditEvent {
  return {
    id: freshId(),
    at: NOW,
    name: 'proof.ok',
    accountId,
    actor: 'claimant',
    organizationId: null,
    attemptId: null,
    details: { method: 'totp' },
    sealed: null,
    ...over,
  };
}
