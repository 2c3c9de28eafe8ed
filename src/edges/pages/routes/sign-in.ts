import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RefusalReason } from '../../../domain/sign-in/decide/step.ts';
import type { Answered, Page, Problem } from '../../../domain/sign-in/run/page.ts';
import { allowFormsTo, bodyOf, queryOf } from '../../../platform/http/web.ts';
import { DAY_MS } from '../../../platform/kernel/time.ts';
import { HttpProblem } from '../../../platform/problem.ts';
import { attemptIdOf, type PostedAnswer, parseAnswer } from '../answers.ts';
import { pageDocument } from '../page-json.ts';
import { chromeFor, type PagesParts, secondsUntil, sendPage, visitorOf } from '../parts.ts';

/** How long a browser keeps its device cookie, in seconds. */
export const DEVICE_COOKIE_S = (180 * DAY_MS) / 1_000;
const AFTER_SIGN_IN = '/account';
const TOO_EARLY: readonly Problem['kind'][] = ['resend-too-early', 'resend-limit', 'work-missing'];
const THROTTLED: readonly RefusalReason[] = ['password-throttled', 'too-many-tries'];

/** The sign-in: one address for every step of an attempt, as a page and as JSON. */
export function registerSignIn(parts: PagesParts): void {
  const { app, web } = parts.server;
  app.get('/', { config: { purpose: 'Leads to the account or to the sign-in' } }, (request, reply) =>
    reply.redirect(web.cookies.read(request, 'session') === null ? '/sign-in' : AFTER_SIGN_IN, 303),
  );
  app.get(
    '/sign-in',
    { config: { purpose: 'Shows where an attempt stands, as a page or as JSON; changes nothing' } },
    (request, reply) => show(parts, request, reply),
  );
  app.post(
    '/sign-in',
    { config: { purpose: 'Takes the answer to a step; the only route that yields a session' } },
    (request, reply) => answer(parts, request, reply),
  );
  app.post(
    '/sign-in/recovery-code',
    { config: { purpose: 'Gives the recovery code as a file while it is not ticked as saved; changes nothing' } },
    (request, reply) => download(parts, request, reply),
  );
}

/** The address of an attempt. The id is no credential: the browser's cookie is. */
export function attemptPath(id: string | null): string {
  return id === null ? '/sign-in' : `/sign-in?attempt=${id}`;
}

/** The address of a page: its attempt's, else the first page, for the application that sent the person. */
function pagePath({ attempt, application }: Page): string {
  if (attempt !== null || application === null) return attemptPath(attempt?.id ?? null);
  return `/sign-in?application=${application.uid}`;
}

async function show(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  web.ensureBrowserToken(request, reply);
  web.shared.renew(request, reply);
  const attempt = attemptIdOf(queryOf(request)['attempt']);
  const application = attemptIdOf(queryOf(request)['application']);
  const page =
    attempt === null && application !== null
      ? await parts.signIn.welcome(application, visitorOf(web, request))
      : await parts.signIn.show(attempt, visitorOf(web, request));
  reply.header('vary', 'accept');
  const next = page.step.kind === 'complete' ? nextOf(page) : null;
  if (web.wantsJson(request)) {
    return reply.send(pageDocument(page, web.csrf(request, reply), { accepted: true, next }));
  }
  // Back after signing in, or an old tab.
  if (next !== null) return reply.redirect(next, 303);
  return sendSignIn(parts, request, reply, page, 200);
}

async function answer(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  const posted = parseAnswer(bodyOf(request));
  if (!posted.ok) {
    throw new HttpProblem('bad-request', { back: attemptPath(attemptIdOf(bodyOf(request)['attempt'])) });
  }
  const answered = await ask(parts, request, posted.value);
  if (answered.sessionToken !== null) web.cookies.set(reply, 'session', answered.sessionToken);
  if (answered.deviceToken !== null) web.cookies.set(reply, 'device', answered.deviceToken, DEVICE_COOKIE_S);
  const next = answered.sessionToken !== null || answered.page.step.kind === 'complete' ? nextOf(answered.page) : null;
  const refusal = next === null && answered.accepted ? refusalOf(answered.page) : null;
  reply.header('vary', 'accept');
  if (refusal?.retryAfterS !== undefined) reply.header('retry-after', refusal.retryAfterS);
  if (web.wantsJson(request)) {
    const document = pageDocument(answered.page, web.csrf(request, reply), { accepted: answered.accepted, next });
    return reply.code(refusal?.status ?? 200).send(document);
  }
  if (refusal !== null) return sendSignIn(parts, request, reply, answered.page, refusal.status);
  return reply.redirect(next ?? pagePath(answered.page), 303);
}

function ask(parts: PagesParts, request: FastifyRequest, posted: PostedAnswer): Promise<Answered> {
  const visitor = visitorOf(parts.server.web, request, posted.platform);
  if (posted.attempt !== null) {
    return parts.signIn.answer(posted.attempt.id, posted.attempt.version, posted.answer, visitor);
  }
  const purpose = posted.application === null ? undefined : { application: posted.application };
  if (posted.answer.kind === 'passkey-first') return parts.signIn.beginWithPasskey(posted.answer, visitor, purpose);
  // Without an attempt only an address gets this far else.
  const address = posted.answer.kind === 'identifier' ? posted.answer.address : '';
  return parts.signIn.begin(address, visitor, purpose);
}

/** Where a sign-in leads: on to the application that sent the person, else to the page of her own that asked, else to the account. */
function nextOf({ application, next }: Page): string {
  return application === null ? (next ?? AFTER_SIGN_IN) : `/openid/interaction/${application.uid}/finish`;
}

/** How an answer that did not lead on is told: its status, and when to try again. */
function refusalOf(page: Page): { readonly status: number; readonly retryAfterS?: number } | null {
  const { problem, step, now } = page;
  if (problem?.kind === 'busy') return { status: 503, retryAfterS: secondsUntil(problem.at, now) };
  if (problem !== null && TOO_EARLY.includes(problem.kind) && 'at' in problem) {
    return { status: 429, retryAfterS: secondsUntil(problem.at, now) };
  }
  if (step.kind === 'refuse' && THROTTLED.includes(step.reason)) {
    return step.retryAt === null ? { status: 429 } : { status: 429, retryAfterS: secondsUntil(step.retryAt, now) };
  }
  return problem === null ? null : { status: 422 };
}

async function download(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const id = attemptIdOf(bodyOf(request)['attempt']);
  if (id === null) throw new HttpProblem('bad-request');
  const page = await parts.signIn.show(id, visitorOf(parts.server.web, request));
  const file = parts.views.recoveryCodeFile(page, chromeFor(parts, request, reply, attemptPath(id)));
  if (file === null) return reply.redirect(attemptPath(id), 303);
  const name = file.name.replace(/[^A-Za-z0-9._-]/g, '-');
  reply.header('content-disposition', `attachment; filename="${name}"`);
  return reply.type('text/plain; charset=utf-8').send(file.text);
}

function sendSignIn(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  status: number,
): FastifyReply {
  const shown = page.attempt !== null;
  const display = { list: shown && 'methods' in queryOf(request), key: shown && 'key' in queryOf(request) };
  const path = `${pagePath(page)}${display.list ? '&methods' : ''}${display.key ? '&key' : ''}`;
  allowFormsTo(reply, page.application?.returnTo ?? null);
  return sendPage(reply, parts.views.renderSignIn(page, chromeFor(parts, request, reply, path), display), status);
}
