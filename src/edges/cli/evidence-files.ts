import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MANIFEST, type PackedFile, SIGNATURE } from '../../domain/evidence/run/manifest.ts';
import type { EvidenceFile } from '../../domain/evidence/run/pack.ts';
import { CommandRefused } from './contract.ts';

/** Makes the folder of a pack, for its owner only: it holds names. Throws `CommandRefused` when there is something already. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new CommandRefused('target-exists', `${folder} is there already; nothing is replaced.`);
    if (code === 'ENOENT') throw new CommandRefused('folder-missing', `There is no folder to make ${folder} in.`);
    throw error;
  }
}

/** Writes one file piece by piece, and says what it came to. */
export async function writePacked(folder: string, { name, pieces }: EvidenceFile): Promise<PackedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(join(folder, name), 'wx', 0o600);
  try {
    for await (const piece of pieces) {
      const part = Buffer.from(piece, 'utf8');
      hash.update(part);
      bytes += part.length;
      await file.appendFile(part);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return packed(name, bytes, hash);
}

/** Reads a pack as it is now. Throws `CommandRefused` when the folder is none. */
export async function readPack(folder: string) {
  try {
    const names = (await readdir(folder)).filter((name) => name !== MANIFEST && name !== SIGNATURE);
    const files = await Promise.all(names.map((name) => hashed(folder, name)));
    const [manifest, signature] = [await text(folder, MANIFEST), await text(folder, SIGNATURE)];
    return { manifest, signature, files };
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new CommandRefused(
      'pack-unreadable',
      `${folder} is no evidence pack: ${MANIFEST} or ${SIGNATURE} is missing.`,
    );
  }
}

function text(folder: string, name: string): Promise<string> {
  return readFile(join(folder, name), 'utf8');
}

async function hashed(folder: string, name: string): Promise<PackedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const part of createReadStream(join(folder, name)) as AsyncIterable<Buffer>) {
    hash.update(part);
    bytes += part.length;
  }
  return packed(name, bytes, hash);
}

function packed(name: string, bytes: number, hash: Hash): PackedFile {
  return { name, bytes, sha256: hash.digest('hex') };
}
