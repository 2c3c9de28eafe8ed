import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Budget, compareBudgets, tellDifference } from '../../bench/counts/budget.ts';
import { countAll } from '../../bench/counts/counts.ts';

// Counts what an operation costs the database, what pages weigh and what is installed, and fails when anything is more than the
// tree's budget. `node counts.ts [tree] [--update]`; `--update` writes the budget anew.

const { values, positionals } = parseArgs({ allowPositionals: true, options: { update: { type: 'boolean' } } });
const file = join(positionals[0] ?? process.cwd(), 'bench/budget.json');
if (!existsSync(file) && !values.update) {
  console.log('0 files: there is no bench/budget.json');
  process.exit(1);
}
const found = await countAll();
if (values.update) {
  writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
} else {
  const { broken, shrunk } = compareBudgets(found, JSON.parse(readFileSync(file, 'utf8')) as Budget);
  for (const difference of broken) console.log(`over budget: ${tellDifference(difference)}`);
  for (const difference of shrunk) console.log(`less than it may be: ${tellDifference(difference)}`);
  if (broken.length > 0)
    console.log('`node scripts/check/counts.ts --update` writes what is spent now into the budget.');
  process.exitCode = broken.length === 0 ? 0 : 1;
}
// esbuild’s process lives on otherwise.
process.exit();
