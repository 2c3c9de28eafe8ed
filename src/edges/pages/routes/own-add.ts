import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppOffer } from '../../../domain/self-service/run/add-app.ts';
import type { PasskeyOffer, PasskeyPlace } from '../../../domain/self-service/run/add-passkey.ts';
import type { Barred, OwnIn } from '../../../domain/self-service/run/own-change.ts';
import { type OwnPath, ownPathOf } from '../../../domain/sign-in/run/own-path.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { PASSKEY_FAILURES } from '../answers.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { AddAppView, AddPasskeyView } from '../views/own/contract.ts';
import { ownViews } from '../views/own/index.ts';
import { personOf, sendBarred, sendRefusal, textOf, ticketOf } from './own-parts.ts';
import { leadTo } from './prove.ts';

const LIST = '/account/security';
/** Longest passkey answer that is looked at, in characters. */
const RESPONSE_MAX = 48_000;

type Refused = { readonly outcome: 'not-accepted' | 'full' | 'shared' | 'gone'; readonly entered: OwnIn };

/** Adding an app or a passkey to one's own account, and replacing an app. */
export function registerOwnAdd(parts: PagesParts): void {
  const { app } = parts.server;
  for (const path of [`${LIST}/app`, `${LIST}/method/:id/replace`]) {
    app.get(path, { config: { purpose: 'Shows the secret of one’s own new app; stores nothing' } }, (request, reply) =>
      showApp(parts, request, reply, null, null),
    );
    app.post(path, { config: { purpose: 'Stores one’s own new app once its first code is right' } }, (request, reply) =>
      confirmApp(parts, request, reply),
    );
  }
  for (const place of ['passkey', 'security-key'] as const) {
    app.get(
      `${LIST}/${place}`,
      { config: { purpose: 'Shows the button that makes a passkey for one’s own account; stores nothing' } },
      (request, reply) => showPasskey(parts, request, reply, place, null),
    );
    app.post(`${LIST}/${place}`, { config: { purpose: 'Stores a passkey for one’s own account' } }, (request, reply) =>
      addPasskey(parts, request, reply, place),
    );
  }
}

async function showApp(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: string | null,
  problem: AddAppView['problem'],
): Promise<FastifyReply> {
  const offered = await parts.own.apps.offer(visitorOf(parts.server.web, request), replacesOf(request), ticket);
  if (offered.outcome !== 'offer') return sendNoOffer(parts, request, reply, offered, appPath(request));
  const html = ownViews.renderAddApp(
    appView(parts, request, offered, problem),
    chromeFor(parts, request, reply, appPath(request)),
  );
  return sendPage(reply, html, problem === null ? 200 : 422);
}

function appView(
  parts: PagesParts,
  request: FastifyRequest,
  { entered, view, ticket }: AppOffer,
  problem: AddAppView['problem'],
): AddAppView {
  const old = entered.snapshot.authenticators.find((row) => row.id === replacesOf(request));
  const person = personOf(entered, parts.now());
  return { person, path: appPath(request), replaces: old?.label ?? null, view, ticket, problem };
}

async function confirmApp(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const ticket = ticketOf(request);
  const code = textOf(request, 'code', 200);
  const visitor = visitorOf(parts.server.web, request);
  const confirmed = await parts.own.apps.confirm(visitor, replacesOf(request), ticket, code);
  switch (confirmed.outcome) {
    case 'done':
      return leadTo(parts, request, reply, LIST);
    case 'wrong':
    case 'over':
    case 'again':
      if (parts.server.web.wantsJson(request)) return sendRefusal(reply, confirmed.outcome, 422);
      return showApp(parts, request, reply, ticket, confirmed.outcome);
    default:
      return sendNoOffer(parts, request, reply, confirmed as Barred | Refused, appPath(request));
  }
}

async function showPasskey(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  place: PasskeyPlace,
  problem: AddPasskeyView['problem'],
): Promise<FastifyReply> {
  const path = `${LIST}/${place}` as const;
  const offered = await parts.own.passkeys.offer(visitorOf(parts.server.web, request), place);
  if (offered.outcome !== 'offer') return sendNoOffer(parts, request, reply, offered, path);
  const { entered, options, ticket }: PasskeyOffer = offered;
  const view = { person: personOf(entered, parts.now()), place, options, ticket, problem };
  const html = ownViews.renderAddPasskey(view, chromeFor(parts, request, reply, path));
  return sendPage(reply, html, problem === null ? 200 : 422);
}

async function addPasskey(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  place: PasskeyPlace,
): Promise<FastifyReply> {
  const { answer, reason } = bodyOf(request);
  if (answer !== 'own-passkey') {
    const failed = PASSKEY_FAILURES.find((one) => one === reason) ?? 'failed';
    return showPasskey(parts, request, reply, place, failed);
  }
  const visitor = visitorOf(parts.server.web, request);
  const ticket = ticketOf(request);
  const added = await parts.own.passkeys.add(visitor, place, ticket, textOf(request, 'response', RESPONSE_MAX));
  switch (added.outcome) {
    case 'done':
      return leadTo(parts, request, reply, LIST);
    case 'wrong':
    case 'over':
    case 'again':
      if (parts.server.web.wantsJson(request)) return sendRefusal(reply, added.outcome, 422);
      return showPasskey(parts, request, reply, place, added.outcome);
    default:
      return sendNoOffer(parts, request, reply, added as Barred | Refused, `${LIST}/${place}`);
  }
}

/** Nothing can be added: back to the list, which says what there is. */
function sendNoOffer(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  refused: Barred | Refused,
  next: OwnPath,
): Promise<FastifyReply> | FastifyReply {
  switch (refused.outcome) {
    case 'gone':
      throw new HttpProblem('not-found', { back: LIST });
    case 'not-accepted':
    case 'full':
    case 'shared':
      if (parts.server.web.wantsJson(request)) return sendRefusal(reply, refused.outcome, 409);
      return sendPage(
        reply,
        ownViews.renderNoOffer(
          { person: personOf(refused.entered, parts.now()), reason: refused.outcome },
          chromeFor(parts, request, reply, next),
        ),
        409,
      );
    default:
      return sendBarred(parts, request, reply, refused, next);
  }
}

function replacesOf(request: FastifyRequest): string | null {
  return (request.params as { readonly id?: string }).id ?? null;
}

function appPath(request: FastifyRequest): OwnPath {
  const id = replacesOf(request);
  return (id === null ? null : ownPathOf(`${LIST}/method/${id}/replace`)) ?? `${LIST}/app`;
}
