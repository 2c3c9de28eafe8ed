import type { FastifyReply, FastifyRequest } from 'fastify';
import { combineMandates } from '../../../domain/organizations/decide/combine.ts';
import { signFor } from '../../../domain/organizations/decide/sign.ts';
import type { Barred, OwnIn } from '../../../domain/self-service/run/own-change.ts';
import { timeLeft } from '../../../domain/sessions/decide/lives.ts';
import type { OwnPath } from '../../../domain/sign-in/run/own-path.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { chromeFor, type PagesParts, sendPage } from '../parts.ts';
import type { Person } from '../views/contract.ts';
import { ownViews } from '../views/own/index.ts';
import { leadToSignIn } from './prove.ts';

/** Shown to whoever may not change anything now: the sign-in, a page that asks for a proof, or why nothing can be changed. */
export async function sendBarred(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  barred: Barred,
  next: OwnPath,
): Promise<FastifyReply> {
  if (barred.outcome === 'out' || barred.outcome === 'insufficient') return leadToSignIn(parts, request, reply, barred);
  const { outcome, entered } = barred;
  const status = request.method === 'GET' ? 200 : 403;
  if (parts.server.web.wantsJson(request)) return sendRefusal(reply, outcome, status);
  const chrome = chromeFor(parts, request, reply, next);
  const person = personOf(entered, parts.now());
  const page =
    outcome === 'prove' ? ownViews.renderProve({ person, next }, chrome) : ownViews.renderFrozen({ person }, chrome);
  return sendPage(reply, page, status);
}

/** A refusal as JSON: why nothing was changed. */
export function sendRefusal(reply: FastifyReply, refused: string, status: number): FastifyReply {
  return reply.header('vary', 'accept').code(status).send({ refused });
}

/** The signed-in person, as pages show one. */
export function personOf({ session, snapshot }: OwnIn, now: number): Person {
  const { account, address, memberships } = snapshot;
  const mandate = combineMandates(memberships, now);
  return {
    name: account.name,
    address: address.address,
    support: mandate?.organizations[0]?.support ?? null,
    sign: signFor(memberships, mandate),
    session: timeLeft(session, now),
  };
}

/** The ticket of a page that comes back; see `ticket.ts`. */
export function ticketOf(request: FastifyRequest): string {
  return textOf(request, 'ticket', 2_000);
}

/** A posted text; '' where it is none or too long, which then fits nothing. */
export function textOf(request: FastifyRequest, name: string, most: number): string {
  const text = bodyOf(request)[name];
  return typeof text === 'string' && text.length <= most ? text : '';
}
