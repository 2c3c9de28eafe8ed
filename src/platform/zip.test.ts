import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { sha256 } from './hashing.ts';
import { type ZippedFile, zip } from './zip.ts';

async function unzipped(files: readonly ZippedFile[]) {
  const pieces: Uint8Array[] = [];
  const made = zip(files, (written) => [{ name: 'list.json', pieces: [JSON.stringify(written)] }]);
  for await (const piece of made) pieces.push(piece);
  const archive = unzipSync(Buffer.concat(pieces));
  return Object.fromEntries(Object.entries(archive).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]));
}

it('packs files in pieces, and tells the last one what each came to', async () => {
  const long = Array.from({ length: 5_000 }, (_, at) => `line ${at} of a file that is longer than one piece\n`);
  const found = await unzipped([
    { name: 'summary.md', pieces: ['Amara Nwosu ', '🩺\n'] },
    { name: 'rows.jsonl', pieces: long },
    { name: 'nothing.txt', pieces: [] },
  ]);
  expect(found).toMatchObject({ 'summary.md': 'Amara Nwosu 🩺\n', 'rows.jsonl': long.join(''), 'nothing.txt': '' });
  expect(JSON.parse(found['list.json'] ?? '')).toEqual([
    { name: 'summary.md', bytes: 17, sha256: hexOf('Amara Nwosu 🩺\n') },
    { name: 'rows.jsonl', bytes: long.join('').length, sha256: hexOf(long.join('')) },
    { name: 'nothing.txt', bytes: 0, sha256: hexOf('') },
  ]);
});

function hexOf(text: string): string {
  return Buffer.from(sha256(text), 'base64url').toString('hex');
}
