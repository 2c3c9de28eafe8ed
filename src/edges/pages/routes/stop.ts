import type { FastifyReply, FastifyRequest } from 'fastify';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { StopView } from '../views/contract.ts';
import { hideLink, LINK_OVER, linkPath, linkToken } from './link.ts';

/** The "this was not me" link. A GET only shows a button: scanners of mail follow every link. */
export function registerStop(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(
    '/stop/:token',
    { config: { purpose: 'Shows the button that stops what a mail told of; changes nothing' } },
    async (request, reply) => {
      const token = linkToken(request);
      const found = token === null ? LINK_OVER : await parts.stops.look(token);
      return send(parts, request, reply, token === null || found.kind === 'over' ? LINK_OVER : { ...found, token });
    },
  );
  app.post(
    '/stop/:token',
    { config: { purpose: 'Ends the account’s sessions and attempts and freezes set-up until support lifts it' } },
    async (request, reply) => {
      const token = linkToken(request);
      const stopped = token === null ? null : await parts.stops.stop(token, visitorOf(parts.server.web, request));
      return send(
        parts,
        request,
        reply,
        stopped?.outcome === 'stopped' ? { kind: 'stopped', password: stopped.password } : LINK_OVER,
      );
    },
  );
}

function send(parts: PagesParts, request: FastifyRequest, reply: FastifyReply, view: StopView): FastifyReply {
  hideLink(reply);
  const path = 'token' in view ? linkPath('stop', view.token) : '/sign-in';
  const html = parts.views.renderStop(view, chromeFor(parts, request, reply, path));
  return sendPage(reply, html, view.kind === 'over' ? 410 : 200);
}
