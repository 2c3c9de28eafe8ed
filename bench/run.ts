import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installPeers } from './peers.ts';
import { drawChart } from './report/chart.ts';
import { documentOf, tableOf } from './report/document.ts';
import { ROWS } from './rows/index.ts';
import type { Row, RowResult } from './rows/row.ts';
import { buildProduct } from './servers/vestibule.ts';
import { ENGINES, openStage, type Stage } from './stage.ts';

// `npm run bench [-- --rows NAME,NAME] [--blocks N] [--accounts N]`; see README.md.

const BLOCKS = 10;
const SLICE_MS = 1_000;
/** No row takes nearly as long; one that hangs must not keep the others from being measured. */
const ROW_LIMIT_MS = 15 * 60_000;
const MANY_ACCOUNTS = 1_000_000;
const docs = join(import.meta.dirname, '../docs');

const { values } = parseArgs({
  options: { rows: { type: 'string' }, blocks: { type: 'string' }, accounts: { type: 'string' } },
});
const chosen = rowsOf(values.rows);
const begun = performance.now();
const [loadBefore = Number.NaN] = loadavg();
const plan = {
  blocks: Number(values.blocks ?? BLOCKS),
  sliceMs: SLICE_MS,
  manyAccounts: Number(values.accounts ?? MANY_ACCOUNTS),
};
const folder = mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
const stage = openStage(plan, folder, say);
// Whoever waits for it reports it, too; nothing of what was measured is to be lost for it.
process.on('unhandledRejection', (error) => say(`nobody waited for: ${reasonOf(error)}`));
try {
  installPeers(say);
  await buildProduct();
  const whole = values.rows === undefined;
  if (whole) await openAll(stage);
  const results = await runAll(chosen);
  console.log(`\n${results.flatMap(({ text }) => text ?? []).join('\n\n')}`);
  if (whole) write(results);
  else console.log('\nA part only: docs/performance.md is left as it is.');
  const failed = results.flatMap(({ failure }) => failure ?? []);
  for (const { row, reason } of failed) console.log(`\nFAILED ${row}: ${reason}`);
  if (failed.length > 0) process.exitCode = 1;
} finally {
  await stage.close().catch((error: unknown) => say(`closing: ${reasonOf(error)}`));
  rmSync(folder, { recursive: true, force: true });
}
// What a row that took too long still waits for must not hold the process.
process.exit();

function rowsOf(names: string | undefined): readonly Row[] {
  if (names === undefined) return ROWS;
  return names.split(',').map((name) => {
    const row = ROWS.find((one) => one.name === name);
    if (row !== undefined) return row;
    console.error(`There is no row ${name}; there are ${ROWS.map((one) => one.name).join(', ')}.`);
    process.exit(2);
  });
}

/** Every server that takes turns is up before the first turn. */
async function openAll(all: Stage): Promise<void> {
  say('starting everything …');
  const starts = ENGINES.flatMap((engine) => [
    () => all.vestibule(engine),
    () => all.betterAuth(engine, 'ours'),
    () => all.betterAuth(engine, 'default'),
    () => all.floorRoute(engine),
  ]);
  for (const start of [...starts, () => all.oidcProvider(), () => all.floorHash()]) {
    // The rows that need what did not start fail by it; the others do not.
    await start().catch((error: unknown) => say(reasonOf(error)));
  }
}

async function runAll(rows: readonly Row[]): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    say(`== ${row.name}`);
    const result = await resultOf(row);
    if (result.failure !== undefined) say(`FAILED ${row.name}: ${result.failure.reason}`);
    results.push(result);
    if (result.findings.length > 0) console.log(tableOf(result.findings));
  }
  return results;
}

/** What a row yields, or that it failed: the other rows are measured nevertheless. */
async function resultOf(row: Row): Promise<RowResult> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${ROW_LIMIT_MS / 60_000} minutes`)), ROW_LIMIT_MS);
  });
  try {
    return await Promise.race([row.run(stage), over]);
  } catch (error) {
    console.error(error);
    return { findings: [], charts: [], failure: { row: row.name, reason: reasonOf(error) } };
  } finally {
    clearTimeout(timer);
  }
}

function write(results: readonly RowResult[]): void {
  const seconds = (performance.now() - begun) / 1_000;
  const pictures = join(docs, 'performance');
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures);
  for (const chart of results.flatMap(({ charts }) => charts)) {
    writeFileSync(join(pictures, `${chart.name}.svg`), drawChart(chart));
  }
  writeFileSync(join(docs, 'performance.md'), documentOf({ results, blocks: plan.blocks, seconds, loadBefore }));
  say('wrote docs/performance.md');
}

/** The first line of what an error says. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}

function say(text: string): void {
  const seconds = Math.round((performance.now() - begun) / 1_000);
  console.error(`${String(seconds).padStart(4)} s  ${text}`);
}
