import type { FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { PASSWORD_FIELD } from '../answers.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { InvitationView } from '../views/contract.ts';
import { hideLink, LINK_OVER, linkPath, linkToken } from './link.ts';

const form = z.union([
  z.object({ password: PASSWORD_FIELD, join: z.undefined().optional() }),
  z.object({ join: z.enum(['yes', 'no']), password: z.undefined().optional() }),
]);

/** The link of a mailed invitation: choose a first password, or join one more organization. */
export function registerInvitation(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(
    '/invitation/:token',
    { config: { purpose: 'Shows what an invitation is for; changes nothing' } },
    (request, reply) => look(parts, request, reply),
  );
  app.post(
    '/invitation/:token',
    { config: { purpose: 'Sets the first password, or joins or declines an organization; never signs in' } },
    (request, reply) => act(parts, request, reply),
  );
}

async function look(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = linkToken(request);
  const found = token === null ? LINK_OVER : await parts.invitations.look(token, visitorOf(parts.server.web, request));
  if (token === null || found.kind === 'over') return send(parts, request, reply, LINK_OVER);
  if (found.kind === 'sign-in-first') return send(parts, request, reply, found);
  if (found.kind === 'join') return send(parts, request, reply, { ...found, token });
  return send(parts, request, reply, { ...found, token, problem: null });
}

async function act(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = linkToken(request);
  const posted = form.safeParse(bodyOf(request));
  if (token === null) return send(parts, request, reply, LINK_OVER);
  if (!posted.success) throw new HttpProblem('bad-request', { back: linkPath('invitation', token) });
  if (posted.data.password !== undefined) return choose(parts, request, reply, token, posted.data.password);
  return posted.data.join === 'yes' ? join(parts, request, reply, token) : decline(parts, request, reply, token);
}

async function join(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<FastifyReply> {
  const joined = await parts.invitations.join(token, visitorOf(parts.server.web, request));
  if (joined.outcome === 'over') return send(parts, request, reply, LINK_OVER);
  const { organization } = joined;
  if (joined.outcome === 'sign-in-first') {
    return send(parts, request, reply, { kind: 'sign-in-first', organization, address: joined.address }, 403);
  }
  if (joined.outcome === 'refused') {
    return send(parts, request, reply, { kind: 'refused', organization, conflict: joined.conflict }, 409);
  }
  return send(parts, request, reply, { kind: 'joined', organization });
}

/** Declining changes nothing: the link works until it expires. */
async function decline(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
): Promise<FastifyReply> {
  const found = await parts.invitations.look(token, visitorOf(parts.server.web, request));
  if (found.kind !== 'join' && found.kind !== 'sign-in-first') return send(parts, request, reply, LINK_OVER);
  return send(parts, request, reply, { kind: 'declined', organization: found.organization });
}

async function choose(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  password: string,
): Promise<FastifyReply> {
  const chosen = await parts.invitations.choosePassword(token, password, visitorOf(parts.server.web, request));
  if (chosen.outcome === 'chosen') return send(parts, request, reply, { kind: 'password-chosen' });
  const found = await parts.invitations.look(token, visitorOf(parts.server.web, request));
  if (chosen.outcome === 'over' || found.kind !== 'choose-password') return send(parts, request, reply, LINK_OVER);
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
  view: InvitationView,
  status = view.kind === 'over' ? 410 : 200,
): FastifyReply {
  hideLink(reply);
  const path = 'token' in view ? linkPath('invitation', view.token) : '/sign-in';
  return sendPage(reply, parts.views.renderInvitation(view, chromeFor(parts, request, reply, path)), status);
}
