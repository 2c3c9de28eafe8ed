import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAssets } from '../scripts/assets.ts';
import { buildServer, productPlan } from '../scripts/build.ts';
import { readConfig } from '../src/platform/config.ts';
import { freePort } from '../test/harness/free-port.ts';
import { startPostgres } from '../test/postgres/server.ts';
import { FILES, FORMS, type FormSample } from './console-forms.ts';
import { consoleRoutes, pathOf, samplesOf } from './console-pages.ts';
import { report } from './console-report.ts';
import { type Measured, Visitor } from './console-visitor.ts';
import type { World } from './console-world.ts';
import { CAST } from './population/cast.ts';
import { populate } from './population/populate.ts';

// `npm run bench:console [-- --database URL --data FOLDER] [--engine NAME] [--accounts N --audit N] [--requests N]`; see README.md.

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    data: { type: 'string' },
    engine: { type: 'string' },
    accounts: { type: 'string', default: '100000' },
    audit: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '20' },
  },
});
const REQUESTS = Number(values.requests);
/** A form changes something each time: fewer do. */
const SENT = Math.min(10, REQUESTS);
const OUT_DIR = join(import.meta.dirname, '../.vestibule/bench-console');
const START_LIMIT_MS = 60_000;
const END_LIMIT_MS = 10_000;

/** Where a database is, with the folder of its keys. */
interface Filled {
  readonly database: string;
  readonly data: string;
}

/** What must not outlive the run, however it ends; the last first. */
const cleanUps: (() => Promise<void> | void)[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    void cleanUp().finally(() => process.exit(1));
  });
}

try {
  const entry = join(import.meta.dirname, 'console-app.ts');
  await buildServer({ entry, outDir: OUT_DIR, external: productPlan().external });
  await buildAssets(join(OUT_DIR, 'assets'));
  const { database, data } = values;
  const fine =
    database === undefined || data === undefined ? await measureOwn() : await measure({ database, data }).catch(failed);
  process.exitCode = fine ? 0 : 1;
} finally {
  await cleanUp();
}

async function cleanUp(): Promise<void> {
  for (const one of cleanUps.splice(0).reverse()) await Promise.resolve(one()).catch(failed);
}

/** What goes wrong with one engine is told, and the other is measured. */
function failed(error: unknown): false {
  console.error(error);
  return false;
}

/** Fills a database of each engine, and measures it. */
async function measureOwn(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
  cleanUps.push(() => rmSync(folder, { recursive: true, force: true }));
  let fine = true;
  for (const engine of ['sqlite', 'postgres'] as const) {
    if (values.engine !== undefined && values.engine !== engine) continue;
    const own = await fill(engine, folder).then(measure).catch(failed);
    fine = own && fine;
  }
  return fine;
}

async function fill(engine: 'sqlite' | 'postgres', folder: string): Promise<Filled> {
  const filled = { database: `sqlite:${join(folder, 'bench.sqlite')}`, data: join(folder, engine) };
  if (engine === 'postgres') {
    const server = await startPostgres();
    cleanUps.push(() => server.stop());
    filled.database = server.url;
  }
  console.log(`Filling ${engine} …`);
  const size = { accounts: Number(values.accounts), audit: Number(values.audit), seed: 'vestibule' };
  await populate(configOf(filled), { ...size, until: Date.now() }, () => {});
  return filled;
}

function settingsOf({ database, data }: Filled, port = 4_999) {
  return {
    VESTIBULE_URL: `http://localhost:${port}`,
    VESTIBULE_DATABASE: database,
    VESTIBULE_DATA: data,
    // One agent does here in a minute what a desk does in a month.
    VESTIBULE_RESETS_PER_HOUR: '10000',
    VESTIBULE_RESETS_PER_DAY: '10000',
    PORT: String(port),
  };
}

function configOf(filled: Filled) {
  const config = readConfig(settingsOf(filled));
  if (!config.ok) throw new Error(config.error.join('\n'));
  return config.value;
}

/** Gets every page as each of the cast, then sends every form. False: something is too slow, or was not measured. */
async function measure(filled: Filled): Promise<boolean> {
  const world = await furnish(filled);
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const { app, stop } = launch(filled, port, []);
  cleanUps.push(stop);
  try {
    await answering(url, app);
    const visitors = new Map(roles().map((role) => [role, new Visitor(url, role)]));
    const measured = [...(await looks(visitors, world)), ...(await sends(visitors, world))];
    return report(filled.database.split(':')[0] ?? '', measured);
  } finally {
    await stop();
  }
}

function roles() {
  return Object.keys(CAST) as readonly (keyof typeof CAST)[];
}

/** Adds to a database what the product itself has to make; see `console-world.ts`. */
async function furnish(filled: Filled): Promise<World> {
  const { app, stop } = launch(filled, 4_999, ['furnish']);
  cleanUps.push(stop);
  const ended = once(app, 'exit');
  const told = once(app, 'message') as Promise<[World]>;
  const world = await Promise.race([told.then(([world]) => world), ended.then(() => null)]);
  await ended;
  if (world === null) throw new Error('The database could not be furnished.');
  return world;
}

/** Starts the product in a process of its own. `stop` may be called twice. */
function launch(filled: Filled, port: number, args: readonly string[]) {
  const app = fork(join(OUT_DIR, 'main.js'), args, {
    env: { ...process.env, ...settingsOf(filled, port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(app, 'exit');
  const stop = async () => {
    app.kill();
    const timer = setTimeout(() => app.kill('SIGKILL'), END_LIMIT_MS);
    await ended;
    clearTimeout(timer);
  };
  return { app, stop };
}

async function answering(url: string, app: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  while (app.exitCode === null && performance.now() < giveUpAt) {
    const answer = await fetch(`${url}/sign-in`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The product did not start.');
}

type Visitors = ReadonlyMap<keyof typeof CAST, Visitor>;

async function looks(visitors: Visitors, { ids }: World): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const visitor of visitors.values()) {
    for (const route of consoleRoutes('GET')) {
      for (const path of samplesOf(route, ids)) measured.push(await visitor.look(route, path, REQUESTS));
    }
  }
  return measured;
}

async function sends(visitors: Visitors, { ids, spare }: World): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (const [route, form] of Object.entries(FORMS)) measured.push(...(await sendAll(visitors, spare, route, form)));
  const owner = visitors.get('owner') as Visitor;
  for (const route of FILES) {
    for (const path of samplesOf(route, ids)) {
      for (let nth = 0; nth < SENT; nth++) measured.push(await owner.send(route, path, {}));
    }
  }
  return measured;
}

async function sendAll(
  visitors: Visitors,
  spare: World['spare'],
  route: string,
  { as = 'owner', about = () => ({}), fields = () => ({}), times = SENT, then }: FormSample,
): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  for (let nth = 0; nth < times; nth++) {
    const named = about(spare, nth);
    if (named === undefined) break;
    measured.push(await (visitors.get(as) as Visitor).send(route, pathOf(route, named), fields(spare, nth)));
    if (then === undefined) continue;
    const undoing = visitors.get(then.as ?? 'owner') as Visitor;
    measured.push(await undoing.send(then.route, pathOf(then.route, named), {}));
  }
  return measured;
}
