import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../problem.ts';
import { compress } from './compress.ts';
import { pickEncoding } from './negotiate.ts';

const YEAR_S = 31_536_000;
const TYPES = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
} as const;

/** A file to serve: its name without and its kind as extension. */
export interface AssetSource {
  /** As `app`: lower case letters, digits and dashes. */
  readonly name: string;
  readonly extension: keyof typeof TYPES;
  readonly bytes: Buffer;
  /** Compressed already, by whoever built it: at its best it takes longer than the rest of a start. Absent: done when packed. */
  readonly compressed?: Compressed;
}

/** A file in both forms that browsers ask for. */
export interface Compressed {
  readonly br: Buffer;
  readonly gzip: Buffer;
}

/** A file as small as it gets. */
export function compressed(bytes: Buffer): Compressed {
  return { br: compress(bytes, 'br', 'asset'), gzip: compress(bytes, 'gzip', 'asset') };
}

/** A file ready to send. */
interface Packed extends Compressed {
  readonly type: string;
  readonly hash: string;
  readonly plain: Buffer;
}

/** A fixed set of files in memory, each under a name that changes with its content. */
export interface Assets {
  /** The address of `app.css`, as `/assets/app-0123456789ab.css`. Throws when there is none. */
  href(file: string): string;
  readonly files: ReadonlyMap<string, Packed>;
}

/** Hashes files at start, and compresses those that are not yet. */
export function packAssets(sources: readonly AssetSource[]): Assets {
  const files = new Map<string, Packed>();
  const hrefs = new Map<string, string>();
  for (const source of sources) {
    const hash = createHash('sha256').update(source.bytes).digest('hex').slice(0, 12);
    const served = `${source.name}-${hash}.${source.extension}`;
    hrefs.set(`${source.name}.${source.extension}`, `/assets/${served}`);
    files.set(served, {
      type: TYPES[source.extension],
      hash,
      plain: source.bytes,
      ...(source.compressed ?? compressed(source.bytes)),
    });
  }
  return {
    files,
    href(file) {
      const href = hrefs.get(file);
      if (href === undefined) throw new Error(`no asset ${file}`);
      return href;
    },
  };
}

/** Serves the files for ever: a changed file has a new address. */
export function registerAssets(app: FastifyInstance, assets: Assets): void {
  app.get<{ Params: { file: string } }>(
    '/assets/:file',
    {
      config: { purpose: 'Style sheet, script and pictures of the pages; cached for ever under their content’s hash' },
    },
    (request, reply) => {
      const packed = assets.files.get(request.params.file);
      if (packed === undefined) throw new HttpProblem('not-found');
      const encoding = pickEncoding(request.headers['accept-encoding']);
      reply.header('cache-control', `public, max-age=${YEAR_S}, immutable`).header('vary', 'accept-encoding');
      reply.header('etag', `"${packed.hash}"`).type(packed.type);
      if (encoding !== null) reply.header('content-encoding', encoding);
      return reply.send(packed[encoding ?? 'plain']);
    },
  );
}
