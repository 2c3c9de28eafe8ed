import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { HttpProblem, PROBLEM_STATUS, type ProblemReason, problemDocument } from '../problem.ts';
import { closeUnread } from './guards.ts';
import type { Inventory } from './inventory.ts';
import type { Web } from './web.ts';

/** A problem as its page shows it. */
export interface ShownProblem {
  readonly reason: ProblemReason;
  readonly status: number;
  /** Null where nothing was logged. */
  readonly traceId: string | null;
  /** Path back to where the person was; null: nowhere in particular. */
  readonly back: string | null;
  /** Seconds until it is worth another try; null: unknown. */
  readonly retryAfterS: number | null;
}

/** Puts problems into words: whoever makes the pages does. Must not throw. */
export interface ProblemWriter<L extends string> {
  words(
    problem: Pick<ShownProblem, 'reason' | 'retryAfterS'>,
    locale: L,
  ): { readonly title: string; readonly detail: string };
  page(problem: ShownProblem, locale: L): string;
}

/** Seconds after which something that did not serve may: a database that starts again takes about that long. */
const RETRY_AFTER_S = 5;

/** The one place where refusals and defects of requests become answers. Details of defects go to the log only. */
export function registerErrors<L extends string>(
  app: FastifyInstance,
  parts: {
    readonly log: Log;
    readonly web: Web<L>;
    readonly writer: ProblemWriter<L>;
    readonly inventory: Inventory;
    readonly unavailable?: (error: unknown) => boolean;
  },
): void {
  app.setNotFoundHandler((request, reply) => {
    const methods = parts.inventory.methodsFor(request.url.split('?', 1)[0] ?? '');
    if (methods.length === 0) throw new HttpProblem('not-found');
    reply.header('allow', methods.join(', '));
    throw new HttpProblem('method-not-allowed');
  });
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error, parts.unavailable);
    const defect = problem.statusCode >= 500;
    if (defect) {
      const where = { trace: request.id, method: request.method, route: request.routeOptions.url ?? null };
      parts.log.error({ err: problem.cause ?? problem, ...where }, 'request failed');
    }
    closeUnread(request, reply);
    return sendProblem(request, reply, problem, defect ? request.id : null, parts);
  });
}

function sendProblem<L extends string>(
  request: FastifyRequest,
  reply: FastifyReply,
  problem: HttpProblem,
  traceId: string | null,
  parts: { readonly web: Web<L>; readonly writer: ProblemWriter<L> },
): FastifyReply {
  const locale = parts.web.locale(request);
  const { reason, statusCode: status, back, retryAfterS } = problem;
  reply.code(status).header('vary', 'accept');
  if (retryAfterS !== null) reply.header('retry-after', retryAfterS);
  if (parts.web.wantsJson(request)) {
    const document = problemDocument(reason, parts.writer.words(problem, locale), traceId);
    return reply.type('application/problem+json').send(JSON.stringify(document));
  }
  const page = parts.writer.page({ reason, status, traceId, back, retryAfterS }, locale);
  return reply.type('text/html; charset=utf-8').send(page);
}

/** Errors of the framework carry a status of their own; anything else is a defect. */
function toProblem(error: unknown, unavailable: (error: unknown) => boolean = () => false): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (unavailable(error)) return causedBy(error, new HttpProblem('busy', { retryAfterS: RETRY_AFTER_S }));
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
  if (status === PROBLEM_STATUS['too-large']) return new HttpProblem('too-large');
  if (status === PROBLEM_STATUS['unsupported-type']) return new HttpProblem('unsupported-type');
  if (typeof status === 'number' && status >= 400 && status < 500) return new HttpProblem('bad-request');
  return causedBy(error, new HttpProblem('failed'));
}

/** The log tells the cause; the answer does not. */
function causedBy(error: unknown, problem: HttpProblem): HttpProblem {
  problem.cause = error;
  return problem;
}

/** Answers what is not even HTTP, or came too slowly. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = BROKEN[error.code ?? ''] ?? '400 Bad Request';
  const headers = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Cache-Control: no-store',
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options: nosniff',
    'Content-Length: 0',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n`);
}

const BROKEN: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
