import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { PASSWORD_FIELD } from '../answers.ts';
import { chromeFor, type PagesParts, secondsUntil, sendPage, visitorOf } from '../parts.ts';
import type { PasswordView } from '../views/contract.ts';
import { leadToSignIn } from './prove.ts';

const PATH = '/account/password';
const form = z.object({ current: PASSWORD_FIELD, password: PASSWORD_FIELD });

/** One's own password. */
export function registerPassword(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(
    PATH,
    { config: { purpose: 'Shows the form for one’s own new password; changes nothing' } },
    (request, reply) => look(parts, request, reply),
  );
  app.post(
    PATH,
    { config: { purpose: 'Changes one’s own password on a fresh proof, and ends the account’s other sessions' } },
    (request, reply) => change(parts, request, reply),
  );
}

async function look(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const looked = await parts.ownPassword.look(visitorOf(parts.server.web, request));
  if (looked.outcome !== 'in') return leadToSignIn(parts, request, reply, looked);
  return send(parts, request, reply, looked.view);
}

async function change(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const posted = form.safeParse(bodyOf(request));
  if (!posted.success) throw new HttpProblem('bad-request', { back: PATH });
  const visitor = visitorOf(parts.server.web, request);
  const { current, password } = posted.data;
  const changed = await parts.ownPassword.change(visitor, current, password);
  if (changed.outcome === 'out' || changed.outcome === 'insufficient') {
    return leadToSignIn(parts, request, reply, changed);
  }
  const { view } = changed;
  if (view.kind === 'prove') return send(parts, request, reply, view, 403);
  if (view.kind !== 'choose') return send(parts, request, reply, view, view.kind === 'frozen' ? 403 : 200);
  if (view.problem?.kind === 'busy') {
    reply.header('retry-after', 1);
    return send(parts, request, reply, view, 503);
  }
  if (view.problem?.kind === 'throttled') {
    reply.header('retry-after', secondsUntil(view.problem.until, view.now));
    return send(parts, request, reply, view, 429);
  }
  return send(parts, request, reply, view, view.problem === null ? 409 : 422);
}

function send(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  view: PasswordView,
  status = 200,
): FastifyReply {
  return sendPage(reply, parts.views.renderPassword(view, chromeFor(parts, request, reply, PATH)), status);
}
