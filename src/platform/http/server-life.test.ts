import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createServer } from './server.ts';
import {
  ASSETS,
  base,
  binary,
  breakDatabase,
  entered,
  LOCAL,
  PUBLIC,
  release,
  restart,
  serveEachTest,
  server,
  serverParts,
  text,
} from './server-under-test.ts';

serveEachTest();

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
    breakDatabase();
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
