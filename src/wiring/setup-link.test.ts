import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { movedClock } from '../../test/harness/moved-clock.ts';
import { runProgram } from '../edges/cli/program.ts';
import { createLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { commandServices } from './command-line.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-setup-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a link to the first owner’s page is printed by command while nobody is here, and refused afterwards', async () => {
  const made = await run('setup-link', '--json');
  expect(JSON.parse(made.out)).toEqual({
    url: expect.stringMatching(/^http:\/\/localhost:4000\/setup\/[\w-]{43}$/),
    expiresAt: expect.stringMatching(/Z$/),
  });
  expect((await run('setup-link')).out).toMatch(/^Open this to become the first owner: http:\S+ It works once, until /);
  await run('org', 'create', 'Riverside Clinic');
  expect(await run('setup-link')).toMatchObject({ exit: 1, out: '', err: expect.stringContaining('already') });
});

async function run(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecrets: async () => [],
  };
  const env = { VESTIBULE_URL: 'http://localhost:4000', VESTIBULE_DATA: join(folder, 'data') };
  const outside = { clock: movedClock(), random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
  const exit = await runProgram(argv, commandServices(env, io, outside), io, '0.1.0');
  return { exit, out, err };
}
