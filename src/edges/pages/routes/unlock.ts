import type { FastifyReply, FastifyRequest } from 'fastify';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { UnlockView } from '../views/contract.ts';
import { hideLink, LINK_OVER, linkPath, linkToken } from './link.ts';
import { askedAddress, linkAsk, malformedAddress } from './mailed-link.ts';
import { DEVICE_COOKIE_S } from './sign-in.ts';

/** A browser that is kept out by strangers' guesses: a page that asks for an address, and the link in the mail (T1). */
export function registerUnlock(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(
    '/unlock',
    { config: { purpose: 'Asks for whose account this browser is to be let in; changes nothing' } },
    async (request, reply) => send(parts, request, reply, await linkAsk(parts, request)),
  );
  app.post(
    '/unlock',
    { config: { purpose: 'Mails a link that lets this browser in; answers the same whether or not it did' } },
    (request, reply) => mail(parts, request, reply),
  );
  app.get(
    '/unlock/:token',
    { config: { purpose: 'Shows the button that lets the browser that asked in; changes nothing' } },
    (request, reply) => look(parts, request, reply),
  );
  app.post(
    '/unlock/:token',
    { config: { purpose: 'Gives this browser a device cookie by a mailed link; never signs in' } },
    (request, reply) => open(parts, request, reply),
  );
}

async function mail(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const address = askedAddress(request, '/unlock');
  const visitor = visitorOf(parts.server.web, request);
  if (visitor.sharedWorkstation === true) return send(parts, request, reply, { kind: 'shared' });
  const asked = await parts.unlocks.request(address, visitor);
  if (asked === 'asked') return send(parts, request, reply, { kind: 'sent', address });
  return send(parts, request, reply, malformedAddress(address), 422);
}

async function look(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const token = linkToken(request);
  if (token === null) return send(parts, request, reply, LINK_OVER);
  const found = await parts.unlocks.look(token, visitorOf(parts.server.web, request));
  return send(parts, request, reply, found.kind === 'open' ? { ...found, token } : found);
}

async function open(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  const visitor = visitorOf(web, request);
  if (visitor.sharedWorkstation === true) return send(parts, request, reply, { kind: 'shared' });
  const token = linkToken(request);
  if (token === null) return send(parts, request, reply, LINK_OVER);
  const opened = await parts.unlocks.open(token, visitor);
  if (opened.outcome === 'over') return send(parts, request, reply, LINK_OVER);
  if (opened.outcome === 'other-browser') return send(parts, request, reply, { kind: 'other-browser' }, 403);
  web.cookies.set(reply, 'device', opened.deviceToken, DEVICE_COOKIE_S);
  return send(parts, request, reply, { kind: 'opened' });
}

function send(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  view: UnlockView,
  status = view.kind === 'over' ? 410 : view.kind === 'shared' ? 403 : 200,
): FastifyReply {
  hideLink(reply);
  const path = 'token' in view ? linkPath('unlock', view.token) : '/unlock';
  return sendPage(reply, parts.views.renderUnlock(view, chromeFor(parts, request, reply, path)), status);
}
