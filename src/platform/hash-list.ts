import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** A sorted text file of SHA-1 hashes, looked up where it lies: it may be larger than the memory. */
export interface HashList {
  /** Whether the SHA-1 of a text, in UTF-8, is listed. Throws when the file cannot be read. */
  includes(text: string): Promise<boolean>;
}

/** A hash in hex, and how often it was seen. */
const LINE = /^([0-9a-f]{40})(?::\d{1,12})?\r?$/i;
/** More bytes than a line has, its neighbors' line ends included. */
const WINDOW = 128;
const SAMPLES = 256;

/** A list of lines `SHA1` or `SHA1:COUNT` in ascending order. Opened at each look-up, so that a new file may take its place. */
export function hashListAt(path: string): HashList {
  return {
    includes: (text) =>
      withFile(path, (file, size) => search(file, size, createHash('sha1').update(text, 'utf8').digest('hex'))),
  };
}

/** Why a file is no such list, as far as lines sampled from all over it tell; null: it is one. */
export async function problemOfHashList(path: string): Promise<string | null> {
  try {
    return await withFile(path, sample);
  } catch (error) {
    return error instanceof Malformed ? error.message : 'it cannot be read';
  }
}

async function withFile<T>(path: string, work: (file: FileHandle, size: number) => Promise<T>): Promise<T> {
  const file = await open(path, 'r');
  try {
    return await work(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}

async function search(file: FileHandle, size: number, wanted: string): Promise<boolean> {
  // The wanted line, if there is one, starts at `low` or after it, and before `high`.
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const line = await lineFrom(file, middle);
    if (line === null || line.start >= high || line.hash > wanted) high = middle;
    else if (line.hash === wanted) return true;
    else low = line.start + 1;
  }
  return false;
}

async function sample(file: FileHandle, size: number): Promise<string | null> {
  let before = '';
  for (let place = 0; place < SAMPLES; place++) {
    const line = await lineFrom(file, Math.floor((place * size) / SAMPLES));
    if (line === null) return place === 0 ? 'it is empty' : null;
    if (line.hash < before) return `it is not sorted: see the line at byte ${line.start}`;
    before = line.hash;
  }
  return null;
}

class Malformed extends Error {}

/** The first line that starts at a byte or after it; null: none does. */
async function lineFrom(file: FileHandle, at: number): Promise<{ start: number; hash: string } | null> {
  const from = Math.max(0, at - 1);
  const { bytesRead, buffer } = await file.read(Buffer.alloc(WINDOW), 0, WINDOW, from);
  const text = buffer.toString('latin1', 0, bytesRead);
  const ahead = at === 0 ? 0 : text.indexOf('\n') + 1;
  const atEnd = bytesRead < WINDOW;
  if (atEnd && (ahead === bytesRead || (at > 0 && ahead === 0))) return null;
  const [line = ''] = text.slice(ahead).split('\n', 1);
  const hash = at > 0 && ahead === 0 ? undefined : LINE.exec(line)?.[1];
  if (hash === undefined) throw new Malformed(`near byte ${from} is no line of a SHA-1 hash and a count`);
  return { start: from + ahead, hash: hash.toLowerCase() };
}
