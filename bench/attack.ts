import { generateSync } from 'otplib';
import { SECOND_MS } from '../src/platform/kernel/time.ts';
import { type JsonAnswer, type JsonClient, jsonClient } from '../test/harness/json-client.ts';
import { solved } from '../test/harness/work.ts';

/** The password of every account of the simulation. */
export const PASSWORD = 'correct-horse-battery';
/** Guesses of one attempt that are under way at once: they race for its version. */
const AT_ONCE = 2;
/** How often an attempt computes what it is asked for: a page full of guesses would not be worth the electricity. */
const SOLUTIONS = 3;
/** Passwords that a thief of a browser guesses in it before going on without its cookie: a few more than an hour allows. */
const IN_STOLEN_BROWSER = 14;
const TRIES_WHEN_BUSY = 50;
const CODE_STEP_MS = 30 * SECOND_MS;

/** Where guesses go to, and when it is there. */
export interface Ground {
  /** Addresses of the nodes. */
  readonly nodes: readonly string[];
  now(): number;
}

/** Somebody who is attacked. */
export interface Target {
  readonly address: string;
  /** Of the authenticator app. */
  readonly secret: string;
  /** Of the browser that the account knows. */
  readonly deviceCookie: string;
}

/** What an attacker has: nothing, the password, the password and a copy of a known browser's cookie, or the cookie alone. */
export type Role = 'stranger' | 'password-thief' | 'thief-of-both' | 'browser-thief';

/** How guesses were answered. A closed lane and a wrong guess look alike. */
export interface Answers {
  wrong: number;
  workMissing: number;
  busy: number;
  /** The attempt took no more, or had moved on meanwhile. */
  over: number;
}

/** Network addresses and nodes, each used in turn. */
export interface Routes {
  next(): { readonly url: string; readonly headers: Readonly<Record<string, string>> };
}

/** `count` network addresses behind a trusted proxy, over all nodes in turn. */
export function routesOver({ nodes }: Ground, count: number): Routes {
  let used = 0;
  return {
    next() {
      const at = used % count;
      const url = `${nodes[used % nodes.length]}/sign-in`;
      used += 1;
      return { url, headers: { 'x-forwarded-for': `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}` } };
    },
  };
}

/** The code of an app; never used by attackers but to avoid it. */
export function codeAt(secret: string, at: number): string {
  return generateSync({ secret, epoch: Math.floor(at / SECOND_MS) });
}

/** One attempt of an attacker and its guesses, counted in `answers`. */
export async function attack(
  ground: Ground,
  target: Target,
  role: Role,
  guesses: number,
  routes: Routes,
  answers: Answers,
): Promise<void> {
  const client = jsonClient(ground.nodes[0] ?? '');
  if (role === 'thief-of-both' || role === 'browser-thief') setDevice(client, target.deviceCookie);
  const post = (fields: object) => {
    const { url, headers } = routes.next();
    return client.post(url, fields, headers);
  };
  await client.get('/sign-in');
  let page = (await post({ answer: 'identifier', address: target.address })).body.page;
  const answer = async (fields: object) => {
    const answered = await post({ attempt: page.attempt.id, version: page.attempt.version, ...fields });
    if (answered.body?.page?.attempt?.id === page.attempt.id) page = answered.body.page;
    return answered;
  };
  const worker = { answer, solutions: 0 };
  const guessesCodes = role === 'password-thief' || role === 'thief-of-both';
  if (guessesCodes) await untilServed(worker, { answer: 'password', password: PASSWORD });

  let done = 0;
  const guesser = async () => {
    while (done < guesses) {
      done += 1;
      if (role === 'browser-thief' && done > IN_STOLEN_BROWSER) setDevice(client, null);
      const fields = guessesCodes
        ? { answer: 'proof', method: 'totp', code: wrongCode(target.secret, ground.now(), done) }
        : { answer: 'password', password: `guess number ${done}` };
      const ask = role === 'browser-thief' ? untilServed : withWork;
      answers[kindOf(await ask(worker, fields))] += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, guesser));
}

/** Answers, and comes back while the server is busy or another guess was quicker. */
async function untilServed(worker: Parameters<typeof withWork>[0], fields: object): Promise<JsonAnswer> {
  let answered = await withWork(worker, fields);
  for (let time = 1; time < TRIES_WHEN_BUSY && ['busy', 'over'].includes(kindOf(answered)); time++) {
    answered = await withWork(worker, fields);
  }
  return answered;
}

/** Answers, and once more with what was computed if that is asked for. */
async function withWork(
  worker: { readonly answer: (fields: object) => Promise<JsonAnswer>; solutions: number },
  fields: object,
): Promise<JsonAnswer> {
  const answered = await worker.answer(fields);
  const page = answered.body?.page;
  if (page?.problem?.kind !== 'work-missing' || worker.solutions >= SOLUTIONS) return answered;
  worker.solutions += 1;
  return worker.answer({ ...fields, work: solved(page.views.work.challenge) });
}

function kindOf({ status, body }: JsonAnswer): keyof Answers {
  if (body?.signedIn === true) throw new Error('a guess was right');
  switch (body?.page?.problem?.kind) {
    case 'work-missing':
      return 'workMissing';
    case 'busy':
      return 'busy';
    case 'password-wrong':
    case 'proof-wrong':
      return 'wrong';
    default:
      if (status >= 500) throw new Error(`a guess was answered with ${status}: ${JSON.stringify(body)}`);
      return 'over';
  }
}

/** A code that no clock within a minute would show: luck is not what is measured here. */
function wrongCode(secret: string, now: number, number: number): string {
  const right = [-2, -1, 0, 1, 2].map((steps) => codeAt(secret, now + steps * CODE_STEP_MS));
  let code = number % 1_000_000;
  while (right.includes(String(code).padStart(6, '0'))) code += 1;
  return String(code).padStart(6, '0');
}

function setDevice(client: JsonClient, cookie: string | null): void {
  const jar = client.cookies as Map<string, string>;
  if (cookie === null) jar.delete('vestibule_device');
  else jar.set('vestibule_device', cookie);
}
