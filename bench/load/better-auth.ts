import { PASSWORD } from '../seed/contract.ts';
import { appCodeAt, stepAt } from './app-code.ts';
import { type Connection, Cookies } from './connection.ts';
import type { Done, Operation } from './crowd.ts';
import { nextOf } from './turns.ts';

const DONE: Done = { outcome: 'done' };

/** What its server tells of the people it was filled with. */
export interface Filled {
  readonly addresses: readonly string[];
  readonly appSecret: string;
}

/** A whole sign-in at Better Auth: e-mail and password, then the app's code. */
export function betterAuthSignIns(filled: Filled, port: number): Operation {
  const people = nextOf(filled.addresses.length);
  return async (connection) => {
    await signInAs(connection, filled, port, people());
    return DONE;
  };
}

/** Signs some people in and gives their cookies. */
export async function betterAuthSessions(connection: Connection, filled: Filled, port: number, count: number) {
  const all: Cookies[] = [];
  for (let number = 0; number < count; number++) all.push(await signInAs(connection, filled, port, number));
  return all;
}

/** The session of a cookie. */
export function betterAuthSessionChecks(signedIn: readonly Cookies[]): Operation {
  const next = nextOf(signedIn.length);
  const lines = signedIn.map(({ line }) => `accept: application/json\r\n${line}`);
  return async (connection) => {
    const answer = await connection.request('GET', '/api/auth/get-session', lines[next()] ?? '');
    if (answer.status !== 200 || !answer.body.includes('"userId"')) throw new Error(`no session: ${answer.body}`);
    return DONE;
  };
}

async function signInAs(connection: Connection, filled: Filled, port: number, number: number): Promise<Cookies> {
  const cookies = new Cookies();
  const post = async (path: string, body: unknown) => {
    const lines = `content-type: application/json\r\norigin: http://localhost:${port}\r\n${cookies.line}`;
    const answer = await connection.request('POST', `/api/auth${path}`, lines, JSON.stringify(body));
    if (answer.status !== 200) throw new Error(`Better Auth answered ${answer.status} ${answer.body}`);
    cookies.keep(answer);
    return answer;
  };
  await post('/sign-in/email', { email: filled.addresses[number], password: PASSWORD });
  const code = appCodeAt(Buffer.from(filled.appSecret), stepAt(Date.now()));
  const done = await post('/two-factor/verify-totp', { code });
  if (!done.body.includes('"token"')) throw new Error(`Better Auth gave no session: ${done.body}`);
  return cookies;
}
