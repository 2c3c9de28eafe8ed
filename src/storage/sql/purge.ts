import { countedWeeks } from '../../domain/evidence/decide/sign-ins.ts';
import { PROOF_TRIES_KEPT_MS } from '../../domain/throttling/decide/rules.ts';
import { DAY_MS, type EpochMs } from '../../platform/kernel/time.ts';
import { PURGE_BATCH, purgeLanes } from './lanes.ts';
import { purgeOrganizationCounts } from './organization-counts.ts';
import { purgeSpentWork, purgeTallies } from './tallies.ts';
import type { Db } from './tx.ts';

/** How many rows went, by table. */
export interface Purged {
  readonly attempts: number;
  readonly sessions: number;
  readonly devices: number;
  readonly invitations: number;
  readonly stopLinks: number;
  readonly passwordLinks: number;
  readonly workstationLinks: number;
  readonly lanes: number;
  readonly artifacts: number;
  readonly logouts: number;
  readonly tallies: number;
  readonly spentWork: number;
  readonly jobs: number;
  readonly organizationCounts: number;
}

/** How long rows stay once nothing rests on them, in ms. The audit trail remembers what they stood for. */
const KEPT_MS = {
  attempts: DAY_MS,
  sessions: 30 * DAY_MS,
  devices: 180 * DAY_MS,
  invitations: 30 * DAY_MS,
  stopLinks: DAY_MS,
  passwordLinks: DAY_MS,
  workstationLinks: DAY_MS,
  /** A code used twice is still found, so that what came of it dies. */
  artifacts: DAY_MS,
  logouts: 30 * DAY_MS,
  jobs: 30 * DAY_MS,
  /** Longer than the longest window of tries; those of second factors have a longer one. */
  lanes: 31 * DAY_MS,
  proofLanes: PROOF_TRIES_KEPT_MS + DAY_MS,
} as const;

/** Deletes what no longer matters, a batch of each table at a time. Safe on several nodes at once. */
export async function purge(db: Db, now: EpochMs): Promise<Purged> {
  return {
    attempts: await purgeAttempts(db, now - KEPT_MS.attempts),
    sessions: await purgeSessions(db, now - KEPT_MS.sessions),
    devices: await purgeDevices(db, now - KEPT_MS.devices),
    invitations: await purgeInvitations(db, now - KEPT_MS.invitations),
    stopLinks: await purgeStopLinks(db, now - KEPT_MS.stopLinks),
    passwordLinks: await purgePasswordLinks(db, now - KEPT_MS.passwordLinks),
    workstationLinks: await purgeWorkstationLinks(db, now - KEPT_MS.workstationLinks),
    lanes: await purgeLanes(db, now - KEPT_MS.lanes, now - KEPT_MS.proofLanes),
    artifacts: await purgeArtifacts(db, now - KEPT_MS.artifacts),
    logouts: await purgeLogouts(db, now - KEPT_MS.logouts),
    // These say themselves when they run out.
    tallies: await purgeTallies(db, now),
    spentWork: await purgeSpentWork(db, now),
    jobs: await purgeJobs(db, now - KEPT_MS.jobs),
    organizationCounts: await purgeOrganizationCounts(db, countedWeeks(now)[0] ?? 0),
  };
}

async function purgeAttempts(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('attempts').select('id').where('expires_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('attempts').where('id', 'in', old).executeTakeFirst());
}

/** A session that nobody ended is over with its absolute end. */
async function purgeSessions(db: Db, before: EpochMs): Promise<number> {
  const rows = await db
    .selectFrom('sessions')
    .select('id')
    .where((eb) => eb.or([eb('absolute_end_at', '<', before), eb('ended_at', '<', before)]))
    .limit(PURGE_BATCH)
    .execute();
  const old = rows.map(({ id }) => id);
  if (old.length === 0) return 0;
  await db.deleteFrom('session_clients').where('session_id', 'in', old).execute();
  return deleted(await db.deleteFrom('sessions').where('id', 'in', old).executeTakeFirst());
}

async function purgeDevices(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('devices').select('id').where('last_used_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('devices').where('id', 'in', old).executeTakeFirst());
}

/** Used ones and those that ran out; an invitation whose code still lives is neither. */
async function purgeInvitations(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('invitations').select('id').where('expires_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('invitations').where('id', 'in', old).executeTakeFirst());
}

async function purgeStopLinks(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('stop_links').select('id').where('expires_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('stop_links').where('id', 'in', old).executeTakeFirst());
}

async function purgePasswordLinks(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('password_links').select('id').where('expires_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('password_links').where('id', 'in', old).executeTakeFirst());
}

async function purgeWorkstationLinks(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('workstation_links').select('id').where('expires_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('workstation_links').where('id', 'in', old).executeTakeFirst());
}

async function purgeArtifacts(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('artifacts').select('id').where('expires_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('artifacts').where('id', 'in', old).executeTakeFirst());
}

/** By then a delivery has succeeded or was given up. */
async function purgeLogouts(db: Db, before: EpochMs): Promise<number> {
  const old = db.selectFrom('logouts').select('id').where('created_at', '<', before).limit(PURGE_BATCH);
  return deleted(await db.deleteFrom('logouts').where('id', 'in', old).executeTakeFirst());
}

async function purgeJobs(db: Db, before: EpochMs): Promise<number> {
  const rows = await db.selectFrom('jobs').select('id').where('started_at', '<', before).limit(PURGE_BATCH).execute();
  const old = rows.map(({ id }) => id);
  if (old.length === 0) return 0;
  await db.deleteFrom('job_parts').where('job_id', 'in', old).execute();
  return deleted(await db.deleteFrom('jobs').where('id', 'in', old).executeTakeFirst());
}

function deleted(result: { readonly numDeletedRows: bigint }): number {
  return Number(result.numDeletedRows);
}
