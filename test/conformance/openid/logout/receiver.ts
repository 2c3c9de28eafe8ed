import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a receiver does with a logout token. */
export type Behavior =
  | { readonly status: number; readonly location?: string }
  /** Takes the request and never answers. */
  | 'hang'
  /** Closes the connection without an answer. */
  | 'close';

/** The address of an application for logout tokens. */
export interface Receiver {
  readonly url: string;
  /** What arrived so far, answered however. */
  readonly received: readonly ReceivedToken[];
  behave(next: Behavior): void;
  stop(): Promise<void>;
}

/** One request to the address. */
export interface ReceivedToken {
  readonly path: string;
  readonly method: string;
  readonly contentType: string;
  readonly token: string;
}

/** Listens on a port of loopback; answers 200 until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedToken[] = [];
  let behavior: Behavior = { status: 200 };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      const token = new URLSearchParams(body).get('logout_token') ?? '';
      const { url = '', method = '', headers } = request;
      received.push({ path: url, method, contentType: headers['content-type'] ?? '', token });
      if (behavior === 'hang') return;
      if (behavior === 'close') {
        request.destroy();
        return;
      }
      response.statusCode = behavior.status;
      if (behavior.location !== undefined) response.setHeader('location', behavior.location);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/logged-out`,
    received,
    behave(next) {
      behavior = next;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
