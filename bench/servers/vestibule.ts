import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
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

/** Builds the product once more, with the comments that tell where each piece came from, and gives its program. */
export async function buildCommented(): Promise<string> {
  const folder = join(root, '.vestibule/bench-commented');
  await buildServer({ ...productPlan(), outDir: join(folder, 'dist'), commented: true });
  cpSync(join(root, 'dist/assets'), join(folder, 'dist/assets'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  return join(folder, 'dist/main.js');
}

/** Builds the floor route as the product is built, and gives its program. */
export async function buildFloorRoute(): Promise<string> {
  const outDir = join(root, '.vestibule/bench-floor');
  const entry = join(root, 'bench/servers/floor-route.ts');
  await buildServer({ entry, outDir, external: productPlan().external });
  return join(outDir, 'main.js');
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

/** The product as it is packed. */
const PRODUCT: readonly string[] = [join(root, 'bin/vestibule.cjs')];

/** Starts the product on it: `vestibule serve`, nothing added. `program`: another build, with what Node is to be told before. */
export function serve(
  name: string,
  { env, port }: Installation,
  program: readonly string[] = PRODUCT,
): Promise<Server> {
  const args = [...program, 'serve'];
  return launch({ name, args, env, port, probe: '/healthz' });
}
