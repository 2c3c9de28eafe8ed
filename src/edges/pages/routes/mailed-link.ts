import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import { bodyOf, queryOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { attemptIdOf } from '../answers.ts';
import { type PagesParts, visitorOf } from '../parts.ts';
import type { LinkAskView } from '../views/contract.ts';
import { attemptPath } from './sign-in.ts';

const asking = z.object({ address: z.string().max(1_000) });

/** The page that asks for an address. That of an attempt in this browser fills the field; it is in no URL. */
export async function linkAsk(parts: PagesParts, request: FastifyRequest): Promise<LinkAskView> {
  const id = attemptIdOf(queryOf(request)['attempt']);
  const page = id === null ? null : await parts.signIn.show(id, visitorOf(parts.server.web, request));
  const back = attemptPath(page?.attempt?.id ?? null);
  return { kind: 'ask', address: page?.address ?? null, back, malformed: false };
}

/** The address that was posted to `path`, as it was typed. */
export function askedAddress(request: FastifyRequest, path: string): string {
  const posted = asking.safeParse(bodyOf(request));
  if (!posted.success) throw new HttpProblem('bad-request', { back: path });
  return posted.data.address;
}

/** The same page again, with an address that is none. */
export function malformedAddress(address: string): LinkAskView {
  return { kind: 'ask', address, back: attemptPath(null), malformed: true };
}
