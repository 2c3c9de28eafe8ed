import { createHash } from 'node:crypto';
import { Zip, ZipDeflate } from 'fflate';

/** A file to put into an archive, in pieces. */
export interface ZippedFile {
  readonly name: string;
  readonly pieces: AsyncIterable<string> | Iterable<string>;
}

/** What a file in the archive came to. */
export interface Zipped {
  readonly name: string;
  readonly bytes: number;
  /** SHA-256, hex. */
  readonly sha256: string;
}

/**
 * A ZIP archive, piece by piece: neither a file nor the archive has to fit into memory. `last`: files that are written when all
 * others are known.
 */
export async function* zip(
  files: readonly ZippedFile[],
  last: (written: readonly Zipped[]) => readonly ZippedFile[],
): AsyncIterable<Uint8Array> {
  const ready: Uint8Array[] = [];
  const archive = new Zip((error, piece) => {
    if (error !== null) throw error;
    ready.push(piece);
  });
  async function* add({ name, pieces }: ZippedFile): AsyncGenerator<Uint8Array, Zipped> {
    const hash = createHash('sha256');
    let bytes = 0;
    const entry = new ZipDeflate(name, { level: 6 });
    archive.add(entry);
    for await (const piece of pieces) {
      const part = Buffer.from(piece, 'utf8');
      hash.update(part);
      bytes += part.length;
      entry.push(part);
      yield* ready.splice(0);
    }
    entry.push(new Uint8Array(0), true);
    yield* ready.splice(0);
    return { name, bytes, sha256: hash.digest('hex') };
  }
  const written: Zipped[] = [];
  for (const file of files) written.push(yield* add(file));
  for (const file of last(written)) yield* add(file);
  archive.end();
  yield* ready.splice(0);
}
