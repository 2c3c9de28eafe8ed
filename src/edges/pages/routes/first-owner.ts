import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { PASSWORD_FIELD } from '../answers.ts';
import { chromeFor, type PagesParts, sendPage } from '../parts.ts';
import { type FirstOwnerView, renderFirstOwner } from '../views/first-owner.tsx';
import { hideLink, linkPath, linkToken } from './link.ts';

const LINE = z.string().max(400);
const form = z.object({ organization: LINE, name: LINE, address: LINE, password: PASSWORD_FIELD });

/** The link that a start on an empty database prints: its page makes the first owner. Not there for anybody else. */
export function registerFirstOwner(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(
    '/setup/:token',
    {
      config: { purpose: 'Shows the form that makes the first owner; 404 unless nobody is here yet; changes nothing' },
    },
    (request, reply) => look(parts, request, reply),
  );
  app.post(
    '/setup/:token',
    { config: { purpose: 'Makes the operator’s organization and its first owner; uses the link up; never signs in' } },
    (request, reply) => begin(parts, request, reply),
  );
}

async function look(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { token, minimum } = await opened(parts, request);
  return send(parts, request, reply, { kind: 'ask', token, minimum, typed: null, problem: null });
}

async function begin(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { token, minimum } = await opened(parts, request);
  const posted = form.safeParse(bodyOf(request));
  if (!posted.success) throw new HttpProblem('bad-request', { back: linkPath('setup', token) });
  const { web } = parts.server;
  const { password, ...typed } = posted.data;
  const begun = await parts.firstOwner.begin(token, { ...typed, password, locale: web.locale(request) });
  if (begun.ok) return send(parts, request, reply, { kind: 'done' });
  const { error } = begun;
  if (error.reason === 'over') throw new HttpProblem('not-found');
  if (error.reason === 'busy') reply.header('retry-after', Math.max(1, Math.ceil(error.retryAfterMs / 1_000)));
  const status = error.reason === 'busy' ? 503 : 422;
  return send(parts, request, reply, { kind: 'ask', token, minimum, typed, problem: error }, status);
}

/** What the link opens. Used, replaced, over or never made, it is as if the address did not exist. */
async function opened(parts: PagesParts, request: FastifyRequest) {
  const token = linkToken(request);
  const found = token === null ? null : await parts.firstOwner.look(token);
  if (token === null || found === null) throw new HttpProblem('not-found');
  return { token, minimum: found.minimum };
}

function send(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  view: FirstOwnerView,
  status = 200,
): FastifyReply {
  hideLink(reply);
  const path = view.kind === 'ask' ? linkPath('setup', view.token) : '/sign-in';
  return sendPage(reply, renderFirstOwner(view, chromeFor(parts, request, reply, path)), status);
}
