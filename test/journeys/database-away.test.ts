import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../app.ts';
import { type FreshDatabase, freshDatabase } from '../postgres/database.ts';

/** Connections of a node's pool. */
const POOL = 10;
const TOKEN = 'q'.repeat(43);

describe('a PostgreSQL that does not serve', () => {
  let database: FreshDatabase;
  let way: Way;
  let app: TestApp;

  beforeAll(async () => {
    database = await freshDatabase();
    way = await wayTo(new URL(database.url));
    app = await startApp({ env: { VESTIBULE_DATABASE: way.url } });
  });
  afterAll(async () => {
    await app?.stop();
    await way?.close();
    await database?.drop();
  });

  /** Asks about a session, which only the database knows. */
  const ask = (accept: string) =>
    fetch(`${app.url}/account/session`, {
      headers: { accept, cookie: `vestibule_session=${TOKEN}` },
      redirect: 'manual',
    });

  /** The usual problem, as a page and as JSON, and nothing secret in the log. */
  async function turnsAway(): Promise<void> {
    const [page, json] = await Promise.all([ask('text/html'), ask('application/json')]);
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await page.text()).toContain('We’re very busy right now');
    expect([json.status, json.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await json.json()).toMatchObject({
      type: 'urn:vestibule:problem:busy',
      status: 503,
      trace: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    const log = app.logLines().join('');
    expect(log).toContain('request failed');
    for (const secret of [TOKEN, new URL(database.url).password]) expect(log).not.toContain(secret);
  }

  it('is busy, not broken, while every connection is taken, and serves once they are free', async () => {
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    await holder.query('begin; lock table sessions in access exclusive mode');
    const first = Array.from({ length: POOL }, () => ask('application/json'));
    await expect.poll(() => waiting(holder)).toBe(POOL);
    await turnsAway();
    await holder.query('rollback');
    await holder.end();
    expect(new Set((await Promise.all(first)).map(({ status }) => status))).toEqual(new Set([200]));
    expect((await ask('application/json')).status).toBe(200);
  });

  it('is busy while its server is away, and serves once it is back', async () => {
    await way.shut();
    await turnsAway();
    expect((await fetch(`${app.url}/readyz`)).status).toBe(503);
    await way.open();
    expect((await ask('application/json')).status).toBe(200);
    expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  });
});

async function waiting(client: pg.Client): Promise<number> {
  const { rows } = await client.query('select 1 from pg_locks where not granted');
  return rows.length;
}

/** A way to a server that can be shut: to whoever comes by it the server is not there. */
interface Way {
  readonly url: string;
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

async function wayTo(server: URL): Promise<Way> {
  const through = new Set<Socket>();
  const gate = createServer((near) => {
    const far = connect(Number(server.port), server.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      through.add(one);
      one.on('error', () => {}).on('close', () => other.destroy());
      one.pipe(other);
    }
  });
  const port = await listening(gate, 0);
  const shut = () =>
    new Promise<void>((resolve) => {
      gate.close(() => resolve());
      for (const socket of through) socket.destroy();
      through.clear();
    });
  const url = new URL(server);
  url.port = String(port);
  return {
    url: url.href,
    shut,
    open: async () => void (await listening(gate, port)),
    close: async () => (gate.listening ? shut() : undefined),
  };
}

function listening(gate: Server, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    gate.once('error', reject).listen(at, '127.0.0.1', () => {
      const address = gate.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
