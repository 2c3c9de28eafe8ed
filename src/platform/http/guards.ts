import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PublicUrl } from '../config.ts';
import { HttpProblem, type ProblemReason } from '../problem.ts';
import { isOwnOrigin } from './csrf.ts';
import { isCleanTarget } from './fields.ts';
import { securityHeaders } from './security-headers.ts';
import type { Web } from './web.ts';

/** Largest body in bytes: room for a passkey's answer. */
export const BODY_LIMIT = 64 * 1024;
/** Longest path and query in characters: an application's request carries tokens and claims. */
export const TARGET_LIMIT = 8_192;
/** What a query is parsed into when it is malformed. */
export const MALFORMED_QUERY: Readonly<Record<string, string>> = Object.freeze({});
/** Where requests with a malformed path are led, so that they meet every hook like any other. */
const MALFORMED_PATH = '/malformed';
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Replaces a path that cannot be routed, and leaves out a host that came with it (RFC 9112 §3.2.2): nobody is to learn one. */
export function routableTarget(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^https?:\/\/[^/?#]*\/?/i, '/');
  return path.length <= TARGET_LIMIT && isCleanTarget(path) ? path : MALFORMED_PATH;
}

/** Headers of every answer, errors too. */
export function registerHeaders(app: FastifyInstance, url: PublicUrl): void {
  const headers = securityHeaders(url);
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

/** Checks that need no body: whatever fails here is refused before its body is read. */
export function guardRequests<L extends string>(app: FastifyInstance, url: PublicUrl, web: Web<L>): void {
  // Hooks that wait for nothing: a promise for each of them would take longer than all they do.
  app.addHook('onRequest', (request, reply, done) => {
    const reason = whyRefused(request, url);
    if (reason !== null) return done(new HttpProblem(reason));
    if (SAFE_METHODS.has(request.method) && !request.is404) web.keepLocale(request, reply);
    done();
  });
  app.addHook('preValidation', (request, _reply, done) => {
    const free = SAFE_METHODS.has(request.method) || request.is404 || request.routeOptions.config.protocol === true;
    done(free || web.csrfFits(request) ? undefined : new HttpProblem('form-expired'));
  });
}

function whyRefused(request: FastifyRequest, url: PublicUrl): ProblemReason | null {
  const { protocol } = request.routeOptions.config;
  if (request.raw.url === MALFORMED_PATH) return 'bad-request';
  if (request.query === MALFORMED_QUERY && protocol !== true) return 'bad-request';
  if (Number(request.headers['content-length'] ?? 0) > (request.routeOptions.bodyLimit ?? BODY_LIMIT))
    return 'too-large';
  if (request.headers['content-encoding'] !== undefined) return 'unsupported-type';
  if (SAFE_METHODS.has(request.method)) return hasBody(request) ? 'bad-request' : null;
  return protocol === true || isOwnOrigin(request.headers, url.origin) ? null : 'form-expired';
}

/** Closes the connection of a request whose body was not read to its end, so that the rest is never read. */
export function closeUnread(request: FastifyRequest, reply: FastifyReply): void {
  if (hasBody(request) && !request.raw.complete) reply.header('connection', 'close');
}

function hasBody(request: FastifyRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}
