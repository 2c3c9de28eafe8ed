import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Ended } from '../../../domain/self-service/run/take-away.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import { renderPlaces } from '../views/own/places.tsx';
import { personOf, sendRefusal } from './own-parts.ts';
import { leadTo, leadToSignIn } from './prove.ts';

const SECURITY = '/account/security';
const LIST = `${SECURITY}/sessions`;

/**
 * Where somebody is signed in, and which browsers the account knows. Ending and forgetting take access away and give nobody
 * any, so they ask for the session and its CSRF value, and for no fresh proof.
 */
export function registerOwnPlaces(parts: PagesParts): void {
  const { app, web } = parts.server;
  const { places } = parts.own;
  app.get(LIST, { config: { purpose: 'Lists one’s own open sessions and trusted browsers' } }, (request, reply) =>
    show(parts, request, reply),
  );
  app.post(
    `${LIST}/:id/end`,
    { config: { purpose: 'Ends one of one’s own sessions, and what applications hold under it' } },
    async (request, reply) =>
      afterEnd(parts, request, reply, await places.endSession(visitorOf(web, request), idOf(request)), LIST),
  );
  app.post(
    `${LIST}/end-others`,
    { config: { purpose: 'Ends all of one’s own sessions but the one that asks' } },
    async (request, reply) => afterEnd(parts, request, reply, await places.endOthers(visitorOf(web, request)), LIST),
  );
  app.post(
    `${SECURITY}/browsers/:id/forget`,
    { config: { purpose: 'Forgets one trusted browser: copies of its cookie are worth nothing' } },
    async (request, reply) =>
      afterEnd(parts, request, reply, await places.forget(visitorOf(web, request), { id: idOf(request) }), LIST),
  );
  app.post(
    `${SECURITY}/browsers/forget-all`,
    { config: { purpose: 'Forgets every trusted browser of the account' } },
    async (request, reply) =>
      afterEnd(parts, request, reply, await places.forget(visitorOf(web, request), 'all'), LIST),
  );
}

/** Leads on to `next` after something that needs a session alone. */
export async function afterEnd(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  ended: Ended,
  next: string,
): Promise<FastifyReply> {
  switch (ended.outcome) {
    case 'done':
      return leadTo(parts, request, reply, next);
    case 'gone':
      throw new HttpProblem('not-found', { back: next });
    case 'again':
      return parts.server.web.wantsJson(request)
        ? sendRefusal(reply, ended.outcome, 409)
        : leadTo(parts, request, reply, next);
    default:
      return leadToSignIn(parts, request, reply, ended);
  }
}

async function show(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const visitor = visitorOf(parts.server.web, request);
  const entered = await parts.proving.enter(visitor);
  if (entered.outcome !== 'in') return leadToSignIn(parts, request, reply, entered);
  const [open, browsers] = await Promise.all([
    parts.own.places.sessions(entered),
    parts.own.places.browsers(entered, visitor),
  ]);
  const now = parts.now();
  const sessions = open.map((one) => ({ ...one, country: countryOf(parts, one) }));
  const view = { person: personOf(entered, now), now, sessions, browsers };
  return sendPage(reply, renderPlaces(view, chromeFor(parts, request, reply, LIST)));
}

/** The country of what has a network address. */
export function countryOf(parts: PagesParts, { source }: { readonly source: string | null }): string | null {
  return source === null ? null : parts.countryOf(source);
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}
