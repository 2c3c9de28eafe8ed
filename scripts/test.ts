import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser, findProgram, installedBrowser } from '../test/harness/find-browser.ts';
import { buildIfNeeded } from './build.ts';
import { printStep, runSteps } from './check.ts';

const root = join(import.meta.dirname, '..');
/** A run that takes longer hangs. */
const LONGEST_RUN_MS = 15 * 60_000;

/** How many tests passed and failed. */
interface Count {
  readonly passed: number;
  readonly failed: number;
}

const started = performance.now();
installTools();
// Unpacked here once where it comes as a package, before test files do so at the same time.
await findBrowser().catch((error: Error) => console.log(error.message));
const checks = await countChecks();
const built = await countBuild();
const tests = await countTests(process.argv.slice(2));
console.log(`\n${((performance.now() - started) / 1000).toFixed(0)} s in all`);
const sum = (key: keyof Count) => checks[key] + built[key] + tests[key];
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;

/** Programs that the tests use as independent judges: a browser, a maker of codes, a reader of QR pictures. */
function installTools(): void {
  const missing = [
    ...(installedBrowser() ? [] : ['chromium']),
    ...(findProgram('oathtool') ? [] : ['oathtool']),
    ...(findProgram('zbarimg') ? [] : ['zbar-tools']),
  ];
  if (missing.length === 0) return;
  const asRoot = process.getuid?.() === 0;
  if (!asRoot || !findProgram('apt-get')) {
    console.log(`Not installed: ${missing.join(', ')}. Tests that need one will say so and fail.`);
    return;
  }
  console.log(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
  ]) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) console.log(`apt-get ${args[0]} failed:\n${stdout}${stderr}`);
  }
}

async function countChecks(): Promise<Count> {
  console.log('Checking format, types and architecture …');
  const results = await runSteps(root, printStep);
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed };
}

async function countBuild(): Promise<Count> {
  try {
    await buildIfNeeded();
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1 };
  }
}

async function countTests(args: readonly string[]): Promise<Count> {
  const folder = mkdtempSync(join(tmpdir(), 'vestibule-test-'));
  const report = join(folder, 'report.json');
  console.log('\nRunning the tests …');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const command = [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args];
  const child = spawn(process.execPath, command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const deadline = setTimeout(() => {
    console.log(`Stopped: no end after ${LONGEST_RUN_MS / 60_000} minutes.`);
    child.kill();
  }, LONGEST_RUN_MS);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(deadline);
  const count = readReport(report, code);
  rmSync(folder, { recursive: true });
  return count;
}

/** A file that could not run, or a run that broke, is a failure even though no test of it failed. */
function readReport(path: string, code: number | null): Count {
  let report: {
    numPassedTests: number;
    numTotalTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const failed = report.numTotalTests - report.numPassedTests + brokenFiles.length;
  return { passed: report.numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
}
