import { request as send } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../app.ts';

const ENDPOINTS = [
  '/openid/token',
  '/openid/par',
  '/openid/introspect',
  '/openid/revoke',
  '/openid/userinfo',
  '/openid/device',
  '/openid/device/authorize',
  '/openid/logout/confirm',
  '/openid/authorize',
  '/openid/logout',
];
const FORM = 'application/x-www-form-urlencoded';
const LIMIT = 64 * 1024;

let app: TestApp;

beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** The status that comes before any byte of the announced body was sent. */
function statusUnsent(path: string, length: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = send(`${app.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': FORM, 'content-length': length },
    });
    outgoing.on('response', (answer) => {
      resolve(answer.statusCode);
      outgoing.destroy();
    });
    outgoing.on('error', reject);
    outgoing.flushHeaders();
  });
}

/** Sends a body without an end until the server closes; yields how many bytes it took and what it said. */
function pour(path: string): Promise<{ readonly taken: number; readonly said: string }> {
  return new Promise((resolve) => {
    const { port } = new URL(app.url);
    const socket = connect(Number(port), '127.0.0.1');
    const chunk = `4000\r\n${'a'.repeat(0x4000)}\r\n`;
    let said = '';
    const more = () => {
      if (socket.destroyed || socket.bytesWritten > 64 * 1024 * 1024) socket.destroy();
      else if (socket.write(chunk)) setImmediate(more);
      else socket.once('drain', more);
    };
    socket.on('data', (bytes) => {
      said += bytes.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve({ taken: socket.bytesWritten, said }));
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      more,
    );
  });
}

describe.each(ENDPOINTS)('a body for %s', (path) => {
  it('that is announced as too large is refused before it is read', async () => {
    expect(await statusUnsent(path, LIMIT + 1)).toBe(413);
  });

  it('that has no end is refused, and read no further', async () => {
    const { taken, said } = await pour(path);
    expect(said).toMatch(/^HTTP\/1\.1 4\d\d /);
    // What the two sockets hold between them was sent, not read.
    expect(taken).toBeLessThan(16 * 1024 * 1024);
  });

  it('that is compressed, or that comes with a GET, is refused', async () => {
    const headers = { 'content-type': FORM, 'content-encoding': 'gzip' };
    expect((await fetch(app.url + path, { method: 'POST', headers, body: 'a=b' })).status).toBe(415);
    const status = await new Promise((resolve, reject) => {
      const outgoing = send(app.url + path, { headers: { 'content-type': FORM, 'content-length': 3 } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      outgoing.on('error', reject);
      outgoing.end('a=b');
    });
    expect([400, 404, 405]).toContain(status);
  });
});
