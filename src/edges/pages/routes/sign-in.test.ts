import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cookiesSet, type Visit, visit } from '../../../../test/conformance/running-app.ts';
import {
  ATTEMPT,
  pageAt,
  type ScriptedApp,
  SESSIONS,
  startScriptedApp,
} from '../../../../test/conformance/scripted-app.ts';
import type { Page, Problem } from '../../../domain/sign-in/run/page.ts';

let app: ScriptedApp;
let browser: Visit;

const JSON_TYPE = 'application/json';
const ASK_PASSWORD = pageAt({ kind: 'ask-password' });
const COMPLETE = pageAt({ kind: 'complete', acr: 'aal2', amr: ['pwd', 'otp', 'mfa'], strong: true }, { attempt: null });
const PASSWORD = { attempt: ATTEMPT.id, version: '3', answer: 'password', password: 'right' };

beforeEach(async () => {
  app = await startScriptedApp();
  browser = await visit(app);
  app.asked.length = 0;
});

afterEach(async () => {
  await app.stop();
});

describe('GET /sign-in', () => {
  it('shows the first page and ties the browser to a cookie before it asks', async () => {
    const answer = await fetch(`${app.base}/sign-in`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(200);
    expect(cookiesSet(answer)).toEqual(['vestibule_browser']);
    expect(await answer.text()).toMatch(/<form[^]*name="csrf"[^]*name="answer" value="identifier"/);
    const [asked] = app.asked;
    expect(asked).toMatchObject({ asked: 'show', attempt: null, visitor: { source: '127.0.0.1', locale: 'en' } });
    const token = /vestibule_browser=([^;]+)/.exec(answer.headers.get('set-cookie') ?? '')?.[1];
    expect(asked && 'visitor' in asked && asked.visitor.browserToken).toBe(token);
  });

  it('shows the attempt that it is asked for, and the first page for an odd id', async () => {
    await get('/sign-in?attempt=abc');
    await get('/sign-in?attempt=..%2Fx');
    await get('/sign-in?attempt=');
    expect(app.asked).toMatchObject([{ attempt: 'abc' }, { attempt: null }, { attempt: null }]);
  });

  it('changes nothing', async () => {
    app.page = ASK_PASSWORD;
    for (const query of ['', '?attempt=abc', '?attempt=abc&methods', '?attempt=abc&key', '?lang=es']) {
      await get(`/sign-in${query}`);
    }
    expect(app.asked.every((one) => one.asked === 'show')).toBe(true);
  });

  it('leads the language picker back to the same face of the step', async () => {
    app.page = ASK_PASSWORD;
    expect(await (await get('/sign-in?attempt=attempt-1&methods')).text()).toMatch(
      /href="\/sign-in\?attempt=attempt-1&amp;methods&amp;lang=es"/,
    );
  });

  it('leads on to the account from an attempt that ended in the session of this browser', async () => {
    app.page = COMPLETE;
    const answer = await get('/sign-in?attempt=attempt-1');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
    const twin = await get('/sign-in?attempt=attempt-1', { accept: JSON_TYPE });
    expect(await twin.json()).toMatchObject({ signedIn: true, next: '/account' });
  });

  it('is JSON for a program', async () => {
    app.page = ASK_PASSWORD;
    const answer = await get('/sign-in?attempt=attempt-1', { accept: JSON_TYPE });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const document = await answer.json();
    const { next: _next, sign: _sign, ...page } = ASK_PASSWORD;
    expect(document).toEqual({
      csrf: expect.any(String),
      page,
      accepted: true,
      signedIn: false,
      next: null,
    });
  });

  it('publishes no field of a page that is not named', async () => {
    app.page = { ...ASK_PASSWORD, secret: 'canary' } as Page;
    expect(await (await get('/sign-in', { accept: JSON_TYPE })).text()).not.toContain('canary');
  });
});

describe('POST /sign-in', () => {
  it('opens an attempt with an address and leads to it', async () => {
    app.page = ASK_PASSWORD;
    const answer = await post({ answer: 'identifier', address: 'a@example.org', attempt: '', platform: 'yes' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?attempt=attempt-1']);
    expect(app.asked).toMatchObject([
      { asked: 'begin', address: 'a@example.org', visitor: { platformAuthenticator: true } },
    ]);
  });

  it('passes an answer on with its attempt and version, and leads to where things stand', async () => {
    app.page = ASK_PASSWORD;
    const answer = await post(PASSWORD);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?attempt=attempt-1']);
    expect(app.asked).toMatchObject([
      {
        asked: 'answer',
        attempt: 'attempt-1',
        version: 3,
        answer: { kind: 'password', password: 'right' },
        visitor: { platformAuthenticator: false },
      },
    ]);
  });

  it('leads to the first page when the attempt is gone', async () => {
    const answer = await post({ ...PASSWORD, answer: 'start-over' });
    expect(answer.headers.get('location')).toBe('/sign-in');
  });

  it('leads on to the account with a session and a device cookie', async () => {
    app.page = pageAt({ kind: 'complete', acr: 'aal2', amr: ['pwd', 'otp', 'mfa'], strong: true });
    app.next = { sessionToken: SESSIONS.good, deviceToken: 'd'.repeat(43), accepted: true };
    const answer = await post(PASSWORD);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
    expect(answer.headers.getSetCookie()).toEqual([
      `vestibule_session=${SESSIONS.good}; Path=/; HttpOnly; SameSite=Lax`,
      `vestibule_device=${'d'.repeat(43)}; Max-Age=15552000; Path=/; HttpOnly; SameSite=Lax`,
    ]);
    expect(app.lines.join('')).not.toContain(SESSIONS.good);
  });

  it('shows where things stand when the form was stale, without a problem', async () => {
    app.page = pageAt({ kind: 'ask-password' }, { problem: { kind: 'password-wrong' } });
    app.next = { sessionToken: null, deviceToken: null, accepted: false };
    expect((await post(PASSWORD)).status).toBe(303);
  });

  const refusals: readonly [Problem, number, string | null][] = [
    [{ kind: 'password-wrong' }, 422, null],
    [{ kind: 'proof-wrong', method: 'totp', triesLeft: 2 }, 422, null],
    [{ kind: 'resend-too-early', at: 29_001 }, 429, '30'],
    [{ kind: 'resend-limit', at: 60_000 }, 429, '60'],
    [{ kind: 'busy', at: 1 }, 503, '1'],
  ];

  it.each(refusals)('answers the problem %j with its status and the same page', async (problem, status, retryAfter) => {
    app.page = pageAt({ kind: 'ask-password' }, { problem });
    const page = await post(PASSWORD);
    expect([page.status, page.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await page.text()).toContain('name="version" value="3"');
    const document = await post(PASSWORD, { accept: JSON_TYPE });
    expect([document.status, document.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(await document.json()).toMatchObject({ page: { problem }, signedIn: false });
  });

  it('tells a throttled person when to come back', async () => {
    app.page = pageAt({ kind: 'refuse', reason: 'too-many-tries', retryAt: 3_600_000 });
    const answer = await post(PASSWORD);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3600']);
  });

  it('takes JSON and answers with JSON, session included', async () => {
    const posted = JSON.stringify({ attempt: ATTEMPT.id, version: 3, answer: 'app-kept', kept: true, platform: true });
    const headers = { accept: JSON_TYPE, 'content-type': JSON_TYPE, 'x-csrf-token': browser.csrf };
    app.next = { sessionToken: SESSIONS.good, deviceToken: null, accepted: true };
    const answer = await raw(posted, headers);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ signedIn: true, next: '/account', accepted: true });
    expect(cookiesSet(answer)).toEqual(['vestibule_session']);
    expect(app.asked).toMatchObject([
      { answer: { kind: 'app-kept', kept: true }, visitor: { platformAuthenticator: true } },
    ]);
  });

  it('says in JSON that a stale answer was not accepted', async () => {
    app.next = { sessionToken: null, deviceToken: null, accepted: false };
    const answer = await post(PASSWORD, { accept: JSON_TYPE });
    expect([answer.status, await answer.json()]).toMatchObject([200, { accepted: false, signedIn: false }]);
  });

  it('leads on to the account when what a stale answer was for ended in the session of this browser', async () => {
    app.page = COMPLETE;
    app.next = { sessionToken: null, deviceToken: null, accepted: false };
    const answer = await post(PASSWORD);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/account']);
    expect(cookiesSet(answer)).toEqual([]);
  });

  it('refuses a malformed answer without asking the domain, and keeps the way back', async () => {
    const answer = await post({ ...PASSWORD, version: 'x' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('attempt-1');
    expect(app.asked).toEqual([]);
  });

  it('sets nothing when the domain fails, and says nothing of why', async () => {
    app.fails = new Error('canary');
    const answer = await post(PASSWORD);
    expect(answer.status).toBe(500);
    expect(cookiesSet(answer)).toEqual([]);
    expect(await answer.text()).not.toContain('canary');
  });

  it('is refused without its CSRF value', async () => {
    const answer = await raw(new URLSearchParams(PASSWORD).toString(), {});
    expect(answer.status).toBe(403);
    expect(app.asked).toEqual([]);
  });
});

describe('POST /sign-in/recovery-code', () => {
  it('gives the code as a file, while there is one', async () => {
    app.page = pageAt(
      { kind: 'save-recovery-code', replaces: false },
      { views: { ...ASK_PASSWORD.views, recoveryCode: 'AAAA-BBBB' } },
    );
    const answer = await post({ attempt: ATTEMPT.id }, {}, '/sign-in/recovery-code');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+\.txt"$/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toContain('AAAA-BBBB');
    app.page = ASK_PASSWORD;
    expect((await post({ attempt: ATTEMPT.id }, {}, '/sign-in/recovery-code')).status).toBe(303);
    expect((await post({}, {}, '/sign-in/recovery-code')).status).toBe(400);
  });
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(app.base + path, { headers: { cookie: browser.cookie, ...headers }, redirect: 'manual' });
}

function post(
  fields: Record<string, string>,
  headers: Record<string, string> = {},
  path = '/sign-in',
): Promise<Response> {
  return raw(new URLSearchParams({ ...fields, csrf: browser.csrf }).toString(), headers, path);
}

function raw(body: string, headers: Record<string, string>, path = '/sign-in'): Promise<Response> {
  const type = 'application/x-www-form-urlencoded';
  return fetch(app.base + path, {
    method: 'POST',
    redirect: 'manual',
    body,
    headers: { cookie: browser.cookie, 'content-type': type, ...headers },
  });
}
