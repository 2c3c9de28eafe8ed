import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type Provider from 'oidc-provider';
import { TARGET_LIMIT } from '../../platform/http/guards.ts';
import { bodyOf } from '../../platform/http/web.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';
import { HttpProblem } from '../../platform/problem.ts';
import { during } from './current.ts';
import type { OpenidDeps, OpenidHost } from './deps.ts';
import { ROUTES } from './routes.ts';
import { userCodesClosedUntil } from './user-codes.ts';

/** Every address of the protocol, with what it does. */
const ENDPOINTS: readonly (readonly [method: 'GET' | 'POST' | 'OPTIONS', path: string, purpose: string])[] = [
  ['GET', '/.well-known/openid-configuration', 'Says where everything is (OpenID Connect Discovery 1.0)'],
  ['GET', '/.well-known/oauth-authorization-server', 'The same for OAuth clients (RFC 8414)'],
  ['GET', ROUTES.jwks, 'Public keys that check signatures'],
  ['GET', ROUTES.authorization, 'Takes an application’s request to sign somebody in'],
  ['GET', `${ROUTES.authorization}/:uid`, 'Goes on with that request once its person has answered'],
  ['POST', ROUTES.pushed_authorization_request, 'Takes such a request from the application’s server (RFC 9126)'],
  ['POST', ROUTES.token, 'Exchanges codes and refresh tokens'],
  ['GET', ROUTES.userinfo, 'Says who a token is about'],
  ['POST', ROUTES.userinfo, 'Says who a token is about'],
  ['POST', ROUTES.introspection, 'Says whether a token holds (RFC 7662)'],
  ['POST', ROUTES.revocation, 'Ends a token and its grant (RFC 7009)'],
  ['POST', ROUTES.device_authorization, 'Gives a device a code to show (RFC 8628)'],
  ['GET', ROUTES.code_verification, 'Asks for a device’s code'],
  ['POST', ROUTES.code_verification, 'Takes a device’s code and lets it in'],
  ['GET', `${ROUTES.code_verification}/:uid`, 'Goes on with a device once its person has signed in'],
  ['GET', ROUTES.end_session, 'Asks whether to sign out (OpenID Connect RP-Initiated Logout 1.0)'],
  ['POST', `${ROUTES.end_session}/confirm`, 'Signs out, and leads back to the application'],
  ['GET', `${ROUTES.end_session}/success`, 'Says that one is signed out'],
];

/** Endpoints that other origins may call from a browser: they answer preflights. */
const CROSS_ORIGIN = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  ROUTES.jwks,
  ROUTES.token,
  ROUTES.userinfo,
  ROUTES.revocation,
  ROUTES.pushed_authorization_request,
  ROUTES.device_authorization,
];

/** Endpoints that people are sent to, by a link or by a form of the application's page. */
const BY_FORM = [
  [ROUTES.authorization, 'Takes the same request as a form (OpenID Connect Core §3.1.2.1)'],
  [ROUTES.end_session, 'Takes the same question as a form (OpenID Connect RP-Initiated Logout 1.0 §2)'],
] as const;

/** Puts the protocol library below its addresses. It reads bodies itself, and never learns a host from a request. */
export function registerEndpoints(deps: OpenidDeps, host: OpenidHost, provider: () => Promise<Provider>): void {
  void host.server.app.register(async (scope: FastifyInstance) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const handler = (request: FastifyRequest, reply: FastifyReply) => hand(deps, host, provider, request, reply);
    for (const [method, url, purpose] of ENDPOINTS)
      scope.route({ method, url, config: { purpose, protocol: true }, handler });
    for (const url of CROSS_ORIGIN) {
      const config = { purpose: 'Tells a browser who may call', protocol: true };
      scope.route({ method: 'OPTIONS', url, config, handler });
    }
  });
  for (const [url, purpose] of BY_FORM) host.server.app.post(url, { config: { purpose, protocol: true } }, asLink);
}

/** Goes on as a link: with a form of another site browsers send no cookies of ours, so nobody would be signed in. */
function asLink(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const fields = Object.entries(bodyOf(request)).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  const target = `${request.routeOptions.url}?${new URLSearchParams(fields)}`;
  if (target.length > TARGET_LIMIT) throw new HttpProblem('too-large');
  return reply.redirect(target, 303);
}

async function hand(
  deps: OpenidDeps,
  host: OpenidHost,
  provider: () => Promise<Provider>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const library = await provider();
  const visitor = host.visitorOf(request);
  await refuseGuessing(deps, request, visitor.source);
  const checked = usesSession(request.routeOptions.url ?? '') ? await deps.sessions.check(visitor.sessionToken) : null;
  const live = checked?.outcome === 'in' ? checked : null;
  const typedUserCode = takeUserCode(request);
  claimIssuer(deps, request);
  // The library says nothing of a session to whom sends no cookie of its own: one that holds makes up for that.
  // So it does for a device's errors, whose form it could not keep otherwise.
  if (live !== null || isDevicePage(request)) pretendSession(library, request);
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) reply.raw.setHeader(name, value);
  reply.raw.once('finish', () => closeUnread(request));
  await during({ request, reply, raw: request.raw, visitor, live, typedUserCode }, () =>
    library.callback()(request.raw, reply.raw),
  );
}

/** Closes the connection of a body that the library gave up reading, so that the rest is never read. */
function closeUnread({ raw }: FastifyRequest): void {
  if (!raw.complete) raw.socket.destroySoon();
}

/** Codes of devices are short: who types wrong ones has to wait (RFC 8628 §5.1). */
async function refuseGuessing(deps: OpenidDeps, request: FastifyRequest, source: string): Promise<void> {
  if (request.method !== 'POST' || request.routeOptions.url !== ROUTES.code_verification) return;
  const until = await userCodesClosedUntil(deps, source);
  if (until === null) return;
  const retryAfterS = Math.ceil((until - deps.clock.now()) / SECOND_MS);
  throw new HttpProblem('too-many-requests', { retryAfterS, back: ROUTES.code_verification });
}

/** Pages of a person; the others are asked by programs, with tokens. */
function usesSession(route: string): boolean {
  return (
    [ROUTES.authorization, ROUTES.code_verification, ROUTES.end_session].some(
      (path) => route === path || route.startsWith(`${path}/`),
    ) && route !== ROUTES.device_authorization
  );
}

function isDevicePage({ routeOptions: { url = '' } }: FastifyRequest): boolean {
  return url === ROUTES.code_verification || url === `${ROUTES.code_verification}/:uid`;
}

/** A code that came with the address is shown in the field and not submitted: its owner compares it first (RFC 8628 §5.4). */
function takeUserCode(request: FastifyRequest): string {
  const url = new URL(request.raw.url ?? '/', 'http://localhost');
  const code = url.searchParams.get('user_code');
  if (request.routeOptions.url !== ROUTES.code_verification || code === null) return '';
  request.raw.url = url.pathname;
  return code.slice(0, 40);
}

/** Host and scheme are the configured ones, whatever the request or a proxy says. */
function claimIssuer({ url }: OpenidDeps, { raw }: FastifyRequest): void {
  raw.headers.host = new URL(url.origin).host;
  for (const name of ['forwarded', 'x-forwarded-host', 'x-forwarded-for']) delete raw.headers[name];
  raw.headers['x-forwarded-proto'] = url.secure ? 'https' : 'http';
  // The target as it came, which the library would take its own path from; it may hold a host (RFC 9112 §3.2.2).
  delete (raw as { originalUrl?: string }).originalUrl;
}

function pretendSession(library: Provider, { raw }: FastifyRequest): void {
  const name = library.cookieName('session');
  const sent = raw.headers.cookie ?? '';
  if (!sent.split('; ').some((pair) => pair.startsWith(`${name}=`))) raw.headers.cookie = `${sent}; ${name}=none`;
}
