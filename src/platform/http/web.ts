import { createSecretKey } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublicUrl } from '../config.ts';
import { newToken, type Random } from '../random.ts';
import { type CookieJar, cookieJar } from './cookies.ts';
import { csrfFits, csrfValue } from './csrf.ts';
import type { Body, Fields } from './fields.ts';
import { pickLanguage, prefersJson } from './negotiate.ts';
import { type SharedBrowsers, type SharedParts, sharedBrowsers } from './shared.ts';
import { canonicalSource } from './source.ts';

/** What routes ask of a request. `L` are the languages of the pages. */
export interface Web<L extends string> {
  readonly cookies: CookieJar;
  readonly shared: SharedBrowsers;
  /** The browser's cookie; null when it sent none. */
  browserToken(request: FastifyRequest): string | null;
  /** The browser's cookie; a new one is set where it sent none. */
  ensureBrowserToken(request: FastifyRequest, reply: FastifyReply): string;
  /** The CSRF value for the forms of an answer; sets the browser's cookie if it is missing. */
  csrf(request: FastifyRequest, reply: FastifyReply): string;
  csrfFits(request: FastifyRequest): boolean;
  /** By `?lang`, the language cookie, `Accept-Language`, or else the first language. */
  locale(request: FastifyRequest): L;
  /** Keeps the language of `?lang` in its cookie. */
  keepLocale(request: FastifyRequest, reply: FastifyReply): void;
  /** See {@link canonicalSource}. */
  source(request: FastifyRequest): string;
  wantsJson(request: FastifyRequest): boolean;
}

/** Makes the view of requests that routes share. */
export function createWeb<L extends string>(parts: {
  readonly url: PublicUrl;
  readonly csrfKey: Buffer;
  readonly random: Random;
  readonly locales: readonly [L, ...L[]];
  readonly trustedProxies: readonly string[];
  readonly shared?: SharedParts;
}): Web<L> {
  const cookies = cookieJar(parts.url.secure);
  const csrfKey = createSecretKey(parts.csrfKey);
  const fresh = new WeakMap<FastifyRequest, string>();
  const chosen = (request: FastifyRequest): L | undefined => known(queryOf(request)['lang']);
  const known = (text: string | null | undefined): L | undefined => parts.locales.find((locale) => locale === text);

  function browserToken(request: FastifyRequest): string | null {
    const token = fresh.get(request) ?? cookies.read(request, 'browser');
    return token?.length === 43 ? token : null;
  }

  function ensureBrowserToken(request: FastifyRequest, reply: FastifyReply): string {
    const existing = browserToken(request);
    if (existing !== null) return existing;
    const token = newToken(parts.random);
    fresh.set(request, token);
    cookies.set(reply, 'browser', token);
    return token;
  }

  return {
    cookies,
    shared: sharedBrowsers(cookies, parts.shared, parts.trustedProxies),
    browserToken,
    ensureBrowserToken,
    csrf: (request, reply) => csrfValue(csrfKey, ensureBrowserToken(request, reply), parts.random),
    csrfFits(request) {
      const token = browserToken(request);
      const given = request.headers['x-csrf-token'] ?? bodyOf(request)['csrf'];
      return token !== null && csrfFits(csrfKey, token, given);
    },
    locale: (request) =>
      chosen(request) ??
      known(cookies.read(request, 'lang')) ??
      pickLanguage(request.headers['accept-language'], parts.locales),
    keepLocale(request, reply) {
      const locale = chosen(request);
      if (locale !== undefined && locale !== cookies.read(request, 'lang')) cookies.set(reply, 'lang', locale);
    },
    source: (request) => canonicalSource(request.ip, request.socket.remoteAddress ?? ''),
    wantsJson: (request) => prefersJson(request.headers.accept),
  };
}

/** The query's fields. */
export function queryOf(request: FastifyRequest): Fields {
  return request.query as Fields;
}

/** The posted fields; none where nothing was posted. */
export function bodyOf(request: FastifyRequest): Body {
  return (request.body as Body | undefined) ?? {};
}

/**
 * Lets the forms of this page lead on to another origin or scheme as well: browsers hold redirects after a form to its page's
 * `form-action`. Null: nowhere else.
 */
export function allowFormsTo(reply: FastifyReply, target: string | null): void {
  if (target === null) return;
  const policy = String(reply.getHeader('content-security-policy') ?? '');
  reply.header('content-security-policy', policy.replace("form-action 'self'", `form-action 'self' ${target}`));
}
