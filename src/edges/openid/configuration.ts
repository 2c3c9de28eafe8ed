import type { JWK } from 'jose';
import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { LOCALES } from '../../domain/accounts/decide/account.ts';
import { CLIENT_AUTHS, type Client, SIGNATURE_ALGS } from '../../domain/clients/decide/client.ts';
import { ACR_LADDER } from '../../domain/sign-in/decide/acr.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';
import { CLAIMS, findAccount, heldSession, sessionOf } from './account.ts';
import { createAdapter } from './adapter.ts';
import type { OpenidDeps, OpenidHost } from './deps.ts';
import { existingGrant } from './grants.ts';
import { deviceFeature, logoutFeature, renderError } from './library-pages.ts';
import { policyOf } from './policy.ts';
import { ROUTES } from './routes.ts';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
/** JWT access tokens cannot be called back, so they live this long at most. */
const JWT_TOKEN_S = 5 * MINUTE_S;

/** How a client that can keep something proves itself. */
const PROVEN_CLIENTS = CLIENT_AUTHS.filter((auth) => auth !== 'none');

/** How the protocol library is set up. Everything that it leaves open and that matters is said here. */
export function configurationOf(deps: OpenidDeps, host: OpenidHost, jwks: readonly JWK[]): Configuration {
  return {
    adapter: createAdapter(deps),
    jwks: { keys: [...jwks] as NonNullable<Configuration['jwks']>['keys'] },
    routes: ROUTES,
    acrValues: [...ACR_LADDER],
    discovery: furtherMetadata(),
    claims: CLAIMS,
    scopes: ['openid', 'profile', 'email', 'organizations', 'offline_access'],
    // The ID token says all that was granted, so that an application without a back channel learns it as well.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    // OpenID Connect Core §3.1.2.1: always said, and compared.
    allowOmittingSingleRegisteredRedirectUri: false,
    subjectTypes: ['public'],
    clientAuthMethods: [...PROVEN_CLIENTS, 'none'],
    pkce: { required: () => true },
    clockTolerance: 5,
    cookies: cookiesOf(deps),
    findAccount: (ctx, sub, token) => findAccount(deps, ctx, sub, token as { sessionUid?: string } | undefined),
    loadExistingGrant: (ctx) => existingGrant(deps, ctx),
    // Our session row is asked at every use instead.
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    rotateRefreshToken: true,
    extraTokenClaims: (ctx, token) => accessTokenClaims(ctx, token.kind),
    interactions: { policy: policyOf(deps), url: (_ctx, { uid }) => `/openid/interaction/${uid}` },
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' && (client.redirectUris ?? []).some((uri) => originOf(uri) === origin),
    enabledJWA: {
      clientAuthSigningAlgValues: [...SIGNATURE_ALGS],
      idTokenSigningAlgValues: [...SIGNATURE_ALGS],
      dPoPSigningAlgValues: ['ES256'],
    },
    ttl: lifetimes(deps),
    renderError: (ctx, out) => renderError(host, ctx, out),
    features: featuresOf(deps, host),
  };
}

/** What the library does not tell by itself (RFC 8414 §2). Tokens are explained to clients that proved themselves only. */
function furtherMetadata(): Configuration['discovery'] {
  return {
    ui_locales_supported: [...LOCALES],
    introspection_endpoint_auth_methods_supported: [...PROVEN_CLIENTS],
    introspection_endpoint_auth_signing_alg_values_supported: [...SIGNATURE_ALGS],
    revocation_endpoint_auth_methods_supported: [...PROVEN_CLIENTS, 'none'],
    revocation_endpoint_auth_signing_alg_values_supported: [...SIGNATURE_ALGS],
  };
}

function featuresOf(deps: OpenidDeps, host: OpenidHost): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    dPoP: { enabled: true, nonceSecret: deps.dpopKey },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_ctx, _client, oneOf) => oneOf ?? [],
      useGrantedResource: () => true,
      getResourceServerInfo: (_ctx, uri, client) => resourceServer(deps, uri, client.clientId),
    },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => mayIntrospect(deps, client, token as unknown as IntrospectedToken),
    },
    revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => isOwn(client, token) },
    // Discovery says so; delivery is ours, from the transaction that ends the session.
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: logoutFeature(host),
    deviceFlow: deviceFeature(host),
  };
}

/** RFC 7009 §2.1: a client that tries to end another's token is told so. */
function isOwn(client: { readonly clientId: string }, token: { readonly clientId?: string | undefined }): true {
  if (token.clientId !== client.clientId) throw new errors.InvalidRequest('the token was made for another client');
  return true;
}

interface IntrospectedToken {
  readonly clientId: string;
  readonly sessionUid?: string;
  readonly aud?: string | readonly string[];
}

/** A client may ask about its own tokens, and an API about those made for an address that is registered as its own. */
async function mayIntrospect(
  deps: OpenidDeps,
  client: { readonly clientId: string; readonly clientAuthMethod?: unknown },
  token: IntrospectedToken,
): Promise<boolean> {
  if (client.clientAuthMethod === 'none' || (await heldSession(deps, token.sessionUid)) === null) return false;
  if (client.clientId === token.clientId) return true;
  const holder = await deps.clients.byId(null, token.clientId as Client['id']);
  if (holder === null || holder.disabledAt !== null) return false;
  const registered = await deps.clients.byId(null, client.clientId as Client['id']);
  return registered?.resources.some(({ uri }) => [token.aud].flat().includes(uri)) === true;
}

async function resourceServer(deps: OpenidDeps, uri: string, clientId: string) {
  const client = await deps.clients.byId(null, clientId as Client['id']);
  const known = client?.resources.find((one) => one.uri === uri);
  if (known === undefined) throw new errors.InvalidTarget();
  const shared = { scope: known.scopes.join(' '), audience: uri };
  return known.format === 'jwt'
    ? {
        ...shared,
        accessTokenFormat: 'jwt' as const,
        accessTokenTTL: JWT_TOKEN_S,
        jwt: { sign: { alg: 'ES256' as const } },
      }
    : { ...shared, accessTokenFormat: 'opaque' as const };
}

/**
 * What an API needs to ask for a stronger or fresher proof (RFC 9470 §6.2): as it was when the application was let in. A
 * refresh raises nothing, although its session may have been replaced by a stronger one.
 */
function accessTokenClaims(ctx: KoaContextWithOIDC, kind: string): Record<string, unknown> | undefined {
  const { RefreshToken, AuthorizationCode, DeviceCode } = ctx.oidc.entities as Readonly<Record<string, Source>>;
  const source = RefreshToken ?? AuthorizationCode ?? DeviceCode;
  if (kind !== 'AccessToken' || source === undefined) return undefined;
  return { acr: source.acr, amr: source.amr, auth_time: source.authTime };
}

interface Source {
  readonly acr?: string;
  readonly amr?: readonly string[];
  readonly authTime?: number;
}

function lifetimes({ clock }: OpenidDeps): Configuration['ttl'] {
  /** Nothing that was handed out under a session outlives it. */
  const untilSessionEnds = (ctx: KoaContextWithOIDC) => {
    const live = sessionOf(ctx);
    return live === undefined
      ? HOUR_S
      : Math.max(1, Math.floor((live.session.absoluteEndAt - clock.now()) / SECOND_MS));
  };
  return {
    AuthorizationCode: MINUTE_S,
    AccessToken: (ctx, token) => Math.min(token.resourceServer?.accessTokenTTL ?? 10 * MINUTE_S, untilSessionEnds(ctx)),
    RefreshToken: untilSessionEnds,
    IdToken: 10 * MINUTE_S,
    DeviceCode: 10 * MINUTE_S,
    Interaction: HOUR_S,
    Session: 24 * HOUR_S,
    Grant: 24 * HOUR_S,
  };
}

/**
 * The library's cookies. Those of a waiting request are bound to its path and so cannot carry `__Host-`; all are of one kind
 * with ours otherwise. `keys` is left out: their values are random, and looked up by hash.
 */
function cookiesOf({ url }: OpenidDeps): Configuration['cookies'] {
  const shared = { httpOnly: true, sameSite: 'lax' as const, secure: url.secure, signed: false, overwrite: true };
  return {
    names: {
      session: `${url.secure ? '__Host-' : ''}vestibule_openid`,
      interaction: `${url.secure ? '__Secure-' : ''}vestibule_request`,
      resume: `${url.secure ? '__Secure-' : ''}vestibule_resume`,
    },
    long: shared,
    short: shared,
  };
}

function originOf(uri: string): string | null {
  return URL.parse(uri)?.origin ?? null;
}
