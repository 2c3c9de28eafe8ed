import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccountId, Locale } from '../domain/accounts/decide/account.ts';
import { LOCALES } from '../domain/accounts/decide/account.ts';
import type { Visitor } from '../domain/sign-in/run/records.ts';
import { createTries } from '../domain/throttling/run/tries.ts';
import type { ConsoleParts } from '../edges/console/ports.ts';
import { registerConsole } from '../edges/console/register.ts';
import { registerOpenid } from '../edges/openid/register.ts';
import type { OpenidPages } from '../edges/openid/views.ts';
import { logoPath, specimenPath } from '../edges/pages/brand-paths.ts';
import { chromeOf, type Frame, visitorOf } from '../edges/pages/parts.ts';
import type { Invitations } from '../edges/pages/ports.ts';
import { problemWriter } from '../edges/pages/problems.ts';
import { registerPages } from '../edges/pages/register.ts';
import { views } from '../edges/pages/views/index.ts';
import type { Assets } from '../platform/http/assets.ts';
import { createServer, type HttpServer } from '../platform/http/server.ts';
import { accountPages } from './account-pages.ts';
import { consoleReads } from './console-reads.ts';
import type { Instance } from './instance.ts';
import { passwordPages } from './password-pages.ts';

/** The server of an instance with all its pages. It does not listen yet. */
export async function createWebServer(instance: Instance, assets: Assets): Promise<HttpServer<Locale>> {
  const { config, keyRing, log, random, storage } = instance;
  const frame: Frame = {
    instanceName: config.instanceName,
    instanceSupport: config.support,
    assets: { css: assets.href('app.css'), js: assets.href('app.js'), work: assets.href('work.js') },
  };
  const server = await createServer<Locale>({
    url: config.url,
    trustedProxies: config.trustedProxies,
    log,
    random,
    csrfKey: keyRing.derive('csrf', 32),
    locales: LOCALES,
    shared: { key: keyRing.derive('shared-browser', 32), header: config.workstationHeader },
    writer: problemWriter(views, frame),
    assets,
    checks: [{ name: 'database', check: () => storage.ping().then(() => true) }],
    unavailable: (error) => storage.unavailable(error),
  });
  const countryOf = instance.countries();
  registerPages({
    server,
    signIn: instance.signIn,
    account: accountPages(instance),
    proving: instance.ownSession,
    own: instance.selfService,
    invitations: invitationPages(instance),
    firstOwner: instance.firstOwner,
    stops: instance.stops,
    brandings: instance.brandings,
    workstations: instance.workstations,
    forgotten: instance.forgotten,
    unlocks: instance.unlocks,
    ownPassword: passwordPages(instance),
    views,
    frame,
    countryOf,
    now: () => instance.clock.now(),
  });
  registerConsole({
    ...consoleParts(instance, assets),
    server,
    visitorOf: (request) => visitorOf(server.web, request),
    countryOf,
  });
  registerOpenid(
    {
      ...instance,
      url: config.url,
      clients: storage.clients,
      artifacts: storage.artifacts,
      sessionClients: storage.sessionClients,
      consents: storage.consents,
      reads: storage.signInReads,
      lanes: storage.lanes,
      tries: createTries(storage.lanes),
      dpopKey: keyRing.derive('dpop-nonce', 32),
      sourceKey: keyRing.derive('device-code-source', 32),
    },
    { server, pages: openidPages(server, frame), visitorOf: (request) => visitorOf(server.web, request) },
  );
  return server;
}

/** What the console is made of, beside the server. */
function consoleParts(instance: Instance, assets: Assets): Omit<ConsoleParts, 'server' | 'visitorOf' | 'countryOf'> {
  const { config } = instance;
  return {
    door: instance.consoleDoor,
    reads: consoleReads(instance),
    actsBy: (id) => ({ ...instance.administrationBy(id), resets: instance.resets }),
    brandPaths: { specimen: specimenPath, logo: logoPath },
    origin: config.url.origin,
    frame: {
      instanceName: config.instanceName,
      assets: { css: assets.href('console.css'), js: assets.href('console.js') },
    },
    now: () => instance.clock.now(),
  };
}

/** Pages of applications' requests, drawn by the hosted pages. */
function openidPages({ web }: HttpServer<Locale>, frame: Frame): OpenidPages {
  const chrome = (request: FastifyRequest, reply: FastifyReply, path: string) =>
    chromeOf(frame, web.locale(request), web.csrf(request, reply), path, web.shared.is(request));
  return {
    consent: (request, reply, path, view) => views.renderConsent(view, chrome(request, reply, path)),
    device: (request, reply, path, view) => views.renderDevice(view, chrome(request, reply, path)),
    signOut: (request, reply, path, view) => views.renderSignOut(view, chrome(request, reply, path)),
    error: (request, reply, view) => views.renderApplicationError(view, chrome(request, reply, '/help')),
  };
}

/** Invitations as their pages see them. */
function invitationPages({ invitations, methods, sessions }: Instance): Invitations {
  /** Who is signed in in this browser; null: nobody. */
  async function signedIn({ sessionToken }: Visitor): Promise<AccountId | null> {
    const checked = await sessions.check(sessionToken);
    return checked.outcome === 'in' ? checked.session.accountId : null;
  }
  return {
    async look(token, visitor) {
      const found = await invitations.look(token);
      if (found === null) return { kind: 'over' };
      const { address } = found;
      const organization = found.organization.name;
      if (found.purpose === 'join') {
        const owner = (await signedIn(visitor)) === found.accountId;
        return { kind: owner ? 'join' : 'sign-in-first', organization, address };
      }
      const minimum = found.passwordMinimum ?? methods.passwords.minimum(true);
      return { kind: 'choose-password', name: found.name, address, organization, minimum };
    },
    async choosePassword(token, password) {
      const chosen = await invitations.choosePassword(token, password);
      if (chosen.ok) return { outcome: 'chosen' };
      const { error } = chosen;
      if (error.reason === 'password-refused') return { outcome: 'refused', reason: error.problem };
      return error.reason === 'busy' ? { outcome: 'busy', retryAfterMs: error.retryAfterMs } : { outcome: 'over' };
    },
    async join(token, visitor) {
      const before = await invitations.look(token);
      if (before === null) return { outcome: 'over' };
      const organization = before.organization.name;
      const accountId = await signedIn(visitor);
      const joined = accountId === null ? null : await invitations.join(token, accountId);
      if (joined === null || (!joined.ok && joined.error.reason === 'not-the-owner')) {
        return { outcome: 'sign-in-first', organization, address: before.address };
      }
      if (joined.ok) return { outcome: 'joined', organization };
      const { error } = joined;
      return {
        outcome: 'refused',
        organization,
        conflict: error.reason === 'empty-intersection' ? error.organizations : null,
      };
    },
  };
}
