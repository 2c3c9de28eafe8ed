import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe } from 'vitest';
import { freshDatabase } from '../../../test/postgres/database.ts';
import type { Sealing } from '../../platform/keys.ts';
import type { Connection } from '../dialect/connection.ts';
import { connect, type Storage, storageOn } from '../open.ts';
import type { Db } from '../sql/tx.ts';

/** A fresh, migrated database and ways into it. Everything is closed and deleted after the test. */
export interface Opened {
  readonly storage: Storage;
  /** Below the ports: to plant rows that other ports write, and to look at what was stored. */
  readonly db: Db;
  readonly url: string;
  /** One more storage on the same database: a second pool, or a second SQLite handle on the same file. */
  another(): Opened;
}

/** Opens a database of the test's own; `empty`: without a schema. */
export type Open = (how?: 'migrated' | 'empty') => Promise<Opened>;

/** Runs a contract suite on SQLite and on a real PostgreSQL. */
export function onBothEngines(title: string, suite: (open: Open, engine: 'sqlite' | 'postgres') => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${title} on %s`, (engine) => {
    const cleanUps: (() => Promise<void> | void)[] = [];
    afterEach(async () => {
      for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
    });
    suite(async (how = 'migrated') => {
      const { url, drop } = engine === 'sqlite' ? freshFile() : await freshDatabase();
      cleanUps.push(drop);
      const opened = openOn(url, cleanUps);
      if (how === 'migrated') await opened.storage.migrate();
      return opened;
    }, engine);
  });
}

/** Shows what it sealed and for which context, so that tests can tell both. */
export const plainSealing: Sealing = {
  seal: (plain, context) => `sealed(${context}):${Buffer.from(plain).toString('base64url')}`,
  open: (sealed, context) => {
    const prefix = `sealed(${context}):`;
    if (!sealed.startsWith(prefix)) throw new Error(`not sealed for ${context}`);
    return Buffer.from(sealed.slice(prefix.length), 'base64url').toString();
  },
};

function openOn(url: string, cleanUps: (() => Promise<void> | void)[]): Opened {
  const connection: Connection = connect(url);
  cleanUps.push(() => connection.close());
  return {
    storage: storageOn(connection, plainSealing),
    db: connection.db,
    url,
    another: () => openOn(url, cleanUps),
  };
}

function freshFile(): { url: string; drop: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-db-'));
  return {
    url: `sqlite:${join(folder, 'vestibule.db')}`,
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
