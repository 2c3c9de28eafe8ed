import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hashListAt, problemOfHashList } from './hash-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'hash-list-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const words = Array.from({ length: 300 }, (_, index) => `word-${index}`);
const hashes = words.map(sha1).sort();

let files = 0;
function fileOf(text: string): string {
  const path = join(folder, `${files++}.txt`);
  writeFileSync(path, text);
  return path;
}

describe('a list of hashes on disk', () => {
  it.each([
    ['with counts', `${hashes.map((one, index) => `${one}:${10 ** (index % 9)}`).join('\n')}\n`],
    ['with counts and Windows line ends', hashes.map((one) => `${one}:3\r\n`).join('')],
    ['of hashes alone, in lower case, without a last line end', hashes.join('\n').toLowerCase()],
  ])('finds every listed text and no other: %s', async (_, text) => {
    const path = fileOf(text);
    expect(await problemOfHashList(path)).toBeNull();
    const list = hashListAt(path);
    for (const word of words) expect(await list.includes(word)).toBe(true);
    for (const word of words) expect(await list.includes(`${word}!`)).toBe(false);
  });

  it('finds the only line, and nothing else', async () => {
    const list = hashListAt(fileOf(`${sha1('únicamente')}:1\n`));
    expect([await list.includes('únicamente'), await list.includes('unicamente')]).toEqual([true, false]);
  });

  it.each([
    ['missing', join(folder, 'none'), 'it cannot be read'],
    ['empty', fileOf(''), 'it is empty'],
    ['unsorted', fileOf([...hashes].reverse().join('\n')), 'it is not sorted'],
    ['of something else', fileOf('letmein\nqwerty\n'), 'is no line of a SHA-1 hash'],
    ['of one endless line', fileOf('A'.repeat(5_000)), 'is no line of a SHA-1 hash'],
  ])('says what is wrong with a file that is %s', async (_, path, problem) => {
    expect(await problemOfHashList(path)).toContain(problem);
  });

  it('does not answer from a file that is gone', async () => {
    await expect(hashListAt(join(folder, 'none')).includes('x')).rejects.toThrow('ENOENT');
  });
});
