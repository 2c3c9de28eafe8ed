import { connect } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import type { PublicUrl } from '../config.ts';
import { createLog } from '../log.ts';
import { systemRandom } from '../random.ts';
import { packAssets } from './assets.ts';
import { createServer, type HttpServer, type ServerParts } from './server.ts';
import { withUploads } from './uploads.ts';
import { bodyOf } from './web.ts';

// A server with a route of each kind, made anew for every test.

export const LOCAL: PublicUrl = { origin: 'http://localhost:4000', host: 'localhost', secure: false };
export const PUBLIC: PublicUrl = { origin: 'https://signin.example.org', host: 'signin.example.org', secure: true };
export const FORM = 'application/x-www-form-urlencoded';

export let server: HttpServer<'en' | 'es'>;
export let base: string;
/** Log lines so far. */
export let lines: string[];
/** How often a body reached a route. */
export let reached: number;
let port: number;
let databaseUp: boolean;

/** Starts one before each test of a file and stops it after. */
export function serveEachTest(): void {
  beforeEach(async () => {
    await start(LOCAL);
  });
  afterEach(async () => {
    await server.stop(1_000);
  });
}

/** From now on the database does not answer. */
export function breakDatabase(): void {
  databaseUp = false;
}

/** Bytes that `/upload` takes. */
export const UPLOAD = { file: 100_000, field: 1_000 };

export const ASSETS = packAssets([{ name: 'app', extension: 'css', bytes: Buffer.from('a { color: red }') }]);
/** Settles when `/slow` was reached. */
export let entered: Promise<void>;
/** Lets `/slow` answer. */
export let release: () => void;

/** What a server needs; its two checks fail once the database is broken. */
export function serverParts(url: PublicUrl, trustedProxies: readonly string[]): ServerParts<'en' | 'es'> {
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
      words: ({ reason }, locale) => ({
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
  withUploads(app, UPLOAD, (routes) => {
    routes.post('/upload', { config }, (request) => {
      reached += 1;
      return Object.entries(bodyOf(request)).map(([name, value]) =>
        Buffer.isBuffer(value) ? [name, 'file', value.length] : [name, value],
      );
    });
  });
  app.post('/echo', { config }, (request, reply) => {
    reached += 1;
    return reply.send({ ...bodyOf(request) });
  });
}

/** Another server, with another address or other trusted proxies. */
export async function restart(url: PublicUrl, trustedProxies: readonly string[] = []): Promise<void> {
  await server.stop(1_000);
  await start(url, trustedProxies);
}

/** Opens the form as a browser: its cookie and the CSRF value for it. */
export async function visit(cookie?: string): Promise<{ cookie: string; csrf: string }> {
  const answer = await fetch(`${base}/form`, { headers: cookie === undefined ? {} : { cookie } });
  const { csrf } = (await answer.json()) as { csrf: string };
  return { cookie: cookie ?? answer.headers.getSetCookie()[0]?.split(';')[0] ?? '', csrf };
}

/** Posts to the route that echoes. */
export function post(headers: Record<string, string>, body: string): Promise<Response> {
  return fetch(`${base}/echo`, { method: 'POST', body, headers: { 'content-type': FORM, ...headers } });
}

/** The text of a page. */
export async function text(path: string, headers: Record<string, string>): Promise<string> {
  return (await fetch(base + path, { headers })).text();
}

/** Sends bytes as they are and yields everything that comes back until the server closes or answers fully. */
export function raw(request: string): Promise<string> {
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

/** A page as it comes over the wire, in an encoding. */
export async function binary(path: string, encoding: string): Promise<{ headers: string; body: Buffer }> {
  const answer = await raw(`GET ${path} HTTP/1.0\r\nHost: a\r\nAccept-Encoding: ${encoding}\r\n\r\n`);
  const [headers = '', ...rest] = answer.split('\r\n\r\n');
  return { headers: headers.toLowerCase(), body: Buffer.from(rest.join('\r\n\r\n'), 'latin1') };
}
