import Database from 'better-sqlite3';
import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../sql/tx.ts';
import { onBothEngines } from './engines.ts';

onBothEngines('a database that cannot serve just then', (open, engine) => {
  const closings: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
  });

  it('is told from a query that is refused', async () => {
    const { storage, db } = await open();
    const refused = await thrownBy(sql`select nothing from nowhere`.execute(db));
    expect([refused, new Error('timeout'), null].map((error) => storage.unavailable(error))).toEqual([
      false,
      false,
      false,
    ]);
  });

  if (engine === 'sqlite') {
    it('is one that somebody else writes to for longer than anybody waits', async () => {
      const { storage, url } = await open();
      const [first, second] = [0, 1].map(() => new Database(url.slice('sqlite:'.length), { timeout: 0 }));
      closings.push(() => {
        first?.close();
        second?.close();
      });
      first?.exec('begin immediate');
      const busy = await thrownBy(Promise.resolve().then(() => second?.exec('begin immediate')));
      expect([(busy as { code?: string }).code, storage.unavailable(busy)]).toEqual(['SQLITE_BUSY', true]);
    });
    return;
  }

  describe('when its server ends connections', () => {
    /** Ends every connection but its own. */
    async function endAll(url: string): Promise<void> {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query(
        'select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await client.end();
    }

    it('fails a transaction between two of its queries, and serves the next', async () => {
      const { storage, db, url } = await open();
      const lost = await thrownBy(
        inTransaction(db, async (trx) => {
          await sql`select 1`.execute(trx);
          await endAll(url);
          await sql`select 1`.execute(trx);
        }),
      );
      expect(storage.unavailable(lost)).toBe(true);
      await storage.ping();
    });

    it('fails a query that runs, and serves the next', async () => {
      const { storage, db, url } = await open();
      const running = thrownBy(sql`select pg_sleep(20)`.execute(db));
      await expect.poll(() => asleep(url)).toBe(1);
      await endAll(url);
      expect(storage.unavailable(await running)).toBe(true);
      await storage.ping();
    });

    async function asleep(url: string): Promise<number> {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query("select 1 from pg_stat_activity where wait_event = 'PgSleep'");
      await client.end();
      return rows.length;
    }
  });
});

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error: unknown) => error,
  );
}
