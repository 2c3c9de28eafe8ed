import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const own = (name: string) => join(import.meta.dirname, 'check', `${name}.ts`);
const config = (name: string) => join(root, name);

/** One thing that `npm run check` looks at. Commands run inside the tree that is checked. */
export interface Step {
  readonly name: string;
  readonly command: readonly string[];
}

/** How a step ended; `output` is what it printed. */
export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

/** The whole list, slowest first, so that two at a time end together. */
export const STEPS: readonly Step[] = [
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'dead code', command: ['knip', '--config', config('knip.json'), '--treat-config-hints-as-errors'] },
  {
    name: 'promises and correctness',
    command: [
      'oxlint',
      '--type-aware',
      '-c',
      config('.oxlintrc.json'),
      '--ignore-pattern',
      'test/architecture/planted',
    ],
  },
  { name: 'counts', command: ['node', own('counts'), '.'] },
  { name: 'pure core', command: ['tsc', '-p', 'tsconfig.decide.json'] },
  { name: 'architecture', command: ['node', own('architecture'), '.'] },
  { name: 'budgets', command: ['node', own('budgets'), '.'] },
  { name: 'words', command: ['node', own('words'), '.'] },
  {
    name: 'format and lint',
    command: ['biome', 'check', '--max-diagnostics=200', '--error-on-warnings'],
  },
];

/** Runs every step in a tree, two at a time; calls `ended` as each ends. Never throws: a step that cannot start has failed. */
export async function runSteps(tree: string, ended: (result: StepResult) => void): Promise<readonly StepResult[]> {
  const waiting = [...STEPS];
  const results: StepResult[] = [];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const result = await runStep(tree, step);
      results.push(result);
      ended(result);
    }
  };
  await Promise.all([worker(), worker()]);
  return results;
}

function runStep(tree: string, { name, command }: Step): Promise<StepResult> {
  const started = performance.now();
  const [file = '', ...args] = command;
  const env = {
    ...process.env,
    PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
    NO_COLOR: '1',
  };
  return new Promise((resolve) => {
    execFile(file, args, { cwd: tree, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const seconds = (performance.now() - started) / 1000;
      const output = `${stdout}${stderr}`.trim();
      // A tool that found no file to look at has found nothing out.
      resolve({ name, passed: error === null && !/\b0 files\b/.test(output), seconds, output });
    });
  });
}

/** Prints a step as it ends: one line, and what it said when it failed. */
export function printStep({ name, passed, seconds, output }: StepResult): void {
  console.log(`${passed ? '✓' : '✗'} ${name.padEnd(26)} ${seconds.toFixed(1).padStart(5)} s`);
  if (!passed) console.log(output.replace(/^/gm, '    '));
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const results = await runSteps(root, printStep);
  const failed = results.filter((result) => !result.passed).length;
  console.log(failed === 0 ? `All ${results.length} checks passed.` : `${failed} of ${results.length} checks failed.`);
  process.exitCode = failed === 0 ? 0 : 1;
}
