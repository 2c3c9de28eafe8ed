import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import * as client from 'openid-client';
import { PRESCRIBE_SCOPE } from '../api/prescriptions.ts';
import { readPerson } from './person.ts';
import type { Afterwards, Flow, Person, Tokens } from './sessions.ts';

/** Who we are to the sign-in service. */
export interface RelyingPartySettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Our own address, without a slash at its end. */
  readonly url: string;
  /** The API that tokens are for. */
  readonly resource: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is asked of the sign-in service. */
export interface SignInRequest {
  readonly acr: readonly string[];
  readonly maxAge: number | null;
  /** Who is signed in already and should come back; null: nobody in particular. */
  readonly person: Person | null;
  readonly afterwards: Afterwards;
}

/** The OpenID Connect side of the application. Everything rejects when the issuer cannot be reached. */
export type RelyingParty = ReturnType<typeof createRelyingParty>;

/** Nothing is asked of the issuer before it is needed, so that the two may start in either order. */
export function createRelyingParty(settings: RelyingPartySettings) {
  const { url, resource, now } = settings;
  const { configured, keys } = connectIssuer(settings);
  return {
    keys,

    /** Where to send the browser, and what to remember until it is back (RFC 9700: code, PKCE, state, nonce; RFC 9126). */
    async authorize(request: SignInRequest): Promise<{ readonly location: string; readonly flow: Flow }> {
      const config = await configured();
      const flow = newFlow(request, now());
      const challenge = await client.calculatePKCECodeChallenge(flow.verifier);
      const parameters = authorizationParameters(request, flow, challenge, `${url}/callback`, resource);
      const pushed = config.serverMetadata().pushed_authorization_request_endpoint !== undefined;
      const location = pushed
        ? await client.buildAuthorizationUrlWithPAR(config, parameters)
        : client.buildAuthorizationUrl(config, parameters);
      return { location: location.href, flow };
    },

    /**
     * Makes of the address that the browser came back to who it is. Rejects with `AuthorizationResponseError` (the issuer said no),
     * `ResponseBodyError` (the code was refused) or `ClientError` (an answer that does not fit what was asked).
     */
    async finish(query: string, flow: Flow): Promise<{ readonly person: Person; readonly tokens: Tokens }> {
      const checks = {
        pkceCodeVerifier: flow.verifier,
        expectedState: flow.state,
        expectedNonce: flow.nonce,
        idTokenExpected: true,
        ...(flow.maxAge === null ? {} : { maxAge: flow.maxAge }),
      };
      const back = new URL(`${url}/callback${query}`);
      const answer = await client.authorizationCodeGrant(await configured(), back, checks, { resource });
      const claims = answer.claims();
      if (claims === undefined) throw new Error('no ID token');
      return { person: readPerson(claims, answer.id_token ?? ''), tokens: tokensOf(answer, null, now()) };
    },

    /** New tokens for old ones; null: the issuer has ended them, or there is nothing to ask with. */
    async refresh({ refresh }: Tokens): Promise<Tokens | null> {
      if (refresh === null) return null;
      try {
        return tokensOf(await client.refreshTokenGrant(await configured(), refresh, { resource }), refresh, now());
      } catch (error) {
        if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') return null;
        throw error;
      }
    },

    /** Where to send the browser to end the session at the issuer too (RP-Initiated Logout); null: it offers no such thing. */
    async signOutAddress(idToken: string): Promise<string | null> {
      const config = await configured();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      const parameters = { id_token_hint: idToken, post_logout_redirect_uri: `${url}/signed-out` };
      return client.buildEndSessionUrl(config, parameters).href;
    },

    /** Calls the API. Rejects with `WWWAuthenticateChallengeError` when it wants something else. */
    async call(tokens: Tokens, method: 'GET' | 'POST', path: string, body: string | null): Promise<Response> {
      const headers = new Headers(body === null ? {} : { 'content-type': 'application/json' });
      const target = new URL(`${resource}${path}`);
      return await client.fetchProtectedResource(await configured(), tokens.access, target, method, body, headers);
    },
  };
}

function tokensOf(answer: client.TokenEndpointResponse, refresh: string | null, now: number): Tokens {
  const expiresAt = now + (answer.expires_in ?? 0) * 1000;
  return { access: answer.access_token, expiresAt, refresh: answer.refresh_token ?? refresh };
}

/** The issuer: what it says of itself is fetched once, when it is first needed. */
function connectIssuer({ issuer, clientId, clientSecret, now }: RelyingPartySettings) {
  const authentication = client.ClientSecretBasic(clientSecret);
  // Only an issuer on this very machine speaks plain HTTP.
  const execute = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
  const discover = once(async () => {
    const found = await client.discovery(new URL(issuer), clientId, undefined, authentication, { execute });
    return found.serverMetadata();
  });
  const remoteKeys = once(async () => createRemoteJWKSet(new URL((await discover()).jwks_uri ?? issuer)));
  /** The issuer's public keys. */
  const keys: JWTVerifyGetKey = async (header, token) => (await remoteKeys())(header, token);
  return {
    keys,
    async configured(): Promise<client.Configuration> {
      const skew = { [client.clockSkew]: Math.round((now() - Date.now()) / 1000) };
      const config = new client.Configuration(await discover(), clientId, skew, authentication);
      for (const allow of execute) allow(config);
      return config;
    },
  };
}

function newFlow({ acr, maxAge, person, afterwards }: SignInRequest, startedAt: number): Flow {
  return {
    state: client.randomState(),
    nonce: client.randomNonce(),
    verifier: client.randomPKCECodeVerifier(),
    acr,
    maxAge,
    subject: person?.subject ?? null,
    afterwards,
    startedAt,
  };
}

function authorizationParameters(
  { acr, maxAge, person }: SignInRequest,
  { state, nonce }: Flow,
  challenge: string,
  redirectUri: string,
  resource: string,
): Record<string, string> {
  // Not `acr_values`, which is a wish: essential, so that the answer is a proof of that strength or an error, never a weaker one
  // (OpenID Connect Core §5.5.1.1).
  const demanded = acr.length === 0 ? {} : { acr: { essential: true, values: acr } };
  return {
    redirect_uri: redirectUri,
    scope: `openid profile email organizations ${PRESCRIBE_SCOPE}`,
    resource,
    state,
    nonce,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    claims: JSON.stringify({ id_token: { name: null, email: null, ...demanded } }),
    ...(maxAge === null ? {} : { max_age: String(maxAge) }),
    ...(person === null ? {} : { id_token_hint: person.idToken }),
  };
}

/** Makes a thing when it is first needed; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = null;
      throw error;
    });
    return made;
  };
}
