import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
const MANY_ACCOUNTS = 1_000_000;
const docs = join(import.meta.dirname, '../docs');

const { values } = parseArgs({
  options: { rows: { type: 'string' }, blocks: { type: 'string' }, accounts: { type: 'string' } },
});
const chosen = rowsOf(values.rows);
const begun = performance.now();
const plan = {
  blocks: Number(values.blocks ?? BLOCKS),
  sliceMs: SLICE_MS,
  manyAccounts: Number(values.accounts ?? MANY_ACCOUNTS),
};
const folder = mkdtempSync(join(tmpdir(), 'vestibule-bench-'));
const stage = openStage(plan, folder, say);
try {
  installPeers(say);
  await buildProduct();
  const whole = values.rows === undefined;
  if (whole) await openAll(stage);
  const results = await runAll(chosen);
  console.log(`\n${results.flatMap(({ text }) => text ?? []).join('\n\n')}`);
  if (whole) write(results);
  else console.log('\nA part only: docs/performance.md is left as it is.');
} finally {
  await stage.close();
  rmSync(folder, { recursive: true, force: true });
}

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
  for (const engine of ENGINES) {
    await all.vestibule(engine);
    await all.betterAuth(engine, 'ours');
    await all.floorRoute(engine);
  }
  await all.betterAuth('sqlite', 'default');
  await all.oidcProvider();
  await all.floorHash();
}

async function runAll(rows: readonly Row[]): Promise<readonly RowResult[]> {
  const results: RowResult[] = [];
  for (const row of rows) {
    say(`== ${row.name}`);
    const result = await row.run(stage);
    results.push(result);
    if (result.findings.length > 0) console.log(tableOf(result.findings));
  }
  return results;
}

function write(results: readonly RowResult[]): void {
  const seconds = (performance.now() - begun) / 1_000;
  const pictures = join(docs, 'performance');
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures);
  for (const chart of results.flatMap(({ charts }) => charts)) {
    writeFileSync(join(pictures, `${chart.name}.svg`), drawChart(chart));
  }
  writeFileSync(join(docs, 'performance.md'), documentOf({ results, blocks: plan.blocks, seconds }));
  say('wrote docs/performance.md');
}

function say(text: string): void {
  const seconds = Math.round((performance.now() - begun) / 1_000);
  console.error(`${String(seconds).padStart(4)} s  ${text}`);
}
