import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeAccount, makeOrganization, startApp, type TestApp } from '../app.ts';
import { personWithApp, signedInByApp } from '../journeys/people.ts';
import { CONSOLE_ROUTES } from './console-table.ts';
import { startRealApp } from './real-app.ts';

/** What nobody should type into a field. */
const ODD = [
  '',
  ' ',
  'x'.repeat(5_000),
  '\u0000',
  '\u202e💥\u0301',
  '-1',
  '1e309',
  '999999999999999999999',
  '2026-13-45',
  '__proto__',
  '<script>',
  "'; drop table accounts; --",
  '[object Object]',
  '%00%ff',
];
/** Parameters that pages of lists read. */
const QUERIES = ['q', 'in', 'after', 'id', 'at', 'about', 'by', 'org', 'event', 'from', 'to', 'done', 'lang', 'state'];

let app: TestApp;
let cookie: string;
let csrf: string;
let gets: readonly string[];
let posts: readonly string[];
let clinics = 0;

beforeAll(async () => {
  app = await startApp();
  const listing = await startRealApp();
  const routes = listing.routes().filter(({ path }) => path in CONSOLE_ROUTES);
  gets = routes.filter(({ method }) => method === 'GET').map(({ path }) => path);
  posts = routes.filter(({ method }) => method === 'POST').map(({ path }) => path);
  await listing.stop();
  const operator = await makeOrganization(app, 'Operator', {}, 'operator');
  const owner = await personWithApp(app, operator, 'owner@operator.example', 'admin');
  const { client } = await signedInByApp(app, owner);
  cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const page = await (await fetch(`${app.url}/console`, { headers: { cookie } })).text();
  csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
});
afterAll(() => app?.stop());

/** An address with somebody or something of its own behind it: what a form does cannot spoil the next. */
async function addressOf(pattern: string): Promise<string> {
  clinics += 1;
  const organization = await makeOrganization(app, `Clinic ${clinics}`);
  const id = pattern.includes('/organizations/')
    ? organization
    : await makeAccount(app, `somebody${clinics}@riverside.example`, organization);
  return app.url + pattern.replace(':id', id).replaceAll(/:\w+/g, 'unknown');
}

async function namesIn(url: string): Promise<readonly string[]> {
  const page = await (await fetch(url, { headers: { cookie } })).text();
  const main = page.slice(page.indexOf('<main'));
  const names = [...main.matchAll(/<(?:input|select|textarea)[^>]*\sname="([^"]+)"/g)].map((found) => found[1] ?? '');
  return [...new Set(names)].filter((name) => name !== 'csrf');
}

async function send(url: string, fields: readonly (readonly [string, string])[]): Promise<number> {
  const body = new URLSearchParams([['csrf', csrf], ...fields.map(([name, value]) => [name, value])]);
  return (await fetch(url, { method: 'POST', headers: { cookie }, body, redirect: 'manual' })).status;
}

describe('an owner who sends odd things', () => {
  it.each(Object.keys(CONSOLE_ROUTES))('to %s never meets a failure of ours', async (pattern) => {
    const url = await addressOf(pattern);
    if (gets.includes(pattern)) {
      for (const odd of ODD) {
        const query = new URLSearchParams(QUERIES.map((name) => [name, odd]));
        const { status } = await fetch(`${url}?${query}`, { headers: { cookie }, redirect: 'manual' });
        expect([odd, status < 500]).toEqual([odd, true]);
      }
    }
    if (!posts.includes(pattern)) return;
    const names = await namesIn(url);
    for (const odd of ODD) {
      const all = names.map((name) => [name, odd] as const);
      expect([odd, (await send(url, all)) < 500]).toEqual([odd, true]);
      expect([odd, (await send(url, [...all, ...all])) < 500]).toEqual([odd, true]);
    }
    for (const name of names) {
      const status = await send(url, [
        ...names.filter((one) => one !== name).map((one) => [one, '1'] as const),
        [name, 'x'],
      ]);
      expect([name, status < 500]).toEqual([name, true]);
    }
    for (const [type, body] of [
      ['application/json', '[1,2'],
      ['text/plain', 'x'],
      ['multipart/form-data; boundary=x', '--x\r\n'],
    ] as const) {
      const headers = { cookie, 'content-type': type, 'x-csrf-token': csrf };
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBeLessThan(500);
    }
  });

  it('leaves no error in the log', () => {
    expect(app.logLines().filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  });
});
