import type { Insertable, Selectable } from 'kysely';
import type {
  Account,
  AccountId,
  AuthenticatorId,
  Locale,
  MemberKind,
  OrganizationId,
} from '../../domain/accounts/decide/account.ts';
import type { MethodKind } from '../../domain/methods/decide/traits.ts';
import type { Branding, LogoId } from '../../domain/organizations/decide/branding.ts';
import type { HexColor } from '../../domain/organizations/decide/colors.ts';
import {
  type Mandate,
  type Membership,
  type Organization,
  type OrganizationKind,
  type PasswordPreset,
  type SelectableMethod,
  type SetUpProof,
  WORKSTATION_IDLE_MS,
} from '../../domain/organizations/decide/mandate.ts';
import type { AuthenticatorRow, StopLink } from '../../domain/sign-in/run/records.ts';
import type {
  AccountsTable,
  AuthenticatorsTable,
  MandatesTable,
  MembershipsTable,
  OrganizationsTable,
  StopLinksTable,
} from '../tables.ts';
import type { Db } from './tx.ts';

/** An organization's columns beside its mandate's, all null where none was granted. */
export type OrganizationWithMandate = Selectable<OrganizationsTable> & {
  readonly [Column in keyof Omit<MandatesTable, 'organization_id'>]: MandatesTable[Column] | null;
};

const ORGANIZATION_COLUMNS = [
  'organizations.id',
  'organizations.name',
  'organizations.kind',
  'organizations.support',
  'organizations.idle_ms',
  'organizations.absolute_ms',
  'organizations.password_preset',
  'organizations.workstation_idle_ms',
  'organizations.console_acr',
  'organizations.admin_resets',
  'organizations.display_name',
  'organizations.brand_color',
  'organizations.logo_id',
  'organizations.logo_width',
  'organizations.logo_height',
  'organizations.created_at',
  'organizations.disabled_at',
] as const;

const MANDATE_COLUMNS = [
  'mandates.granted_at',
  'mandates.granted_by',
  'mandates.covered_kinds',
  'mandates.allowed_methods',
  'mandates.due_at',
  'mandates.skips',
  'mandates.set_up_proof',
  'mandates.passkey_first',
  'mandates.pass_after_reset',
] as const;

/** Organizations with their mandates; narrow it with `where`, then map rows with {@link organizationOf}. */
export function selectOrganizations(db: Db) {
  return db
    .selectFrom('organizations')
    .leftJoin('mandates', 'mandates.organization_id', 'organizations.id')
    .select([...ORGANIZATION_COLUMNS, ...MANDATE_COLUMNS]);
}

/** Memberships with their organizations and mandates; map rows with {@link membershipOf}. */
export function selectMemberships(db: Db) {
  return db
    .selectFrom('memberships')
    .innerJoin('organizations', 'organizations.id', 'memberships.organization_id')
    .leftJoin('mandates', 'mandates.organization_id', 'organizations.id')
    .select([...ORGANIZATION_COLUMNS, ...MANDATE_COLUMNS])
    .select(['memberships.kind as member_kind', 'memberships.accepted_at', 'memberships.skips_used']);
}

/** The organization of a joined row. */
export function organizationOf(row: OrganizationWithMandate): Organization {
  return {
    id: row.id as OrganizationId,
    name: row.name,
    kind: row.kind as OrganizationKind,
    support: row.support,
    idleMs: row.idle_ms,
    absoluteMs: row.absolute_ms,
    passwordPreset: row.password_preset as PasswordPreset,
    workstationIdleMs: row.workstation_idle_ms,
    ...(row.console_acr === 'phr' ? { consoleAcr: 'phr' as const } : {}),
    ...(row.admin_resets === 1 ? { adminResets: true } : {}),
    ...brandingOf(row),
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    mandate: row.granted_at === null ? null : mandateOf(row as Omit<MandatesTable, 'organization_id'>),
  };
}

/** Left out where an organization shows nothing but its name. */
function brandingOf(row: OrganizationWithMandate): { readonly branding?: Branding } {
  const { logo_id, logo_width, logo_height } = row;
  const size = logo_width === null || logo_height === null ? null : { width: logo_width, height: logo_height };
  const logo = logo_id === null || size === null ? null : { id: logo_id as LogoId, ...size };
  const branding = { displayName: row.display_name, color: row.brand_color as HexColor | null, logo };
  return Object.values(branding).every((value) => value === null) ? {} : { branding };
}

/** The membership of a joined row. */
export function membershipOf(
  row: OrganizationWithMandate &
    Pick<MembershipsTable, 'accepted_at' | 'skips_used'> & { readonly member_kind: string },
): Membership {
  return {
    organization: organizationOf(row),
    kind: row.member_kind as MemberKind,
    acceptedAt: row.accepted_at,
    skipsUsed: row.skips_used,
  };
}

/** The mandate of a row. */
export function mandateOf(row: Omit<MandatesTable, 'organization_id'>): Mandate {
  return {
    grantedAt: row.granted_at,
    coveredKinds: JSON.parse(row.covered_kinds) as MemberKind[],
    allowedMethods: JSON.parse(row.allowed_methods) as SelectableMethod[],
    dueAt: row.due_at,
    skips: row.skips,
    setUpProof: row.set_up_proof as SetUpProof,
    passkeyFirst: row.passkey_first === 1,
    passAfterReset: row.pass_after_reset === 1,
  };
}

/** The row of a mandate. */
export function mandateRow(organizationId: OrganizationId, grantedBy: string, mandate: Mandate): MandatesTable {
  return {
    organization_id: organizationId,
    granted_at: mandate.grantedAt,
    granted_by: grantedBy,
    covered_kinds: JSON.stringify(mandate.coveredKinds),
    allowed_methods: JSON.stringify(mandate.allowedMethods),
    due_at: mandate.dueAt,
    skips: mandate.skips,
    set_up_proof: mandate.setUpProof,
    passkey_first: mandate.passkeyFirst ? 1 : 0,
    pass_after_reset: mandate.passAfterReset ? 1 : 0,
  };
}

/** The row of an organization, its mandate apart. */
export function organizationRow(organization: Omit<Organization, 'mandate'>): Insertable<OrganizationsTable> {
  return {
    id: organization.id,
    name: organization.name,
    kind: organization.kind,
    support: organization.support,
    idle_ms: organization.idleMs,
    absolute_ms: organization.absoluteMs,
    password_preset: organization.passwordPreset,
    workstation_idle_ms: organization.workstationIdleMs ?? WORKSTATION_IDLE_MS,
    console_acr: organization.consoleAcr === 'phr' ? 'phr' : null,
    admin_resets: organization.adminResets === true ? 1 : 0,
    created_at: organization.createdAt,
    disabled_at: organization.disabledAt,
  };
}

/** The account of a row. */
export function accountOf(row: Omit<Selectable<AccountsTable>, 'deleted_at' | 'audit_key_sealed'>): Account {
  return {
    id: row.id as AccountId,
    name: row.name,
    locale: row.locale as Locale,
    createdAt: row.created_at,
    disabledAt: row.disabled_at,
    lastSignInAt: row.last_sign_in_at,
    preferredMethod: row.preferred_method,
    setUpFrozenAt: row.set_up_frozen_at,
    passwordResetByMailAt: row.password_reset_by_mail_at,
  };
}

/** The row of a live account. */
export function accountRow(account: Account, auditKeySealed: string): AccountsTable {
  return {
    id: account.id,
    name: account.name,
    locale: account.locale,
    created_at: account.createdAt,
    disabled_at: account.disabledAt,
    deleted_at: null,
    last_sign_in_at: account.lastSignInAt,
    preferred_method: account.preferredMethod,
    set_up_frozen_at: account.setUpFrozenAt,
    password_reset_by_mail_at: account.passwordResetByMailAt,
    audit_key_sealed: auditKeySealed,
  };
}

/** The authenticator of a row, its secret still sealed. */
export function authenticatorOf(row: Selectable<AuthenticatorsTable>): AuthenticatorRow {
  return {
    id: row.id as AuthenticatorId,
    accountId: row.account_id as AccountId,
    kind: row.kind as MethodKind,
    externalId: row.external_id,
    label: row.label,
    secretSealed: row.secret_sealed,
    version: row.version,
    boundAt: row.bound_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
    ...(row.failures === 0 ? {} : { failures: row.failures }),
    ...(row.suspended_at === null ? {} : { suspendedAt: row.suspended_at }),
    ...(row.compromised_at === null ? {} : { compromisedAt: row.compromised_at }),
  };
}

/** The row of an authenticator. */
export function authenticatorRow(authenticator: AuthenticatorRow): Insertable<AuthenticatorsTable> {
  return {
    id: authenticator.id,
    account_id: authenticator.accountId,
    kind: authenticator.kind,
    external_id: authenticator.externalId,
    label: authenticator.label,
    secret_sealed: authenticator.secretSealed,
    version: authenticator.version,
    bound_at: authenticator.boundAt,
    last_used_at: authenticator.lastUsedAt,
    revoked_at: authenticator.revokedAt,
    suspended_at: authenticator.suspendedAt ?? null,
  };
}

/** A "this was not me" or veto link as a row. */
export function stopLinkRow(link: StopLink): StopLinksTable {
  return {
    id: link.id,
    token_hash: link.tokenHash,
    account_id: link.accountId,
    case_id: link.caseId,
    password_since: link.passwordSince ?? null,
    password_given: link.passwordGiven === true ? 1 : 0,
    created_at: link.createdAt,
    expires_at: link.expiresAt,
    used_at: link.usedAt,
  };
}
