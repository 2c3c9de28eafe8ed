import { generateSync } from 'otplib';
import { MINUTE_MS } from '../src/platform/kernel/time.ts';
import { jsonClient } from '../test/harness/json-client.ts';
import { fieldsIn } from './console-forms.ts';
import { APP_SECRET, CAST, PASSWORD } from './population/cast.ts';

/** Forms of the console are shown for five minutes after a proof. */
const SIGNED_IN_FOR_MS = 4 * MINUTE_MS;
/** Whoever waits longer has gone. */
const ANSWER_LIMIT_MS = 300_000;
const WARM_UP = 3;

/** One address as one role got it. */
export interface Measured {
  readonly role: string;
  readonly method: 'GET' | 'POST';
  readonly route: string;
  readonly path: string;
  /** Of the last request; 0: there was no answer. */
  readonly status: number;
  /** Milliseconds of each request, until all of the answer was there. */
  readonly took: readonly number[];
  /** Why it is not measured; null: it is, or it is not shown to this role. */
  readonly trouble: string | null;
}

/** An answer, all of it. */
interface Answer {
  readonly status: number;
  readonly html: string;
  readonly took: number;
}

/** Somebody of the cast at the console. */
export class Visitor {
  readonly role: keyof typeof CAST;
  readonly #url: string;
  #cookies = '';
  #signedInAt = Number.NEGATIVE_INFINITY;

  constructor(url: string, role: keyof typeof CAST) {
    this.#url = url;
    this.role = role;
  }

  /** Gets a page again and again. What is not shown to them is asked for once: how fast that is shows nothing. */
  async look(route: string, path: string, requests: number): Promise<Measured> {
    const took: number[] = [];
    const about = { role: this.role, method: 'GET', route, path } as const;
    for (let request = -WARM_UP; request < requests; request++) {
      const answer = await this.#get(path);
      if (answer.status !== 200) return { ...about, status: answer.status, took: [], trouble: troubleOf(answer) };
      if (request >= 0) took.push(answer.took);
    }
    return { ...about, status: 200, took, trouble: null };
  }

  /** Fills in a form and sends it. Only sending is measured. */
  async send(route: string, path: string, fields: Readonly<Record<string, string>>): Promise<Measured> {
    const about = { role: this.role, method: 'POST', route, path } as const;
    const page = await this.#get(path === '/console/prove' ? '/console' : path);
    const filled = fieldsIn(page.html, path) ?? new URLSearchParams({ csrf: csrfIn(page.html) });
    for (const [name, value] of Object.entries(fields)) filled.set(name, value);
    const body = filled.toString();
    const answer = await this.#ask(path, {
      method: 'POST',
      headers: { 'content-type': FORM, origin: this.#url },
      body,
    });
    const done = answer.status === 200 || answer.status === 303;
    const trouble = done ? null : `${page.status} shown, ${answer.status} sent: ${alertIn(answer.html)}`;
    return { ...about, status: answer.status, took: done ? [answer.took] : [], trouble };
  }

  async #get(path: string): Promise<Answer> {
    if (performance.now() - this.#signedInAt > SIGNED_IN_FOR_MS) await this.#signIn();
    return this.#ask(path, {});
  }

  async #ask(path: string, init: RequestInit): Promise<Answer> {
    const began = performance.now();
    const headers = { ...(init.headers as Record<string, string>), cookie: this.#cookies, accept: 'text/html' };
    try {
      const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
      const answer = await fetch(this.#url + path, { ...init, headers, redirect: 'manual', signal });
      const html = await answer.text();
      return { status: answer.status, html, took: performance.now() - began };
    } catch (error) {
      return { status: 0, html: String(error), took: performance.now() - began };
    }
  }

  async #signIn(): Promise<void> {
    const client = jsonClient(this.#url);
    await client.get('/sign-in');
    await client.answer({ answer: 'identifier', address: CAST[this.role] });
    await client.answer({ answer: 'password', password: PASSWORD });
    let answer = await client.answer({ answer: 'proof', method: 'totp', code: generateSync({ secret: APP_SECRET }) });
    if (answer.body?.signedIn !== true) answer = await client.answer({ answer: 'recovery-code-saved', saved: true });
    if (answer.body?.signedIn !== true) throw new Error(`${this.role}: no sign-in: ${JSON.stringify(answer.body)}`);
    this.#cookies = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    this.#signedInAt = performance.now();
  }
}

const FORM = 'application/x-www-form-urlencoded';

/** What is not theirs is not found, and is no trouble. */
function troubleOf({ status, html }: Answer): string | null {
  return status === 404 ? null : `${status}: ${status === 0 ? html : alertIn(html)}`;
}

function csrfIn(html: string): string {
  return /name="csrf" value="([^"]*)"/.exec(html)?.[1] ?? '';
}

/** What a page says is wrong, without its markup. */
function alertIn(html: string): string {
  const alert =
    /role="alert"[^>]*>([\s\S]*?)<\/div>/.exec(html)?.[1] ?? /<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '';
  return alert
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 200);
}
