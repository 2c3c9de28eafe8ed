import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/postgres/database.ts';
import type { Sealing } from '../../platform/keys.ts';
import type { Connection } from '../dialect/connection.ts';
import { migrate } from '../migrations/migrate.ts';
import { connect, type Storage, storageOn } from '../open.ts';
import type { Db } from '../sql/tx.ts';
import { QueryLog, withoutIndex } from './plans.ts';

/** A fresh, migrated database and ways into it. Everything is closed and deleted after the test. */
export interface Opened {
  readonly storage: Storage;
  /** Below the ports: to plant rows that other ports write, and to look at what was stored. */
  readonly db: Db;
  readonly url: string;
  /** One more storage on the same database: a second pool, or a second SQLite handle on the same file. */
  another(): Opened;
}

/** Opens a database of the test's own; `empty`: without a schema, to do to it whatever a test likes. */
export type Open = (how?: 'migrated' | 'empty') => Promise<Opened>;

/**
 * Runs a contract suite on SQLite and on a real PostgreSQL. At its end no query that a port asked reads a table that grows
 * without an index; `plans.ts` says what is excepted.
 */
export function onBothEngines(title: string, suite: (open: Open, engine: 'sqlite' | 'postgres') => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${title} on %s`, (engine) => {
    const cleanUps: CleanUps = [];
    const asked = new QueryLog();
    afterAll(() => requireIndexes(engine, asked));
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });
    suite(async (how = 'migrated') => {
      const url = engine === 'sqlite' ? freshFile(cleanUps) : await postgres(how, cleanUps);
      const opened = openOn(url, cleanUps, how === 'migrated' ? asked : new QueryLog());
      if (how === 'migrated') await migrate(opened.db);
      return opened;
    }, engine);
  });
}

type CleanUps = (() => Promise<void> | void)[];

/** Shows what it sealed and for which context, so that tests can tell both. */
export const plainSealing: Sealing = {
  seal: (plain, context) => `sealed(${context}):${Buffer.from(plain).toString('base64url')}`,
  open: (sealed, context) => {
    const prefix = `sealed(${context}):`;
    if (!sealed.startsWith(prefix)) throw new Error(`not sealed for ${context}`);
    return Buffer.from(sealed.slice(prefix.length), 'base64url').toString();
  },
};

/** The plans of an empty database: they show which indexes there are, not what a planner prefers. */
async function requireIndexes(engine: 'sqlite' | 'postgres', asked: QueryLog): Promise<void> {
  const cleanUps: CleanUps = [];
  try {
    const url = engine === 'sqlite' ? freshFile(cleanUps) : await postgres('migrated', cleanUps);
    const { db } = openOn(url, cleanUps, new QueryLog());
    await migrate(db);
    expect(await withoutIndex(db, engine, asked.queries())).toEqual([]);
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

function openOn(url: string, cleanUps: CleanUps, asked: QueryLog): Opened {
  const connection: Connection = connect(url);
  cleanUps.push(() => connection.close());
  return {
    storage: storageOn({ ...connection, db: asked.watch(connection.db) }, plainSealing),
    db: connection.db,
    url,
    another: () => openOn(url, cleanUps, asked),
  };
}

function freshFile(cleanUps: CleanUps): string {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-db-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, 'vestibule.db')}`;
}

/** Migrated and wiped; they go with the server at the end of the run. */
const spare: FreshDatabase[] = [];

/** A migrated database is wiped after its test and serves the next one: making one takes half a second. */
async function postgres(how: 'migrated' | 'empty', cleanUps: CleanUps): Promise<string> {
  const database = (how === 'migrated' ? spare.pop() : undefined) ?? (await freshDatabase());
  cleanUps.push(
    how === 'empty'
      ? () => database.drop()
      : async () => {
          await database.wipe();
          spare.push(database);
        },
  );
  return database.url;
}
