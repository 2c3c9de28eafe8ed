import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Locale } from '../../domain/accounts/decide/account.ts';
import { LOCALES } from '../../domain/accounts/decide/account.ts';
import type { Brandings } from '../../domain/organizations/run/branding.ts';
import type { Workstations } from '../../domain/organizations/run/workstations.ts';
import type { FirstOwner } from '../../domain/roles/run/first-owner.ts';
import type { SelfService } from '../../domain/self-service/run/self-service.ts';
import type { SignIn } from '../../domain/sign-in/run/page.ts';
import type { Visitor } from '../../domain/sign-in/run/records.ts';
import type { HttpServer } from '../../platform/http/server.ts';
import type { Web } from '../../platform/http/web.ts';
import type { AccountPages } from './account-port.ts';
import type { OwnPasswordPages, Proving } from './own-port.ts';
import type { Forgotten, Invitations, Stops, Unlocking } from './ports.ts';
import type { Chrome, Views } from './views/contract.ts';

/** What stands around every page of an instance. */
export interface Frame {
  readonly instanceName: string;
  readonly instanceSupport: string | null;
  /** Addresses of the style sheet, the client script, and the script that does work where it is asked for. */
  readonly assets: { readonly css: string; readonly js: string; readonly work: string };
}

/** What the hosted pages are made of. */
export interface PagesParts {
  readonly server: HttpServer<Locale>;
  readonly signIn: SignIn;
  readonly account: AccountPages;
  readonly proving: Proving;
  readonly own: SelfService;
  readonly invitations: Invitations;
  readonly firstOwner: Pick<FirstOwner, 'look' | 'begin'>;
  readonly stops: Stops;
  readonly brandings: Pick<Brandings, 'logo'>;
  readonly workstations: Pick<Workstations, 'look' | 'use'>;
  readonly forgotten: Forgotten;
  readonly unlocks: Unlocking;
  readonly ownPassword: OwnPasswordPages;
  readonly views: Views;
  /** ISO 3166 code of the country of a network address; null: unknown, or no table is configured. */
  readonly countryOf: (source: string) => string | null;
  readonly frame: Frame;
  readonly now: () => number;
}

/** What is around one page. `path` is the GET that shows it again, without `lang`. Sets the browser's cookie if it is missing. */
export function chromeFor(parts: PagesParts, request: FastifyRequest, reply: FastifyReply, path: string): Chrome {
  const { web } = parts.server;
  return chromeOf(parts.frame, web.locale(request), web.csrf(request, reply), path, web.shared.is(request));
}

/** The same without a request: for pages that hold no form. */
export function chromeOf(frame: Frame, locale: Locale, csrf: string, path: string, shared = false): Chrome {
  return { ...frame, csrf, locale, languages: LOCALES, path, shared };
}

/** Who asks. `platformAuthenticator` is what the posted form says. */
export function visitorOf(web: Web<Locale>, request: FastifyRequest, platformAuthenticator = false): Visitor {
  const sharedWorkstation = web.shared.is(request);
  return {
    source: web.source(request),
    userAgent: (request.headers['user-agent'] ?? '').slice(0, 400),
    locale: web.locale(request),
    browserToken: web.browserToken(request),
    // A cookie from before it was shared would tell whose it was.
    deviceToken: sharedWorkstation ? null : web.cookies.read(request, 'device'),
    sessionToken: web.cookies.read(request, 'session'),
    sharedWorkstation,
    platformAuthenticator,
  };
}

/** Sends a page. */
export function sendPage(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

/** Seconds for `Retry-After`, at least one. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(1, Math.ceil((at - now) / 1_000));
}
