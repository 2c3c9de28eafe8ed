import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LOCALES } from '../../domain/accounts/decide/account.ts';
import type { Refusal } from '../../domain/organizations/run/refusal.ts';
import { rolesOf } from '../../domain/roles/decide/permissions.ts';
import type { Party } from '../../domain/roles/decide/roles.ts';
import { type AtTheDoor, ENTRY_MS } from '../../domain/roles/run/door.ts';
import { consolePathOf } from '../../domain/sign-in/run/own-path.ts';
import { bodyOf, queryOf } from '../../platform/http/web.ts';
import { MINUTE_MS } from '../../platform/kernel/time.ts';
import { wordsFor } from './i18n/words.ts';
import type { ConsoleActs, ConsoleParts } from './ports.ts';
import type { Again, Problem } from './views/again.ts';
import { type Done as DoneWord, doneOf } from './views/done.ts';
import { type DoorView, renderDoor } from './views/door.tsx';
import { type AtDesk, type Desk, subjectsOf } from './views/frame.tsx';

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
    const at = await parts.door.enter(parts.visitorOf(request), null);
    if (at.outcome !== 'in') return sendAway(parts, request, reply, at);
    const desk = deskOf(parts, request, reply, atDesk(at));
    const html = await page({ actor: at.actor, desk }, request);
    return sendPage(reply, html, desk);
  });
}

/** Adds a download, for whoever is let in; null: it is not theirs to have, or there is none. */
export function addDownload(
  parts: ConsoleParts,
  path: string,
  purpose: string,
  file: (entered: Entered, request: FastifyRequest) => Promise<DeskFile | null>,
): void {
  parts.server.app.get(path, { config: { purpose } }, async (request, reply) => {
    const at = await parts.door.enter(parts.visitorOf(request), null);
    if (at.outcome !== 'in') return sendAway(parts, request, reply, at);
    const desk = deskOf(parts, request, reply, atDesk(at));
    const found = await file({ actor: at.actor, desk }, request);
    return found === null ? sendPage(reply, null, desk) : sendFile(reply, found);
  });
}

/** How old the proof may be when a form is sent: it was young when the form was shown, and filling it in takes a while. */
const SENT_WITHIN_MS = 30 * MINUTE_MS;

/** Somebody who sent a form. */
export interface Acting extends Entered {
  /** What they do is done under their name, and asks first whether they may. */
  readonly as: ConsoleActs;
}

/** What became of a form that was sent. */
export type Carried =
  /** Done: on to this page, which says so. */
  | { readonly outcome: 'done'; readonly next: string; readonly said: DoneWord }
  /** Done: with something that is shown this once. */
  | { readonly outcome: 'shown'; readonly html: string }
  | DeskFile
  | Problem;

/** A file to download. */
export interface DeskFile {
  readonly outcome: 'file';
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;
}

/** A form of the console; null: it is not theirs to see, or there is none. */
export interface ConsoleForm {
  /** For the list of routes: what looking at it and sending it do. */
  readonly purposes: { readonly show: string; readonly carryOut: string };
  show(entered: Entered, request: FastifyRequest, again: Again | null): Promise<string | null>;
  carryOut(acting: Acting, request: FastifyRequest): Promise<Carried | null>;
}

/**
 * Adds a form, shown to whoever proved themselves in the last few minutes and carried out when it is sent. What was refused comes
 * back with all that stood in it.
 */
export function addForm(parts: ConsoleParts, path: string, form: ConsoleForm): void {
  const { app } = parts.server;
  app.get(path, { config: { purpose: form.purposes.show } }, async (request, reply) => {
    const at = await parts.door.enter(parts.visitorOf(request), ENTRY_MS);
    if (at.outcome !== 'in') return sendAway(parts, request, reply, at);
    const desk = deskOf(parts, request, reply, atDesk(at));
    return sendPage(reply, await form.show({ actor: at.actor, desk }, request, null), desk);
  });
  app.post(path, { config: { purpose: form.purposes.carryOut } }, async (request, reply) => {
    const at = await parts.door.enter(parts.visitorOf(request), SENT_WITHIN_MS);
    if (at.outcome !== 'in') return sendAway(parts, request, reply, at);
    const entered = { actor: at.actor, desk: deskOf(parts, request, reply, atDesk(at)) };
    const carried = await form.carryOut({ ...entered, as: parts.actsBy(at.actor.accountId) }, request);
    if (carried === null) return sendPage(reply, null, entered.desk);
    switch (carried.outcome) {
      case 'done':
        return reply.redirect(`${carried.next}${carried.next.includes('?') ? '&' : '?'}done=${carried.said}`, 303);
      case 'shown':
        return sendHtml(reply.header('cache-control', 'no-store'), carried.html);
      case 'file':
        return sendFile(reply, carried);
      case 'refused': {
        const again = { given: bodyOf(request), problem: carried };
        return sendPage(reply, await form.show(entered, request, again), entered.desk, 422);
      }
    }
  });
}

/** A refusal of the domain, told on the form. */
export function refusedBy(refusal: Refusal, { desk }: Entered, field?: string): Problem {
  const { t } = wordsFor(desk.locale);
  const [one = '', other = ''] = 'organizations' in refusal ? refusal.organizations : [];
  const sentence = t(`denied.${refusal.reason}`, { one, other });
  return { outcome: 'refused', sentence, ...(field === undefined ? {} : { field }) };
}

/** A posted line of text, without the space around it; '' where it is none. At most `most` characters, since a field holds no more. */
export function lineOf(given: Readonly<Record<string, unknown>>, name: string, most = 500): string {
  const text = given[name];
  return typeof text === 'string' ? text.trim().slice(0, most) : '';
}

/** The values that were ticked of a choice among several, each posted as `name.value`. */
export function valuesOf(given: Readonly<Record<string, unknown>>, name: string): readonly string[] {
  const prefix = `${name}.`;
  return Object.keys(given).flatMap((key) => (key.startsWith(prefix) ? [key.slice(prefix.length)] : []));
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
    case 'add-passkey':
      return sendDoor(reply, { kind: at.outcome }, deskOf(parts, request, reply, null), 403);
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

function sendPage(reply: FastifyReply, html: string | null, desk: Desk, status = 200): FastifyReply {
  return html === null ? sendDoor(reply, { kind: 'not-permitted' }, desk, 404) : sendHtml(reply, html, status);
}

/** Sends a download in pieces: it may be longer than what fits into memory. */
export function sendFile(reply: FastifyReply, { name, type, pieces }: DeskFile): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename="${name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}"`)
    .header('cache-control', 'no-store')
    .send(Readable.from(pieces, { objectMode: false }));
}

function sendDoor(reply: FastifyReply, view: DoorView, desk: Desk, status: number): FastifyReply {
  return sendHtml(reply, renderDoor(view, desk), status);
}

function atDesk({ snapshot, actor }: Extract<AtTheDoor, { readonly outcome: 'in' }>): AtDesk {
  return {
    name: snapshot.account.name,
    address: snapshot.address.address,
    roles: rolesOf(actor),
    subjects: subjectsOf(actor),
  };
}

function deskOf(parts: ConsoleParts, request: FastifyRequest, reply: FastifyReply, at: AtDesk | null): Desk {
  const { web } = parts.server;
  web.keepLocale(request, reply);
  return {
    ...parts.frame,
    csrf: web.csrf(request, reply),
    locale: web.locale(request),
    languages: LOCALES,
    path: withoutNotes(request.url),
    done: doneOf(queryOf(request)['done']),
    at,
    now: parts.now(),
  };
}

function withoutNotes(url: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const kept = new URLSearchParams(query);
  kept.delete('lang');
  kept.delete('done');
  return kept.size === 0 ? path : `${path}?${kept}`;
}
