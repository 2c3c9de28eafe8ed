import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleAssets } from '../../scripts/assets.ts';
import { buildServer, productPlan } from '../../scripts/build.ts';
import { loadPageStates } from '../../scripts/page-states.ts';
import { type AssetSource, packAssets } from '../../src/platform/http/assets.ts';
import { compress } from '../../src/platform/http/compress.ts';
import { startPostgres } from '../../test/postgres/server.ts';
import { buildSeedProgram, install } from '../servers/vestibule.ts';
import type { Budget } from './budget.ts';
import type { Count } from './hooks.ts';

const root = join(import.meta.dirname, '../..');
const PROGRAM = join(root, '.vestibule/bench-counts');
/** Pages shift by some bytes with every word; a budget is the next multiple of this. */
const STEP_BYTES = 256;
/** Those that everybody loads before anything else. */
const FIRST_PAGES = ['email', 'password'];

/** All counts that do not depend on the machine: queries and transactions, bytes, packages. */
export async function countAll(): Promise<Budget> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-counts-'));
  const postgres = await startPostgres();
  try {
    await buildSeedProgram();
    const entry = join(import.meta.dirname, 'count-app.ts');
    await buildServer({ entry, outDir: PROGRAM, external: productPlan().external });
    const sqlite = await countOn(folder, `sqlite:${join(folder, 'counts.sqlite')}`);
    const shared = await countOn(join(folder, 'shared'), postgres.url);
    return {
      database: byOperation({ SQLite: sqlite, PostgreSQL: shared }),
      'compressed bytes': await countBytes(),
      packages: { 'needed at run time': countPackages() },
    };
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Counts = Readonly<Record<string, Count>>;

async function countOn(folder: string, database: string): Promise<Counts> {
  const { turns: _turns, env, ...rest } = await install(folder, database, { apps: 8, passkeys: 4, past: 0 });
  const child = fork(join(PROGRAM, 'main.js'), { env: { ...process.env, ...env, INSTALLATION: JSON.stringify(rest) } });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`counting ended with ${code}`);
  });
  const [counts] = (await Promise.race([once(child, 'message'), ended])) as [Counts];
  await ended.catch(() => {});
  return counts;
}

function byOperation(engines: Readonly<Record<string, Counts>>): Budget {
  const operations = Object.keys(Object.values(engines)[0] ?? {});
  const countsOf = (operation: string) =>
    Object.fromEntries(
      Object.entries(engines).flatMap(([engine, counts]) => {
        const count = counts[operation];
        return count === undefined ? [] : [[engine, { ...count }]];
      }),
    );
  return Object.fromEntries(operations.map((operation) => [operation, countsOf(operation)]));
}

async function countBytes(): Promise<Budget> {
  const sources = await bundleAssets();
  const assets = packAssets(sources);
  const pages = (await loadPageStates()).map(({ name, render }) => ({ name, html: render(frameOf(assets)) }));
  const weights = new Map(pages.map(({ name, html }) => [name, compress(Buffer.from(html), 'br', 'page').length]));
  const first = FIRST_PAGES.map((name) => [`page ${name}`, stepsOf(weights.get(name) ?? Number.NaN)]);
  const files = sources.map((source: AssetSource) => [
    `${source.name}.${source.extension}`,
    stepsOf(compress(source.bytes, 'br', 'asset').length),
  ]);
  return { ...Object.fromEntries([...first, ...files]), 'heaviest page': stepsOf(Math.max(...weights.values())) };
}

function frameOf(assets: ReturnType<typeof packAssets>) {
  return {
    csrf: 'x'.repeat(86),
    locale: 'en',
    languages: ['en', 'es'],
    instanceName: 'Vestibule',
    instanceSupport: 'support@vestibule.example',
    assets: { css: assets.href('app.css'), js: assets.href('app.js'), work: assets.href('work.js') },
    path: '/sign-in',
  } as const;
}

function stepsOf(bytes: number): number {
  return Math.ceil(bytes / STEP_BYTES) * STEP_BYTES;
}

/** Packages that `npm ci --omit=dev` installs on every platform. */
function countPackages(): number {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Readonly<Record<string, { dev?: boolean; devOptional?: boolean; optional?: boolean }>>;
  };
  const needed = Object.entries(packages).filter(
    ([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional,
  );
  return needed.length;
}
