import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOCALES } from '../../domain/accounts/decide/account.ts';
import { rolesOf } from '../../domain/roles/decide/permissions.ts';
import type { Party } from '../../domain/roles/decide/roles.ts';
import type { AtTheDoor } from '../../domain/roles/run/door.ts';
import { consolePathOf } from '../../domain/sign-in/run/own-path.ts';
import type { ConsoleParts } from './ports.ts';
import { type DoorView, renderDoor } from './views/door.tsx';
import type { AtDesk, Desk } from './views/frame.tsx';

/** Somebody who was let in, and the desk that pages are shown on. */
export interface Entered {
  readonly actor: Party;
  readonly desk: Desk;
}

/** A page of the console, shown to whoever is let in; null: it is not theirs to see, or there is none. */
export type ConsolePage = (entered: Entered, request: FastifyRequest) => Promise<string | null>;

/** Adds a page. Who may see it is asked before anything is loaded for it, and again by the page for what it shows. */
export function addPage(parts: ConsoleParts, path: string, purpose: string, page: ConsolePage): void {
  parts.server.app.get(path, { config: { purpose } }, async (request, reply) => {
    const at = await parts.door.enter(parts.visitorOf(request));
    if (at.outcome !== 'in') return sendAway(parts, request, reply, at);
    const desk = deskOf(parts, request, reply, atDesk(at));
    const html = await page({ actor: at.actor, desk }, request);
    return html === null ? sendDoor(reply, { kind: 'not-permitted' }, desk, 404) : sendHtml(reply, html);
  });
}

/** Shows who is not let in what is missing; who is signed out goes to the sign-in. */
export function sendAway(
  parts: ConsoleParts,
  request: FastifyRequest,
  reply: FastifyReply,
  at: Exclude<AtTheDoor, { readonly outcome: 'in' }>,
): FastifyReply {
  const { web } = parts.server;
  switch (at.outcome) {
    case 'out':
    case 'insufficient':
      web.cookies.clear(reply, 'session');
      return reply.redirect('/sign-in', 303);
    case 'no-role':
      return sendDoor(
        reply,
        { kind: 'no-role', address: at.snapshot.address.address },
        deskOf(parts, request, reply, null),
        403,
      );
    case 'set-up':
      return sendDoor(reply, { kind: 'set-up' }, deskOf(parts, request, reply, null), 403);
    case 'prove': {
      const next = consolePathOf(request.url.split('?', 1)[0]) ?? '/console';
      return sendDoor(reply, { kind: 'prove', next }, deskOf(parts, request, reply, null), 403);
    }
  }
}

/** Sends a page. */
export function sendHtml(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(html);
}

function sendDoor(reply: FastifyReply, view: DoorView, desk: Desk, status: number): FastifyReply {
  return sendHtml(reply, renderDoor(view, desk), status);
}

function atDesk({ snapshot, actor }: Extract<AtTheDoor, { readonly outcome: 'in' }>): AtDesk {
  return { name: snapshot.account.name, address: snapshot.address.address, roles: rolesOf(actor) };
}

function deskOf(parts: ConsoleParts, request: FastifyRequest, reply: FastifyReply, at: AtDesk | null): Desk {
  const { web } = parts.server;
  web.keepLocale(request, reply);
  return {
    ...parts.frame,
    csrf: web.csrf(request, reply),
    locale: web.locale(request),
    languages: LOCALES,
    path: withoutLanguage(request.url),
    at,
    now: parts.now(),
  };
}

function withoutLanguage(url: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const kept = new URLSearchParams(query);
  kept.delete('lang');
  return kept.size === 0 ? path : `${path}?${kept}`;
}
