import { expect, it } from 'vitest';
import { base, raw, reached, serveEachTest, UPLOAD, visit } from './server-under-test.ts';

serveEachTest();

/** Posts a form with files as a browser does; `csrf` is filled in unless it is among the fields. */
async function upload(parts: readonly (readonly [name: string, value: string | Blob])[]): Promise<Response> {
  const { cookie, csrf } = await visit();
  const form = new FormData();
  if (!parts.some(([name]) => name === 'csrf')) form.append('csrf', csrf);
  for (const [name, value] of parts) form.append(name, value as string);
  return fetch(`${base}/upload`, { method: 'POST', body: form, headers: { cookie } });
}

function file(bytes: number): Blob {
  return new Blob([Buffer.alloc(bytes, 7)]);
}

it('a form with a file arrives with its bytes and fields', async () => {
  const answer = await upload([
    ['name', 'Clínica Río'],
    ['logo', file(70_000)],
  ]);
  expect(await answer.json()).toEqual([
    ['csrf', expect.any(String)],
    ['name', 'Clínica Río'],
    ['logo', 'file', 70_000],
  ]);
});

it('a file above the limit arrives one byte above it, so that its owner can say so', async () => {
  const answer = await upload([['logo', file(UPLOAD.file + 500)]]);
  expect(await answer.json()).toContainEqual(['logo', 'file', UPLOAD.file + 1]);
});

it.each([
  [
    'without the CSRF value',
    403,
    [
      ['csrf', ''],
      ['logo', file(10)],
    ],
  ],
  ['with far more bytes than it may have', 413, [['logo', file(200_000)]]],
  [
    'with two files',
    400,
    [
      ['logo', file(10)],
      ['other', file(10)],
    ],
  ],
  [
    'with a field given twice',
    400,
    [
      ['name', 'a'],
      ['name', 'b'],
    ],
  ],
  ['with a field of a dangerous name', 400, [['__proto__', 'a']]],
  ['with NUL in a field', 400, [['name', 'a\0b']]],
  ['with too many fields', 400, Array.from({ length: 30 }, (_, at) => [`name${at}`, 'a'])],
] as [string, number, [string, string | Blob][]][])('a form %s is refused: %s', async (_name, status, parts) => {
  expect((await upload(parts)).status).toBe(status);
  expect(reached).toBe(0);
});

it.each([
  ['no boundary', 'multipart/form-data', 'x'],
  [
    'an end that never comes',
    'multipart/form-data; boundary=a',
    '--a\r\nContent-Disposition: form-data; name="x"\r\n\r\ny',
  ],
  ['nothing that it says it is', 'multipart/form-data; boundary=a', 'csrf=1'],
])('a form with %s is refused, and the server goes on', async (_name, type, body) => {
  const { cookie } = await visit();
  const sent = await raw(
    `POST /upload HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: ${cookie}\r\n` +
      `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  expect(sent).toMatch(/^HTTP\/1\.1 40[03] /);
  expect((await fetch(`${base}/page`)).status).toBe(200);
});

it('only routes that are made for it take files, and no more bytes than before elsewhere', async () => {
  const { cookie, csrf } = await visit();
  const form = new FormData();
  form.append('csrf', csrf);
  expect((await fetch(`${base}/echo`, { method: 'POST', body: form, headers: { cookie } })).status).toBe(415);
  const heavy = { method: 'POST', body: `csrf=${csrf}&a=${'a'.repeat(70_000)}` };
  const headers = { cookie, 'content-type': 'application/x-www-form-urlencoded' };
  expect((await fetch(`${base}/echo`, { ...heavy, headers })).status).toBe(413);
});
