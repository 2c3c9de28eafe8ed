import { Busboy, type BusboyHeaders } from '@fastify/busboy';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../problem.ts';
import { type Body, isCleanName, isCleanText } from './fields.ts';

/** How much a form with files may carry, in bytes. */
export interface UploadLimits {
  readonly file: number;
  readonly field: number;
}

const MOST_FIELDS = 20;
/** For what a form says around its files and fields. */
const AROUND = 16 * 1_024;

/**
 * Adds routes whose forms may carry one file (RFC 7578). It stands in the body as a `Buffer` under its field's name, empty where none
 * was chosen; what it is called and claims to be is not kept. A file or field above its limit is cut off one byte behind it.
 */
export function withUploads(
  app: FastifyInstance,
  limits: UploadLimits,
  addRoutes: (routes: FastifyInstance) => void,
): void {
  app.register(async (routes) => {
    const whole = limits.file + limits.field + AROUND;
    routes.addHook('onRoute', (route) => {
      if (route.method === 'POST') route.bodyLimit = whole;
    });
    // Read whole before it is taken apart: the value against forged requests is one of its fields, and is checked next.
    routes.addContentTypeParser(
      'multipart/form-data',
      { parseAs: 'buffer', bodyLimit: whole },
      (request, bytes, done) => {
        takeApart(request.headers['content-type'] ?? '', bytes as Buffer, limits).then(
          (body) => done(null, body),
          () => done(new HttpProblem('bad-request')),
        );
      },
    );
    addRoutes(routes);
  });
}

/** Rejects what a lenient parser would turn into something surprising; see `parseFields`. */
async function takeApart(contentType: string, bytes: Buffer, limits: UploadLimits): Promise<Body> {
  const body: Record<string, unknown> = Object.create(null);
  const headers: BusboyHeaders = { 'content-type': contentType };
  const parser = new Busboy({
    headers,
    limits: { fileSize: limits.file + 1, fieldSize: limits.field + 1, fields: MOST_FIELDS, files: 1, headerPairs: 20 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Body>();
  const malformed = () => reject(new Error('malformed form'));
  const keep = (name: string, value: string | Buffer) => {
    const clean = isCleanName(name) && !(name in body) && (Buffer.isBuffer(value) || isCleanText(value));
    if (clean) body[name] = value;
    else malformed();
  };
  parser.on('field', keep);
  parser.on('file', (name, stream) => {
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    stream.on('error', malformed);
    stream.on('end', () => keep(name, Buffer.concat(pieces)));
  });
  for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, malformed);
  parser.on('error', malformed);
  parser.on('finish', () => resolve(body));
  parser.end(bytes);
  return promise;
}
