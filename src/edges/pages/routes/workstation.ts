import type { FastifyReply, FastifyRequest } from 'fastify';
import { bodyOf } from '../../../platform/http/web.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { WorkstationView } from '../views/workstation.tsx';
import { renderWorkstation } from '../views/workstation.tsx';
import { hideLink, LINK_OVER, linkPath, linkToken } from './link.ts';

/** An organization admin's link that makes the browser a shared workstation, or an ordinary one again. */
export function registerWorkstation(parts: PagesParts): void {
  const { app, web } = parts.server;
  app.get(
    '/workstation/:token',
    { config: { purpose: 'Shows the button that marks this browser as a shared workstation; changes nothing' } },
    async (request, reply) => {
      const token = linkToken(request);
      const found = token === null ? LINK_OVER : await parts.workstations.look(token);
      if (token === null || found.kind === 'over') return send(parts, request, reply, LINK_OVER);
      return send(parts, request, reply, { ...found, token, marked: web.shared.is(request) });
    },
  );
  app.post(
    '/workstation/:token',
    { config: { purpose: 'Marks this browser as a shared workstation, or takes the mark away; uses the link up' } },
    (request, reply) => use(parts, request, reply),
  );
}

async function use(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  const token = linkToken(request);
  const how = bodyOf(request)['mark'] === 'no' ? 'unmark' : 'mark';
  const visitor = visitorOf(web, request);
  const organization = token === null ? null : await parts.workstations.use(token, how, visitor.source);
  if (organization === null) return send(parts, request, reply, LINK_OVER);
  if (how === 'unmark') {
    web.shared.unmark(reply);
    return send(parts, request, reply, { kind: 'unmarked' });
  }
  web.shared.mark(reply, organization);
  // Whoever set it up leaves nothing of their own behind.
  if (visitor.sessionToken !== null) await parts.account.signOut(visitor.sessionToken, visitor);
  for (const cookie of ['session', 'device', 'lang'] as const) web.cookies.clear(reply, cookie);
  return send(parts, request, reply, { kind: 'marked' });
}

function send(parts: PagesParts, request: FastifyRequest, reply: FastifyReply, view: WorkstationView): FastifyReply {
  hideLink(reply);
  const path = 'token' in view ? linkPath('workstation', view.token) : '/sign-in';
  const html = renderWorkstation(view, chromeFor(parts, request, reply, path));
  return sendPage(reply, html, view.kind === 'over' ? 410 : 200);
}
