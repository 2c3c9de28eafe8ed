import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Locale } from '../src/domain/accounts/decide/account.ts';
import type { Chrome } from '../src/edges/pages/views/contract.ts';
import type { PageState } from '../src/edges/pages/views/states.ts';
import { bundleAssets } from './assets.ts';

/** The policy of the real server, so that a picture shows what people get. */
const POLICY =
  "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'";

/** Serves every state of every page on loopback. */
export interface GalleryServer {
  /** The address of a state. */
  url(state: string, options?: { readonly locale?: Locale; readonly direction?: 'ltr' | 'rtl' }): string;
  stop(): Promise<void>;
}

/** Starts it on a free port. */
export async function startGalleryServer(states: readonly PageState[]): Promise<GalleryServer> {
  const [css, js, work] = await bundleAssets();
  const files = new Map([
    ['/assets/app.css', { type: 'text/css', bytes: css.bytes }],
    ['/assets/app.js', { type: 'text/javascript', bytes: js.bytes }],
    ['/assets/work.js', { type: 'text/javascript', bytes: work.bytes }],
  ]);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const file = files.get(url.pathname);
    if (file !== undefined) send(response, 200, file.type, file.bytes);
    else sendState(response, url, states);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: (state, { locale = 'en', direction } = {}) =>
      `http://localhost:${port}/${state}?lang=${locale}${direction === undefined ? '' : `&dir=${direction}`}`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function sendState(response: ServerResponse, url: URL, states: readonly PageState[]): void {
  const state = states.find(({ name }) => `/${name}` === url.pathname);
  if (state === undefined) return send(response, 404, 'text/plain', 'no such state');
  const direction = url.searchParams.get('dir');
  const chrome: Chrome = {
    csrf: 'csrf',
    locale: url.searchParams.get('lang') === 'es' ? 'es' : 'en',
    languages: ['en', 'es'],
    instanceName: 'Vestibule',
    instanceSupport: 'support@vestibule.example',
    assets: { css: '/assets/app.css', js: '/assets/app.js', work: '/assets/work.js' },
    path: url.pathname,
    ...(direction === 'rtl' || direction === 'ltr' ? { direction } : {}),
  };
  send(response, 200, 'text/html; charset=utf-8', state.render(chrome));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'content-security-policy': POLICY }).end(body);
}
