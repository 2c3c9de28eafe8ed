import type { FastifyReply, FastifyRequest } from 'fastify';
import { type PagesParts, visitorOf } from '../parts.ts';
import type { SessionTime } from '../views/contract.ts';

/** The end of a session, for the warning before it (WCAG 2.2.1): when it comes, and one press to put it off. */
export function registerSession(parts: PagesParts): void {
  const { app, web } = parts.server;
  app.get(
    '/account/session',
    { config: { purpose: 'Checks the session and says as JSON how long it still lasts; puts nothing off' } },
    async (request, reply) => {
      const token = web.cookies.read(request, 'session');
      return tell(reply, token === null ? null : await parts.account.look(token));
    },
  );
  app.post(
    '/account/session',
    { config: { purpose: 'Uses the session, so that it does not end for want of requests' } },
    (request, reply) => stay(parts, request, reply),
  );
}

async function stay(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  const token = web.cookies.read(request, 'session');
  const left = token === null ? null : await parts.account.stay(token, visitorOf(web, request));
  return web.wantsJson(request) ? tell(reply, left) : reply.redirect(left === null ? '/sign-in' : '/account', 303);
}

/** Null: nobody is signed in any more. */
function tell(reply: FastifyReply, session: SessionTime | null): FastifyReply {
  return reply.send({ session });
}
