import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateSync } from 'otplib';
import { buildAssets } from '../scripts/assets.ts';
import { buildServer, productPlan } from '../scripts/build.ts';
import { readConfig } from '../src/platform/config.ts';
import { freePort } from '../test/harness/free-port.ts';
import { jsonClient } from '../test/harness/json-client.ts';
import { startPostgres } from '../test/postgres/server.ts';
import { median } from './auc.ts';
import { CEILING_MS, consoleRoutes, idsOf, SLOWER, samplesOf } from './console-pages.ts';
import { APP_SECRET, CAST, PASSWORD } from './population/cast.ts';
import { populate } from './population/populate.ts';

// `npm run bench:console [-- --database URL --data FOLDER] [--accounts N --audit N] [--requests N]`; see README.md.

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    data: { type: 'string' },
    accounts: { type: 'string', default: '100000' },
    audit: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '30' },
  },
});
const REQUESTS = Number(values.requests);
const WARM_UP = 3;
const START_LIMIT_MS = 60_000;

/** Where a database is, with the folder of its keys. */
interface Filled {
  readonly database: string;
  readonly data: string;
}

const outDir = join(import.meta.dirname, '../.vestibule/bench-console');
await buildServer({ entry: join(import.meta.dirname, 'console-app.ts'), outDir, external: productPlan().external });
await buildAssets(join(outDir, 'assets'));
const fine =
  values.database === undefined || values.data === undefined
    ? await measureBoth()
    : await measure({ database: values.database, data: values.data });
process.exitCode = fine ? 0 : 1;

/** Fills a database of each engine, and measures it. */
async function measureBoth(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
  const postgres = await startPostgres();
  try {
    const sqlite = { database: `sqlite:${join(folder, 'bench.sqlite')}`, data: join(folder, 'sqlite') };
    let allFine = true;
    for (const filled of [sqlite, { database: postgres.url, data: join(folder, 'postgres') }]) {
      console.log(`Filling ${filled.database.split(':')[0]} …`);
      const size = { accounts: Number(values.accounts), audit: Number(values.audit), seed: 'vestibule' };
      await populate(configOf(filled), { ...size, until: Date.now() }, () => {});
      allFine = (await measure(filled)) && allFine;
    }
    return allFine;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function settingsOf({ database, data }: Filled, port = 4_999) {
  return {
    VESTIBULE_URL: `http://localhost:${port}`,
    VESTIBULE_DATABASE: database,
    VESTIBULE_DATA: data,
    PORT: String(port),
  };
}

function configOf(filled: Filled) {
  const config = readConfig(settingsOf(filled));
  if (!config.ok) throw new Error(config.error.join('\n'));
  return config.value;
}

/** Signs in as each of the cast and gets every page. False: one is too slow, or nobody may see it. */
async function measure(filled: Filled): Promise<boolean> {
  const port = await freePort();
  const app = fork(join(outDir, 'main.js'), {
    env: { ...process.env, ...settingsOf(filled, port) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const url = `http://localhost:${port}`;
    await answering(app, url);
    const ids = await idsOf(filled.database);
    const rows: Row[] = [];
    for (const [role, address] of Object.entries(CAST)) {
      const cookie = await signIn(url, address);
      for (const route of consoleRoutes()) {
        for (const path of samplesOf(route, ids))
          rows.push({ role, route, path, ...(await timed(url + path, cookie)) });
      }
    }
    return report(filled.database.split(':')[0] ?? '', rows);
  } finally {
    const ended = once(app, 'exit');
    app.kill();
    await ended;
  }
}

async function answering(app: ChildProcess, url: string): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  while (app.exitCode === null && performance.now() < giveUpAt) {
    const answer = await fetch(`${url}/sign-in`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The product did not start.');
}

/** The cookies of somebody who is signed in with an app. */
async function signIn(url: string, address: string): Promise<string> {
  const client = jsonClient(url);
  await client.get('/sign-in');
  await client.answer({ answer: 'identifier', address });
  await client.answer({ answer: 'password', password: PASSWORD });
  let answer = await client.answer({ answer: 'proof', method: 'totp', code: generateSync({ secret: APP_SECRET }) });
  if (answer.body?.signedIn !== true) answer = await client.answer({ answer: 'recovery-code-saved', saved: true });
  if (answer.body?.signedIn !== true) throw new Error(`${address} could not sign in: ${JSON.stringify(answer.body)}`);
  return [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** One page as one role gets it. */
interface Row {
  readonly role: string;
  readonly route: string;
  readonly path: string;
  readonly status: number;
  /** Milliseconds of each request, until all of the answer was there. */
  readonly took: readonly number[];
}

async function timed(url: string, cookie: string): Promise<Pick<Row, 'status' | 'took'>> {
  const took: number[] = [];
  let status = 0;
  for (let request = -WARM_UP; request < REQUESTS; request++) {
    const began = performance.now();
    const answer = await fetch(url, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
    await answer.arrayBuffer();
    status = answer.status;
    // Nothing of it is shown to them: how fast that is was measured with those whom it is shown to.
    if (status !== 200) return { status, took };
    if (request >= 0) took.push(performance.now() - began);
  }
  return { status, took };
}

function report(engine: string, rows: readonly Row[]): boolean {
  console.log(`\n${engine}: ${'median'.padStart(8)} ${'p95'.padStart(8)} ms of ${REQUESTS} requests`);
  const slow = rows.filter(({ status, took, ...row }) => {
    const { role, route, path } = row;
    const name = `${role.padEnd(18)} ${path}`;
    if (status !== 200) console.log(`${`${status}`.padStart(8)} ${''.padStart(8)} ${name}`);
    else console.log(`${ms(median(took))} ${ms(percentile(took, 0.95))} ${name}`);
    const tooSlow = status === 200 && median(took) > (SLOWER[route]?.ms ?? CEILING_MS);
    return status >= 500 || tooSlow;
  });
  const unseen = consoleRoutes().filter((route) => !rows.some((row) => row.route === route && row.status === 200));
  for (const { role, path } of slow) console.log(`TOO SLOW OR BROKEN: ${path} for ${role}`);
  for (const route of unseen) console.log(`NOT SHOWN TO ANYBODY: ${route}`);
  console.log(`The median of each page must be within ${CEILING_MS} ms.`);
  return slow.length === 0 && unseen.length === 0;
}

function ms(value: number): string {
  return value.toFixed(1).padStart(8);
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}
