import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A redirect address of this computer that answers once (RFC 8252 §7.3). */
export interface Loopback {
  /** `http://127.0.0.1:<port>/callback`, at a port that was free. */
  readonly redirectUri: string;
  /** The address that the browser was sent to with this `state`. Rejects when `signal` says that it is too late. */
  cameBack(state: string, signal: AbortSignal): Promise<URL>;
  close(): void;
}

const PAGE = (heading: string, text: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif } body { max-width: 25rem; margin: 15vh auto; padding: 0 1.5rem } h1 { font-size: 1.5rem }</style>
<main>
<h1>${heading}</h1>
<p>${text}</p>
</main>
`;

/** Listens on 127.0.0.1 and nowhere else. */
export async function listenOnLoopback(): Promise<Loopback> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return {
    redirectUri,
    cameBack: (state, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        server.on('request', (request, response) => {
          const address = addressOf(request, redirectUri);
          // Other programs of this computer can call as well; what they say ends nothing.
          const ours = address?.pathname === '/callback' && address.searchParams.get('state') === state;
          answer(response, ours ? address.searchParams.has('code') : null);
          if (ours) resolve(address);
        });
      }),
    close() {
      server.close();
      server.closeIdleConnections();
    },
  };
}

function addressOf({ method, url = '' }: IncomingMessage, base: string): URL | null {
  return method === 'GET' && URL.canParse(url, base) ? new URL(url, base) : null;
}

/** `worked`: whether a code came back; null: the request was none of ours. */
function answer(response: ServerResponse, worked: boolean | null): void {
  response.writeHead(worked === null ? 404 : 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  if (worked === null) response.end();
  else if (worked) response.end(PAGE('You can close this page', 'Go back to the messenger: it goes on there.'));
  else response.end(PAGE('You were not signed in', 'The messenger says why. You can close this page.'));
}
