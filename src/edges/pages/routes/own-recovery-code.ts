import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Barred, OwnIn } from '../../../domain/self-service/run/own-change.ts';
import { bodyOf } from '../../../platform/http/web.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import { keepsakeFile } from '../views/keepsake.tsx';
import type { RenewCodeView } from '../views/own/contract.ts';
import { ownViews } from '../views/own/index.ts';
import { personOf, sendBarred, sendRefusal, ticketOf } from './own-parts.ts';
import { leadTo } from './prove.ts';

const LIST = '/account/security';
const PATH = `${LIST}/recovery-code`;

type NoOffer = { readonly outcome: 'not-accepted' | 'nothing-bound'; readonly entered: OwnIn };

/** Making a new recovery code for one's own account. */
export function registerOwnRecoveryCode(parts: PagesParts): void {
  const { app } = parts.server;
  app.get(PATH, { config: { purpose: 'Shows one’s own new recovery code; stores nothing' } }, (request, reply) =>
    show(parts, request, reply, null, null),
  );
  app.post(
    PATH,
    { config: { purpose: 'Stores the hash of one’s own new recovery code once it is ticked as saved' } },
    (request, reply) => save(parts, request, reply),
  );
  app.post(
    `${PATH}/file`,
    { config: { purpose: 'Downloads the recovery code that a page of one’s own shows' } },
    (request, reply) => download(parts, request, reply),
  );
}

async function show(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  ticket: string | null,
  problem: RenewCodeView['problem'],
): Promise<FastifyReply> {
  const offered = await parts.own.recoveryCode.offer(visitorOf(parts.server.web, request), ticket);
  if (offered.outcome !== 'offer') return sendNoOffer(parts, request, reply, offered);
  const { entered, code, ticket: next, replaces } = offered;
  const view = { person: personOf(entered, parts.now()), code, ticket: next, replaces, problem };
  const html = ownViews.renderRenewCode(view, chromeFor(parts, request, reply, PATH));
  return sendPage(reply, html, problem === null ? 200 : 422);
}

async function save(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const ticket = ticketOf(request);
  const { saved } = bodyOf(request);
  const ticked = saved === 'yes' || saved === true;
  const kept = await parts.own.recoveryCode.save(visitorOf(parts.server.web, request), ticket, ticked);
  switch (kept.outcome) {
    case 'done':
      return leadTo(parts, request, reply, LIST);
    case 'not-ticked':
    case 'over':
    case 'again':
      if (parts.server.web.wantsJson(request)) return sendRefusal(reply, kept.outcome, 422);
      return show(parts, request, reply, ticket, kept.outcome);
    default:
      return sendNoOffer(parts, request, reply, kept as Barred | NoOffer);
  }
}

async function download(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const shown = await parts.own.recoveryCode.reveal(visitorOf(parts.server.web, request), ticketOf(request));
  if (shown.outcome === 'over') return leadTo(parts, request, reply, PATH);
  if (shown.outcome !== 'code') return sendBarred(parts, request, reply, shown, PATH);
  const { address } = shown.entered.snapshot.address;
  const file = keepsakeFile(shown.code, address, chromeFor(parts, request, reply, PATH));
  const name = file.name.replace(/[^A-Za-z0-9._-]/g, '-');
  reply.header('content-disposition', `attachment; filename="${name}"`);
  return reply.type('text/plain; charset=utf-8').send(file.text);
}

function sendNoOffer(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  refused: Barred | NoOffer,
): Promise<FastifyReply> | FastifyReply {
  switch (refused.outcome) {
    case 'not-accepted':
    case 'nothing-bound': {
      if (parts.server.web.wantsJson(request)) return sendRefusal(reply, refused.outcome, 409);
      const view = { person: personOf(refused.entered, parts.now()), reason: refused.outcome };
      return sendPage(reply, ownViews.renderNoOffer(view, chromeFor(parts, request, reply, PATH)), 409);
    }
    default:
      return sendBarred(parts, request, reply, refused, PATH);
  }
}
