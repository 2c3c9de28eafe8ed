import { createPrivateKey, createPublicKey } from 'node:crypto';
import { SoftwareAuthenticator } from '../../test/fixtures/software-authenticator.ts';
import { accountIdOf, addressOf, credentialIdOf, deviceTokenOf, PASSWORD } from '../seed/contract.ts';
import type { Installation } from '../servers/vestibule.ts';
import { appCodeAt, fromBase32, stepAt } from './app-code.ts';
import { type Answer, type Connection, Cookies, headerOf } from './connection.ts';
import type { Done, Operation } from './crowd.ts';
import { nextOf } from './turns.ts';

const JSON_LINES = 'accept: application/json\r\ncontent-type: application/json\r\n';
const DONE: Done = { outcome: 'done' };

/** A whole sign-in by password and app's code, over JSON, of the next person each time, from a browser that the account knows. */
export function signIns(
  installation: Installation,
  from: 'known browser' | 'new browser' = 'known browser',
): Operation {
  const { app: people } = installation.turns;
  const secret = fromBase32(installation.appSecret);
  return async (connection) => {
    const number = people();
    const browser = new Browser(connection);
    if (from === 'known browser') browser.cookies.set('vestibule_device', deviceTokenOf('app', number));
    return signInAs(browser, addressOf('app', number), secret);
  };
}

async function signInAs(browser: Browser, address: string, secret: Buffer): Promise<Done> {
  await browser.look();
  await browser.answer({ answer: 'identifier', address });
  const asked = await browser.answer({ answer: 'password', password: PASSWORD });
  if (asked.status === 503) return refusedBy(asked);
  const code = appCodeAt(secret, stepAt(Date.now()));
  const done = await browser.answer({ answer: 'proof', method: 'totp', code });
  if (!done.body.includes('"signedIn":true'))
    throw new Error(`not signed in: ${done.status} ${done.body.slice(0, 900)}`);
  return DONE;
}

/** Leads somebody to the page that asks for the password; what it gives types the right one. */
export async function passwordTyper(
  installation: Installation,
  connection: Connection,
): Promise<() => Promise<Answer>> {
  const number = installation.turns.app();
  const browser = new Browser(connection);
  browser.cookies.set('vestibule_device', deviceTokenOf('app', number));
  await browser.look();
  await browser.answer({ answer: 'identifier', address: addressOf('app', number) });
  return () => browser.answer({ answer: 'password', password: PASSWORD });
}

/** Whether the right password still leads on after `wrong` wrong ones, from browsers that the account does not know. */
export async function leadsOnAfter(
  wrong: number,
  installation: Installation,
  connection: Connection,
): Promise<boolean> {
  const address = addressOf('app', installation.turns.app());
  const type = async (password: string) => {
    const browser = new Browser(connection);
    await browser.look();
    await browser.answer({ answer: 'identifier', address });
    return browser.answer({ answer: 'password', password });
  };
  for (let tries = 0; tries < wrong; tries++) await type('wrong-horse-battery');
  return (await type(PASSWORD)).body.includes('"kind":"ask-proof"');
}

/** A whole sign-in by passkey, without a password, from the first page. */
export function passkeySignIns({ plan, passkey, env, turns }: Installation): Operation {
  const { passkey: people } = turns;
  const privateKey = createPrivateKey({ key: passkey.privateKey, format: 'jwk' });
  const keys = { privateKey, publicKey: createPublicKey(privateKey) };
  const authenticator = new SoftwareAuthenticator({ origin: env['VESTIBULE_URL'] ?? '', rpId: 'localhost' }, { keys });
  return async (connection) => {
    const number = people();
    const browser = new Browser(connection);
    browser.cookies.set('vestibule_device', deviceTokenOf('passkey', number));
    const shown = JSON.parse((await browser.look()).body).page.views.passkeyFirst;
    const userHandle = Buffer.from(accountIdOf('passkey', number, plan.passkeys)).toString('base64url');
    const id = credentialIdOf(number).toString('base64url');
    const response = authenticator.assert(shown.options, { id, userHandle });
    const done = await browser.answer({ answer: 'passkey-first', ticket: shown.ticket, response });
    if (!done.body.includes('"signedIn":true'))
      throw new Error(`not signed in: ${done.status} ${done.body.slice(0, 900)}`);
    return DONE;
  };
}

/** Somebody who is signed in: cookie lines, and the value that posts need. */
export interface SignedIn {
  readonly cookies: Cookies;
  readonly csrf: string;
}

/** Signs some people in, one after another. */
export async function signInSome(
  connection: Connection,
  installation: Installation,
  count: number,
): Promise<SignedIn[]> {
  const secret = fromBase32(installation.appSecret);
  const all: SignedIn[] = [];
  for (let number = 0; number < count; number++) {
    const browser = new Browser(connection);
    const person = installation.turns.app();
    browser.cookies.set('vestibule_device', deviceTokenOf('app', person));
    await signInAs(browser, addressOf('app', person), secret);
    all.push({ cookies: browser.cookies, csrf: browser.csrf });
  }
  return all;
}

/** The whole check by the core, as whoever is in front of another service would ask it; puts nothing off. */
export function sessionChecks(signedIn: readonly SignedIn[]): Operation {
  const lines = signedIn.map(({ cookies }) => `cookie: ${SESSION}=${cookies.get(SESSION)}\r\n`);
  return inTurns(lines, (connection, line) => connection.request('GET', '/account/session', line));
}

/** The same by the page that somebody works in: its session was used, and does not end for want of requests. */
export function sessionUses(signedIn: readonly SignedIn[]): Operation {
  const lines = signedIn.map(({ cookies, csrf }) => `${JSON_LINES}${cookies.line}x-csrf-token: ${csrf}\r\n`);
  return inTurns(lines, (connection, line) => connection.request('POST', '/account/session', line, '{}'));
}

const SESSION = 'vestibule_session';

function inTurns(lines: readonly string[], ask: (connection: Connection, line: string) => Promise<Answer>): Operation {
  const next = nextOf(lines.length);
  return async (connection) => {
    const answer = await ask(connection, lines[next()] ?? '');
    if (answer.status !== 200 || answer.body.includes('null'))
      throw new Error(`no session: ${answer.status} ${answer.body}`);
    return DONE;
  };
}

/** A program at the sign-in's JSON, as a browser: its cookies, a source of its own, and what the last page said. */
class Browser {
  readonly cookies = new Cookies();
  csrf = '';
  readonly #connection: Connection;
  readonly #source = `x-forwarded-for: 10.${byte()}.${byte()}.${byte()}\r\n`;
  #attempt = '';

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  look(): Promise<Answer> {
    return this.#send('GET', '', '');
  }

  answer(fields: Readonly<Record<string, unknown>>): Promise<Answer> {
    const body = JSON.stringify(fields);
    return this.#send('POST', `x-csrf-token: ${this.csrf}\r\n`, `{${this.#attempt}${body.slice(1)}`);
  }

  async #send(method: string, lines: string, body: string): Promise<Answer> {
    const head = `${JSON_LINES}${this.#source}${this.cookies.line}${lines}`;
    const answer = await this.#connection.request(method, '/sign-in', head, body);
    this.cookies.keep(answer);
    // Read by pattern: parsing whole pages would take the time of those who are measured.
    this.csrf = /"csrf":"([^"]+)"/.exec(answer.body)?.[1] ?? this.csrf;
    const attempt = /"attempt":\{"id":"([^"]+)","version":(\d+)/.exec(answer.body);
    if (attempt !== null) this.#attempt = `"attempt":"${attempt[1]}","version":${attempt[2]},`;
    return answer;
  }
}

/** What a refusal tells to wait. */
export function refusedBy(answer: Answer): Done {
  const seconds = Number(headerOf(answer, 'retry-after'));
  if (!(seconds > 0)) throw new Error(`refused without Retry-After: ${answer.status} ${answer.body.slice(0, 300)}`);
  return { outcome: 'refused', retryAfterMs: seconds * 1_000 };
}

function byte(): number {
  return Math.floor(Math.random() * 256);
}
