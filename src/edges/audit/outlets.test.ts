import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignedHead } from '../../domain/audit/decide/head.ts';
import { headLine, readHeadLine } from '../../domain/audit/run/head-line.ts';
import { headOutlets } from './outlets.ts';

const head: SignedHead = {
  kind: 'head',
  seq: 7,
  at: 1_700_000_000_000,
  link: 'a'.repeat(64),
  digest: 'b'.repeat(64),
  keyId: 'key1',
  signature: 'signature',
};

let folder: string;
let server: Server;
let received: { readonly type: string | undefined; readonly body: string }[];
let answers: { status: number; location?: string };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vestibule-heads-'));
  received = [];
  answers = { status: 204 };
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => {
      body += part.toString();
    });
    request.on('end', () => {
      received.push({ type: request.headers['content-type'], body });
      response.writeHead(answers.status, answers.location === undefined ? {} : { location: answers.location });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

describe('heads', () => {
  it('are appended to the file as lines that can be read again, for its owner only', async () => {
    const path = join(folder, 'heads.jsonl');
    const [file] = headOutlets({ auditHeads: path, auditWebhook: null });
    await file?.hand(head);
    await file?.hand({ ...head, seq: 8 });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map(readHeadLine)).toEqual([head, { ...head, seq: 8 }]);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('are posted to the webhook as JSON', async () => {
    await webhook().hand(head);
    expect(received).toEqual([{ type: 'application/json', body: headLine(head) }]);
  });

  it.each([
    [{ status: 500 }, 'answered 500'],
    [{ status: 307, location: 'http://127.0.0.1:9/' }, 'fetch failed'],
  ])('did not arrive when the webhook answers %o', async (answer, message) => {
    answers = answer;
    await expect(webhook().hand(head)).rejects.toThrow(message);
  });

  it('have no way out when the settings name none', () => {
    expect(headOutlets({ auditHeads: null, auditWebhook: null })).toEqual([]);
  });
});

describe('a line', () => {
  it.each(['', '{}', 'nonsense', headLine({ ...head, digest: 'short' })])('that is no head is none: %j', (text) => {
    expect(readHeadLine(text)).toBeNull();
  });
});

function webhook() {
  const { port } = server.address() as AddressInfo;
  const [outlet] = headOutlets({ auditHeads: null, auditWebhook: `http://127.0.0.1:${port}/heads` });
  if (outlet === undefined) throw new Error('no webhook');
  return outlet;
}
