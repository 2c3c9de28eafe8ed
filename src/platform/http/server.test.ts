import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PublicUrl } from '../config.ts';
import { createLog } from '../log.ts';
import { systemRandom } from '../random.ts';
import { packAssets } from './assets.ts';
import { createServer, type HttpServer, type ServerParts } from './server.ts';
import { bodyOf } from './web.ts';

const LOCAL: PublicUrl = { origin: 'http://localhost:4000', host: 'localhost', secure: false };
const PUBLIC: PublicUrl = { origin: 'https://signin.example.org', host: 'signin.example.org', secure: true };
const FORM = 'application/x-www-form-urlencoded';

let server: HttpServer<'en' | 'es'>;
let base: string;
let port: number;
let lines: string[];
let databaseUp: boolean;
let reached: number;

beforeEach(async () => {
  await start(LOCAL);
});

afterEach(async () => {
  await server.stop(1_000);
});

describe('every answer', () => {
  const requests: readonly [string, string, string, RequestInit?][] = [
    ['a page', '/page', '200'],
    ['a redirect', '/moved', '303'],
    ['an unknown path', '/nowhere', '404'],
    ['a wrong method', '/page', '405', { method: 'DELETE' }],
    ['a missing CSRF value', '/echo', '403', { method: 'POST' }],
    ['a broken path', '/%zz', '400'],
    ['a path with NUL', '/page%00', '400'],
    ['a long path', `/${'a'.repeat(3_000)}`, '400'],
    ['a repeated query field', '/page?a=1&a=2', '400'],
    ['a large body', '/echo', '413', { method: 'POST', body: 'a'.repeat(70_000) }],
    [
      'a body of another type',
      '/echo',
      '415',
      { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } },
    ],
    ['a defect', '/defect', '500'],
    ['health', '/healthz', '200'],
    ['readiness', '/readyz', '200'],
    ['an asset', '/assets/app-a.css', '404'],
  ];

  it.each(requests)('to %s carries the security headers', async (_, path, status, init) => {
    const answer = await fetch(base + path, { redirect: 'manual', ...init });
    expect(String(answer.status)).toBe(status);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'",
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('same-origin');
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(answer.headers.get('x-frame-options')).toBe('DENY');
    expect(answer.headers.get('strict-transport-security')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(await answer.text()).not.toMatch(/at .+\.ts:\d+|canary/);
  });

  it('over https asks for https for a year', async () => {
    await restart(PUBLIC);
    const answer = await fetch(`${base}/page`);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
  });

  it('to something that is not HTTP is bare and closes', async () => {
    expect(await raw('GARBAGE\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('problems', () => {
  it('are pages for browsers and RFC 9457 for programs', async () => {
    const page = await fetch(`${base}/nowhere`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toBe('<h1>en not-found</h1>');
    const document = await fetch(`${base}/nowhere`, {
      headers: { accept: 'application/json', 'accept-language': 'es' },
    });
    expect(document.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await document.json()).toEqual({
      type: 'urn:vestibule:problem:not-found',
      title: 'es not-found',
      detail: 'words',
      status: 404,
    });
  });

  it('of the server name a trace that is in the log, and nothing else', async () => {
    const answer = await fetch(`${base}/defect`, { headers: { accept: 'application/json' } });
    const document = (await answer.json()) as { trace: string; status: number };
    expect(document.status).toBe(500);
    const line = lines.find((one) => one.includes(document.trace) && one.includes('request failed'));
    expect(line).toContain('canary in the defect');
  });

  it('tell which methods a path takes', async () => {
    const answer = await fetch(`${base}/item/7`, { method: 'POST' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const options = await fetch(`${base}/echo`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

describe('the log', () => {
  it('has the pattern of a route and never its address', async () => {
    await fetch(`${base}/item/canary-token?attempt=canary`, { headers: { cookie: 'vestibule_session=canary' } });
    await fetch(`${base}/canary-nowhere`);
    expect(lines.some((line) => line.includes('"route":"/item/:id"') && line.includes('"status":200'))).toBe(true);
    expect(lines.join('')).not.toContain('canary');
  });
});

describe('a form', () => {
  it('is taken with the CSRF value and the cookie of one browser', async () => {
    const { cookie, csrf } = await visit();
    const answer = await post({ cookie }, `csrf=${csrf}&a=1`);
    expect(await answer.json()).toMatchObject({ a: '1' });
  });

  it('gets another CSRF value each time, and each is good', async () => {
    const { cookie, csrf } = await visit();
    const again = await visit(cookie);
    expect(again.csrf).not.toBe(csrf);
    expect((await post({ cookie }, `csrf=${again.csrf}`)).status).toBe(200);
    expect((await post({ cookie }, `csrf=${csrf}`)).status).toBe(200);
  });

  const matrix: readonly [string, Record<string, string>, number][] = [
    ['from our own page', { origin: LOCAL.origin, 'sec-fetch-site': 'same-origin' }, 200],
    ['from a program that states nothing', {}, 200],
    ['from another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['from another site in an old browser', { origin: 'https://evil.example' }, 403],
    ['from a neighbor on the same domain', { 'sec-fetch-site': 'same-site' }, 403],
    ['from a sandboxed frame', { origin: 'null' }, 403],
    ['from another port', { origin: 'http://localhost:4001', 'sec-fetch-site': 'same-site' }, 403],
    ['from our host by another scheme', { origin: 'https://localhost:4000' }, 403],
    ['that claims our host in Host only', { host: 'evil.example', origin: 'http://evil.example' }, 403],
  ];

  it.each(matrix)('%s with headers %j is answered by %s', async (_, headers, status) => {
    const { cookie, csrf } = await visit();
    const before = reached;
    expect((await post({ cookie, ...headers }, `csrf=${csrf}`)).status).toBe(status);
    expect(reached - before).toBe(status === 200 ? 1 : 0);
  });

  it.each([
    ['without a value', () => ''],
    ['with an empty value', () => 'csrf='],
    ['with a value of another browser', (_mine: string, other: string) => `csrf=${other}`],
    ['with a changed value', (mine: string) => `csrf=${mine.slice(0, -2)}AA`],
    ['with a cut value', (mine: string) => `csrf=${mine.slice(0, 43)}`],
    ['with the value twice', (mine: string) => `csrf=${mine}&csrf=${mine}`],
  ])('%s is refused', async (_, body) => {
    const mine = await visit();
    const other = await visit();
    const answer = await post({ cookie: mine.cookie }, body(mine.csrf, other.csrf));
    expect([400, 403]).toContain(answer.status);
    expect(reached).toBe(0);
  });

  it('without the cookie is refused', async () => {
    const { csrf } = await visit();
    expect((await post({}, `csrf=${csrf}`)).status).toBe(403);
    expect((await post({ cookie: 'vestibule_browser=x' }, `csrf=${csrf}`)).status).toBe(403);
  });

  it('as JSON carries the value in a header', async () => {
    const { cookie, csrf } = await visit();
    const headers = { cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' };
    expect((await post(headers, '{"a":1}')).status).toBe(200);
    expect((await post({ ...headers, 'x-csrf-token': 'x' }, '{"a":1}')).status).toBe(403);
  });

  it.each([
    ['text/plain', 415],
    ['multipart/form-data; boundary=a', 415],
    ['application/json; charset=utf-16', 415],
    ['application/json; charset=iso-8859-1', 415],
    ['application/json\t; charset=utf-8', 200],
    ['application/json\ta', 415],
    ['application/jsonx', 415],
    ['application/json; charset="UTF-8"', 200],
    ['application', 415],
    ['', 415],
  ])('of content type %j is answered by %s', async (type, status) => {
    const { cookie, csrf } = await visit();
    const sent = await raw(
      `POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: ${cookie}\r\nX-CSRF-Token: ${csrf}\r\n` +
        `Content-Type: ${type}\r\nContent-Length: 7\r\n\r\n{"a":1}`,
    );
    expect(sent).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    // A body reaches a route only when it was parsed.
    expect(reached).toBe(status === 200 ? 1 : 0);
  });

  it.each([
    ['{"__proto__":{"polluted":1}}', 400],
    ['{"a":"\\u0000"}', 400],
    ['[]', 400],
    ['', 400],
    [`{"a":${'['.repeat(9_000)}${']'.repeat(9_000)}}`, 400],
    ['{"a":[1]}', 200],
  ])('number %# of JSON bodies is answered well', async (body, status) => {
    const { cookie, csrf } = await visit();
    const answer = await post({ cookie, 'x-csrf-token': csrf, 'content-type': 'application/json' }, body);
    expect(answer.status).toBe(status);
  });

  it('that is compressed is refused', async () => {
    const { cookie, csrf } = await visit();
    expect((await post({ cookie, 'x-csrf-token': csrf, 'content-encoding': 'gzip' }, 'a')).status).toBe(415);
  });
});

describe('a body over the limit', () => {
  it('is refused before any of it is sent', async () => {
    const answer = await raw(
      `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM}\r\nContent-Length: 100000000\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  it('is refused without a word to go on', async () => {
    const head = `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM}\r\nExpect: 100-continue\r\n`;
    expect(await raw(`${head}Content-Length: 100000000\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await raw(`${head}Content-Length: 3\r\n\r\na=1`)).toMatch(/^HTTP\/1\.1 100 /);
  });

  it('is cut off when it hides its length', async () => {
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`;
    const answer = await raw(
      `POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk.repeat(5)}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('of an unknown path or a GET is not read either', async () => {
    const head = 'HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n';
    expect(await raw(`POST /nowhere ${head}`)).toMatch(/^HTTP\/1\.1 413 /);
    expect(await raw(`GET /page ${head}`)).toMatch(/^HTTP\/1\.1 413 /);
    const chunked = 'GET /page HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n';
    expect((await raw(chunked)).toLowerCase()).toMatch(/^http\/1\.1 400 [^]*connection: close/);
  });
});

describe('cookies', () => {
  it('on localhost are plain, http-only, lax and end with the browser', async () => {
    const answer = await fetch(`${base}/form`);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^vestibule_browser=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Lax$/),
    ]);
  });

  it('over https belong to one host and to https', async () => {
    await restart(PUBLIC);
    const answer = await fetch(`${base}/form`);
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-vestibule_browser=[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  it('over https are not taken from names that another host could plant', async () => {
    await restart(PUBLIC);
    const answer = await fetch(`${base}/form`, { headers: { cookie: `vestibule_browser=${'a'.repeat(43)}` } });
    expect(answer.headers.getSetCookie()).toHaveLength(1);
  });

  it('are not set by refusals', async () => {
    for (const path of ['/nowhere', '/%zz', '/defect', '/page?a=1&a=2', '/nowhere?lang=es']) {
      expect((await fetch(base + path)).headers.getSetCookie()).toEqual([]);
    }
  });
});

describe('the language', () => {
  it('is chosen by ?lang, then by its cookie, then by the browser', async () => {
    const chosen = await fetch(`${base}/page?lang=es`);
    expect(await chosen.text()).toContain('es ');
    expect(chosen.headers.getSetCookie()).toEqual(['vestibule_lang=es; Path=/; HttpOnly; SameSite=Lax']);
    expect(await text('/page', { cookie: 'vestibule_lang=es' })).toContain('es ');
    expect(await text('/page', { 'accept-language': 'es-AR' })).toContain('es ');
    expect(await text('/page?lang=xx', { cookie: 'vestibule_lang=__proto__' })).toContain('en ');
  });
});

describe('the source of a request', () => {
  it('is the connection unless a trusted proxy says otherwise', async () => {
    expect(await text('/source', { 'x-forwarded-for': '192.0.2.7' })).toBe('127.0.0.1');
    await restart(LOCAL, ['127.0.0.1/32']);
    expect(await text('/source', { 'x-forwarded-for': '203.0.113.1, 192.0.2.7' })).toBe('192.0.2.7');
    expect(await text('/source', { 'x-forwarded-for': 'garbage' })).toBe('127.0.0.1');
  });

  it('never comes from Forwarded or Host, and links never do', async () => {
    await restart(LOCAL, ['127.0.0.1/32']);
    const answer = await fetch(`${base}/moved`, {
      redirect: 'manual',
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' },
    });
    expect(answer.headers.get('location')).toBe('/page');
  });
});

describe('pages and assets', () => {
  it('are compressed for whoever takes it', async () => {
    for (const [encoding, open] of [['br', brotliDecompressSync] as const, ['gzip', gunzipSync] as const]) {
      const { headers, body } = await binary('/page', encoding);
      expect(headers).toContain(`content-encoding: ${encoding}`);
      expect(open(body).toString()).toContain('word word');
    }
    expect((await binary('/page', 'identity')).headers).not.toContain('content-encoding');
  });

  it('answer HEAD without a body', async () => {
    const answer = await fetch(`${base}/page`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('are kept for ever when their name holds their hash', async () => {
    const href = ASSETS.href('app.css');
    expect(href).toMatch(/^\/assets\/app-[0-9a-f]{12}\.css$/);
    const answer = await fetch(base + href);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(await answer.text()).toContain('color');
    expect((await fetch(`${base}/assets/..%2fpackage.json`)).status).toBe(404);
  });
});

describe('health', () => {
  it('tells a living process from a ready one', async () => {
    databaseUp = false;
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    const answer = await fetch(`${base}/readyz`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual({ status: 'not-ready', checks: { database: 'failed', keys: 'failed' } });
  });

  it('lets running requests end before it stops', async () => {
    const running = fetch(`${base}/slow`);
    await entered;
    const stopped = server.stop(5_000);
    release();
    const answer = await running;
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    await stopped;
    await expect(fetch(`${base}/page`)).rejects.toThrow();
  });

  it('cuts what does not end in time', async () => {
    const running = fetch(`${base}/slow`);
    const ended = expect(running).rejects.toThrow();
    await entered;
    await server.stop(10);
    await ended;
  });
});

describe('the inventory', () => {
  it('refuses a route that does not say what it is for', async () => {
    const other = await createServer(serverParts(LOCAL, []));
    expect(() => other.app.get('/secret', () => '')).toThrow(/purpose/);
    expect(other.routes().map((route) => route.path)).toEqual(['/assets/:file', '/healthz', '/readyz']);
  });
});

const ASSETS = packAssets([{ name: 'app', extension: 'css', bytes: Buffer.from('a { color: red }') }]);
let entered: Promise<void>;
let release: () => void;

function serverParts(url: PublicUrl, trustedProxies: readonly string[]): ServerParts<'en' | 'es'> {
  return {
    url,
    trustedProxies,
    log: createLog({ destination: { write: (line: string) => void lines.push(line) } }),
    random: systemRandom,
    csrfKey: Buffer.alloc(32, 7),
    locales: ['en', 'es'],
    assets: ASSETS,
    checks: [
      { name: 'database', check: async () => databaseUp },
      {
        name: 'keys',
        check: async () => {
          if (!databaseUp) throw new Error('canary');
          return true;
        },
      },
    ],
    writer: {
      words: (reason, locale) => ({
        title: `${locale} ${reason}`,
        detail: 'words',
      }),
      page: (problem, locale) => `<h1>${locale} ${problem.reason}</h1>`,
    },
  };
}

async function start(url: PublicUrl, trustedProxies: readonly string[] = []): Promise<void> {
  lines = [];
  databaseUp = true;
  reached = 0;
  server = await createServer(serverParts(url, trustedProxies));
  addRoutes();
  port = await server.listen(0, '127.0.0.1');
  base = `http://127.0.0.1:${port}`;
}

function addRoutes(): void {
  const { app, web } = server;
  const config = { purpose: 'Tests' };
  const gate = Promise.withResolvers<void>();
  const arrival = Promise.withResolvers<void>();
  entered = arrival.promise;
  release = gate.resolve;
  app.get('/page', { config }, (request, reply) =>
    reply.type('text/html; charset=utf-8').send(`${web.locale(request)} ${'word '.repeat(400)}`),
  );
  app.get('/form', { config }, (request, reply) => reply.send({ csrf: web.csrf(request, reply) }));
  app.get('/moved', { config }, (_request, reply) => reply.redirect('/page', 303));
  app.get('/item/:id', { config }, () => 'item');
  app.get('/source', { config }, (request) => web.source(request));
  app.get('/defect', { config }, async () => {
    throw new Error('canary in the defect');
  });
  app.get('/slow', { config }, async () => {
    arrival.resolve();
    await gate.promise;
    return 'slow';
  });
  app.post('/echo', { config }, (request, reply) => {
    reached += 1;
    return reply.send({ ...bodyOf(request) });
  });
}

async function restart(url: PublicUrl, trustedProxies: readonly string[] = []): Promise<void> {
  await server.stop(1_000);
  await start(url, trustedProxies);
}

async function visit(cookie?: string): Promise<{ cookie: string; csrf: string }> {
  const answer = await fetch(`${base}/form`, { headers: cookie === undefined ? {} : { cookie } });
  const { csrf } = (await answer.json()) as { csrf: string };
  return { cookie: cookie ?? answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', csrf };
}

function post(headers: Record<string, string>, body: string): Promise<Response> {
  return fetch(`${base}/echo`, { method: 'POST', body, headers: { 'content-type': FORM, ...headers } });
}

async function text(path: string, headers: Record<string, string>): Promise<string> {
  return (await fetch(base + path, { headers })).text();
}

/** Sends bytes as they are and yields everything that comes back until the server closes or answers fully. */
function raw(request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.startsWith('HTTP/1.1 100')) socket.end();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
  });
}

async function binary(path: string, encoding: string): Promise<{ headers: string; body: Buffer }> {
  const answer = await raw(`GET ${path} HTTP/1.0\r\nHost: a\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
  const [headers = '', ...rest] = answer.split('\r\n\r\n');
  return { headers: headers.toLowerCase(), body: Buffer.from(rest.join('\r\n\r\n'), 'latin1') };
}
