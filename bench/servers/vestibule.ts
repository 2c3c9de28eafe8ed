import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buildIfNeeded, buildServer, productPlan } from '../../scripts/build.ts';
import { freePort } from '../../test/harness/free-port.ts';
import { nextOf } from '../load/turns.ts';
import type { Kind, Seeded, SeedPlan } from '../seed/contract.ts';
import { launch, type Server } from './process.ts';

const root = join(import.meta.dirname, '../..');
const SEED_PROGRAM = join(root, '.vestibule/bench-seed');

/** A filled database and the settings to serve it with. */
export interface Installation extends Seeded {
  readonly plan: SeedPlan;
  readonly database: string;
  readonly env: Readonly<Record<string, string>>;
  readonly port: number;
  /** Whose turn it is to sign in: a code is good once, so that all loads of one installation take turns. */
  readonly turns: Readonly<Record<Kind, () => number>>;
}

/** Builds the product as it is packed, and what fills databases. */
export async function buildProduct(): Promise<void> {
  await buildIfNeeded();
  await buildSeedProgram();
}

/** Builds the program that fills databases. */
export async function buildSeedProgram(): Promise<void> {
  const { external } = productPlan();
  const entry = join(root, 'bench/seed/seed-app.ts');
  await buildServer({ entry, outDir: SEED_PROGRAM, external });
}

/** Makes an installation with people in it. `database`: `sqlite:PATH` or the URL of an empty PostgreSQL database. */
export async function install(folder: string, database: string, plan: SeedPlan): Promise<Installation> {
  const port = await freePort();
  const env = {
    VESTIBULE_URL: `http://localhost:${port}`,
    VESTIBULE_DATA: folder,
    VESTIBULE_DATABASE: database,
    // Every sign-in comes from a source of its own, as at a proxy.
    VESTIBULE_TRUSTED_PROXIES: '127.0.0.1/32',
    PORT: String(port),
  };
  const child = fork(join(SEED_PROGRAM, 'main.js'), {
    env: { ...process.env, ...env, SEED: JSON.stringify(plan) },
    execArgv: ['--max-old-space-size=4096'],
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`filling a database ended with ${code}`);
  });
  ended.catch(() => {});
  const [seeded] = (await Promise.race([once(child, 'message'), ended])) as [Seeded];
  await ended.catch(() => {});
  const turns = { app: nextOf(plan.apps), passkey: nextOf(plan.passkeys) };
  return { ...seeded, plan, database, env, port, turns };
}

/** Starts the product on it: `vestibule serve`, nothing added. */
export function serve(name: string, { env, port }: Installation, nodeArgs: readonly string[] = []): Promise<Server> {
  const args = [...nodeArgs, join(root, 'bin/vestibule.cjs'), 'serve'];
  return launch({ name, args, env, port, probe: '/healthz' });
}
