import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownPathOf } from '../../../domain/sign-in/run/own-path.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import type { Outside } from '../own-port.ts';
import { type PagesParts, visitorOf } from '../parts.ts';
import { attemptPath } from './sign-in.ts';

/** Asks for a fresh proof before a page of one's own changes anything. */
export function registerProve(parts: PagesParts): void {
  parts.server.app.post(
    '/account/prove',
    { config: { purpose: 'Opens a step-up that leads back to a page of one’s own, unless the last proof is fresh' } },
    (request, reply) => prove(parts, request, reply),
  );
}

async function prove(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  const next = ownPathOf(bodyOf(request)['next']);
  if (next === null) throw new HttpProblem('bad-request', { back: '/account/security' });
  web.ensureBrowserToken(request, reply);
  const asked = await parts.proving.prove(visitorOf(web, request), next);
  if (asked.outcome === 'out' || asked.outcome === 'insufficient') return leadToSignIn(parts, request, reply, asked);
  return leadTo(parts, request, reply, asked.outcome === 'ask' ? attemptPath(asked.attemptId) : next);
}

/** Leads on, as a page or as JSON. */
export function leadTo(
  { server: { web } }: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  next: string,
): FastifyReply {
  reply.header('vary', 'accept');
  return web.wantsJson(request) ? reply.send({ next }) : reply.redirect(next, 303);
}

/** Who holds no session begins anew; whose session ended for want of a proof, with the address that it had, which is then in no URL. */
export async function leadToSignIn(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  asked: Outside,
): Promise<FastifyReply> {
  const { web } = parts.server;
  web.cookies.clear(reply, 'session');
  // On a shared workstation the address would be the last person's.
  if (asked.outcome === 'out' || web.shared.is(request)) return leadTo(parts, request, reply, '/sign-in');
  web.ensureBrowserToken(request, reply);
  const begun = await parts.signIn.begin(asked.address, visitorOf(web, request));
  if (begun.sessionToken !== null) throw new HttpProblem('failed');
  return leadTo(parts, request, reply, attemptPath(begun.page.attempt?.id ?? null));
}
