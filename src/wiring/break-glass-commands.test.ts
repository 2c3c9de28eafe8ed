import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { movedClock } from '../../test/harness/moved-clock.ts';
import { runProgram } from '../edges/cli/program.ts';
import { createLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { commandServices } from './command-line.ts';
import type { Outside } from './outside.ts';

let folder: string;
let outside: Outside;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-glass-'));
  outside = { clock: movedClock(), random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('break-glass accounts are made, listed, renewed and revoked by command, both halves printed once', async () => {
  const create = ['break-glass', 'create', 'glass@operator.example', '--name', 'Safe in the office'];
  expect(await run(...create)).toMatchObject({ exit: 1, err: expect.stringContaining('no such organization') });
  await run('org', 'create', 'Operator', '--kind', 'operator');
  const made = await run(...create, '--days', '30');
  const half = '([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}';
  expect(made.out).toMatch(
    new RegExp(
      `First envelope, good until .*Password, exactly so +${half}\n.*Second envelope.*Sealed code +${half}\n$`,
      's',
    ),
  );
  const listed = await run('break-glass', 'list', '--json');
  expect(JSON.parse(listed.out)).toMatchObject({
    accounts: [{ address: 'glass@operator.example', state: 'sealed', madeBy: 'system', spentAt: null }],
    uses: [],
  });
  expect(made.out).not.toContain(JSON.parse(listed.out).accounts[0].accountId);
  const renewed = JSON.parse((await run('break-glass', 'renew', 'glass@operator.example', '--json')).out);
  expect(renewed).toMatchObject({ first: { address: 'glass@operator.example' }, second: { code: expect.any(String) } });
  expect(made.out).not.toContain(renewed.second.code);
  expect((await run('break-glass', 'list')).out).not.toContain(renewed.second.code);
  expect((await run('break-glass', 'renew', 'glass@operator.example', '--days', '366')).exit).toBe(1);
  expect((await run('break-glass', 'revoke', 'glass@operator.example')).exit).toBe(0);
  expect((await run('break-glass', 'list')).out).toMatch(/glass@operator\.example +Safe in the office +revoked/);
  const review = await run('break-glass', 'review', 'none', '--note', 'A drill.', '--as', 'robin@operator.example');
  expect(review).toMatchObject({ exit: 1, out: '' });
});

async function run(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecrets: async () => ['wrong-horse-battery', '000000'],
  };
  const env = { VESTIBULE_URL: 'http://localhost:4000', VESTIBULE_DATA: join(folder, 'data') };
  const exit = await runProgram(argv, commandServices(env, io, outside), io, '0.1.0');
  return { exit, out, err };
}
