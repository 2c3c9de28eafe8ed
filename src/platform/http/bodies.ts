import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { HttpProblem } from '../problem.ts';
import { parseFields, parseJsonBody } from './fields.ts';
import { BODY_LIMIT } from './guards.ts';

/** Accepts forms and JSON in UTF-8, and no other body. */
export async function registerBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers();
  await app.register(formbody, {
    bodyLimit: BODY_LIMIT,
    parser: (text: string) => {
      const fields = parseFields(text);
      if (!fields.ok) throw new HttpProblem('bad-request');
      return fields.value;
    },
  });
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, bytes, done) => {
    const body = parseJsonBody(bytes as Buffer);
    if (body.ok) done(null, body.value);
    else done(new HttpProblem('bad-request'));
  });
  app.addHook('onRequest', (request, _reply, done) => {
    done(inUtf8(request.headers['content-type']) ? undefined : new HttpProblem('unsupported-type'));
  });
}

/** Whether a type of body says nothing of its encoding, or that it is UTF-8. */
function inUtf8(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType)?.[1];
  return charset === undefined || charset.toLowerCase() === 'utf-8';
}
