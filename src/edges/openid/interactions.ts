import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeJwt } from 'jose';
import type Provider from 'oidc-provider';
import type { AccountId, Locale } from '../../domain/accounts/decide/account.ts';
import type { ClientId } from '../../domain/clients/decide/client.ts';
import { systemClock } from '../../platform/clock.ts';
import { allowFormsTo, bodyOf, queryOf } from '../../platform/http/web.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';
import { HttpProblem } from '../../platform/problem.ts';
import { readAsked } from './demand.ts';
import type { LiveSession, OpenidDeps, OpenidHost } from './deps.ts';
import { askedLanguage } from './language.ts';
import { createApplicationRequests, returnTo } from './requests.ts';

type Interaction = InstanceType<Provider['Interaction']>;

/** What the routes of a waiting request share. */
export interface InteractionParts {
  readonly deps: OpenidDeps;
  readonly host: OpenidHost;
  readonly provider: () => Promise<Provider>;
}

/** The bridge between an application's request and a sign-in: each waits below an address of its own, so that two never meet. */
export function registerInteractions(parts: InteractionParts): void {
  const { app } = parts.host.server;
  const uid = '/openid/interaction/:uid';
  app.get(
    uid,
    { config: { purpose: 'Leads from an application’s request to a sign-in, or to the consent page' } },
    (request, reply) => start(parts, request, reply),
  );
  app.get(
    `${uid}/finish`,
    { config: { purpose: 'Answers an application’s request from the session that its sign-in has just made' } },
    (request, reply) => finish(parts, request, reply),
  );
  app.get(
    `${uid}/cancel`,
    { config: { purpose: 'Leads back to the application without an answer' } },
    (request, reply) => cancel(parts, request, reply),
  );
  app.post(`${uid}/consent`, { config: { purpose: 'Takes what its owner allows an application' } }, (request, reply) =>
    decide(parts, request, reply),
  );
}

async function start(parts: InteractionParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await waiting(parts, request);
  const language = languageFor(interaction, request);
  if (language !== null) return reply.redirect(`/openid/interaction/${interaction.uid}?lang=${language}`, 303);
  if (interaction.prompt.name === 'consent') return askConsent(parts, interaction, request, reply);
  const { deps, host } = parts;
  const { uid } = interaction;
  const application = await createApplicationRequests(deps).waiting(uid);
  if (application === null) throw new HttpProblem('not-found');
  // Asked to sign in anew, or as somebody else: from the first page.
  if (!wantsNewSignIn(interaction) && !wantsSomebodyElse(interaction)) {
    host.server.web.ensureBrowserToken(request, reply);
    const attempt = await deps.signIn.stepUp(host.visitorOf(request), application);
    if (attempt !== null) return reply.redirect(`/sign-in?attempt=${attempt.id}`, 303);
  }
  return reply.redirect(`/sign-in?application=${uid}`, 303);
}

/** What the application asks to speak, on the first page that its request leads to; whoever chooses another there keeps it. */
function languageFor({ params, lastSubmission }: Interaction, request: FastifyRequest): Locale | null {
  if (lastSubmission !== undefined || 'lang' in queryOf(request)) return null;
  return askedLanguage(params['ui_locales']);
}

/** `prompt=login`, which `max_age=0` means as well (OpenID Connect Core §3.1.2.1). */
function wantsNewSignIn({ prompt }: Interaction): boolean {
  return prompt.reasons.includes('login_prompt');
}

/** Whether the person who is signed in is not the one whom the request names. The library has checked whose token it is. */
function wantsSomebodyElse({ params, session }: Interaction): boolean {
  const hint = params['id_token_hint'];
  return typeof hint === 'string' && session?.accountId !== undefined && decodeJwt(hint).sub !== session.accountId;
}

/** The answer rests on the session that the sign-in of this very request has made, and on nothing else. */
async function finish(parts: InteractionParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await waiting(parts, request);
  const live = await liveSessionOf(parts, request);
  const attempt = live === null ? null : await parts.deps.reads.attempt(live.session.attemptId);
  if (live === null || attempt?.application?.uid !== interaction.uid) {
    return reply.redirect(`/openid/interaction/${interaction.uid}`, 303);
  }
  const { accountId, acr, amr, startedAt } = live.session;
  const ts = Math.floor(startedAt / SECOND_MS);
  return answer(interaction, reply, { login: { accountId, acr, amr: [...amr], ts, remember: false } });
}

async function cancel(parts: InteractionParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await waiting(parts, request);
  const { essential } = readAsked(interaction.params);
  const proved = 'unmet' in queryOf(request) || (await liveSessionOf(parts, request)) !== null;
  const error = essential && proved ? 'unmet_authentication_requirements' : 'access_denied';
  return answer(interaction, reply, { error, error_description: 'the person went back without signing in' });
}

async function askConsent(
  { deps, host }: InteractionParts,
  interaction: Interaction,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { uid, params, prompt } = interaction;
  const client = await deps.clients.byId(null, params['client_id'] as ClientId);
  const live = await liveSessionOf({ deps, host }, request);
  if (client === null || live === null) throw new HttpProblem('not-found');
  const missing = missingOf(prompt.details);
  const view = {
    uid,
    client: { name: client.name, support: client.support },
    address: live.snapshot.address.address,
    scopes: missing.scopes,
    resources: Object.entries(missing.resources).map(([uri, scopes]) => ({ uri, scopes })),
  };
  const redirectUri = params['redirect_uri'];
  allowFormsTo(reply, typeof redirectUri === 'string' ? returnTo(redirectUri) : null);
  return reply
    .type('text/html; charset=utf-8')
    .send(host.pages.consent(request, reply, `/openid/interaction/${uid}`, view));
}

async function decide(parts: InteractionParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const interaction = await waiting(parts, request);
  const { decision } = bodyOf(request);
  const live = await liveSessionOf(parts, request);
  if (interaction.prompt.name !== 'consent' || live === null || (decision !== 'allow' && decision !== 'deny')) {
    throw new HttpProblem('bad-request', { back: `/openid/interaction/${interaction.uid}` });
  }
  if (decision === 'deny') {
    return answer(interaction, reply, { error: 'access_denied', error_description: 'the person did not consent' });
  }
  await rememberConsent(parts.deps, live, interaction);
  return answer(interaction, reply, { ...interaction.lastSubmission, consent: {} });
}

async function rememberConsent(deps: OpenidDeps, live: LiveSession, interaction: Interaction): Promise<void> {
  const accountId: AccountId = live.session.accountId;
  const clientId = interaction.params['client_id'] as ClientId;
  const before = await deps.consents.of(accountId, clientId);
  const missing = missingOf(interaction.prompt.details);
  const resources: Record<string, readonly string[]> = { ...before?.resources };
  for (const [uri, scopes] of Object.entries(missing.resources)) resources[uri] = union(resources[uri] ?? [], scopes);
  const scopes = union(before?.scopes ?? [], missing.scopes);
  const event = deps.auditor.event({
    name: 'consent.given',
    accountId,
    actor: accountId,
    details: { clientId, scopes: scopes.join(' '), apis: Object.keys(resources).length },
  });
  await deps.consents.put({ accountId, clientId, scopes, resources, givenAt: deps.clock.now() }, event);
}

function missingOf(details: Interaction['prompt']['details']): {
  readonly scopes: readonly string[];
  readonly resources: Readonly<Record<string, readonly string[]>>;
} {
  return {
    scopes: (details['missingOIDCScope'] as string[] | undefined) ?? [],
    resources: (details['missingResourceScopes'] as Record<string, string[]> | undefined) ?? {},
  };
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}

/** The request that waits in this browser under this address: the library's cookie, bound to that path, names it. */
async function waiting(parts: InteractionParts, request: FastifyRequest): Promise<Interaction> {
  const provider = await parts.provider();
  const { uid } = request.params as { readonly uid: string };
  const held = request.cookies[provider.cookieName('interaction')];
  const interaction = held === uid ? await provider.Interaction.find(uid) : undefined;
  if (interaction === undefined) throw new HttpProblem('not-found');
  return interaction;
}

async function liveSessionOf(
  { deps, host }: Pick<InteractionParts, 'deps' | 'host'>,
  request: FastifyRequest,
): Promise<LiveSession | null> {
  const checked = await deps.sessions.check(host.visitorOf(request).sessionToken);
  return checked.outcome === 'in' ? checked : null;
}

/** Stores the answer and leads back to the library. The session may have been replaced by a stronger one since. */
async function answer(
  interaction: Interaction,
  reply: FastifyReply,
  result: NonNullable<Interaction['result']>,
): Promise<FastifyReply> {
  interaction.result = result;
  if (interaction.session?.uid !== undefined) delete (interaction.session as { uid?: string }).uid;
  await interaction.save(interaction.exp - Math.floor(systemClock.now() / SECOND_MS));
  return reply.redirect(interaction.returnTo, 303);
}
