import { createSecretKey } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { createAccessEnding } from '../domain/access/run/end.ts';
import { createOffboarding } from '../domain/access/run/offboard.ts';
import type { AccountId } from '../domain/accounts/decide/account.ts';
import { createAccounts } from '../domain/accounts/run/accounts.ts';
import { createInvitations } from '../domain/accounts/run/invitations.ts';
import { createAlertDesk, createAlerts } from '../domain/alerts/run/alerts.ts';
import { createResetWatch } from '../domain/alerts/run/watch.ts';
import { createLink } from '../domain/audit/run/chain.ts';
import { createAuditDesk } from '../domain/audit/run/desk.ts';
import { createHeadSigner, createHeads } from '../domain/audit/run/heads.ts';
import { type AuditTrail, createTrail } from '../domain/audit/run/read.ts';
import { createSealer } from '../domain/audit/run/sealer.ts';
import { verifyTrail } from '../domain/audit/run/verify.ts';
import { createAuditor } from '../domain/audit/run/write.ts';
import { createBreakGlass } from '../domain/break-glass/run/break-glass.ts';
import { createClients } from '../domain/clients/run/clients.ts';
import { createLogouts } from '../domain/clients/run/logouts.ts';
import { createCoverageCounter } from '../domain/evidence/run/count-coverage.ts';
import { createSignInCounter } from '../domain/evidence/run/count-sign-ins.ts';
import { createEvidenceDesk } from '../domain/evidence/run/desk.ts';
import { createImportDesk } from '../domain/import/run/desk.ts';
import { createImport } from '../domain/import/run/import.ts';
import { createJobs, type Jobs } from '../domain/jobs/run/jobs.ts';
import { createOutbox } from '../domain/mail/run/outbox.ts';
import type { Transport } from '../domain/mail/run/ports.ts';
import type { Methods } from '../domain/methods/method.ts';
import { createMethods } from '../domain/methods/registry.ts';
import { createBrandings } from '../domain/organizations/run/branding.ts';
import { createOrganizations } from '../domain/organizations/run/organizations.ts';
import { createWorkstations } from '../domain/organizations/run/workstations.ts';
import { createResetDesk } from '../domain/recovery/run/desk.ts';
import { createForgottenPasswords } from '../domain/recovery/run/forgotten.ts';
import { createResets } from '../domain/recovery/run/reset.ts';
import { createStops } from '../domain/recovery/run/stop.ts';
import { createUnlocks } from '../domain/recovery/run/unlock.ts';
import { type Actor, personActing, SYSTEM } from '../domain/roles/run/actor.ts';
import { createConsoleDoor } from '../domain/roles/run/door.ts';
import { createFirstOwner } from '../domain/roles/run/first-owner.ts';
import { createRoles } from '../domain/roles/run/grants.ts';
import { createOwnPasswords } from '../domain/self-service/run/change-password.ts';
import { createOwnSession } from '../domain/self-service/run/own-session.ts';
import { createSelfService } from '../domain/self-service/run/self-service.ts';
import { createSessions } from '../domain/sessions/run/check.ts';
import { proveForCommand } from '../domain/sign-in/run/prove-for-command.ts';
import { createSignIn } from '../domain/sign-in/run/sign-in.ts';
import { createSources } from '../domain/throttling/run/sources.ts';
import { createTries } from '../domain/throttling/run/tries.ts';
import { createWork } from '../domain/throttling/run/work.ts';
import { headOutlets } from '../edges/audit/outlets.ts';
import { createRenderer } from '../edges/mail/render.ts';
import { createSmtpTransport, noTransport } from '../edges/mail/transport.ts';
import { createLogoutDelivery } from '../edges/openid/deliver-logout.ts';
import { createApplicationRequests } from '../edges/openid/requests.ts';
import { createSigningKeys } from '../edges/openid/signing-keys.ts';
import { browserName } from '../platform/browser-name.ts';
import type { Config } from '../platform/config.ts';
import { hmac } from '../platform/hashing.ts';
import { createPictureReader } from '../platform/pictures/reader.ts';
import { breachedPasswordsFrom } from './breached-passwords.ts';
import { countriesOnce } from './countries.ts';
import { type Opened, openMatching } from './open-storage.ts';
import type { Outside } from './outside.ts';

/** A mail server answers much sooner; a page must not wait for one that does not. */
const HAND_OVER_WAIT_MS = 2_000;

/** One running Vestibule: its use cases over an open database. */
export type Instance = Awaited<ReturnType<typeof openInstance>>;

/** Opens the database and puts the whole domain together. Nothing listens and nothing runs by itself yet. */
export async function openInstance(config: Config, outside: Outside) {
  const leaked = await breachedPasswordsFrom(config.breachedPasswords, outside.log);
  const opened = await openMatching(config, outside);
  const { storage } = opened;
  const shared = sharedParts(config, outside, opened, leaked);
  const signInDeps = signInParts(config, outside, opened, shared);
  const { kickOutbox } = signInDeps;
  const signIn = createSignIn(signInDeps);
  const sessions = createSessions({ ...shared, sessions: storage.sessions, reads: storage.signInReads });
  const ownSession = createOwnSession({ sessions, signIn, clock: shared.clock });
  const signingKeys = createSigningKeys(storage.installation, shared.sealing);
  const acts = { ...actParts(opened, shared), by: SYSTEM };
  const trail = createTrail({
    reads: storage.auditReads,
    store: storage.seals,
    heads: storage.heads,
    auditor: shared.auditor,
  });
  const jobs = createJobs({
    ...shared,
    jobStore: storage.jobStore,
    onTrouble: (kind, error) => shared.log.error({ err: error, kind }, 'job'),
  });
  const administration = (by: Actor) => administrationOf({ ...shared, config, opened, trail, jobs, by });
  const recovery = { ...acts, ...recoveryParts(opened, config), tries: signInDeps.tries, kickOutbox };
  return {
    ...shared,
    config,
    storage,
    signIn,
    sessions,
    ownSession,
    consoleDoor: createConsoleDoor({ ...storage, sessions, signIn, clock: shared.clock }),
    selfService: createSelfService({
      ...signInDeps,
      ownSession,
      knownBrowsers: storage.knownBrowsers,
      trail,
    }),
    ...administration(SYSTEM),
    trail,
    jobs,
    /** What somebody at the console does: the same use cases, each asking first whether they may. */
    administrationBy: (id: AccountId) => administration(personActing(storage, id)),
    firstOwner: createFirstOwner({ ...acts, setupLinks: storage.setupLinks }),
    invitations: createInvitations(acts),
    clients: createClients({ ...acts, clients: storage.clients }),
    signingKeys,
    logouts: createLogouts({
      ...shared,
      queue: storage.logouts,
      deliver: createLogoutDelivery({ ...config, ...shared, clients: storage.clients, signingKeys }),
    }),
    stops: createStops(recovery),
    forgotten: createForgottenPasswords({ ...signInDeps, ...recovery }),
    unlocks: createUnlocks({ ...signInDeps, ...recovery }),
    ownPasswords: createOwnPasswords({ ...signInDeps, ownSession }),
    resets: createResets(recovery),
    resetDesk: createResetDesk({ ...storage, ...recovery }),
    ...alertsOf(config, opened, recovery),
    prove: (address: string, password: string, code: string) =>
      proveForCommand({ signIn, reads: storage.signInReads, random: outside.random }, address, password, code),
    /** Ends jobs, waits for mail under way, then lets go of the database. */
    async close(): Promise<void> {
      await jobs.stop();
      await shared.outbox.idle();
      await storage.close();
    },
  };
}

/** What is told to owners of resets, and what watches for it. */
function alertsOf(
  config: Config,
  { storage }: Opened,
  recovery: ReturnType<typeof actParts> &
    ReturnType<typeof recoveryParts> &
    Pick<ReturnType<typeof signInParts>, 'kickOutbox'>,
) {
  const { alertLists, auditReads, resetWatches: watches } = storage;
  const countries = countriesOnce(config.countries);
  const countryOf = config.countries === null ? null : (source: string) => countries()(source);
  return {
    alertDesk: createAlertDesk({ ...recovery, alertLists, auditReads }),
    countries,
    resetWatch: createResetWatch({ ...recovery, watches, auditReads, countryOf }),
  };
}

/** What administrators do, done by whoever acts. */
function administrationOf(
  given: ReturnType<typeof sharedParts> & {
    readonly config: Config;
    readonly opened: Opened;
    readonly trail: AuditTrail;
    readonly jobs: Jobs;
    readonly by: Actor;
  },
) {
  const { opened, config, ...shared } = given;
  const { storage } = opened;
  const acts = { ...actParts(opened, shared), by: given.by };
  const imports = createImport({ ...acts, ...importParts(opened, shared.methods) });
  return {
    auditDesk: createAuditDesk({
      ...acts,
      ...given,
      seals: storage.seals,
      issuer: config.url.origin,
      seal: () => shared.sealer.run(),
      verify: (options) => verifyTrail({ ...shared, store: storage.seals, heads: storage.heads }, options),
    }),
    evidenceDesk: createEvidenceDesk({
      ...acts,
      evidence: storage.evidence,
      issuer: config.url.origin,
      export: (filter) => given.trail.export(filter),
      async heads() {
        await shared.sealer.run();
        await shared.heads.run('now');
        return storage.heads.all();
      },
    }),
    organizations: createOrganizations(acts),
    brandings: createBrandings({ ...acts, brandings: storage.brandings }),
    roles: createRoles({ ...acts, roleGrants: storage.roleGrants }),
    accounts: createAccounts(acts),
    alerts: createAlerts({ ...acts, alerts: storage.alerts, alertLists: storage.alertLists }),
    breakGlass: createBreakGlass({ ...acts, ...breakGlassParts(opened, shared.methods) }),
    imports,
    importDesk: createImportDesk({ ...given, imports }),
    access: createAccessEnding({ ...acts, accessEnds: storage.accessEnds }),
    offboarding: createOffboarding({ ...acts, accessEnds: storage.accessEnds, auditReads: storage.auditReads }),
    workstations: createWorkstations({ ...acts, workstationLinks: storage.workstationLinks }),
  };
}

/** What a sign-in works with. */
function signInParts(config: Config, outside: Outside, opened: Opened, shared: ReturnType<typeof sharedParts>) {
  const { storage, keyRing } = opened;
  const addressKey = createSecretKey(keyRing.derive('address-mac', 32));
  // Without a mail server of its own a command must not use up the tries of what another node can hand over.
  const kickOutbox = config.smtp === null && outside.transport === null ? () => {} : () => shared.outbox.kick();
  return {
    ...shared,
    reads: storage.signInReads,
    passkeys: storage.passkeyReads,
    commits: storage.signInCommits,
    applications: createApplicationRequests({ ...shared, artifacts: storage.artifacts, clients: storage.clients }),
    sessions: storage.sessions,
    sessionHistory: storage.sessionHistory,
    lanes: storage.lanes,
    failureCounts: storage.failureCounts,
    tries: createTries(storage.lanes),
    ...sourceParts(config, outside, opened, shared),
    addressMac: (canonical: string) => hmac(addressKey, canonical),
    describeBrowser: browserName,
    passwordHistory: storage.passwordHistory,
    emergencies: {
      ...storage.ownersToTell,
      tell: (account: AccountId) => shared.log.warn({ account }, 'a break-glass account was used'),
    },
    kickOutbox,
    handOverTried: () => atMost(HAND_OVER_WAIT_MS, shared.outbox.idle()),
  };
}

/** What break-glass accounts work with beside what every administrative act does. */
function breakGlassParts({ storage }: Opened, { sealedCodes }: Methods) {
  return { breakGlass: storage.breakGlass, accountCuts: storage.accountCuts, sealedCodes };
}

/** What an import works with beside what every administrative act does. */
function importParts({ storage, keyRing }: Opened, { foreign }: Methods) {
  const key = keyRing.derive('import-row', 32);
  return { importStore: storage.importStore, foreign, rowMac: (parts: readonly string[]) => hmac(key, ...parts) };
}

/** How failures are counted by where they come from, and what is asked for then. */
function sourceParts(
  config: Config,
  { random }: Outside,
  { storage, keyRing }: Opened,
  shared: ReturnType<typeof sharedParts>,
) {
  return {
    spentWork: storage.spentWork,
    work: createWork({ key: keyRing.derive('work', 32), random }),
    sources: createSources({
      ...shared,
      tallies: storage.tallies,
      limits: config.failures,
      tell: (alarm) => shared.log.warn({ alarm }, 'far more failures than usual'),
    }),
  };
}

/** What most of the domain works with. */
function sharedParts(
  config: Config,
  outside: Outside,
  { storage, keyRing, sealing }: Opened,
  leaked: Awaited<ReturnType<typeof breachedPasswordsFrom>>,
) {
  const { clock, random, log } = outside;
  const auditor = createAuditor({ sealing, random, clock });
  const methods = createMethods({
    keyRing,
    random,
    instanceName: config.instanceName,
    origin: config.url.origin,
    passkeyDomain: config.passkeyDomain,
    hashConcurrency: availableParallelism(),
    ...leaked,
  });
  const link = createLink(keyRing);
  const signer = createHeadSigner(keyRing);
  return {
    clock,
    random,
    log,
    keyRing,
    sealing,
    auditor,
    methods,
    link,
    signer,
    readPicture: createPictureReader(),
    heads: createHeads({
      ...storage,
      store: storage.seals,
      link,
      signer,
      outlets: headOutlets(config),
      rules: { everyMs: config.auditEveryMs, keptYears: config.auditYears },
      clock,
      random,
      onTrouble: (what, error) => log.error({ err: error }, what),
    }),
    sealer: createSealer({ store: storage.seals, leases: storage.leases, link, clock, random }),
    signInCounter: createSignInCounter({ seals: storage.seals, counts: storage.signInCounts, clock }),
    coverageCounter: createCoverageCounter({ reads: storage.evidence, counts: storage.coverageCounts, clock }),
    outbox: createOutbox({
      queue: storage.outbox,
      render: createRenderer({ ...config, mailedCodes: methods.mailedCodes, clock }),
      transport: transportOf(config, outside),
      auditor,
      clock,
      onError: (error) => log.error({ err: error }, 'outbox'),
    }),
  };
}

/** What administrative acts work with. */
function actParts({ storage }: Opened, shared: ReturnType<typeof sharedParts>) {
  return {
    ...shared,
    transactor: storage.transactor,
    acts: storage.acts,
    organizations: storage.organizations,
    mandates: storage.mandates,
    memberships: storage.memberships,
    membershipWrites: storage.membershipWrites,
    accounts: storage.accounts,
    accountWrites: storage.accountWrites,
    invitations: storage.invitations,
    passwords: shared.methods.passwords,
    passes: shared.methods.passes,
  };
}

/** What recovery works with beside that. */
function recoveryParts({ storage }: Opened, { resets }: Config) {
  return {
    resetCases: storage.resetCases,
    agentResets: storage.agentResets,
    agentLimits: resets,
    alerts: storage.alerts,
    alertAt: resets.alertAt,
    owners: storage.ownersToTell.owners,
    stopLinks: storage.stopLinks,
    accountCuts: storage.accountCuts,
    parties: storage.parties,
    passwordLinks: storage.passwordLinks,
    browserWrites: storage.browserWrites,
    passwordWrites: storage.passwordWrites,
    passwordHistory: storage.passwordHistory,
    reads: storage.signInReads,
  };
}

function transportOf(config: Config, outside: Outside): Transport {
  if (outside.transport !== null) return outside.transport;
  return config.smtp === null ? noTransport : createSmtpTransport({ url: config.smtp, from: config.mailFrom });
}

/** Waits for work, though no longer than `ms`. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
