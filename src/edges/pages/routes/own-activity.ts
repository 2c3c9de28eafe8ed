import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOCALES } from '../../../domain/accounts/decide/account.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import { renderActivity } from '../views/own/activity.tsx';
import { personOf } from './own-parts.ts';
import { afterEnd, countryOf } from './own-places.ts';
import { leadToSignIn } from './prove.ts';

const SECURITY = '/account/security';
const ACTIVITY = `${SECURITY}/activity`;

/** What happened lately around one's own account, and the language to tell it in. */
export function registerOwnActivity(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(
    ACTIVITY,
    { config: { purpose: 'Tells in plain words what happened lately around one’s own account' } },
    (request, reply) => show(parts, request, reply),
  );
  app.post(
    '/account/language',
    { config: { purpose: 'Chooses the language of one’s own pages and mails' } },
    (request, reply) => choose(parts, request, reply),
  );
}

async function show(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const entered = await parts.proving.enter(visitorOf(parts.server.web, request));
  if (entered.outcome !== 'in') return leadToSignIn(parts, request, reply, entered);
  const told = await parts.own.activity.of(entered);
  const now = parts.now();
  const events = told.map((one) => ({ ...one, country: countryOf(parts, one) }));
  const view = { person: personOf(entered, now), now, events };
  return sendPage(reply, renderActivity(view, chromeFor(parts, request, reply, ACTIVITY)));
}

async function choose(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  const stated = bodyOf(request)['locale'];
  const chosen = await parts.own.language.choose(visitorOf(web, request), stated);
  const locale = LOCALES.find((one) => one === stated);
  // The page that follows answers in it at once.
  if (chosen.outcome === 'done' && locale !== undefined) web.cookies.set(reply, 'lang', locale);
  return afterEnd(parts, request, reply, chosen, SECURITY);
}
