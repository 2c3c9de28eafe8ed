import { type IncomingHttpHeaders, request } from 'node:http';

/** One request and its answer, nothing left out. */
export interface Exchange {
  readonly method: string;
  /** The whole address that was asked. */
  readonly url: string;
  readonly sent: { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  readonly status: number;
  /** As they came: in order, with repetitions. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** What a page says of itself: what the next answer has to send along. */
interface Shown {
  readonly csrf: string;
  readonly attempt: string;
  readonly version: string;
}

/**
 * A program at the sign-in that shows what goes over the wire, as a browser's forms (`html`) or as JSON. It keeps cookies and
 * states where it comes from, as a browser does; it asks for no compression.
 */
export interface RawClient {
  /** Cookies by name, as the server set them last. */
  readonly cookies: ReadonlyMap<string, string>;
  /** Everything so far. */
  readonly exchanges: readonly Exchange[];
  /** What the last page said of itself. */
  shown(): Shown;
  /** `accept` looks at a page the other way. */
  get(path: string, accept?: 'html' | 'json'): Promise<Exchange>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Exchange>;
  /** Sends a form with a file in its field `file`, as a browser does (RFC 7578). */
  upload(path: string, fields: Readonly<Record<string, string>>, file: string): Promise<Exchange>;
  /** Answers the step that was shown last; a redirect is followed, and its page is the answer. */
  answer(fields: Readonly<Record<string, string>>): Promise<Exchange>;
}

/** Starts without a cookie. `url` is the server's public address. */
export function rawClient(url: string, as: 'html' | 'json' = 'html'): RawClient {
  const cookies = new Map<string, string>();
  const exchanges: Exchange[] = [];
  let shown: Shown = { csrf: '', attempt: '', version: '' };
  let at: string | null = null;

  async function send(
    method: string,
    path: string,
    own: Record<string, string>,
    body = '',
    accept = as,
  ): Promise<Exchange> {
    const jar = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers: Record<string, string> = {
      accept: accept === 'json' ? 'application/json' : 'text/html',
      ...(jar === '' ? {} : { cookie: jar }),
      ...(at === null ? {} : { referer: at }),
      ...own,
    };
    const exchange = await exchangeOf(method, new URL(path, url).href, headers, body);
    exchanges.push(exchange);
    keepCookies(cookies, exchange);
    shown = shownOn(exchange) ?? shown;
    if (method === 'GET' && exchange.status < 300) at = referrerOf(exchange);
    return exchange;
  }

  function post(path: string, fields: Readonly<Record<string, string>>): Promise<Exchange> {
    if (as === 'json') {
      const own = { 'content-type': 'application/json', 'x-csrf-token': shown.csrf };
      return send('POST', path, own, JSON.stringify(fields));
    }
    const body = new URLSearchParams({ csrf: shown.csrf, ...fields }).toString();
    return send('POST', path, { 'content-type': 'application/x-www-form-urlencoded' }, body);
  }

  return {
    cookies,
    exchanges,
    shown: () => shown,
    get: (path, accept) => send('GET', path, {}, '', accept),
    post,
    async upload(path, fields, file) {
      const form = new FormData();
      for (const [name, value] of Object.entries({ csrf: shown.csrf, ...fields })) form.set(name, value);
      form.set('file', new Blob([file]), 'file');
      const whole = new Response(form);
      return send('POST', path, { 'content-type': whole.headers.get('content-type') ?? '' }, await whole.text());
    },
    async answer(fields) {
      const { attempt, version } = shown;
      const posted = await post('/sign-in', { ...(attempt === '' ? {} : { attempt, version }), ...fields });
      const location = headerOf(posted, 'location');
      return location === null ? posted : send('GET', location, {});
    },
  };
}

/** What a browser says of the page that it comes from (Referrer Policy §8.3), to the same site. */
function referrerOf(page: Exchange): string | null {
  const policy = headerOf(page, 'referrer-policy');
  if (policy === 'no-referrer') return null;
  return policy === 'strict-origin' ? new URL('/', page.url).href : page.url;
}

/** The first value of a header; null without one. */
export function headerOf(exchange: Exchange, name: string): string | null {
  return exchange.headers.find(([own]) => own.toLowerCase() === name)?.[1] ?? null;
}

function exchangeOf(method: string, url: string, headers: Record<string, string>, body: string): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    const length: IncomingHttpHeaders = method === 'GET' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const asked = request(url, { method, headers: { ...headers, ...length } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () =>
        resolve({
          method,
          url,
          sent: { headers, body },
          status: answer.statusCode ?? 0,
          headers: pairs(answer.rawHeaders),
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    asked.on('error', reject);
    asked.end(method === 'GET' ? undefined : body);
  });
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, at) => (at % 2 === 0 ? [[name, raw[at + 1] ?? ''] as const] : []));
}

function keepCookies(jar: Map<string, string>, { headers }: Exchange): void {
  for (const [name, line] of headers) {
    const found = name.toLowerCase() === 'set-cookie' ? /^([^=]+)=([^;]*)/.exec(line) : null;
    if (found?.[1] === undefined || found[2] === undefined) continue;
    if (found[2] === '' || /;\s*max-age=0\b/i.test(line)) jar.delete(found[1]);
    else jar.set(found[1], found[2]);
  }
}

function shownOn({ headers, body }: Exchange): Shown | null {
  // A download, in whatever form, says nothing of a page.
  if (headers.some(([name]) => name.toLowerCase() === 'content-disposition')) return null;
  if (body.startsWith('{')) {
    const parsed = JSON.parse(body);
    if (typeof parsed.csrf !== 'string') return null;
    const { id = '', version = '' } = parsed.page.attempt ?? {};
    return { csrf: parsed.csrf, attempt: id, version: String(version) };
  }
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
  const csrf = field('csrf');
  return csrf === '' ? null : { csrf, attempt: field('attempt'), version: field('version') };
}
