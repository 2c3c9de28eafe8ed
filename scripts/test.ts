import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apacheMissing } from '../test/conformance/apache/apache.ts';
import { findBrowser, findProgram, installedBrowser } from '../test/harness/find-browser.ts';
import { buildIfNeeded } from './build.ts';
import { printStep, runSteps } from './check.ts';

const root = join(import.meta.dirname, '..');
/** A run that takes longer hangs. */
const LONGEST_RUN_MS = 30 * 60_000;

/** How many tests passed and failed, and how many had nothing here to run against. */
interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
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
const skipped = sum('skipped');
if (skipped > 0) console.log(`${skipped} skipped, for the reason that each printed`);
console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
process.exitCode = sum('failed') === 0 ? 0 : 1;

/** Programs that the tests use as independent judges: a browser, a maker of codes, a reader of QR pictures, a relying party. */
function installTools(): void {
  const needed = [
    ...(installedBrowser() ? [] : ['chromium-headless-shell']),
    ...(findProgram('oathtool') ? [] : ['oathtool']),
    ...(findProgram('zbarimg') ? [] : ['zbar-tools']),
  ];
  const welcome = apacheMissing() === null ? [] : ['libapache2-mod-auth-openidc'];
  if (needed.length + welcome.length === 0) return;
  const asRoot = process.getuid?.() === 0;
  if (!asRoot || !findProgram('apt-get')) {
    if (needed.length > 0)
      console.log(`Not installed: ${needed.join(', ')}. Tests that need one will say so and fail.`);
    return;
  }
  console.log(`Installing ${[...needed, ...welcome].join(', ')} …`);
  aptGet('update', []);
  // Each apart, so that what cannot be had keeps nothing else away.
  for (const name of [...needed, ...welcome]) aptGet('install', [name]);
}

function aptGet(command: 'update' | 'install', packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = command === 'install' ? ['-y', '-qq', '--no-install-recommends'] : ['-qq'];
  const { status, stdout, stderr } = spawnSync('apt-get', [command, ...options, ...packages], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) console.log(`apt-get ${command} failed:\n${stdout}${stderr}`);
}

async function countChecks(): Promise<Count> {
  console.log('Checking format, types and architecture …');
  const results = await runSteps(root, printStep);
  const passed = results.filter((result) => result.passed).length;
  return { passed, failed: results.length - passed, skipped: 0 };
}

async function countBuild(): Promise<Count> {
  try {
    await buildIfNeeded();
    return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.error(error);
    return { passed: 0, failed: 1, skipped: 0 };
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
    numPendingTests: number;
    numTotalTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  try {
    report = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  const { numPassedTests: passed, numPendingTests: skipped, numTotalTests: total } = report;
  const failed = total - passed - skipped + brokenFiles.length;
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped };
}
