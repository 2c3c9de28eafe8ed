import type { AccountId, OrganizationId } from '../src/domain/accounts/decide/account.ts';
import type { Config } from '../src/platform/config.ts';
import { HOUR_MS } from '../src/platform/kernel/time.ts';
import { createLog } from '../src/platform/log.ts';
import { newId, newToken, systemRandom } from '../src/platform/random.ts';
import { connect } from '../src/storage/open.ts';
import type { Db } from '../src/storage/sql/tx.ts';
import { type Instance, openInstance } from '../src/wiring/instance.ts';
import { targetOf } from '../src/wiring/open-storage.ts';
import { ATTACKED, CAST, LARGEST } from './population/cast.ts';

/** What stands for the names in a route, by name. */
export type Sample = Readonly<Record<string, string>>;

/** What there is to look at, by the route or by what comes before the first name in it. */
export type Ids = Readonly<Record<string, readonly Sample[]>>;

/** Whom and what forms are sent about. */
export interface Spare {
  /** Members of the largest organization whom nothing else is measured with. */
  readonly people: readonly Sample[];
  /** Resets that can be carried out, and those that somebody has to approve first. */
  readonly cases: readonly string[];
  readonly approvals: readonly string[];
  readonly largest: OrganizationId;
  /** With a mandate. */
  readonly small: OrganizationId;
  /** Without one, which it asked for. */
  readonly asking: OrganizationId;
  readonly alerts: readonly string[];
  readonly invitations: readonly string[];
  readonly glass: string;
  readonly use: string;
}

/** A database as it is measured. */
export interface World {
  readonly ids: Ids;
  readonly spare: Spare;
}

const SPARE_PEOPLE = 200;
const SESSIONS = 20;
const ALERTS = 11;
/** Resets that are opened for those at the end of the spare people, so that there are enough to carry out in a small database. */
const RESETS = 12;
const INVITATIONS = 30;

/** Adds what only comes about by somebody's work (an offboarding, an import, a break-glass account), and finds samples of the rest. */
export async function furnish(config: Config): Promise<World> {
  const outside = {
    clock: { now: () => Date.now() },
    random: systemRandom,
    log: createLog({ level: 'silent' }),
    transport: null,
  };
  const instance = await openInstance(config, outside);
  const { db, close } = connect(targetOf(config).url);
  try {
    return await worldIn(instance, db);
  } finally {
    await close();
    await instance.close();
  }
}

async function worldIn(instance: Instance, db: Db): Promise<World> {
  const owner = await accountAt(db, CAST.owner);
  const as = instance.administrationBy(owner);
  const organizations = await organizationsIn(db);
  const { largest, small, asking } = organizations;
  const [plain, leaver, ...people] = await membersOf(db, largest);
  await openResets(instance, db, people.splice(-RESETS));
  const [, ...cases] = await openCases(db, 0);
  const [approval = '', ...approvals] = await openCases(db, 1);
  const session = await sessionOf(db, plain.id);
  for (const one of people.slice(0, SESSIONS)) Object.assign(one, { session: await sessionOf(db, one.id) });
  const { glass, use } = await brokenGlass(instance, db, owner);
  const [alert = '', ...alerts] = await alertsOf(db, await accountAt(db, CAST.support));
  const [invitation = '', ...invitations] = await invitationsTo(instance, owner, largest);
  const receipt = must(await as.offboarding.offboard(leaver.id as AccountId, 'everything'));
  const event = await db.selectFrom('audit_events').select('id').orderBy('at', 'desc').executeTakeFirstOrThrow();
  return {
    ids: {
      '/console/organizations': [{ id: largest }, { id: small }, { id: asking }],
      '/console/organizations/:id/invitations/:invitation/withdraw': [{ id: largest, invitation }],
      '/console/people': [
        { ...plain, session },
        { id: await accountAt(db, ATTACKED), organization: largest, session },
        { ...(await disabledMember(db)), session },
      ],
      '/console/resets': [...cases.slice(0, 1), approval, await caseWaitingForSetUp(db)].map((id) => ({ id })),
      '/console/resets/alerts': [{ id: alert }],
      '/console/audit/events': [event],
      '/console/receipts': [{ id: receipt.id }],
      '/console/import': [{ id: await checkedFile(instance, owner, largest) }],
      '/console/break-glass': [{ id: glass }],
      '/console/break-glass/uses': [{ id: use }],
    },
    spare: { ...organizations, people, cases: cases.slice(1), approvals, alerts, invitations, glass, use },
  };
}

async function accountAt(db: Db, canonical: string): Promise<AccountId> {
  const found = db.selectFrom('addresses').select('account_id').where('canonical', '=', canonical);
  return (await found.executeTakeFirstOrThrow()).account_id as AccountId;
}

async function organizationsIn(db: Db): Promise<Pick<Spare, 'largest' | 'small' | 'asking'>> {
  const clinic = db.selectFrom('organizations').select('id').where('kind', '=', 'clinic');
  const request = db.selectFrom('mandate_requests').select('organization_id').where('decided_at', 'is', null);
  const mandated = db.selectFrom('mandates').select('organization_id');
  const administered = db
    .selectFrom('memberships')
    .innerJoin('addresses', 'addresses.account_id', 'memberships.account_id')
    .select('organization_id')
    .where('canonical', '=', CAST['asking-admin']);
  const [largest, small, asking] = await Promise.all([
    clinic.where('name', '=', LARGEST).executeTakeFirstOrThrow(),
    clinic.where('name', '!=', LARGEST).where('id', 'in', mandated).orderBy('id').executeTakeFirstOrThrow(),
    clinic.where('id', 'in', request).where('id', 'in', administered).executeTakeFirstOrThrow(),
  ]);
  return {
    largest: largest.id as OrganizationId,
    small: small.id as OrganizationId,
    asking: asking.id as OrganizationId,
  };
}

/** Members who work there and whom nobody gave a role or a reset, with the address that deleting them asks for. */
async function membersOf(db: Db, organization: OrganizationId) {
  const resets = db.selectFrom('reset_cases').select('account_id');
  const roles = db.selectFrom('role_grants').select('account_id');
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('accounts', 'accounts.id', 'memberships.account_id')
    .innerJoin('addresses', 'addresses.account_id', 'memberships.account_id')
    .select(['accounts.id', 'addresses.canonical as address', 'memberships.kind'])
    .where('memberships.organization_id', '=', organization)
    .where('memberships.accepted_at', 'is not', null)
    .where('memberships.kind', 'in', ['provider', 'staff'])
    .where('accounts.disabled_at', 'is', null)
    .where('accounts.deleted_at', 'is', null)
    .where('addresses.canonical', '!=', ATTACKED)
    .where('accounts.id', 'not in', resets)
    .where('accounts.id', 'not in', roles)
    .orderBy('accounts.id')
    .limit(SPARE_PEOPLE)
    .execute();
  const people = rows.map((row) => ({ ...row, organization }));
  const [first, second] = people;
  if (first === undefined || second === undefined) throw new Error('There are too few people: make more accounts.');
  return [first, second, ...people.slice(2)] as const;
}

async function disabledMember(db: Db): Promise<Sample> {
  return db
    .selectFrom('accounts')
    .innerJoin('memberships', 'memberships.account_id', 'accounts.id')
    .select(['accounts.id', 'memberships.organization_id as organization'])
    .where('accounts.disabled_at', 'is not', null)
    .where('accounts.deleted_at', 'is', null)
    .where('memberships.accepted_at', 'is not', null)
    .orderBy('accounts.id')
    .executeTakeFirstOrThrow();
}

async function openCases(db: Db, needsApproval: 0 | 1): Promise<readonly string[]> {
  const trusted = db.selectFrom('memberships').select('account_id').where('kind', '=', 'admin');
  const rows = await db
    .selectFrom('reset_cases')
    .innerJoin('accounts', 'accounts.id', 'reset_cases.account_id')
    .select('reset_cases.id')
    .where('accounts.disabled_at', 'is', null)
    .where('accounts.id', 'not in', trusted)
    .where('accounts.id', 'not in', db.selectFrom('role_grants').select('account_id'))
    .where('carried_out_at', 'is', null)
    .where('cancelled_at', 'is', null)
    .where('approved_at', 'is', null)
    .where('needs_approval', '=', needsApproval)
    .orderBy('reset_cases.id')
    .execute();
  if (rows.length < 2) throw new Error('There are too few resets: make more accounts.');
  return rows.map(({ id }) => id);
}

/** More than a page. */
async function invitationsTo(instance: Instance, owner: AccountId, organizationId: OrganizationId) {
  const { accounts } = instance.administrationBy(owner);
  for (let nth = 0; nth < INVITATIONS; nth++) {
    const address = `${newId<string>(systemRandom).toLowerCase()}@clinic.example`;
    must(await accounts.inviteOrAsk({ address, name: 'Somebody New', organizationId, kind: 'provider' }));
  }
  const page = { after: null, limit: INVITATIONS };
  return (await instance.storage.invitations.openIn(organizationId, Date.now(), page)).map(({ id }) => id);
}

async function openResets(instance: Instance, db: Db, people: readonly Sample[]): Promise<void> {
  const agent = await accountAt(db, CAST.support);
  const record = {
    reason: 'Lost phone',
    ticket: 'T-1',
    callBack: 'Number on record, 10:00',
    checklist: [],
    holdHours: null,
  };
  for (const { address = '' } of people) must(await instance.resets.open(agent, { address, ...record }));
}

async function caseWaitingForSetUp(db: Db): Promise<string> {
  const waiting = db.selectFrom('reset_cases').select('id').where('carried_out_at', 'is not', null);
  return (await waiting.where('finished_at', 'is', null).orderBy('id').executeTakeFirstOrThrow()).id;
}

/** Of somebody who works all day. */
async function sessionOf(db: Db, accountId: string): Promise<string> {
  const id = newId<string>(systemRandom);
  const now = Date.now();
  const row = await db.selectFrom('sessions').selectAll().limit(1).executeTakeFirstOrThrow();
  const times = { started_at: now, last_seen_at: now, idle_ms: 12 * HOUR_MS, absolute_end_at: now + 12 * HOUR_MS };
  const own = {
    id,
    account_id: accountId,
    token_hash: newToken(systemRandom),
    attempt_id: newId<string>(systemRandom),
  };
  await db
    .insertInto('sessions')
    .values({ ...row, ...own, ...times, ended_at: null, end_reason: null })
    .execute();
  return id;
}

/** Alerts about an agent who carried many resets out, none of them reviewed. */
async function alertsOf(db: Db, agent: AccountId): Promise<readonly string[]> {
  // An earlier run may have told of some.
  const told = db.selectFrom('reset_alerts').select('case_id').where('kind', '=', 'many-resets');
  const cases = await db
    .selectFrom('reset_cases')
    .select('id')
    .where('opened_by', '=', agent)
    .where('id', 'not in', told)
    .limit(ALERTS)
    .execute();
  const about = { kind: 'many-resets', account_id: agent, event_id: null, raised_at: Date.now() };
  const unreviewed = { reviewed_at: null, reviewed_by: null, note_sealed: null };
  const alerts = cases.map((one) => ({ id: newId<string>(systemRandom), case_id: one.id, ...about, ...unreviewed }));
  await db.insertInto('reset_alerts').values(alerts).execute();
  for (const { id } of alerts) {
    await db
      .insertInto('reset_alert_cases')
      .values(cases.map((one) => ({ alert_id: id, case_id: one.id })))
      .execute();
  }
  return alerts.map(({ id }) => id);
}

/** A break-glass account, and a use of it that nobody has reviewed. */
async function brokenGlass(instance: Instance, db: Db, owner: AccountId): Promise<Pick<Spare, 'glass' | 'use'>> {
  const name = `Envelope ${newId<string>(systemRandom).slice(0, 6)}`;
  const address = `${name.replace(' ', '.').toLowerCase()}@operator.example`;
  const made = must(await instance.administrationBy(owner).breakGlass.create({ name, address, days: 30 }));
  const use = newId<string>(systemRandom);
  const unreviewed = { reviewed_at: null, reviewed_by: null, note_sealed: null };
  await db
    .insertInto('break_glass_uses')
    .values({ id: use, account_id: made.accountId, used_at: Date.now(), ...unreviewed })
    .execute();
  return { glass: made.accountId, use };
}

/** An import that was checked, with as many rows as its page shows. */
async function checkedFile(instance: Instance, owner: AccountId, organization: OrganizationId): Promise<string> {
  const lines = Array.from({ length: 200 }, (_, at) => `new.${at}@clinic.example,Somebody New,provider`);
  const bytes = Buffer.from(['address,name,kind', ...lines, ''].join('\n'));
  const desk = instance.administrationBy(owner).importDesk;
  const id = must(await desk.start({ bytes, form: 'csv', organization, dryRun: true }));
  while ((await instance.jobs.byId(id))?.endedAt === null) await new Promise((resolve) => setTimeout(resolve, 50));
  return id;
}

function must<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(`The database could not be furnished: ${JSON.stringify(result.error)}`);
  return result.value;
}
