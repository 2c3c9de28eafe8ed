import type { RouteEntry } from '../../src/platform/http/inventory.ts';
import type { KnownClients } from './odd-protocol.ts';

/** An application that listens on loopback, to be tried from outside. */
export interface RunningApp {
  /** As `http://127.0.0.1:51234`. */
  readonly base: string;
  routes(): readonly RouteEntry[];
  /** Paths of mailed links that work, so that their routes are tried with a good token too. */
  readonly links: readonly string[];
  /** Attempts at different steps, each in a browser of its own. */
  attempts(): Promise<readonly OpenAttempt[]>;
  /** Somebody who has signed in just now, whom pages of their own let change things; null: nobody can. */
  owner(): Promise<Visit | null>;
  /** Applications that are registered; null: none, as there is no OpenID Connect. */
  readonly clients: KnownClients | null;
  /** Addresses beyond this host that an answer may lead to. */
  readonly leadsTo: readonly string[];
  /** What no answer and no line of the log may repeat. */
  readonly secrets: readonly string[];
  /** Every log line so far. */
  logLines(): readonly string[];
  stop(): Promise<void>;
}

/** A browser as far as forms go: its cookies and the CSRF value for them. */
export interface Visit {
  readonly cookie: string;
  readonly csrf: string;
}

/** An attempt and the browser that it belongs to. */
export interface OpenAttempt {
  readonly visit: Visit;
  readonly id: string;
}

/** Opens the first page as a program does and yields what is needed to post. */
export async function visit(app: { readonly base: string }): Promise<Visit> {
  const answer = await fetch(`${app.base}/sign-in`, { headers: { accept: 'application/json' } });
  const { csrf } = (await answer.json()) as { csrf: string };
  const cookie = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return { cookie: cookie.join('; '), csrf };
}

/** Names of the cookies that an answer sets to something. */
export function cookiesSet(answer: Response): readonly string[] {
  return namesOfCookies(answer.headers.getSetCookie());
}

/** The same from `Set-Cookie` lines. */
export function namesOfCookies(lines: readonly string[]): readonly string[] {
  const set = lines.map((line) => /^([^=]+)=([^;]*)/.exec(line));
  return set.flatMap((found) => (found?.[1] !== undefined && found[2] !== '' ? [found[1]] : []));
}
