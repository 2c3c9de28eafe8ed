import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { PASSWORD_FIELD } from '../answers.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { ForgotView } from '../views/contract.ts';
import { LINK_OVER, linkPath, linkToken } from './link.ts';
import { askedAddress, linkAsk, malformedAddress } from './mailed-link.ts';

const choosing = z.object({ password: PASSWORD_FIELD });

/** A forgotten password: a page that asks for an address, and the link in the mail. */
export function registerForgot(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(
    '/forgot',
    { config: { purpose: 'Asks whose password was forgotten; changes nothing' } },
    async (request, reply) => send(parts, request, reply, await linkAsk(parts, request)),
  );
  app.post(
    '/forgot',
    { config: { purpose: 'Mails a link for a new password; answers the same whether or not it did' } },
    (request, reply) => mail(parts, request, reply),
  );
  app.get(
    '/forgot/:token',
    { config: { purpose: 'Shows the form for a new password in the browser that asked; changes nothing' } },
    (request, reply) => look(parts, request, reply),
  );
  app.post(
    '/forgot/:token',
    { config: { purpose: 'Sets a new password by a mailed link and ends all access; never signs in' } },
    (request, reply) => choose(parts, request, reply),
  );
}

async function mail(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const address = askedAddress(request, '/forgot');
  const asked = await parts.forgotten.request(address, visitorOf(parts.server.web, request));
  if (asked === 'asked') return send(parts, request, reply, { kind: 'sent', address });
  return send(parts, request, reply, malformedAddress(address), 422);
}

async function look(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = linkToken(request);
  if (token === null) return send(parts, request, reply, LINK_OVER);
  const found = await parts.forgotten.look(token, visitorOf(parts.server.web, request));
  return send(parts, request, reply, found.kind === 'choose' ? { ...found, token, problem: null } : found);
}

async function choose(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = linkToken(request);
  if (token === null) return send(parts, request, reply, LINK_OVER);
  const posted = choosing.safeParse(bodyOf(request));
  if (!posted.success) throw new HttpProblem('bad-request', { back: linkPath('forgot', token) });
  const visitor = visitorOf(parts.server.web, request);
  const chosen = await parts.forgotten.choose(token, posted.data.password, visitor);
  if (chosen.outcome === 'chosen') return send(parts, request, reply, { kind: 'done' });
  if (chosen.outcome === 'over') return send(parts, request, reply, LINK_OVER);
  if (chosen.outcome === 'other-browser') return send(parts, request, reply, { kind: 'other-browser' }, 403);
  const found = await parts.forgotten.look(token, visitor);
  if (found.kind !== 'choose') return send(parts, request, reply, found);
  if (chosen.outcome === 'busy') {
    reply.header('retry-after', Math.max(1, Math.ceil(chosen.retryAfterMs / 1_000)));
    return send(parts, request, reply, { ...found, token, problem: { kind: 'busy' } }, 503);
  }
  const problem = { kind: 'password-refused' as const, reason: chosen.reason };
  return send(parts, request, reply, { ...found, token, problem }, 422);
}

function send(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  view: ForgotView,
  status = view.kind === 'over' ? 410 : 200,
): FastifyReply {
  const path = 'token' in view ? linkPath('forgot', view.token) : '/forgot';
  return sendPage(reply, parts.views.renderForgot(view, chromeFor(parts, request, reply, path)), status);
}
