import { createHash, randomBytes } from 'node:crypto';
import Database from 'better-sqlite3';
import fastify from 'fastify';
import pg from 'pg';

// The floor of a session check: Fastify, one hash of the token in the cookie, one lookup by an indexed column, one small
// answer. On SQLite with DATABASE=sqlite:PATH, on PostgreSQL with its URL.

const SESSIONS = 1_000;
const url = process.env['DATABASE'] ?? '';
const find = url.startsWith('sqlite:') ? sqlite(url.slice('sqlite:'.length)) : await postgres(url);
const tokens = Array.from({ length: SESSIONS }, () => randomBytes(32).toString('base64url'));
for (const [number, token] of tokens.entries()) await find.add(hashOf(token), `account-${number}`);

const app = fastify();
app.get('/session', async (request, reply) => {
  const token = /(?:^|; )session=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
  const accountId = await find.one(hashOf(token));
  return accountId === null ? reply.code(401).send({ session: null }) : { session: { accountId } };
});
await app.listen({ port: Number(process.env['PORT']), host: '127.0.0.1' });
process.once('SIGTERM', () => process.exit(0));
process.send?.(tokens);

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function sqlite(path: string) {
  const handle = new Database(path);
  handle.pragma('journal_mode = WAL');
  handle.pragma('synchronous = FULL');
  handle.exec('create table sessions (id text primary key, token_hash text not null unique, account_id text not null)');
  const insert = handle.prepare('insert into sessions values (?, ?, ?)');
  const select = handle.prepare('select account_id from sessions where token_hash = ?').pluck();
  return {
    add: async (hash: string, account: string) => void insert.run(`id-${hash}`, hash, account),
    one: async (hash: string) => (select.get(hash) as string | undefined) ?? null,
  };
}

async function postgres(connectionString: string) {
  const pool = new pg.Pool({ connectionString, max: 10 });
  await pool.query(
    'create table sessions (id text primary key, token_hash text not null unique, account_id text not null)',
  );
  const select = { name: 'session', text: 'select account_id from sessions where token_hash = $1' };
  return {
    add: async (hash: string, account: string) =>
      void (await pool.query('insert into sessions values ($1, $2, $3)', [`id-${hash}`, hash, account])),
    async one(hash: string): Promise<string | null> {
      const { rows } = await pool.query({ ...select, values: [hash] });
      return rows[0]?.account_id ?? null;
    },
  };
}
