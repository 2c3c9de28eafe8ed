import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import type { Client } from '../../../src/domain/clients/decide/client.ts';
import { must, type TestApp } from '../../app.ts';
import type { Arrived } from './user-agent.ts';

/** The address that applications of these tests are led back to. Nothing listens there. */
export const CALLBACK = 'https://app.example/callback';

/** An application as these tests play it: parameters out, answers in, nothing checked that a test does not check. */
export interface RelyingParty {
  readonly client: Client;
  readonly secret: string | null;
  /** Of the challenge that its requests carry. */
  readonly verifier: string;
  /** The path of an authorization request; a parameter set to null is left out. */
  request(over?: Readonly<Record<string, string | null>>): string;
  /** Exchanges the code that an answer brought. */
  exchange(
    arrived: Arrived,
    over?: Readonly<Record<string, string | null>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TokenAnswer>;
  /** Any request to the token endpoint, with this client's authentication. */
  token(
    fields: Readonly<Record<string, string | null>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<TokenAnswer>;
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>;
}

/** What the token endpoint answered. */
export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what is there and assert on it.
  readonly body: any;
  /** The ID token's claims; empty without one. */
  readonly claims: JWTPayload;
}

type Registration = Parameters<TestApp['instance']['clients']['create']>[0];

/** Registers a confidential first-party client, or what `over` says. */
export async function relyingParty(app: TestApp, over: Partial<Registration> = {}): Promise<RelyingParty> {
  const made = must(
    await app.instance.clients.create({
      name: 'Clinic Portal',
      kind: 'confidential',
      auth: 'client_secret_post',
      redirectUris: [CALLBACK],
      ...over,
    } as Registration),
  );
  const { client, secret } = made;
  const verifier = randomBytes(32).toString('base64url');
  const own = () => ({ client_id: client.id, ...(secret === null ? {} : { client_secret: secret }) });

  function request(changes: Readonly<Record<string, string | null>> = {}): string {
    const query = present({
      client_id: client.id,
      response_type: 'code',
      redirect_uri: client.redirectUris[0] ?? CALLBACK,
      scope: 'openid profile email organizations',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    });
    return `/openid/authorize?${query}`;
  }

  function post(
    path: string,
    fields: Readonly<Record<string, string | null>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${app.url}${path}`, { method: 'POST', headers, body: present({ ...own(), ...fields }) });
  }

  async function token(
    fields: Readonly<Record<string, string | null>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<TokenAnswer> {
    const answer = await post('/openid/token', fields, headers);
    const body = (await answer.json()) as { readonly id_token?: string };
    const claims = body.id_token === undefined ? {} : decodeJwt(body.id_token);
    return { status: answer.status, headers: answer.headers, body, claims };
  }

  return {
    client,
    secret,
    verifier,
    request,
    token,
    post,
    exchange: (arrived, changes = {}, headers = {}) =>
      token(
        {
          grant_type: 'authorization_code',
          code: arrived.url.searchParams.get('code'),
          redirect_uri: client.redirectUris[0] ?? CALLBACK,
          code_verifier: verifier,
          ...changes,
        },
        headers,
      ),
  };
}

function present(fields: Readonly<Record<string, string | null>>): URLSearchParams {
  return new URLSearchParams(Object.entries(fields).filter((pair): pair is [string, string] => pair[1] !== null));
}
