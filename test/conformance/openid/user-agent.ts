import { PASSWORD, type TestApp } from '../../app.ts';
import { appCode } from '../../harness/totp.ts';

/** Where a chain of redirects ended: at an address outside of the issuer, or at a page of it. */
export type Arrived =
  | { readonly kind: 'away'; readonly url: URL }
  | { readonly kind: 'page'; readonly url: URL; readonly status: number; readonly html: string };

/** Somebody at a browser without a screen: keeps cookies by their paths, follows redirects, signs in over JSON. */
export interface UserAgent {
  /** Opens an address and follows redirects as far as they stay with the issuer. */
  open(path: string): Promise<Arrived>;
  /** Posts a form and follows on. */
  submit(path: string, fields: Readonly<Record<string, string>>): Promise<Arrived>;
  /** Signs in at the page that was reached, with the password and, where asked, the app's code; follows on. */
  signIn(at: URL, who: { readonly address: string; readonly secret?: string }): Promise<Arrived>;
  /** Answers the step of an attempt that goes on from a session; follows on when it is complete. */
  prove(at: URL, answers: readonly Readonly<Record<string, unknown>>[]): Promise<Arrived>;
  /**
   * Answers step after step as `script` says; follows on once signed in. The last step where it says nothing, or where nothing
   * more can be answered.
   */
  drive(at: URL, script: Script): Promise<Arrived | { readonly kind: 'stopped'; readonly step: Shown['page']['step'] }>;
  /** Cookies that would be sent to this path, by name. */
  cookies(path: string): ReadonlyMap<string, string>;
}

/** What to answer to a step; null: nothing. */
export type Script = (page: Shown['page']) => Promise<Readonly<Record<string, unknown>> | null>;

/** Requests with cookies, and where redirects lead. */
interface Wire {
  cookies(path: string): ReadonlyMap<string, string>;
  send(url: URL, init?: RequestInit): Promise<Response>;
  /** Follows redirects as far as they stay with the issuer and reach no sign-in. */
  follow(from: URL, first: Response): Promise<Arrived>;
}

function wire(app: TestApp): Wire {
  const jar = new Map<string, { readonly value: string; readonly path: string }>();

  function cookies(path: string): ReadonlyMap<string, string> {
    const sent = [...jar].filter(([, cookie]) => path === cookie.path || path.startsWith(withSlash(cookie.path)));
    return new Map(sent.map(([name, { value }]) => [name.split(';')[0] ?? name, value]));
  }

  async function send(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies(url.pathname)].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', ...(init.headers as Record<string, string>), ...(cookie && { cookie }) };
    const answer = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of answer.headers.getSetCookie()) keep(jar, line, url.pathname);
    return answer;
  }

  async function follow(from: URL, first: Response): Promise<Arrived> {
    let url = from;
    let answer = first;
    for (let hop = 0; hop < 12; hop++) {
      const location = answer.headers.get('location');
      if (location === null) return { kind: 'page', url, status: answer.status, html: await answer.text() };
      await answer.body?.cancel();
      url = new URL(location, url);
      if (url.origin !== app.url) return { kind: 'away', url };
      if (url.pathname === '/sign-in') return { kind: 'page', url, status: 200, html: '' };
      answer = await send(url);
    }
    throw new Error(`too many redirects, the last one to ${url.href}`);
  }

  return { cookies, send, follow };
}

/** The sign-in over JSON, on the same wire. */
function twinOn(app: TestApp, { send, follow }: Wire) {
  async function json(url: URL, init: RequestInit = {}) {
    const answer = await send(url, { ...init, headers: { accept: 'application/json', ...(init.headers as object) } });
    return answer.json();
  }
  return {
    open: (at: URL): Promise<Shown> => json(at),
    answer(document: Shown, fields: object): Promise<Shown> {
      const { attempt } = document.page;
      const at = attempt === null ? {} : { attempt: attempt.id, version: attempt.version };
      return json(new URL('/sign-in', app.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': document.csrf },
        body: JSON.stringify({ ...at, ...fields }),
      });
    },
    async onward(document: Shown): Promise<Arrived> {
      if (document.next === null) throw new Error(`not signed in: ${JSON.stringify(document.page.step)}`);
      const url = new URL(document.next, app.url);
      return follow(url, await send(url));
    },
  };
}

/** A browser without cookies. */
export function userAgent(app: TestApp): UserAgent {
  const { cookies, send, follow } = wire(app);
  const twin = twinOn(app, { cookies, send, follow });
  return {
    cookies,
    async open(path) {
      const url = new URL(path, app.url);
      return follow(url, await send(url));
    },
    async submit(path, fields) {
      const url = new URL(path, app.url);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      return follow(url, await send(url, { method: 'POST', headers, body: new URLSearchParams(fields).toString() }));
    },
    async signIn(at, { address, secret }) {
      const application = at.searchParams.get('application') ?? '';
      let document = await twin.open(at);
      document = await twin.answer(document, { answer: 'identifier', address, application });
      document = await twin.answer(document, { answer: 'password', password: PASSWORD });
      if (secret !== undefined && document.page.step.kind === 'ask-proof') {
        app.clock.move(30_000);
        const code = appCode(secret, app.clock.now());
        document = await twin.answer(document, { answer: 'proof', method: 'totp', code });
      }
      return twin.onward(document);
    },
    async prove(at, answers) {
      let document = await twin.open(at);
      for (const fields of answers) document = await twin.answer(document, fields);
      return twin.onward(document);
    },
    async drive(at, script) {
      const application = at.searchParams.get('application') ?? '';
      let document = await twin.open(at);
      while (document.next === null) {
        const fields = document.page.step.kind === 'refuse' ? null : await script(document.page);
        if (fields === null) return { kind: 'stopped', step: document.page.step };
        document = await twin.answer(document, document.page.attempt === null ? { ...fields, application } : fields);
      }
      return twin.onward(document);
    },
  };
}

/** The JSON twin of a page, as far as these tests look at it. */
export interface Shown {
  readonly csrf: string;
  readonly next: string | null;
  readonly page: {
    readonly attempt: { readonly id: string; readonly version: number } | null;
    readonly step: {
      readonly kind: string;
      readonly reason?: string;
      readonly suggested?: string;
      readonly choices?: readonly string[];
    };
    // biome-ignore lint/suspicious/noExplicitAny: tests read what is there.
    readonly views: any;
  };
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function keep(jar: Map<string, { readonly value: string; readonly path: string }>, line: string, from: string): void {
  const [pair = '', ...attributes] = line.split(/;\s*/);
  const [name = '', value = ''] = pair.split('=');
  const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? from;
  const over = attributes.some((one) => /^max-age=0$/i.test(one) || /^expires=Thu, 01 Jan 1970/i.test(one));
  const key = `${name};${path}`;
  if (value === '' || over) jar.delete(key);
  else jar.set(key, { value, path });
}
