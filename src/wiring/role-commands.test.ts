import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { movedClock } from '../../test/harness/moved-clock.ts';
import { runProgram } from '../edges/cli/program.ts';
import { seedDemo } from '../edges/demo/seed.ts';
import { readConfig } from '../platform/config.ts';
import { createLog } from '../platform/log.ts';
import { systemRandom } from '../platform/random.ts';
import { commandServices } from './command-line.ts';
import { openInstance } from './instance.ts';
import type { Outside } from './outside.ts';

const SUPPORT = 'support@vestibule.example';

let folder: string;
let env: Record<string, string>;
let outside: Outside;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-role-'));
  env = { VESTIBULE_URL: 'http://localhost:4000', VESTIBULE_DATA: join(folder, 'data') };
  outside = { clock: movedClock(), random: systemRandom, log: createLog({ level: 'silent' }), transport: null };
  const config = readConfig(env, {});
  if (!config.ok) throw new Error(config.error.join('\n'));
  const instance = await openInstance(config.value, outside);
  await seedDemo(instance);
  await instance.close();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a role is granted, listed and taken back by command, and refused with a sentence', async () => {
  const listed = JSON.parse((await run('org', 'list', '--json')).out);
  const operator = listed.find(({ kind }: { kind: string }) => kind === 'operator').name;
  const clinic = listed.find(({ kind }: { kind: string }) => kind === 'clinic').name;
  await run('org', 'member', 'set-kind', operator, SUPPORT, '--kind', 'staff');
  const granted = await run('role', 'grant', operator, SUPPORT, '--role', 'auditor', '--json');
  expect(JSON.parse(granted.out)).toMatchObject({ role: 'auditor' });
  expect(JSON.parse((await run('role', 'list', operator, '--json')).out)).toContainEqual(
    expect.objectContaining({ address: SUPPORT, role: 'auditor', grantedAt: expect.stringMatching(/Z$/) }),
  );
  expect((await run('role', 'revoke', operator, SUPPORT)).out).toContain('is now support');
  expect(await run('role', 'grant', clinic, SUPPORT, '--role', 'help-desk')).toMatchObject({
    exit: 1,
    err: expect.stringContaining('does not belong'),
  });
  expect((await run('role', 'grant', operator, SUPPORT, '--role', 'owner')).exit).toBe(2);
});

async function run(...argv: readonly string[]) {
  let [out, err] = ['', ''];
  const io = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    readSecrets: async () => [],
  };
  const exit = await runProgram(argv, commandServices(env, io, outside), io, '0.1.0');
  return { exit, out, err };
}
