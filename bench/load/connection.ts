import { connect, type Socket } from 'node:net';

/** What a server answered. */
export interface Answer {
  readonly status: number;
  /** Status line and header lines, as they came. */
  readonly head: string;
  readonly body: string;
}

/**
 * One keep-alive connection that carries one request at a time. It knows just enough of HTTP/1.1 for what is measured: a client
 * that parses less leaves more of the machine to the servers.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | null = null;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(answer: Answer): void; reject(error: Error): void } | null = null;

  constructor(port: number) {
    this.#port = port;
  }

  /** `headers`: lines that each end in CRLF. Rejects when the connection breaks. */
  request(method: string, path: string, headers: string, body = ''): Promise<Answer> {
    if (this.#waiting !== null) throw new Error('a connection carries one request at a time');
    const length = method === 'GET' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#open().write(
        `${method} ${path} HTTP/1.1\r\nhost: localhost:${this.#port}\r\n${headers}${length}\r\n${body}`,
      );
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = null;
  }

  #open(): Socket {
    if (this.#socket !== null) return this.#socket;
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true });
    this.#socket = socket;
    this.#received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#lose(socket, error));
    socket.on('close', () => this.#lose(socket, new Error('the server closed the connection')));
    return socket;
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const answer = readAnswer(this.#received);
    if (answer === null) return;
    this.#received = Buffer.alloc(0);
    const waiting = this.#waiting;
    this.#waiting = null;
    if (/\r\nconnection: close/i.test(answer.head)) this.close();
    waiting?.resolve(answer);
  }

  #lose(socket: Socket, error: Error): void {
    if (this.#socket === socket) this.#socket = null;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(error);
  }
}

/** The value of a header; null without one. */
export function headerOf({ head }: Answer, name: string): string | null {
  return new RegExp(`\\r\\n${name}: ([^\\r]*)`, 'i').exec(head)?.[1] ?? null;
}

/** Cookies that a program keeps, by name. */
export class Cookies {
  readonly #values = new Map<string, string>();

  /** The line to send; empty without a cookie. */
  get line(): string {
    if (this.#values.size === 0) return '';
    return `cookie: ${[...this.#values].map(([name, value]) => `${name}=${value}`).join('; ')}\r\n`;
  }

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** Takes over what an answer sets and clears. */
  keep({ head }: Answer): void {
    for (const [, name = '', value = '', rest = ''] of head.matchAll(/\r\nset-cookie: ([^=]+)=([^;\r]*)([^\r]*)/gi)) {
      if (value === '' || /max-age=0\b/i.test(rest) || /expires=Thu, 01 Jan 1970/i.test(rest))
        this.#values.delete(name);
      else this.#values.set(name, value);
    }
  }
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');

/** The whole answer; null while some of it is under way. */
function readAnswer(bytes: Buffer): Answer | null {
  const end = bytes.indexOf(END_OF_HEAD);
  if (end === -1) return null;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const from = end + END_OF_HEAD.length;
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined) {
    const to = from + Number(length);
    return bytes.length < to ? null : { status, head, body: bytes.toString('utf8', from, to) };
  }
  if (/\r\ntransfer-encoding: chunked/i.test(head)) {
    const body = readChunks(bytes, from);
    return body === null ? null : { status, head, body };
  }
  return { status, head, body: '' };
}

/** A chunked body (RFC 9112 §7.1) without trailers; null while some of it is under way. */
function readChunks(bytes: Buffer, from: number): string | null {
  const chunks: Buffer[] = [];
  for (let at = from; ; ) {
    const line = bytes.indexOf('\r\n', at);
    if (line === -1) return null;
    const size = Number.parseInt(bytes.toString('latin1', at, line), 16);
    const start = line + 2;
    if (bytes.length < start + size + 2) return null;
    if (size === 0) return Buffer.concat(chunks).toString('utf8');
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
