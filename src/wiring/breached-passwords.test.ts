import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createTestLog } from '../../test/harness/test-log.ts';
import { createLog } from '../platform/log.ts';
import { breachedPasswordsFrom } from './breached-passwords.ts';
import { StartRefused } from './outside.ts';

const folder = mkdtempSync(join(tmpdir(), 'breached-'));
const path = join(folder, 'list.txt');
const { stream, lines } = createTestLog();
const log = createLog({ destination: stream });
afterAll(() => rmSync(folder, { recursive: true }));

test('without a list nobody knows what was stolen', async () => {
  expect(await breachedPasswordsFrom(null, log)).toEqual({});
});

test('a list that cannot be used refuses the start, and says which and why', async () => {
  writeFileSync(path, 'letmein\n');
  await expect(breachedPasswordsFrom(path, log)).rejects.toThrow(StartRefused);
  await expect(breachedPasswordsFrom(path, log)).rejects.toThrow(
    `The list of VESTIBULE_BREACHED_PASSWORDS (${path}) cannot be used:`,
  );
});

test('a password on the list is known, any other is not', async () => {
  // SHA-1 of "abc" (FIPS 180-2, appendix A.1).
  writeFileSync(path, 'A9993E364706816ABA3E25717850C26C9CD0D89D:7\n');
  const { isLeaked } = await breachedPasswordsFrom(path, log);
  expect([await isLeaked?.('abc'), await isLeaked?.('abd')]).toEqual([true, false]);
});

test('a list that vanishes while it serves knows nothing, says so once, and is used again once it is back', async () => {
  const known = 'A9993E364706816ABA3E25717850C26C9CD0D89D:7\n';
  writeFileSync(path, known);
  const { isLeaked } = await breachedPasswordsFrom(path, log);
  const told = () => lines().filter((line) => line.includes('cannot be read')).length;
  const before = told();
  rmSync(path);
  expect([await isLeaked?.('abc'), await isLeaked?.('abc')]).toEqual([false, false]);
  expect(told() - before).toBe(1);
  writeFileSync(path, known);
  expect(await isLeaked?.('abc')).toBe(true);
  writeFileSync(path, 'letmein\n');
  expect(await isLeaked?.('abc')).toBe(false);
  expect(told() - before, 'and once more for the next time').toBe(2);
  expect(lines().join()).not.toContain('letmein');
});
