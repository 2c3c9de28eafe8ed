import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { expect, it } from 'vitest';
import { MIGRATIONS } from '../migrations/list.ts';
import { migrate, NewerSchemaError } from '../migrations/migrate.ts';
import { onBothEngines } from './engines.ts';

const STEPS = Object.keys(MIGRATIONS).sort();

onBothEngines('a migration', (open) => {
  it('brings an empty database up to date once, and finds it done the next time', async () => {
    const { storage } = await open('empty');
    expect(await storage.schema()).toMatchObject({ applied: [], pending: STEPS });
    expect(await storage.migrate()).toEqual(STEPS);
    expect(await storage.migrate()).toEqual([]);
    expect(await storage.schema()).toEqual({ applied: STEPS, pending: [], unknown: [] });
  });

  it('happens once when several processes start together', async () => {
    const first = await open('empty');
    const openers = [first, first.another(), first.another(), first.another()];
    const steps = await Promise.all(openers.map(({ storage }) => storage.migrate()));
    expect(steps.flat()).toEqual(STEPS);
  });

  it('leaves nothing when it is interrupted, and succeeds afterwards', async () => {
    const { storage, db } = await open('empty');
    const before = await db.introspection.getTables({ withInternalKyselyTables: true });
    const interrupted: Migration = {
      async up(trx) {
        await sql`create table half_done (id text primary key)`.execute(trx);
        throw new Error('power cut');
      },
    };
    await expect(migrate(db, { ...MIGRATIONS, '9999-interrupted': interrupted })).rejects.toThrow('power cut');
    expect(await db.introspection.getTables({ withInternalKyselyTables: true })).toEqual(before);
    expect(await storage.migrate()).toEqual(STEPS);
  });

  it('is refused in one clear sentence when a newer version upgraded the database', async () => {
    const { storage, db } = await open('empty');
    await storage.migrate();
    const newer: Migration = { up: async (trx) => void (await sql`create table newer (id text)`.execute(trx)) };
    await migrate(db, { ...MIGRATIONS, '9999-newer': newer });
    await expect(storage.migrate()).rejects.toThrow(NewerSchemaError);
    await expect(storage.migrate()).rejects.toThrow('upgraded by a newer version of Vestibule (9999-newer)');
    expect((await storage.schema()).unknown).toEqual(['9999-newer']);
  });
});

onBothEngines('a database', (open, engine) => {
  it('answers a ping and keeps what it commits', async () => {
    const { storage } = await open();
    await storage.ping();
    const findings = await storage.check();
    expect(findings.length).toBeGreaterThanOrEqual(3);
    expect(findings.filter((finding) => !finding.ok)).toEqual([]);
    expect(storage.engine).toBe(engine);
  });

  it('cannot be pinged once closed', async () => {
    const other = (await open()).another();
    await other.storage.close();
    await expect(other.storage.ping()).rejects.toThrow();
  });

  if (engine === 'postgres') {
    it('is found wanting when its server answers a commit before the disk has it', async () => {
      const { db, another } = await open('empty');
      const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(db);
      await sql`alter database ${sql.id(rows[0]?.name ?? '')} set synchronous_commit = off`.execute(db);
      // The setting holds for connections that are made from now on.
      const failed = (await another().storage.check()).filter((finding) => !finding.ok);
      expect(failed).toEqual([{ name: 'synchronous_commit', found: 'off', wanted: 'on', ok: false }]);
    });
  }
});
