import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Connection, Cookies, headerOf } from './connection.ts';

const server = createServer((request, response) => {
  if (request.url === '/chunked') {
    response.setHeader('set-cookie', ['session=abc; Path=/; HttpOnly', 'old=; Max-Age=0; Path=/']);
    response.write('first ');
    response.write('sécond');
    response.end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    response.writeHead(201, { 'content-length': Buffer.byteLength(body), 'X-Method': request.method });
    response.end(body);
  });
});
let connection: Connection;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  connection = new Connection((server.address() as AddressInfo).port);
});

afterAll(() => {
  connection.close();
  server.close();
});

describe('a connection of the load generator', () => {
  test('carries one request after another, with and without a known length', async () => {
    const posted = await connection.request('POST', '/', '', 'größer');
    expect([posted.status, posted.body, headerOf(posted, 'x-method')]).toEqual([201, 'größer', 'POST']);
    expect((await connection.request('GET', '/chunked', '')).body).toBe('first sécond');
  });

  test('keeps cookies and forgets those that are cleared', async () => {
    const cookies = new Cookies();
    cookies.set('old', 'x');
    cookies.keep(await connection.request('GET', '/chunked', cookies.line));
    expect(cookies.line).toBe('cookie: session=abc\r\n');
  });
});
