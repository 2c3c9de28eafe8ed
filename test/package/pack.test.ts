import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../harness/free-port.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'vestibule-pack-'));
const empty = join(folder, 'empty');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let server: ChildProcess | undefined;

beforeAll(() => {
  mkdirSync(empty);
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: root, stdio: 'pipe', timeout: 120_000 });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  writeFileSync(join(empty, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, tarball ?? '')], {
    cwd: empty,
    stdio: 'pipe',
    timeout: 120_000,
  });
}, 240_000);

afterAll(() => {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Asks until the server answers; gives up after 20 s. */
async function answer(url: string): Promise<Response> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await fetch(url);
    } catch (error) {
      if (tries === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

describe('the package in an empty folder', () => {
  it('holds the program, its papers and nothing of the workshop', () => {
    const entries = readdirSync(join(empty, 'node_modules/vestibule'), { recursive: true }) as string[];
    const top = new Set(entries.map((entry) => entry.split('/')[0]));
    expect([...top].sort()).toEqual(['LICENSE', 'README.md', 'SECURITY.md', 'bin', 'dist', 'package.json']);
    expect(entries.filter((entry) => /\.test\.|\.tsx?$/.test(entry))).toEqual([]);
  });

  it('tells its version', () => {
    const printed = execFileSync('npx', ['--no-install', 'vestibule', '--version'], {
      cwd: empty,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(printed.trim()).toBe(manifest.version);
  });

  it('serves, answers that it is well, and stops when asked to', async () => {
    const port = await freePort();
    const env = {
      ...process.env,
      PORT: String(port),
      VESTIBULE_URL: `http://localhost:${port}`,
      VESTIBULE_DATA: join(empty, 'data'),
      VESTIBULE_SMTP: 'smtp://127.0.0.1:1',
      VESTIBULE_MAIL_FROM: 'sign-in@clinic.example',
    };
    server = spawn(process.execPath, ['node_modules/vestibule/bin/vestibule.cjs', 'serve'], {
      cwd: empty,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [log, terminal] = ['', ''];
    server.stdout?.on('data', (chunk) => (log += chunk));
    server.stderr?.on('data', (chunk) => (terminal += chunk));
    const response = await answer(`http://localhost:${port}/healthz`);
    expect(response.status).toBe(200);
    expect(new Set(nicenessOfPool(server.pid))).toEqual(new Set(process.platform === 'linux' ? [10] : []));
    await expect.poll(() => terminal, { timeout: 20_000 }).toMatch(/\/setup\/[\w-]{43}\n/);
    const [, link = '', token = ''] = /(http:\S+\/setup\/([\w-]{43}))/.exec(terminal) ?? [];
    expect((await fetch(link)).status).toBe(200);
    expect(log).not.toContain(token);
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('says one sentence on an older Node', () => {
    const preload = join(folder, 'old.cjs');
    writeFileSync(
      preload,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.9.0' } });
       Object.defineProperty(process, 'version', { value: 'v22.9.0' });`,
    );
    const command = ['--require', preload, 'node_modules/vestibule/bin/vestibule.cjs', 'serve'];
    expect(spawnSync(process.execPath, command, { cwd: empty, encoding: 'utf8', timeout: 20_000 })).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'Vestibule needs Node.js 24 or newer; this is v22.9.0.\n',
    });
  });
});

/** How far the threads that hash passwords stand back. */
function nicenessOfPool(pid: number | undefined): readonly number[] {
  if (process.platform !== 'linux') return [];
  const tasks = `/proc/${pid}/task`;
  const pool = readdirSync(tasks).filter((id) =>
    readFileSync(`${tasks}/${id}/comm`, 'utf8').startsWith('libuv-worker'),
  );
  return pool.map((id) => getPriority(Number(id)));
}
