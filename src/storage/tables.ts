import type { Generated } from 'kysely';
import type {
  BreakGlassAccountsTable,
  BreakGlassUsesTable,
  ImportRowsTable,
  RoleGrantsTable,
  SearchWordsTable,
  SetupLinksTable,
  WorkstationLinksTable,
} from './tables-administration.ts';

import type { ResetAlertCasesTable, ResetAlertsTable, ResetWatchesTable } from './tables-alerts.ts';
import type { AuditEventsTable, AuditHeadsTable, AuditSealsTable } from './tables-audit.ts';
import type { CountingMarksTable, OrganizationCountsTable } from './tables-counts.ts';
import type { JobPartsTable, JobsTable, LeasesTable } from './tables-jobs.ts';
import type { SpentWorkTable, TalliesTable } from './tables-throttling.ts';

/** Milliseconds since the epoch, as an integer column. */
type Ms = number;
/** JSON text, parsed by its owner. */
type Json = string;

/** One row per installation fact: key fingerprints, the passkey domain, the clock's high-water mark. */
export interface InstallationTable {
  name: string;
  value: string;
}

/** An organization; session limits in ms. */
export interface OrganizationsTable {
  id: string;
  name: string;
  kind: string;
  support: string | null;
  idle_ms: number;
  absolute_ms: number;
  password_preset: string;
  workstation_idle_ms: number;
  /** Whether its admins may reset its people. */
  admin_resets: Generated<number>;
  /** How well the console wants people proved, of the operator's; null: as usual. */
  console_acr: string | null;
  display_name: string | null;
  /** As `#rrggbb`. */
  brand_color: string | null;
  logo_id: string | null;
  /** In pixels. */
  logo_width: number | null;
  logo_height: number | null;
  created_at: Ms;
  disabled_at: Ms | null;
}

/** An organization's logo: a PNG in base64. */
export interface LogosTable {
  id: string;
  organization_id: string;
  png: string;
}

/** A granted mandate; revoking deletes the row (the audit trail remembers). */
export interface MandatesTable {
  organization_id: string;
  granted_at: Ms;
  granted_by: string;
  covered_kinds: Json;
  allowed_methods: Json;
  due_at: Ms | null;
  skips: number;
  set_up_proof: string;
  passkey_first: number;
  pass_after_reset: number;
}

/** An admin asked for a mandate; `granted` is null until an operator decided. */
export interface MandateRequestsTable {
  id: string;
  organization_id: string;
  requested_by: string;
  requested_at: Ms;
  decided_at: Ms | null;
  decided_by: string | null;
  granted: number | null;
}

/** One person, for ever. Deleting erases name and address and keeps the row, so that the id is never used again. */
export interface AccountsTable {
  id: string;
  name: string;
  locale: string;
  created_at: Ms;
  disabled_at: Ms | null;
  deleted_at: Ms | null;
  last_sign_in_at: Ms | null;
  preferred_method: string | null;
  set_up_frozen_at: Ms | null;
  password_reset_by_mail_at: Ms | null;
  /** The key that seals this account's audit text, itself sealed; null once erased. */
  audit_key_sealed: string | null;
}

/** The one address of an account, as typed and canonical. */
export interface AddressesTable {
  account_id: string;
  address: string;
  canonical: string;
  confirmed_at: Ms | null;
}

/** Somebody's place in an organization; in force once accepted. */
export interface MembershipsTable {
  account_id: string;
  organization_id: string;
  kind: string;
  created_at: Ms;
  accepted_at: Ms | null;
  skips_used: number;
}

/** A mailed invitation: to choose a first password, or to join one more organization. */
export interface InvitationsTable {
  id: string;
  token_hash: string;
  account_id: string;
  organization_id: string;
  purpose: string;
  /** SHA-256 of the invitation code for set-up; null where none was asked for. */
  code_hash: string | null;
  created_at: Ms;
  expires_at: Ms;
  used_at: Ms | null;
}

/** Every authenticator that was ever bound; revoked ones stay. */
export interface AuthenticatorsTable {
  id: string;
  account_id: string;
  kind: string;
  external_id: string | null;
  label: string;
  secret_sealed: string;
  version: number;
  bound_at: Ms;
  last_used_at: Ms | null;
  revoked_at: Ms | null;
  /** Wrong answers in a row. */
  failures: Generated<number>;
  /** Its owner reported it lost. */
  suspended_at: Ms | null;
  /** Somebody else may know the password. */
  compromised_at: Ms | null;
}

/** One try to sign in. */
export interface AttemptsTable {
  id: string;
  browser_hash: string;
  version: number;
  created_at: Ms;
  expires_at: Ms;
  ended_at: Ms | null;
  source: string;
  account_id: string | null;
  address_sealed: string | null;
  address_mac: string | null;
  /** Everything else of the attempt, as one JSON object. */
  state: Json;
  pending_sealed: string | null;
}

/** A browser that holds a device cookie, once for each account that uses it. */
export interface DevicesTable {
  id: string;
  token_hash: string;
  account_id: string;
  passkey_id: string | null;
  offer_trust_again_at: Ms | null;
  created_at: Ms;
  last_used_at: Ms;
  /** Wrong passwords in a row from this browser. */
  failures: Generated<number>;
  burned: Generated<number>;
  /** 1: a mailed link let it in, and nobody has signed in fully from it since. */
  by_mail: Generated<number>;
  /** "Chrome on Windows"; null where it was not kept yet. */
  browser: string | null;
}

/** What a successful attempt gave. */
export interface SessionsTable {
  id: string;
  token_hash: string;
  account_id: string;
  attempt_id: string;
  acr: string;
  amr: Json;
  proofs: Json;
  started_at: Ms;
  last_seen_at: Ms;
  idle_ms: number;
  absolute_end_at: Ms;
  ended_at: Ms | null;
  end_reason: string | null;
  browser: string;
  /** The network address that it began at, sealed with the account's audit key. */
  source_sealed: string | null;
  /** Its last use in the console. */
  console_seen_at: Ms | null;
}

/** The tries taken in one throttling lane. */
export interface LanesTable {
  key: string;
  version: number;
  tries: Json;
  newest_at: Ms;
}

/** A support reset, from opening to the end of its set-up. */
export interface ResetCasesTable {
  id: string;
  account_id: string;
  version: number;
  opened_by: string;
  opened_at: Ms;
  /** Reason, ticket, call-back and checklist, sealed with the account's audit key. */
  record_sealed: string;
  needs_approval: number;
  hold_until: Ms | null;
  approved_by: string | null;
  approved_at: Ms | null;
  carried_out_by: string | null;
  carried_out_at: Ms | null;
  cancelled_at: Ms | null;
  vetoed_at: Ms | null;
  finished_at: Ms | null;
  pass_hash: string | null;
  pass_expires_at: Ms | null;
  passes_made: number;
  pass_used_at: Ms | null;
}

/** A mailed "this was not me" link. */
export interface StopLinksTable {
  id: string;
  token_hash: string;
  account_id: string;
  case_id: string | null;
  /** Passwords set at or after this time are revoked by it; null: none. */
  password_since: Ms | null;
  /** 1: what the mail tells of began with the right password. */
  password_given: number;
  created_at: Ms;
  expires_at: Ms;
  used_at: Ms | null;
}

/** A mailed link that sets a new password. Without an account it leads nowhere: it was asked for an address nobody has. */
export interface PasswordLinksTable {
  id: string;
  /** 'password' or 'unlock'. */
  purpose: Generated<string>;
  token_hash: string;
  account_id: string | null;
  /** SHA-256 of the cookie of the browser that asked. */
  browser_hash: string;
  created_at: Ms;
  expires_at: Ms;
  used_at: Ms | null;
}

/** A mail on its way. */
export interface OutboxTable {
  id: string;
  account_id: string | null;
  kind: string;
  /** Recipient, language and content, sealed; null once handed over or expired. */
  message_sealed: string | null;
  /** Unique: one message of a cause; null: each is its own. */
  cause: string | null;
  created_at: Ms;
  not_after: Ms | null;
  next_try_at: Ms;
  tries: number;
  leased_until: Ms | null;
  handed_over_at: Ms | null;
  failed_at: Ms | null;
}

/** A code, token, grant or waiting request of OpenID Connect; `id` is its kind and the SHA-256 of its value. */
export interface ArtifactsTable {
  id: string;
  kind: string;
  payload_sealed: string;
  account_id: string | null;
  session_id: string | null;
  grant_key: string | null;
  user_code_key: string | null;
  expires_at: Ms;
  consumed_at: Ms | null;
}

/** A client that a session was used for, and the `sid` by which it knows that session. */
export interface SessionClientsTable {
  session_id: string;
  client_id: string;
  sid: string;
}

/** A logout token on its way to a client. */
export interface LogoutsTable {
  id: string;
  client_id: string;
  account_id: string;
  sid: string;
  created_at: Ms;
  next_try_at: Ms;
  tries: number;
  leased_until: Ms | null;
  delivered_at: Ms | null;
  failed_at: Ms | null;
}

/** What the owner of an account allowed a client. */
export interface ConsentsTable {
  account_id: string;
  client_id: string;
  scopes: Json;
  resources: Json;
  given_at: Ms;
}

/** An application that signs people in here. */
export interface ClientsTable {
  id: string;
  name: string;
  kind: string;
  auth: string;
  id_token_alg: string;
  first_party: number;
  organization_id: string | null;
  /** SHA-256 of its secret, hex. */
  secret_hash: string | null;
  jwks: Json | null;
  redirect_uris: Json;
  post_logout_redirect_uris: Json;
  backchannel_logout_uri: string | null;
  resources: Json;
  support: string | null;
  created_at: Ms;
  disabled_at: Ms | null;
}

/** Every table, for Kysely. Booleans are 0 and 1; ids are text. */
export interface Tables {
  installation: InstallationTable;
  organizations: OrganizationsTable;
  logos: LogosTable;
  mandates: MandatesTable;
  mandate_requests: MandateRequestsTable;
  accounts: AccountsTable;
  addresses: AddressesTable;
  search_words: SearchWordsTable;
  role_grants: RoleGrantsTable;
  setup_links: SetupLinksTable;
  break_glass_accounts: BreakGlassAccountsTable;
  break_glass_uses: BreakGlassUsesTable;
  memberships: MembershipsTable;
  invitations: InvitationsTable;
  authenticators: AuthenticatorsTable;
  attempts: AttemptsTable;
  devices: DevicesTable;
  sessions: SessionsTable;
  lanes: LanesTable;
  reset_cases: ResetCasesTable;
  reset_alerts: ResetAlertsTable;
  reset_alert_cases: ResetAlertCasesTable;
  reset_watches: ResetWatchesTable;
  stop_links: StopLinksTable;
  password_links: PasswordLinksTable;
  workstation_links: WorkstationLinksTable;
  outbox: OutboxTable;
  audit_events: AuditEventsTable;
  audit_seals: AuditSealsTable;
  audit_heads: AuditHeadsTable;
  organization_counts: OrganizationCountsTable;
  counting_marks: CountingMarksTable;
  artifacts: ArtifactsTable;
  session_clients: SessionClientsTable;
  logouts: LogoutsTable;
  consents: ConsentsTable;
  leases: LeasesTable;
  clients: ClientsTable;
  tallies: TalliesTable;
  spent_work: SpentWorkTable;
  import_rows: ImportRowsTable;
  jobs: JobsTable;
  job_parts: JobPartsTable;
}
