import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Checked } from '../account-port.ts';
import { chromeFor, type PagesParts, sendPage, visitorOf } from '../parts.ts';
import type { Chrome } from '../views/contract.ts';
import { leadToSignIn } from './prove.ts';

/** The pages of whoever is signed in, and help for everybody. */
export function registerAccount(parts: PagesParts): void {
  const { app, web } = parts.server;
  app.get('/account', { config: { purpose: 'Shows the signed-in person’s account' } }, (request, reply) =>
    signedIn(parts, request, reply, '/account', parts.account.check, parts.views.renderAccount),
  );
  app.get(
    '/account/security',
    { config: { purpose: 'Lists what is bound to the account and how many ways back remain' } },
    (request, reply) =>
      signedIn(parts, request, reply, '/account/security', parts.account.security, parts.views.renderSecurity),
  );
  app.get('/help', { config: { purpose: 'Says where to get help, signed in or not' } }, (request, reply) =>
    help(parts, request, reply),
  );
  app.post(
    '/account/sign-out',
    { config: { purpose: 'Ends the session on the server and clears its cookie' } },
    async (request, reply) => {
      const token = web.cookies.read(request, 'session');
      if (token !== null) await parts.account.signOut(token, visitorOf(web, request));
      web.cookies.clear(reply, 'session');
      // Attempts and the language were the last person's too.
      if (web.shared.is(request)) for (const own of ['browser', 'lang'] as const) web.cookies.clear(reply, own);
      if (web.wantsJson(request)) return reply.send({ signedIn: false, next: '/sign-in' });
      return reply.redirect('/sign-in', 303);
    },
  );
}

async function signedIn<T>(
  parts: PagesParts,
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  check: (token: string, visitor: ReturnType<typeof visitorOf>) => Promise<Checked<T>>,
  render: (view: T, chrome: Chrome) => string,
): Promise<FastifyReply> {
  const { web } = parts.server;
  const token = web.cookies.read(request, 'session');
  if (token === null) return reply.redirect('/sign-in', 303);
  const checked = await check(token, visitorOf(web, request));
  if (checked.outcome === 'in') return sendPage(reply, render(checked.view, chromeFor(parts, request, reply, path)));
  return leadToSignIn(parts, request, reply, checked);
}

async function help(parts: PagesParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { web } = parts.server;
  const token = web.cookies.read(request, 'session');
  const checked = token === null ? null : await parts.account.check(token, visitorOf(web, request));
  const person = checked?.outcome === 'in' ? checked.view.person : null;
  return sendPage(reply, parts.views.renderHelp({ person }, chromeFor(parts, request, reply, '/help')));
}
