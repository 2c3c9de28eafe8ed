import { describe, expect, it } from 'vitest';
import {
  base,
  FORM,
  LOCAL,
  lines,
  PUBLIC,
  post,
  raw,
  reached,
  restart,
  serveEachTest,
  visit,
} from './server-under-test.ts';

serveEachTest();

describe('every answer', () => {
  const requests: readonly [string, string, string, RequestInit?][] = [
    ['a page', '/page', '200'],
    ['a redirect', '/moved', '303'],
    ['an unknown path', '/nowhere', '404'],
    ['a wrong method', '/page', '405', { method: 'DELETE' }],
    ['a missing CSRF value', '/echo', '403', { method: 'POST' }],
    ['a broken path', '/%zz', '400'],
    ['a path with NUL', '/page%00', '400'],
    ['a long path', `/${'a'.repeat(9_000)}`, '400'],
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

  it('names each request differently, and differently again after a restart', async () => {
    const traces = async () => {
      await Promise.all(Array.from({ length: 20 }, () => fetch(`${base}/page`)));
      return lines.flatMap((line) => JSON.parse(line).trace ?? []);
    };
    const before = await traces();
    await restart(LOCAL);
    const all = [...before, ...(await traces())];
    expect(new Set(all).size).toBe(40);
    for (const trace of all) expect(trace).toMatch(/^[0-9a-f]{16}$/);
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
