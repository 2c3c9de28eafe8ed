import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../migrations/migrate.ts';
import { connect, openStorage } from '../open.ts';
import { selectMemberships } from '../sql/rows.ts';
import { plainSealing } from './engines.ts';

describe('a SQLite database', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vestibule-sqlite-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (name: string) => openStorage(`sqlite:${join(folder, name)}`, { sealing: plainSealing });

  it('is copied whole while it goes on serving', async () => {
    const storage = await open('live.db');
    await storage.migrate();
    for (let fact = 0; fact < 500; fact++) await storage.installation.setIfAbsent(`before-${fact}`, 'x'.repeat(2_000));
    const target = join(folder, 'copy.db');
    const copying = storage.backup?.(target);
    for (let fact = 0; fact < 50; fact++) await storage.installation.setIfAbsent(`during-${fact}`, 'y');
    expect(await copying).toEqual({ ok: true, value: undefined });
    await storage.close();

    expect(readdirSync(folder).filter((name) => name.startsWith('copy.db'))).toEqual(['copy.db']);
    const copy = await open('copy.db');
    expect(await copy.migrate()).toEqual([]);
    expect(await copy.installation.get('before-499')).not.toBeNull();
    expect((await copy.check()).filter((finding) => !finding.ok)).toEqual([]);
    await copy.close();
  });

  it('is never copied over an existing file', async () => {
    const storage = await open('live.db');
    const target = join(folder, 'precious');
    writeFileSync(target, 'precious');
    expect(await storage.backup?.(target)).toEqual({ ok: false, error: 'target-exists' });
    expect(statSync(target).size).toBe('precious'.length);
    await storage.close();
  });

  it('leaves nothing of a copy that could not be made', async () => {
    const storage = await open('live.db');
    await expect(storage.backup?.(join(folder, 'missing', 'copy.db'))).rejects.toThrow();
    expect(existsSync(join(folder, 'missing'))).toBe(false);
    await storage.close();
  });

  it('and its log and its copy are readable by their owner alone', async () => {
    const storage = await open(join('new', 'live.db'));
    await storage.migrate();
    await storage.backup?.(join(folder, 'new', 'copy.db'));
    for (const name of ['live.db', 'live.db-wal', 'copy.db']) {
      expect((statSync(join(folder, 'new', name)).mode & 0o077).toString(8)).toBe('0');
    }
    await storage.close();
  });

  it('says so when its file was damaged', async () => {
    const path = join(folder, 'live.db');
    const storage = await open('live.db');
    await storage.migrate();
    for (let fact = 0; fact < 100; fact++) await storage.installation.setIfAbsent(`fact-${fact}`, 'x'.repeat(2_000));
    await storage.close();
    const bytes = readFileSync(path);
    bytes.fill(0xa5, bytes.length - 40_000);
    writeFileSync(path, bytes);
    const damaged = await open('live.db');
    const failed = (await damaged.check()).filter((finding) => !finding.ok);
    expect(failed.map((finding) => finding.name)).toEqual(['integrity']);
    await damaged.close();
  });

  it('keeps answering others while it waits for another process to finish writing', async () => {
    const url = `sqlite:${join(folder, 'live.db')}`;
    const [one, two] = [connect(url), connect(url)];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let started = () => {};
    const holding = new Promise<void>((resolve) => {
      started = resolve;
    });
    const writing = one.db.transaction().execute(() => {
      started();
      return held;
    });
    await holding;
    let waited = false;
    const waiting = two.db
      .transaction()
      .execute(async () => {})
      .then(() => {
        waited = true;
      });
    // Timers run meanwhile: a driver that blocked here would wait for a writer that cannot go on, and give up.
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(waited).toBe(false);
    release();
    await Promise.all([writing, waiting]);
    await Promise.all([one.close(), two.close()]);
  });
});

describe('a query on SQLite', () => {
  it('binds every value as +?, at which SQLite does not plan it anew', async () => {
    const { db, close } = connect('sqlite::memory:');
    await migrate(db);
    const { sql, parameters } = selectMemberships(db).where('memberships.account_id', '=', 'a').limit(3).compile();
    expect(parameters).toEqual(['a', 3]);
    expect(sql.match(/\+\?/g)).toHaveLength(2);
    expect(sql.match(/\?/g)).toHaveLength(2);
    await close();
  });
});

describe('the address of a database', () => {
  it.each(['', 'mysql://localhost/x', '/var/lib/vestibule.db'])('is refused as %j', async (url) => {
    await expect(openStorage(url, { sealing: plainSealing })).rejects.toThrow('sqlite:PATH or postgres://');
  });
});
