import type { AccessEnding } from '../../domain/access/run/end.ts';
import type { Offboarding } from '../../domain/access/run/offboard.ts';
import type { Receipt } from '../../domain/access/run/receipt.ts';
import type { AccountId, Locale, OrganizationId } from '../../domain/accounts/decide/account.ts';
import type { AccountOverview, Accounts } from '../../domain/accounts/run/accounts.ts';
import type { InvitationMark, OpenInvitation } from '../../domain/accounts/run/ports.ts';
import type { AlertDesk, Alerts } from '../../domain/alerts/run/alerts.ts';
import type { AuditEvent } from '../../domain/audit/decide/event.ts';
import type { AuditDesk } from '../../domain/audit/run/desk.ts';
import type { BreakGlass, BreakGlassOverview } from '../../domain/break-glass/run/break-glass.ts';
import type { Directory } from '../../domain/directory/run/ports.ts';
import type { DryRun } from '../../domain/dry-run/run/dry-run.ts';
import type { SignInsOverTime } from '../../domain/evidence/decide/sign-in-series.ts';
import type { CoverageOverTime } from '../../domain/evidence/run/coverage.ts';
import type { EvidenceDesk } from '../../domain/evidence/run/desk.ts';
import type { CoverageCounts } from '../../domain/evidence/run/ports.ts';
import type { ImportDesk } from '../../domain/import/run/desk.ts';
import type { Jobs } from '../../domain/jobs/run/jobs.ts';
import type { LogoId } from '../../domain/organizations/decide/branding.ts';
import type { HexColor } from '../../domain/organizations/decide/colors.ts';
import type { Organization } from '../../domain/organizations/decide/mandate.ts';
import type { Brandings } from '../../domain/organizations/run/branding.ts';
import type { Organizations } from '../../domain/organizations/run/organizations.ts';
import type { Workstations } from '../../domain/organizations/run/workstations.ts';
import type { ResetDesk } from '../../domain/recovery/run/desk.ts';
import type { Resets } from '../../domain/recovery/run/reset.ts';
import type { Party } from '../../domain/roles/decide/roles.ts';
import type { ConsoleDoor } from '../../domain/roles/run/door.ts';
import type { Roles } from '../../domain/roles/run/grants.ts';
import type { OwnEvent } from '../../domain/self-service/run/activity.ts';
import type { OpenSession, TrustedBrowser } from '../../domain/self-service/run/places.ts';
import type { Foresight } from '../../domain/sign-in/run/foresee.ts';
import type { Visitor } from '../../domain/sign-in/run/records.ts';
import type { HttpServer } from '../../platform/http/server.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';

/** Somebody as the console shows them. */
export interface PersonRecord {
  readonly overview: AccountOverview;
  readonly party: Party;
  readonly foresight: Foresight;
}

/** An organization that waits for an answer. */
export interface AskedFor {
  readonly at: EpochMs;
  /** The name of who asked; null: the account was deleted. */
  readonly by: string | null;
}

/** Where somebody is and what happened around their account, as its owner is told. */
export interface PersonTraces {
  readonly sessions: readonly OpenSession[];
  readonly browsers: readonly TrustedBrowser[];
  readonly activity: readonly OwnEvent[];
}

/** What is looked up about people. */
interface PeopleReads {
  readonly directory: Directory;
  /** Null: nobody has this address. */
  accountByAddress(typed: string): Promise<AccountId | null>;
  /** Null: there is no such person. */
  person(id: AccountId): Promise<PersonRecord | null>;
  traces(id: AccountId): Promise<PersonTraces>;
  /** Of an event of the trail; null: it tells of no offboarding. */
  receipt(event: AuditEvent): Receipt | null;
}

/** What is looked up about organizations. */
interface OrganizationReads {
  /** Null: there is no such organization. */
  organization(id: OrganizationId): Promise<Organization | null>;
  /** The request for MFA that is open; null: there is none. */
  mandateRequest(id: OrganizationId): Promise<AskedFor | null>;
  coverage(organization: Organization): Promise<CoverageOverTime>;
  /** Of all organizations at once, counted now and then. */
  readonly coverageCounts: Pick<CoverageCounts, 'all' | 'countedAt' | 'weeks'>;
  /** Sign-ins of its members and what failed at them, in the last weeks. */
  signIns(id: OrganizationId): Promise<SignInsOverTime>;
  readonly dryRun: DryRun;
  /** Newest first. */
  openInvitations(
    id: OrganizationId,
    page: { readonly after: InvitationMark | null; readonly limit: number },
  ): Promise<readonly OpenInvitation[]>;
  /** Null: it was used or withdrawn, or is over. */
  openInvitation(id: string): Promise<OpenInvitation | null>;
}

/** What is looked up for a page. */
export interface ConsoleReads extends PeopleReads, OrganizationReads {
  readonly jobs: Pick<Jobs, 'newest' | 'byId' | 'told'>;
  readonly resets: ResetDesk;
  readonly alerts: AlertDesk;
  breakGlass(): Promise<BreakGlassOverview>;
}

/** What somebody at the console does: each use case asks first whether they may. */
export interface ConsoleActs {
  readonly auditDesk: AuditDesk;
  readonly brandings: Brandings;
  readonly importDesk: ImportDesk;
  readonly evidenceDesk: EvidenceDesk;
  readonly workstations: Pick<Workstations, 'link'>;
  readonly accounts: Accounts;
  readonly roles: Roles;
  /** Each names who acts, as the command line does. */
  readonly resets: Resets;
  readonly alerts: Alerts;
  readonly breakGlass: BreakGlass;
  readonly organizations: Organizations;
  readonly access: AccessEnding;
  readonly offboarding: Offboarding;
}

/** What stands around every page of the console. */
export interface ConsoleFrame {
  readonly instanceName: string;
  readonly assets: { readonly css: string; readonly js: string };
}

/** What the console is made of. */
export interface ConsoleParts {
  readonly server: HttpServer<Locale>;
  readonly door: ConsoleDoor;
  readonly reads: ConsoleReads;
  readonly actsBy: (id: AccountId) => ConsoleActs;
  readonly frame: ConsoleFrame;
  /** The instance's own address, for links that are opened elsewhere. */
  readonly origin: string;
  /** Where the pages serve what an organization shows. */
  readonly brandPaths: { specimen(color: HexColor): string; logo(id: LogoId): string };
  /** Who asks, of a request. */
  readonly visitorOf: (request: Parameters<HttpServer<Locale>['web']['source']>[0]) => Visitor;
  /** Of a network address, where that is known. */
  readonly countryOf: (source: string) => string | null;
  readonly now: () => number;
}
