import { sql } from 'kysely';
import type { AuditEvent } from '../../src/domain/audit/decide/event.ts';
import { createLink } from '../../src/domain/audit/run/chain.ts';
import { createHeadSigner } from '../../src/domain/audit/run/heads.ts';
import { createAuditor } from '../../src/domain/audit/run/write.ts';
import { createCoverageCounter } from '../../src/domain/evidence/run/count-coverage.ts';
import { createSignInCounter } from '../../src/domain/evidence/run/count-sign-ins.ts';
import type { ImportedPerson } from '../../src/domain/import/run/ports.ts';
import { createMethods } from '../../src/domain/methods/registry.ts';
import type { Organization } from '../../src/domain/organizations/decide/mandate.ts';
import type { Config } from '../../src/platform/config.ts';
import { DAY_MS, type EpochMs } from '../../src/platform/kernel/time.ts';
import { createLog } from '../../src/platform/log.ts';
import { newId } from '../../src/platform/random.ts';
import type { Connection } from '../../src/storage/dialect/connection.ts';
import { connect, type Storage, storageOn } from '../../src/storage/open.ts';
import { auditRow } from '../../src/storage/sql/audit.ts';
import { type Opened, openMatching, targetOf } from '../../src/wiring/open-storage.ts';
import { device, mail, reset, session } from './around.ts';
import { APP_SECRET, ASKING, PASSWORD } from './cast.ts';
import { type Made, type Maker, organizations, people } from './people.ts';
import { type Seeded, seeded } from './seeded.ts';
import { type Chainer, chainer, events } from './trail.ts';

/** How much to make. */
export interface Size {
  readonly accounts: number;
  /** Rows of the audit trail, one for each account among them. */
  readonly audit: number;
  readonly seed: string;
  /** When the year ends that the rows tell of. */
  readonly until: EpochMs;
}

const YEAR_MS = 365 * DAY_MS;
/** Rows of one statement: SQLite binds 32,766 values, and no row here has more than 20. */
const BATCH = 1_000;
const EVENTS = 2_000;

/** Fills an empty database. Throws when it is not empty. */
export async function populate(config: Config, size: Size, say: (text: string) => void): Promise<void> {
  const random = seeded(size.seed);
  const clock = { at: size.until - YEAR_MS, now: () => clock.at };
  const opened = await openMatching(config, { clock, random, log: createLog({ level: 'silent' }), transport: null });
  await opened.storage.close();
  const connection = connect(targetOf(config).url);
  try {
    const maker = await makerOf(config, opened, random, clock);
    await new Filling(connection, opened, maker, say).fill(size);
  } finally {
    await connection.close();
  }
}

async function makerOf(config: Config, opened: Opened, random: Seeded, clock: Maker['clock'] & { now(): number }) {
  const { keyRing, sealing } = opened;
  const methods = createMethods({
    ...config,
    keyRing,
    random,
    origin: config.url.origin,
    hashConcurrency: 1,
  });
  const password = await methods.passwords.secretFor(PASSWORD);
  const app = methods.foreign.app({ secret: APP_SECRET, algorithm: null, digits: null, period: null });
  if (password.outcome !== 'made' || !app.ok) throw new Error('no secrets could be made');
  const { recoveryCodes } = methods;
  const passkey = { publicKey: '', counter: 0, backedUp: false, backupEligible: false, transports: ['internal'] };
  return {
    seeded: random,
    auditor: createAuditor({ sealing, random, clock }),
    sealing,
    clock,
    secrets: {
      password: password.secret,
      totp: app.value.secret,
      'recovery-code': recoveryCodes.secretFor(recoveryCodes.generate()),
      passkey: JSON.stringify({ ...passkey, aaguid: '00000000-0000-0000-0000-000000000000', attachment: 'platform' }),
    },
  };
}

class Filling {
  readonly #connection: Connection;
  readonly #maker: Maker;
  readonly #say: (text: string) => void;
  readonly #storage: Storage;
  readonly #chainer: Chainer;
  readonly #everybody: Made[] = [];

  constructor(connection: Connection, opened: Opened, maker: Maker, say: (text: string) => void) {
    this.#connection = connection;
    this.#maker = maker;
    this.#say = say;
    this.#storage = storageOn(connection, opened.sealing);
    this.#chainer = chainer(createLink(opened.keyRing), createHeadSigner(opened.keyRing));
  }

  async fill({ accounts, audit, until }: Size): Promise<void> {
    const { clock } = this.#maker;
    await this.#requireEmpty();
    await this.#hurry();
    const places = organizations(this.#maker, accounts);
    await this.#organizations(places);
    await this.#people(places, accounts);
    this.#say(`${accounts} accounts in ${places.length} organizations`);
    const from = clock.at + 1;
    let rows = accounts;
    for (const batch of batches(
      events(this.#maker, this.#everybody, { from, until, count: audit - accounts }),
      EVENTS,
    )) {
      await this.#trail(batch);
      rows += batch.length;
      if (rows % 100_000 < EVENTS) this.#say(`${rows} audit rows`);
    }
    clock.at = until;
    await this.#around();
    await this.#count(until);
    await this.#settle();
  }

  /** As the workers of the product do. */
  async #count(until: EpochMs): Promise<void> {
    const { seals, signInCounts, evidence, coverageCounts } = this.#storage;
    const counted = { now: () => until };
    await createSignInCounter({ seals, counts: signInCounts, clock: counted }).run();
    await createCoverageCounter({ reads: evidence, counts: coverageCounts, clock: counted }).run();
  }

  async #requireEmpty(): Promise<void> {
    const somebody = await this.#connection.db.selectFrom('accounts').select('id').limit(1).executeTakeFirst();
    if (somebody !== undefined) throw new Error('The database is not empty.');
  }

  /** What a crash would lose can be made again. */
  async #hurry(): Promise<void> {
    const { db, engine } = this.#connection;
    const settings = { sqlite: ['pragma synchronous = off', 'pragma cache_size = -500000'], postgres: [] }[engine];
    for (const setting of settings) await sql.raw(setting).execute(db);
  }

  /** Tells PostgreSQL's planner what there is now, as its server does by itself after a while. */
  async #settle(): Promise<void> {
    const { db, engine } = this.#connection;
    if (engine === 'postgres') await sql.raw('analyze').execute(db);
  }

  async #organizations(places: readonly Organization[]): Promise<void> {
    const { organizations: store, mandates, transactor } = this.#storage;
    await transactor.transact(async (tx) => {
      for (const place of places) {
        await store.insert(tx, place);
        if (place.mandate !== null) await mandates.put(tx, place.id, place.mandate, 'system');
      }
    });
  }

  async #people(places: readonly Organization[], count: number): Promise<void> {
    const { importStore, roleGrants, mandates, transactor } = this.#storage;
    for (const batch of batches(this.#oneByOne(people(this.#maker, places, count)), BATCH)) {
      await transactor.transact((tx) => importStore.insert(tx, batch));
      this.#everybody.push(...batch.map(madeOf));
      await this.#seal(batch.map(({ event }) => event));
    }
    const staff = this.#everybody.filter(({ kind }) => kind === 'staff');
    const asking = places.filter(({ mandate }, number) => mandate === null && number % 50 === ASKING);
    await transactor.transact(async (tx) => {
      for (const { id: accountId, organizationId } of staff.filter((_, number) => number % 20 === 1)) {
        const grant = { accountId, role: 'help-desk', grantedBy: 'system', grantedAt: this.#maker.clock.at } as const;
        await roleGrants.put(tx, organizationId, grant);
      }
      for (const { id: organizationId } of asking) {
        const by = { requestedBy: (this.#everybody[4] as Made).id, requestedAt: this.#maker.clock.at };
        await mandates.insertRequest(tx, { id: newId<string>(this.#maker.seeded), organizationId, ...by });
      }
    });
  }

  /** A millisecond apart, so that the trail has an order. */
  *#oneByOne(made: Iterable<ImportedPerson>): Generator<ImportedPerson> {
    for (const one of made) {
      yield one;
      this.#maker.clock.at += 1;
    }
  }

  async #trail(rows: readonly AuditEvent[]): Promise<void> {
    await this.#connection.db.insertInto('audit_events').values(rows.map(auditRow)).execute();
    await this.#seal(rows);
  }

  async #seal(rows: readonly AuditEvent[]): Promise<void> {
    const { seals, heads } = this.#chainer.add(rows);
    if (!(await this.#storage.seals.append(seals))) throw new Error('Somebody else seals the trail.');
    const signed = heads.map(({ keyId, ...head }) => ({ ...head, key_id: keyId, file_at: head.at, webhook_at: null }));
    if (signed.length > 0) await this.#connection.db.insertInto('audit_heads').values(signed).execute();
  }

  /** What every second or so has beside the account, and the work of the support desk. */
  async #around(): Promise<void> {
    const { db } = this.#connection;
    const maker = this.#maker;
    const everybody = this.#everybody;
    const agent = everybody[1] as Made;
    const some = (every: number) => everybody.filter((_, number) => number % every === every - 1);
    for (const part of batches(some(3), BATCH)) {
      await db
        .insertInto('sessions')
        .values(part.map((one) => session(maker, one)))
        .execute();
    }
    for (const part of batches(some(2), BATCH)) {
      await db
        .insertInto('devices')
        .values(part.map((one) => device(maker, one)))
        .execute();
    }
    for (const part of batches(some(4), BATCH)) {
      await db
        .insertInto('outbox')
        .values(part.map((one) => mail(maker, one)))
        .execute();
    }
    let number = 0;
    for (const part of batches(some(100), BATCH)) {
      await db
        .insertInto('reset_cases')
        .values(part.map((one) => reset(maker, one, agent, number++)))
        .execute();
    }
  }
}

function madeOf({ record, memberships }: ImportedPerson): Made {
  const [home] = memberships;
  if (home === undefined) throw new Error('Everybody belongs somewhere.');
  const { organizationId, kind } = home;
  return { id: record.account.id, auditKeySealed: record.auditKeySealed, organizationId, kind };
}

function* batches<T>(all: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const one of all) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
