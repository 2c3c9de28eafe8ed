import { join } from 'node:path';
import pg from 'pg';
import { CURRENT } from '../src/domain/methods/password/hash.ts';
import { freePort } from '../test/harness/free-port.ts';
import { type PostgresServer, startPostgres } from '../test/postgres/server.ts';
import type { Filled } from './load/better-auth.ts';
import { launch, type Server } from './servers/process.ts';
import { type Installation, install, serve } from './servers/vestibule.ts';

/** Which database is below. */
export type Engine = 'sqlite' | 'postgres';

/** Both, as they are told of. */
export const ENGINES: readonly Engine[] = ['sqlite', 'postgres'];

/** How they are named for people. */
export const ENGINE_NAMES: Readonly<Record<Engine, string>> = { sqlite: 'SQLite', postgres: 'PostgreSQL' };

/** How long and how often to measure, and how large the large database is. */
export interface Plan {
  readonly blocks: number;
  readonly sliceMs: number;
  readonly manyAccounts: number;
}

/** The product, served, with people in it. */
export interface Served {
  readonly server: Server;
  readonly installation: Installation;
}

/** Better Auth, served, with people in it. */
export interface ServedPeer {
  readonly server: Server;
  readonly filled: Filled;
  readonly env: Readonly<Record<string, string>>;
}

/** Everything that is measured; each server starts when it is first asked for and stays up until the end. */
export interface Stage {
  readonly plan: Plan;
  readonly folder: string;
  say(text: string): void;
  vestibule(engine: Engine): Promise<Served>;
  betterAuth(engine: Engine, passwords: 'ours' | 'default'): Promise<ServedPeer>;
  oidcProvider(): Promise<Server>;
  floorHash(): Promise<Server>;
  floorRoute(engine: Engine): Promise<{ readonly server: Server; readonly tokens: readonly string[] }>;
  /** An empty database of its own. */
  database(engine: Engine, name: string): Promise<string>;
  close(): Promise<void>;
}

/** Enough that nobody signs in twice within the thirty seconds of a code. */
const PEOPLE = 6_000;
const PASSKEY_PEOPLE = 2_000;
const PEER_PEOPLE = 500;
const here = import.meta.dirname;

/** Opens an empty stage. `folder` holds all databases. */
export function openStage(plan: Plan, folder: string, say: (text: string) => void): Stage {
  const started: Server[] = [];
  let postgres: Promise<PostgresServer> | null = null;
  const kept = <T extends readonly string[], R>(make: (...of: T) => Promise<R>) => {
    const made = new Map<string, Promise<R>>();
    return (...of: T): Promise<R> => {
      const key = of.join(' ');
      const known = made.get(key);
      if (known !== undefined) return known;
      const fresh = make(...of);
      made.set(key, fresh);
      return fresh;
    };
  };
  const up = async (starting: Promise<Server>) => {
    const server = await starting;
    started.push(server);
    return server;
  };

  async function database(engine: Engine, name: string): Promise<string> {
    if (engine === 'sqlite') return `sqlite:${join(folder, `${name}.sqlite`)}`;
    postgres ??= startPostgres();
    const { url } = await postgres;
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return Object.assign(new URL(url), { pathname: `/${name}` }).href;
  }

  const peer = async (file: string, env: Readonly<Record<string, string>>) => {
    const port = await freePort();
    return up(launch({ name: file, args: [join(here, file)], env, port, probe: null }));
  };

  return {
    plan,
    folder,
    say,
    database,
    vestibule: kept(async (engine: Engine) => {
      const data = join(folder, `keys-${engine}`);
      const plan = { apps: PEOPLE, passkeys: PASSKEY_PEOPLE, past: 0 };
      const installation = await install(data, await database(engine, 'vestibule'), plan);
      return { installation, server: await up(serve(`Vestibule on ${ENGINE_NAMES[engine]}`, installation)) };
    }),
    betterAuth: kept(async (engine: Engine, passwords: 'ours' | 'default') => {
      const env = {
        DATABASE: await database(engine, `better_auth_${passwords}`),
        PASSWORDS: passwords,
        ARGON2: JSON.stringify(CURRENT),
      };
      const server = await peer('peers/better-auth.mjs', { ...env, PEOPLE: String(PEER_PEOPLE) });
      return { server, filled: server.first as Filled, env };
    }),
    oidcProvider: kept(() => peer('peers/oidc-provider.mjs', {})),
    floorHash: kept(() => peer('servers/floor-hash.ts', {})),
    floorRoute: kept(async (engine: Engine) => {
      const server = await peer('servers/floor-route.ts', { DATABASE: await database(engine, 'floor') });
      return { server, tokens: server.first as readonly string[] };
    }),
    async close() {
      await Promise.all(started.map((server) => server.stop()));
      if (postgres !== null) await (await postgres).stop();
    },
  };
}
