import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../dialect/connection.ts';
import { connect } from '../open.ts';
import { type Db, inTransaction, type Trx } from '../sql/tx.ts';

describe('transactions of one turn on SQLite', () => {
  let folder = '';
  let connection: Connection;
  let db: Db;
  /** Sees what is committed, and nothing else. */
  let onDisk: () => readonly string[];
  let closeWitness = () => {};

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vestibule-groups-'));
    connection = connect(`sqlite:${join(folder, 'live.db')}`);
    ({ db } = connection);
    await sql`create table notes (text text primary key)`.execute(db);
    await sql`create table answers (note text references notes (text) deferrable initially deferred)`.execute(db);
    const witness = new Database(join(folder, 'live.db'), { readonly: true });
    closeWitness = () => witness.close();
    onDisk = () => witness.prepare('select text from notes order by text').pluck().all() as string[];
  });
  afterEach(async () => {
    closeWitness();
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const note = async (on: Db | Trx, text: string): Promise<void> => {
    await sql`insert into notes values (${text})`.execute(on);
  };
  const notes = async (on: Db | Trx) =>
    (await sql<{ text: string }>`select text from notes order by text`.execute(on)).rows.map(({ text }) => text);

  it('reach the disk together, and none is answered before', async () => {
    const seen: (readonly string[])[] = [];
    const writes = ['a', 'b', 'c'].map((text) =>
      inTransaction(db, (trx) => note(trx, text)).then(() => seen.push(onDisk())),
    );
    await Promise.all([...writes, note(db, 'd').then(() => seen.push(onDisk()))]);
    expect(seen).toEqual(Array.from({ length: 4 }, () => ['a', 'b', 'c', 'd']));
  });

  it('are undone each for itself', async () => {
    const settled = await Promise.allSettled([
      inTransaction(db, (trx) => note(trx, 'before')),
      inTransaction(db, async (trx) => {
        await note(trx, 'undone');
        throw new Error('refused');
      }),
      inTransaction(db, async (trx) => {
        // A statement that fails undoes itself alone.
        await note(trx, 'before').catch(() => {});
        await note(trx, 'after');
      }),
      note(db, 'before'),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(onDisk()).toEqual(['after', 'before']);
  });

  it('see what those before them did and nothing of one that is under way or undone', async () => {
    const reads: (readonly string[])[] = [];
    await Promise.allSettled([
      inTransaction(db, async (trx) => {
        await note(trx, 'undone');
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
        throw new Error('refused');
      }),
      notes(db).then((read) => reads.push(read)),
      inTransaction(db, async (trx) => {
        await note(trx, 'first');
      }),
      inTransaction(db, async (trx) => {
        reads.push(await notes(trx));
      }),
    ]);
    expect(reads).toEqual([[], ['first']]);
    expect(onDisk()).toEqual(['first']);
  });

  it('are read by nobody before they are on disk', async () => {
    const writing = note(db, 'a');
    const reading = notes(db).then((read) => ({ read, disk: onDisk() }));
    expect(await reading).toEqual({ read: ['a'], disk: ['a'] });
    await writing;
  });

  it('all fail when their COMMIT does, and leave nothing', async () => {
    const settled = await Promise.allSettled([
      note(db, 'a'),
      inTransaction(db, (trx) => note(trx, 'b')),
      inTransaction(db, (trx) => sql`insert into answers values ('missing')`.execute(trx)),
      notes(db),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'rejected'));
    expect(await notes(db)).toEqual([]);
    await note(db, 'later');
    expect(onDisk()).toEqual(['later']);
  });

  it('are there when they were said to be, and not when they were not, on a disk that fills up', async () => {
    await sql`pragma max_page_count = 12`.execute(db);
    const texts = Array.from({ length: 30 }, (_, index) => `${String(index).padStart(2, '0')}${'x'.repeat(3_000)}`);
    const settled = await Promise.allSettled(
      texts.map((text, index) => (index % 2 === 0 ? note(db, text) : inTransaction(db, (trx) => note(trx, text)))),
    );
    const done = texts.filter((_, index) => settled[index]?.status === 'fulfilled');
    expect(done.length).toBeLessThan(texts.length);
    expect(onDisk()).toEqual(done);
    await sql`pragma max_page_count = 1000`.execute(db);
    await note(db, 'zz');
    expect(onDisk()).toEqual([...done, 'zz']);
  });

  it('are on disk when the database is closed in the same turn', async () => {
    const writing = note(db, 'a');
    // Far enough for its INSERT, still in the same turn.
    for (let step = 0; step < 100; step++) await Promise.resolve();
    expect(onDisk()).toEqual([]);
    await connection.close();
    await writing;
    expect(onDisk()).toEqual(['a']);
  });
});
