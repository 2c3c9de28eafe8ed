import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Barred } from '../../../domain/self-service/run/own-change.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { DefaultMethodView } from '../views/own/contract.ts';
import { ownViews } from '../views/own/index.ts';
import { personOf, sendBarred, sendRefusal } from './own-parts.ts';
import { leadTo } from './prove.ts';

const LIST = '/account/security';
const PATH = `${LIST}/default`;

/** What one is asked for first. */
export function registerOwnDefault(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(PATH, { config: { purpose: 'Shows what one may be asked for first' } }, (request, reply) =>
    show(parts, request, reply, null),
  );
  app.post(PATH, { config: { purpose: 'Chooses what one is asked for first' } }, (request, reply) =>
    choose(parts, request, reply),
  );
}

async function show(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: DefaultMethodView['problem'],
): Promise<FastifyReply> {
  const looked = await parts.own.defaultMethod.look(visitorOf(parts.server.web, request));
  if (looked.outcome !== 'found') return sendBarred(parts, request, reply, looked, PATH);
  const { entered, methods, chosen } = looked;
  const view = { person: personOf(entered, parts.now()), methods, chosen, problem };
  const html = ownViews.renderDefaultMethod(view, chromeFor(parts, request, reply, PATH));
  return sendPage(reply, html, problem === null ? 200 : 422);
}

async function choose(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const chosen = await parts.own.defaultMethod.choose(visitorOf(parts.server.web, request), bodyOf(request)['method']);
  switch (chosen.outcome) {
    case 'done':
      return leadTo(parts, request, reply, LIST);
    case 'not-bound':
    case 'again':
      if (parts.server.web.wantsJson(request)) return sendRefusal(reply, chosen.outcome, 422);
      return show(parts, request, reply, chosen.outcome);
    default:
      return sendBarred(parts, request, reply, chosen as Barred, PATH);
  }
}
