import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { breachedPasswordsFrom } from './breached-passwords.ts';
import { StartRefused } from './outside.ts';

const folder = mkdtempSync(join(tmpdir(), 'breached-'));
const path = join(folder, 'list.txt');
afterAll(() => rmSync(folder, { recursive: true }));

test('without a list nobody knows what was stolen', async () => {
  expect(await breachedPasswordsFrom(null)).toEqual({});
});

test('a list that cannot be used refuses the start, and says which and why', async () => {
  writeFileSync(path, 'letmein\n');
  await expect(breachedPasswordsFrom(path)).rejects.toThrow(StartRefused);
  await expect(breachedPasswordsFrom(path)).rejects.toThrow(
    `The list of VESTIBULE_BREACHED_PASSWORDS (${path}) cannot be used:`,
  );
});

test('a password on the list is known, any other is not', async () => {
  // SHA-1 of "abc" (FIPS 180-2, appendix A.1).
  writeFileSync(path, 'A9993E364706816ABA3E25717850C26C9CD0D89D:7\n');
  const { isLeaked } = await breachedPasswordsFrom(path);
  expect([await isLeaked?.('abc'), await isLeaked?.('abd')]).toEqual([true, false]);
});
