import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { buildAssets } from '../scripts/assets.ts';
import { buildServer, productPlan } from '../scripts/build.ts';
import { freePort } from '../test/harness/free-port.ts';
import { startPostgres } from '../test/postgres/server.ts';
import type { Comparison } from './comparisons.ts';
import type { Order } from './guessing-node.ts';
import { isHeld, outcomeTable, type Plan, type Scene, simulate } from './simulation.ts';

// `npm run simulate:guessing [-- --guesses N --attempts N]`; see README.md.

const { values } = parseArgs({
  options: { guesses: { type: 'string', default: '1000000' }, attempts: { type: 'string', default: '1000' } },
});
const { guesses, attempts } = values;
const PLAN: Plan = { guesses: Number(guesses), addresses: 10_000, attempts: Number(attempts), days: 40 };
const NODES = 2;

const folder = mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
const postgres = await startPostgres();
const nodes: ChildProcess[] = [];
// An interrupted run leaves no database behind: it is stopped when this process exits.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
try {
  const started = performance.now();
  const outcome = await simulate(await openScene(), PLAN, (day) => {
    console.log(`day ${day} of ${PLAN.days}, ${Math.round((performance.now() - started) / 1_000)} s`);
  });
  console.log(`\n${outcomeTable(outcome)}\n${Math.round((performance.now() - started) / 1_000)} s`);
  process.exitCode = isHeld(outcome) ? 0 : 1;
} finally {
  const running = nodes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  const ended = running.map((node) => once(node, 'exit'));
  for (const node of running) node.kill();
  await Promise.all(ended);
  await postgres.stop();
}

/** Two processes of `guessing-node.ts`, bundled as the product is, on one PostgreSQL. */
async function openScene(): Promise<Scene> {
  const outDir = join(import.meta.dirname, '../.vestibule/bench-guessing');
  const { external } = productPlan();
  await buildServer({ entry: join(import.meta.dirname, 'guessing-node.ts'), outDir, external });
  await buildAssets(join(outDir, 'assets'));
  let now = Date.now();
  const ports = [];
  const database = await emptyDatabase();
  for (let number = 0; number < NODES; number++) {
    const port = await freePort();
    ports.push(port);
    const env = {
      PORT: String(port),
      VESTIBULE_URL: `http://localhost:${ports[0]}`,
      VESTIBULE_DATA: folder,
      VESTIBULE_DATABASE: database,
      VESTIBULE_TRUSTED_PROXIES: '127.0.0.1/32',
      BENCH_NOW: String(now),
    };
    const node = fork(join(outDir, 'main.js'), { env });
    nodes.push(node);
    await answerOf(node);
  }
  return {
    nodes: ports.map((port) => `http://localhost:${port}`),
    now: () => now,
    async move(ms) {
      now += ms;
      await tellAll({ kind: 'clock', now });
    },
    async makeAccount(address) {
      const [first] = nodes;
      if (first !== undefined) await tell(first, { kind: 'account', address });
    },
    comparisons: async () => (await tellAll({ kind: 'comparisons' })).flat(),
  };
}

async function emptyDatabase(): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('create database guessing');
  await client.end();
  return new URL('/guessing', postgres.url).href;
}

function tellAll(order: Order): Promise<readonly (readonly Comparison[])[]> {
  return Promise.all(nodes.map((node) => tell(node, order)));
}

function tell(node: ChildProcess, order: Order): Promise<readonly Comparison[]> {
  const answer = answerOf(node);
  node.send(order);
  return answer;
}

/** What a node says next; throws when it ends instead. */
async function answerOf(node: ChildProcess): Promise<readonly Comparison[]> {
  const over = new AbortController();
  const { signal } = over;
  const ended = once(node, 'exit', { signal }).then(([code]) => {
    throw new Error(`a node ended with ${code}`);
  });
  ended.catch(() => {});
  try {
    const [answer] = await Promise.race([once(node, 'message', { signal }), ended]);
    return answer as readonly Comparison[];
  } finally {
    over.abort();
  }
}
