/** What the JSON twin of the sign-in answers, as far as stories look at it. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: stories read what is there and assert on it.
  readonly body: any;
}

/** A program that signs somebody in over JSON: keeps cookies as a browser does, sends the CSRF value it was given last. */
export interface JsonClient {
  /** Cookies by name, as the server set them last. */
  readonly cookies: ReadonlyMap<string, string>;
  get(path: string): Promise<JsonAnswer>;
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<JsonAnswer>;
  /** Answers the step of the page that was shown last: its attempt and version go along. */
  answer(fields: Readonly<Record<string, unknown>>): Promise<JsonAnswer>;
}

/** Starts without a cookie. `url` is the server's public address; `always` goes along with each request. */
export function jsonClient(url: string, always: Readonly<Record<string, string>> = {}): JsonClient {
  const cookies = new Map<string, string>();
  let csrf = '';
  let attempt: { id: string; version: number } | null = null;

  async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
    const own = [...cookies].map(([name, value]) => `${name}=${value}`);
    const jar = (always['cookie'] === undefined ? own : [...own, always['cookie']]).join('; ');
    const response = await fetch(new URL(path, url), {
      method,
      redirect: 'manual',
      headers: { accept: 'application/json', ...always, ...(jar === '' ? {} : { cookie: jar }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
    keepCookies(cookies, response.headers.getSetCookie());
    const text = await response.text();
    const parsed = text === '' ? null : JSON.parse(text);
    csrf = parsed?.csrf ?? csrf;
    if (parsed?.page !== undefined) attempt = parsed.page.attempt;
    return { status: response.status, headers: response.headers, body: parsed };
  }

  function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    const own = { 'content-type': 'application/json', 'x-csrf-token': csrf };
    return send('POST', path, { ...own, ...headers }, JSON.stringify(body));
  }

  return {
    cookies,
    get: (path) => send('GET', path, {}),
    post,
    answer(fields) {
      const at = attempt === null ? {} : { attempt: attempt.id, version: attempt.version };
      return post('/sign-in', { ...at, ...fields });
    },
  };
}

function keepCookies(jar: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const found = /^([^=]+)=([^;]*)/.exec(line);
    if (found?.[1] === undefined || found[2] === undefined) continue;
    if (found[2] === '' || /;\s*max-age=0\b/i.test(line)) jar.delete(found[1]);
    else jar.set(found[1], found[2]);
  }
}
