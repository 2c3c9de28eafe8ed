import { randomBytes } from 'node:crypto';
import type { Account } from '../../domain/accounts/decide/account.ts';
import { createAuditor } from '../../domain/audit/run/write.ts';
import type { MailContent } from '../../domain/mail/decide/message.ts';
import type { Organization } from '../../domain/organizations/decide/mandate.ts';
import { createResets, type OpenInput, type Resets } from '../../domain/recovery/run/reset.ts';
import { createStops, type Stops } from '../../domain/recovery/run/stop.ts';
import type { StopLink } from '../../domain/sign-in/run/records.ts';
import { createTries } from '../../domain/throttling/run/tries.ts';
import { sha256 } from '../../platform/hashing.ts';
import type { Result } from '../../platform/kernel/result.ts';
import { DAY_MS, MINUTE_MS } from '../../platform/kernel/time.ts';
import type { Storage } from '../open.ts';
import { outboxMessageOf } from '../sql/outbox.ts';
import { authenticatorRow } from '../sql/rows.ts';
import type { Db } from '../sql/tx.ts';
import { type Open, type Opened, plainSealing } from './engines.ts';
import * as plant from './fixtures.ts';

/** When the authenticators of this house were bound. */
export const LONG_AGO = plant.NOW - 100 * DAY_MS;

/** How many resets an agent of this house may do. */
export const LIMITS = { perHour: 5, perDay: 7 };

/** How many resets of one agent alert the owners of this house. */
export const ALERT_AT = 3;

/** Who stops: only the source address matters. */
export const visitor = { source: '203.0.113.7' };

/** An operator with two agents, and a clinic with an owner who lost everything, a colleague and an admin. */
export interface House {
  readonly db: Db;
  readonly storage: Storage;
  /** Moved by hand; all nodes share it. */
  readonly clock: { at: number };
  readonly resets: Resets;
  readonly stops: Stops;
  /** The same over a second pool or handle. */
  readonly otherResets: Resets;
  readonly otherStops: Stops;
  readonly otherStorage: Storage;
  readonly agent: Account;
  readonly second: Account;
  readonly owner: Account;
  readonly colleague: Account;
  readonly clinicAdmin: Account;
  readonly clinic: Organization;
  /** A case for the owner, whole. */
  readonly input: OpenInput;
}

/** Builds the house. The owner and the colleague have every authenticator, a session, an attempt and a device. */
export async function openHouse(open: Open, over: { readonly passAfterReset?: boolean } = {}): Promise<House> {
  const opened = await open();
  const { db, storage } = opened;
  const clinic = await plant.plantOrganization(db, { mandate: plant.mandate(over) });
  const operator = await plant.plantOrganization(db, { name: 'Operator', kind: 'operator' });
  const member = async (organization: Organization, kind: 'provider' | 'staff' | 'admin') => {
    const account = await plantKeyed(db);
    await plant.plantMembership(db, account.id, organization.id, { kind });
    return account;
  };
  const owner = await member(clinic, 'provider');
  const colleague = await member(clinic, 'provider');
  for (const account of [owner, colleague]) await plantBelongings(storage, db, account);
  const clock = { at: plant.NOW };
  const here = usesOn(opened, clock);
  const other = opened.another();
  const there = usesOn(other, clock);
  return {
    db,
    storage,
    clock,
    ...here,
    otherResets: there.resets,
    otherStops: there.stops,
    otherStorage: other.storage,
    agent: await member(operator, 'staff'),
    second: await member(operator, 'staff'),
    owner,
    colleague,
    clinicAdmin: await member(clinic, 'admin'),
    clinic,
    input: {
      address: addressOf(owner),
      reason: 'lost phone',
      ticket: 'HELP-2026-1188',
      callBack: '+1 555 0100, 10:15',
      checklist: ['called-number-on-record'],
      holdHours: null,
    },
  };
}

/** What was asked for; throws the reason when it was refused. */
export function value<T, E>(result: Result<T, E>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${String(result.error)}`);
}

/** The address that fixtures give an account. */
export function addressOf({ id }: Account): string {
  return `${id}@riverside.example`;
}

/** Kinds of live authenticators, sorted. */
export async function liveKinds({ db }: House, { id }: Account): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('authenticators')
    .select('kind')
    .where('account_id', '=', id)
    .where('revoked_at', 'is', null)
    .orderBy('kind')
    .execute();
  return rows.map((row) => row.kind);
}

/** How many live sessions and attempts, and known browsers, an account has. */
export async function access({ db }: House, { id }: Account): Promise<readonly [number, number, number]> {
  const live = (table: 'sessions' | 'attempts') =>
    db.selectFrom(table).select('id').where('account_id', '=', id).where('ended_at', 'is', null).execute();
  const devices = db.selectFrom('devices').select('id').where('account_id', '=', id).where('burned', '=', 0).execute();
  return [(await live('sessions')).length, (await live('attempts')).length, (await devices).length];
}

/** Names of all events, sorted. */
export async function auditNames({ db }: House): Promise<readonly string[]> {
  const rows = await db.selectFrom('audit_events').select('name').orderBy('name').execute();
  return rows.map((row) => row.name);
}

/** Contents of all mails that wait, sorted by kind. */
export async function mails({ db }: House): Promise<readonly MailContent[]> {
  const rows = await db.selectFrom('outbox').selectAll().orderBy('kind').execute();
  return rows.flatMap((row) => outboxMessageOf(row, plainSealing)?.content ?? []);
}

/** The token of the link in the mail of a kind. */
export async function tokenIn(house: House, kind: 'reset-opened' | 'reset-carried-out'): Promise<string> {
  const mail = (await mails(house)).find((one) => one.kind === kind);
  if (mail === undefined || !('path' in mail)) throw new Error(`no mail of kind ${kind}`);
  return mail.path.replace('/stop/', '');
}

/** Plants a "this was not me" link that belongs to no case, and returns its token. */
export async function plantStopLink(
  { storage }: House,
  account: Account,
  over: Partial<StopLink> = {},
): Promise<string> {
  const token = plant.freshId();
  const link = plant.stopLink(account.id, { ...over, tokenHash: sha256(token) });
  await storage.transactor.transact((tx) => storage.stopLinks.insert(tx, link));
  return token;
}

/** Plants one more live authenticator app. */
export async function plantApp({ db }: House, { id }: Account, boundAt: number): Promise<void> {
  await db
    .insertInto('authenticators')
    .values(authenticatorRow(plant.authenticator(id, { boundAt })))
    .execute();
}

/** With an audit key that opens. */
async function plantKeyed(db: Db): Promise<Account> {
  const account = await plant.plantAccount(db);
  const auditKey = auditorAt({ at: plant.NOW }).newKey(account.id);
  await db.updateTable('accounts').set({ audit_key_sealed: auditKey }).where('id', '=', account.id).execute();
  return account;
}

async function plantBelongings(storage: Storage, db: Db, { id }: Account): Promise<void> {
  for (const kind of ['password', 'totp', 'passkey', 'recovery-code'] as const) {
    const externalId = kind === 'passkey' ? plant.freshId() : null;
    const row = plant.authenticator(id, { kind, externalId, boundAt: LONG_AGO });
    await db.insertInto('authenticators').values(authenticatorRow(row)).execute();
  }
  await storage.signInCommits.commit({
    createAttempt: plant.attempt({ accountId: id }),
    startSession: plant.session(id),
    putDevice: plant.device(id),
    audit: [],
  });
}

function usesOn({ storage }: Opened, clock: { at: number }): { resets: Resets; stops: Stops } {
  const random = { bytes: randomBytes };
  const deps = {
    transactor: storage.transactor,
    acts: storage.acts,
    accountWrites: storage.accountWrites,
    resetCases: storage.resetCases,
    agentResets: storage.agentResets,
    agentLimits: LIMITS,
    alerts: storage.alerts,
    alertAt: ALERT_AT,
    owners: storage.ownersToTell.owners,
    accounts: storage.accounts,
    stopLinks: storage.stopLinks,
    accountCuts: storage.accountCuts,
    parties: storage.parties,
    invitations: storage.invitations,
    reads: storage.signInReads,
    auditor: auditorAt(clock),
    passes: {
      generate: () => ({ code: plant.freshId(), hash: `hash ${plant.freshId()}` }),
      lifetimeMs: 10 * MINUTE_MS,
    },
    random,
    clock: { now: () => clock.at },
    tries: createTries(storage.lanes),
    kickOutbox: () => undefined,
  };
  return { resets: createResets(deps), stops: createStops(deps) };
}

/** An auditor on this clock. */
export function auditorAt(clock: { at: number }) {
  return createAuditor({ sealing: plainSealing, random: { bytes: randomBytes }, clock: { now: () => clock.at } });
}
