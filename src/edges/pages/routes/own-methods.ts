import type { FastifyReply, FastifyRequest } from 'fastify';
import { combineMandates } from '../../../domain/organizations/decide/combine.ts';
import type { Barred, Changed } from '../../../domain/self-service/run/own-change.ts';
import { type OwnPath, ownPathOf } from '../../../domain/sign-in/run/own-path.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { MethodView } from '../views/own/contract.ts';
import { ownViews } from '../views/own/index.ts';
import { personOf, sendBarred, sendRefusal } from './own-parts.ts';
import { afterEnd } from './own-places.ts';
import { leadTo } from './prove.ts';

const LIST = '/account/security';
const ONE = `${LIST}/method/:id`;

/** One's own apps and passkeys, one page each. */
export function registerOwnMethods(parts: PagesParts): void {
  const { app, web } = parts.server;
  app.get(
    ONE,
    { config: { purpose: 'Shows one’s own app or passkey, to be named, replaced or removed' } },
    (request, reply) => show(parts, request, reply, null),
  );
  app.post(`${ONE}/rename`, { config: { purpose: 'Names one’s own app or passkey' } }, async (request, reply) => {
    const { label } = bodyOf(request);
    const typed = typeof label === 'string' ? label.slice(0, 400) : '';
    const renamed = await parts.own.methods.rename(visitorOf(web, request), idOf(request), typed);
    return afterwards(parts, request, reply, renamed, LIST);
  });
  app.post(
    `${ONE}/resume`,
    { config: { purpose: 'Lets one’s own app work again that was reported lost' } },
    async (request, reply) => {
      const resumed = await parts.own.lostApp.resume(visitorOf(web, request), idOf(request));
      return afterwards(parts, request, reply, resumed, LIST);
    },
  );
  app.post(
    `${LIST}/app-lost`,
    { config: { purpose: 'Suspends one’s own apps, and ends the account’s other sessions: a phone is lost' } },
    async (request, reply) => {
      const reported = await parts.own.lostApp.report(visitorOf(web, request));
      return afterEnd(parts, request, reply, reported, LIST);
    },
  );
  app.post(
    `${ONE}/remove`,
    { config: { purpose: 'Removes one’s own app or passkey, and ends the account’s other sessions' } },
    async (request, reply) => {
      const removed = await parts.own.methods.remove(visitorOf(web, request), idOf(request));
      return afterwards(parts, request, reply, removed, LIST);
    },
  );
}

function afterwards(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  changed: Changed<'gone' | 'label' | 'needed'>,
  next: OwnPath,
): Promise<FastifyReply> | FastifyReply {
  switch (changed.outcome) {
    case 'done':
      return leadTo(parts, request, reply, next);
    case 'gone':
      throw new HttpProblem('not-found', { back: LIST });
    case 'label':
    case 'needed':
    case 'again':
      if (parts.server.web.wantsJson(request)) return sendRefusal(reply, changed.outcome, statusOf(changed.outcome));
      return show(parts, request, reply, changed.outcome);
    default:
      return sendBarred(parts, request, reply, changed as Barred, pathOf(request));
  }
}

function statusOf(problem: NonNullable<MethodView['problem']>): number {
  return problem === 'label' ? 422 : 409;
}

async function show(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  problem: MethodView['problem'],
): Promise<FastifyReply> {
  const looked = await parts.own.methods.look(visitorOf(parts.server.web, request), idOf(request));
  if (looked.outcome === 'gone') throw new HttpProblem('not-found', { back: LIST });
  if (looked.outcome !== 'found') return sendBarred(parts, request, reply, looked, pathOf(request));
  const now = parts.now();
  const { entered, method } = looked;
  const organizations = combineMandates(entered.snapshot.memberships, now)?.organizations.map((one) => one.name) ?? [];
  const view = { person: personOf(entered, now), now, method, organizations, problem };
  const html = ownViews.renderMethod(view, chromeFor(parts, request, reply, pathOf(request)));
  return sendPage(reply, html, problem === null ? 200 : statusOf(problem));
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id;
}

/** The page of what the address names; the list where it names nothing that could be ours. */
function pathOf(request: FastifyRequest): OwnPath {
  return ownPathOf(`${LIST}/method/${idOf(request)}`) ?? LIST;
}
