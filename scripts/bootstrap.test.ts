import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const scripts = import.meta.dirname;
const folder = mkdtempSync(join(tmpdir(), 'vestibule-bootstrap-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A checkout without packages whose npm only writes down how it was called and lays a Node down. */
function checkout(name: string): string {
  const root = join(folder, name);
  mkdirSync(join(root, 'scripts'), { recursive: true });
  mkdirSync(join(root, 'npm'));
  cpSync(join(scripts, 'bootstrap.cjs'), join(root, 'scripts/bootstrap.cjs'));
  writeFileSync(join(root, 'package.json'), '{"allowScripts":{"node":true,"better-sqlite3":false}}');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'scripts/hello.ts'), `console.log('hello from', process.argv.slice(2).join(' '));`);
  writeFileSync(
    join(root, 'npm/npm-cli.js'),
    `const fs = require('node:fs');
     fs.appendFileSync('calls', process.argv.slice(2).join(' ') + '\\n');
     fs.mkdirSync('node_modules/node/bin', { recursive: true });
     fs.mkdirSync('node_modules/better-sqlite3', { recursive: true });
     if (process.argv[2] === 'rebuild') fs.symlinkSync(${JSON.stringify(process.execPath)}, 'node_modules/node/bin/node');`,
  );
  return root;
}

function begin(root: string, options: readonly string[] = []) {
  const env = { ...process.env, npm_execpath: join(root, 'npm/npm-cli.js') };
  const command = [...options, join(root, 'scripts/bootstrap.cjs'), 'hello', 'there'];
  return spawnSync(process.execPath, command, { env, encoding: 'utf8' });
}

function calls(root: string): readonly string[] {
  return readFileSync(join(root, 'calls'), 'utf8').trim().split('\n');
}

describe('beginning from a checkout', () => {
  it('installs once, lets only approved packages run scripts, then goes on under the bundled Node', () => {
    const root = checkout('fresh');

    const first = begin(root);
    expect(first.stdout).toBe('hello from there\n');
    expect(first.stderr).toMatch(/^Installing packages \(first time only/);
    expect(calls(root)).toEqual([
      expect.stringMatching(/^ci --ignore-scripts --engine-strict=false/),
      expect.stringMatching(/^rebuild node --engine-strict=false/),
    ]);

    const second = begin(root);
    expect(second).toMatchObject({ stdout: 'hello from there\n', stderr: '' });
    expect(calls(root)).toHaveLength(2);
  });

  it('installs again when the lock file has changed', () => {
    const root = checkout('changed');
    begin(root);
    rmSync(join(root, 'node_modules/node/bin/node'));
    writeFileSync(join(root, 'package-lock.json'), '{"changed":true}');

    expect(begin(root).stderr).toContain('the list has changed');
    expect(calls(root)).toHaveLength(4);
  });

  it('takes over a lock that a killed installation left behind', () => {
    const root = checkout('stale');
    const lock = join(root, '.vestibule/install.lock');
    mkdirSync(lock, { recursive: true });
    utimesSync(lock, 0, 0);

    expect(begin(root).stdout).toBe('hello from there\n');
  });

  it('refuses Node 18 in one sentence', () => {
    const root = checkout('old');
    const preload = join(root, 'old.cjs');
    writeFileSync(
      preload,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });
       Object.defineProperty(process, 'version', { value: 'v18.20.0' });`,
    );

    expect(begin(root, ['--require', preload])).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'Vestibule needs Node.js 20 or newer to start from a checkout; this is v18.20.0.\n',
    });
  });
});
