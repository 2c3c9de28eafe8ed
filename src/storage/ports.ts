import type { AccessEnds } from '../domain/access/run/ports.ts';
import type { AccountReads, AccountWrites, InvitationStore, PasswordHistory } from '../domain/accounts/run/ports.ts';
import type { AlertLists, AlertStore, ResetWatches } from '../domain/alerts/run/ports.ts';
import type { AuditReads, HeadOutbox, HeadStore, Leases, Pruning, SealStore } from '../domain/audit/run/ports.ts';
import type { BreakGlassStore } from '../domain/break-glass/run/ports.ts';
import type { ArtifactStore } from '../domain/clients/run/artifacts.ts';
import type { ConsentStore } from '../domain/clients/run/consents.ts';
import type { LogoutQueue, SessionClients } from '../domain/clients/run/logout-ports.ts';
import type { ClientStore } from '../domain/clients/run/ports.ts';
import type { Directory } from '../domain/directory/run/ports.ts';
import type { MemberReads } from '../domain/dry-run/run/ports.ts';
import type { CoverageCounts, EvidenceReads, SignInCounts } from '../domain/evidence/run/ports.ts';
import type { ImportStore } from '../domain/import/run/ports.ts';
import type { JobStore } from '../domain/jobs/run/ports.ts';
import type { OutboxQueue } from '../domain/mail/run/ports.ts';
import type {
  ActStore,
  BrandingStore,
  MandateStore,
  MembershipReads,
  MembershipWrites,
  OrganizationStore,
  WorkstationLinks,
} from '../domain/organizations/run/ports.ts';
import type { CaseLists } from '../domain/recovery/run/desk-ports.ts';
import type {
  AccountCuts,
  AgentResets,
  BrowserWrites,
  PasswordLinks,
  PasswordWrites,
  ResetCases,
  StopLinks,
} from '../domain/recovery/run/ports.ts';
import type { ConsoleRules, ConsoleUses, Parties, RoleGrants, SetupLinks } from '../domain/roles/run/ports.ts';
import type { KnownBrowsers } from '../domain/self-service/run/ports.ts';
import type { SessionHistory, SessionStore } from '../domain/sessions/run/ports.ts';
import type { Emergencies, PasskeyReads, SignInCommits, SignInReads } from '../domain/sign-in/run/ports.ts';
import type { FailureCounts, LaneStore } from '../domain/throttling/run/ports.ts';
import type { SpentWork, Tallies } from '../domain/throttling/run/source-ports.ts';
import type { EpochMs } from '../platform/kernel/time.ts';
import type { Transactor } from '../platform/kernel/tx.ts';
import type { Sealing } from '../platform/keys.ts';
import type { InstallationStore } from './installation.ts';
import { accessEndsOn } from './sql/access-ends.ts';
import { accountReadsOn, accountWritesOn, actStoreOn } from './sql/accounts.ts';
import { alertListsOn, alertStoreOn, resetWatchesOn } from './sql/alerts.ts';
import { artifactStoreOn } from './sql/artifacts.ts';
import { headOutboxOn, headStoreOn, pruningOn } from './sql/audit-heads.ts';
import { auditReadsOn } from './sql/audit-read.ts';
import { sealStoreOn } from './sql/audit-seals.ts';
import { brandingStoreOn } from './sql/brandings.ts';
import { breakGlassStoreOn, ownersToTellOn } from './sql/break-glass.ts';
import { clientStoreOn } from './sql/clients.ts';
import { consentStoreOn } from './sql/consents.ts';
import { coverageCountsOn } from './sql/coverage-counts.ts';
import { browserWritesOn, knownBrowsersOn } from './sql/devices.ts';
import { directoryOn } from './sql/directory.ts';
import { evidenceReadsOn } from './sql/evidence.ts';
import { failureCountsOn } from './sql/failure-counts.ts';
import { importStoreOn } from './sql/imports.ts';
import { installationStoreOn } from './sql/installation.ts';
import { invitationStoreOn } from './sql/invitations.ts';
import { jobStoreOn } from './sql/jobs.ts';
import { laneStoreOn } from './sql/lanes.ts';
import { leasesOn } from './sql/leases.ts';
import { logoutQueueOn } from './sql/logouts.ts';
import { memberReadsOn } from './sql/member-outlines.ts';
import { signInCountsOn } from './sql/organization-counts.ts';
import { mandateStoreOn, membershipReadsOn, membershipWritesOn, organizationStoreOn } from './sql/organizations.ts';
import { messageSealer } from './sql/outbox.ts';
import { outboxQueueOn } from './sql/outbox-queue.ts';
import { consoleRulesOn, consoleUsesOn, partiesOn } from './sql/parties.ts';
import { passkeyReadsOn } from './sql/passkey-reads.ts';
import { passwordHistoryOn, passwordLinksOn, passwordWritesOn } from './sql/password-links.ts';
import { type Purged, purge } from './sql/purge.ts';
import { accountCutsOn, resetCasesOn, stopLinksOn } from './sql/recovery.ts';
import { agentResetsOn, caseListsOn } from './sql/reset-desk.ts';
import { roleGrantsOn } from './sql/role-grants.ts';
import { sessionClientsOn } from './sql/session-clients.ts';
import { sessionHistoryOn, sessionStoreOn } from './sql/sessions.ts';
import { setupLinksOn } from './sql/setup-links.ts';
import { signInCommitsOn } from './sql/sign-in-commits.ts';
import { signInReadsOn } from './sql/sign-in-reads.ts';
import { spentWorkOn, talliesOn } from './sql/tallies.ts';
import { type Db, transactorOn } from './sql/tx.ts';
import { workstationLinksOn } from './sql/workstation-links.ts';

/** Every port that storage implements, each over one database. A new port adds its line here and in {@link portsOn}. */
export interface Ports {
  readonly transactor: Transactor;
  readonly signInReads: SignInReads;
  readonly passkeyReads: PasskeyReads;
  readonly signInCommits: SignInCommits;
  readonly lanes: LaneStore;
  readonly failureCounts: FailureCounts;
  readonly tallies: Tallies;
  readonly spentWork: SpentWork;
  readonly sessions: SessionStore;
  readonly sessionHistory: SessionHistory;
  readonly knownBrowsers: KnownBrowsers;
  readonly browserWrites: BrowserWrites;
  readonly installation: InstallationStore;
  readonly auditReads: AuditReads;
  readonly seals: SealStore;
  readonly heads: HeadStore;
  readonly headOutbox: HeadOutbox;
  readonly pruning: Pruning;
  readonly leases: Leases;
  readonly evidence: EvidenceReads;
  readonly memberReads: MemberReads;
  readonly signInCounts: SignInCounts;
  readonly coverageCounts: CoverageCounts;
  readonly outbox: OutboxQueue;
  readonly acts: ActStore;
  readonly organizations: OrganizationStore;
  readonly brandings: BrandingStore;
  readonly mandates: MandateStore;
  readonly memberships: MembershipReads;
  readonly membershipWrites: MembershipWrites;
  readonly accounts: AccountReads;
  readonly directory: Directory;
  readonly parties: Parties;
  readonly roleGrants: RoleGrants;
  readonly consoleUses: ConsoleUses;
  readonly consoleRules: ConsoleRules;
  readonly setupLinks: SetupLinks;
  readonly breakGlass: BreakGlassStore;
  readonly ownersToTell: Pick<Emergencies, 'owners'>;
  readonly accountWrites: AccountWrites;
  readonly invitations: InvitationStore;
  readonly resetCases: ResetCases;
  readonly caseLists: CaseLists;
  readonly agentResets: AgentResets;
  readonly alerts: AlertStore;
  readonly alertLists: AlertLists;
  readonly resetWatches: ResetWatches;
  readonly stopLinks: StopLinks;
  readonly accountCuts: AccountCuts;
  readonly accessEnds: AccessEnds;
  readonly passwordLinks: PasswordLinks;
  readonly passwordWrites: PasswordWrites;
  readonly workstationLinks: WorkstationLinks;
  readonly passwordHistory: PasswordHistory;
  readonly clients: ClientStore;
  readonly artifacts: ArtifactStore;
  readonly sessionClients: SessionClients;
  readonly logouts: LogoutQueue;
  readonly consents: ConsentStore;
  readonly importStore: ImportStore;
  readonly jobStore: JobStore;
  /** Deletes a batch of what no longer matters (a sweeper calls it now and then). */
  purge(now: EpochMs): Promise<Purged>;
}

/** Builds the ports. */
export function portsOn(db: Db, sealing: Sealing): Ports {
  const sealMessage = messageSealer(sealing);
  return {
    transactor: transactorOn(db),
    signInReads: signInReadsOn(db),
    passkeyReads: passkeyReadsOn(db),
    signInCommits: signInCommitsOn(db, sealMessage),
    lanes: laneStoreOn(db),
    failureCounts: failureCountsOn(db),
    tallies: talliesOn(db),
    spentWork: spentWorkOn(db),
    sessions: sessionStoreOn(db),
    sessionHistory: sessionHistoryOn(db),
    knownBrowsers: knownBrowsersOn(db),
    browserWrites: browserWritesOn(),
    installation: installationStoreOn(db),
    auditReads: auditReadsOn(db),
    seals: sealStoreOn(db),
    heads: headStoreOn(db),
    headOutbox: headOutboxOn(db),
    pruning: pruningOn(db),
    leases: leasesOn(db),
    evidence: evidenceReadsOn(db),
    memberReads: memberReadsOn(db),
    signInCounts: signInCountsOn(db),
    coverageCounts: coverageCountsOn(db),
    outbox: outboxQueueOn(db, sealing),
    acts: actStoreOn(sealMessage),
    organizations: organizationStoreOn(db),
    brandings: brandingStoreOn(db),
    mandates: mandateStoreOn(db),
    memberships: membershipReadsOn(db),
    membershipWrites: membershipWritesOn(),
    accounts: accountReadsOn(db),
    directory: directoryOn(db),
    parties: partiesOn(db),
    roleGrants: roleGrantsOn(db),
    consoleUses: consoleUsesOn(db),
    consoleRules: consoleRulesOn(db),
    setupLinks: setupLinksOn(db),
    breakGlass: breakGlassStoreOn(db),
    ownersToTell: ownersToTellOn(db),
    accountWrites: accountWritesOn(),
    invitations: invitationStoreOn(db),
    resetCases: resetCasesOn(db),
    caseLists: caseListsOn(db),
    agentResets: agentResetsOn(),
    alerts: alertStoreOn(),
    alertLists: alertListsOn(db),
    resetWatches: resetWatchesOn(db),
    stopLinks: stopLinksOn(db),
    accountCuts: accountCutsOn(),
    accessEnds: accessEndsOn(),
    passwordLinks: passwordLinksOn(db, sealMessage),
    passwordWrites: passwordWritesOn(),
    workstationLinks: workstationLinksOn(db),
    passwordHistory: passwordHistoryOn(db),
    clients: clientStoreOn(db),
    artifacts: artifactStoreOn(db),
    sessionClients: sessionClientsOn(db),
    logouts: logoutQueueOn(db),
    consents: consentStoreOn(db),
    importStore: importStoreOn(db),
    jobStore: jobStoreOn(db),
    purge: (now) => purge(db, now),
  };
}
