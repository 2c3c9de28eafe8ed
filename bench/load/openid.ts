import { createHash } from 'node:crypto';
import { REDIRECT_URI } from '../seed/contract.ts';
import { type Answer, type Connection, Cookies, headerOf } from './connection.ts';
import type { Done, Operation } from './crowd.ts';

const DONE: Done = { outcome: 'done' };
const VERIFIER = 'a-verifier-of-the-bench-that-is-long-enough-for-rfc-7636';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
/** Longer ways than any provider's from a request to its answer. */
const REDIRECTS_MAX = 8;

/** A provider as a client sees it. */
export interface Provider {
  readonly port: number;
  readonly authorize: string;
  readonly token: string;
  readonly clientId: string;
  readonly secret: string;
}

/** A browser in which somebody is signed in at a provider. */
export type SignedInBrowser = Cookies;

/** An application's request that a session answers: to the code, and the code for tokens. Each in a browser of its own. */
export function singleSignOns(provider: Provider, browsers: readonly SignedInBrowser[]): Operation {
  const free = [...browsers];
  return async (connection) => {
    // One browser has one such request at a time.
    const browser = free.pop() ?? new Cookies();
    try {
      await tokensFor(connection, provider, browser, 'openid profile email');
    } finally {
      free.push(browser);
    }
    return DONE;
  };
}

/** Refreshes, each with the token that the last one gave. */
export function refreshes(provider: Provider, tokens: string[]): Operation {
  return async (connection) => {
    const token = tokens.pop();
    if (token === undefined) throw new Error('fewer refresh tokens than clients');
    const answer = await post(connection, provider, { grant_type: 'refresh_token', refresh_token: token });
    const next = JSON.parse(answer.body).refresh_token as string | undefined;
    if (next === undefined || next === token) throw new Error(`the refresh token was not rotated: ${answer.body}`);
    tokens.push(next);
    return DONE;
  };
}

/** One refresh token of each browser. */
export async function refreshTokens(connection: Connection, provider: Provider, browsers: readonly SignedInBrowser[]) {
  const tokens: string[] = [];
  for (const browser of browsers) {
    const { body } = await tokensFor(connection, provider, browser, 'openid profile email offline_access');
    tokens.push(JSON.parse(body).refresh_token);
  }
  return tokens;
}

async function tokensFor(connection: Connection, provider: Provider, browser: Cookies, scope: string): Promise<Answer> {
  const query = new URLSearchParams({
    client_id: provider.clientId,
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope,
    ...(scope.includes('offline_access') && { prompt: 'consent' }),
    state: 'state-of-the-bench',
    nonce: 'nonce-of-the-bench',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
  });
  const code = await follow(connection, provider, browser, `${provider.authorize}?${query}`);
  return post(connection, provider, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT_URI,
    code_verifier: VERIFIER,
  });
}

/** Follows redirects as a browser does, to the application. */
async function follow(connection: Connection, { port }: Provider, browser: Cookies, path: string): Promise<string> {
  let at = path;
  for (let redirects = 0; redirects < REDIRECTS_MAX; redirects++) {
    const shown = await connection.request('GET', at, `accept: text/html\r\n${browser.line}`);
    browser.keep(shown);
    const answer = shown.status === 200 ? await allow(connection, browser, at, shown) : shown;
    const location = headerOf(answer, 'location');
    if (location === null) throw new Error(`no way on from ${at}: ${answer.status} ${answer.body.slice(0, 600)}`);
    const url = new URL(location, `http://localhost:${port}`);
    if (!location.startsWith(REDIRECT_URI)) {
      at = `${url.pathname}${url.search}`;
      continue;
    }
    const code = url.searchParams.get('code');
    if (code === null) throw new Error(`no code: ${location}`);
    return code;
  }
  throw new Error(`redirected more than ${REDIRECTS_MAX} times from ${path}`);
}

/** Presses the button of the page that asks for consent, as a refresh token wants it once. */
async function allow(connection: Connection, browser: Cookies, at: string, { body }: Answer): Promise<Answer> {
  const csrf = /name="csrf" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const lines = `content-type: application/x-www-form-urlencoded\r\n${browser.line}`;
  const form = new URLSearchParams({ csrf, decision: 'allow' }).toString();
  const answer = await connection.request('POST', `${at}/consent`, lines, form);
  browser.keep(answer);
  return answer;
}

async function post(connection: Connection, provider: Provider, fields: Readonly<Record<string, string>>) {
  const basic = Buffer.from(`${provider.clientId}:${provider.secret}`).toString('base64');
  const lines = `authorization: Basic ${basic}\r\ncontent-type: application/x-www-form-urlencoded\r\n`;
  const answer = await connection.request('POST', provider.token, lines, new URLSearchParams({ ...fields }).toString());
  if (answer.status !== 200) throw new Error(`no tokens: ${answer.status} ${answer.body}`);
  return answer;
}
