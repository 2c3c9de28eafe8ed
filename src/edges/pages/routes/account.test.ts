import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cookiesSet, type Visit, visit } from '../../../../test/conformance/running-app.ts';
import {
  LINKS,
  pageAt,
  type ScriptedApp,
  SESSIONS,
  startScriptedApp,
} from '../../../../test/conformance/scripted-app.ts';

let app: ScriptedApp;
let browser: Visit;

beforeEach(async () => {
  app = await startScriptedApp();
  browser = await visit(app);
  app.asked.length = 0;
});

afterEach(async () => {
  await app.stop();
});

describe('the account', () => {
  it('is shown to a live session only', async () => {
    for (const path of ['/account', '/account/security']) {
      expect((await get(path)).headers.get('location')).toBe('/sign-in');
      const page = await get(path, SESSIONS.good);
      expect(page.status).toBe(200);
      expect(await page.text()).toContain('Amara Okafor');
    }
  });

  it('sends an ended session to the sign-in and clears its cookie', async () => {
    const answer = await get('/account', 'x'.repeat(43));
    expect(answer.headers.get('location')).toBe('/sign-in');
    expect(answer.headers.get('set-cookie')).toBe('vestibule_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax');
  });

  it('opens an attempt with the known address when the session no longer suffices', async () => {
    app.page = pageAt({ kind: 'ask-password' });
    const answer = await get('/account/security', SESSIONS.insufficient);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?attempt=attempt-1']);
    expect(app.asked).toMatchObject([{ asked: 'begin', address: 'amara@riverside.example' }]);
    expect(cookiesSet(answer)).toEqual([]);
  });

  it('shows nothing when the check fails', async () => {
    app.fails = new Error('canary');
    const answer = await get('/account', SESSIONS.good);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/Amara|canary/);
  });

  it('is led to from the root by its cookie', async () => {
    expect((await get('/')).headers.get('location')).toBe('/sign-in');
    expect((await get('/', SESSIONS.good)).headers.get('location')).toBe('/account');
  });
});

describe('sign-out', () => {
  it('ends the session on the server and clears its cookie', async () => {
    const answer = await post('/account/sign-out', {}, SESSIONS.good);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(answer.headers.get('set-cookie')).toMatch(/^vestibule_session=; Max-Age=0/);
    expect(app.asked).toEqual([{ asked: 'sign-out', with: [SESSIONS.good] }]);
  });

  it('is not done by a GET or by another site', async () => {
    expect((await get('/account/sign-out', SESSIONS.good)).status).toBe(405);
    const foreign = await post('/account/sign-out', {}, SESSIONS.good, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(403);
    expect(app.asked).toEqual([]);
  });
});

describe('help', () => {
  it('is there for everybody', async () => {
    expect((await get('/help')).status).toBe(200);
    expect(await (await get('/help', SESSIONS.good)).text()).toContain('Amara Okafor');
    expect((await get('/help', SESSIONS.insufficient)).status).toBe(200);
  });
});

describe('an invitation', () => {
  it('asks for a password without doing anything', async () => {
    const page = await get(`/invitation/${LINKS.invitation}`);
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/name="password"/);
    expect(app.asked).toEqual([]);
  });

  it('takes a good password and says why it refuses another', async () => {
    const path = `/invitation/${LINKS.invitation}`;
    const refused = await post(path, { password: 'short' });
    expect(refused.status).toBe(422);
    expect(await refused.text()).toMatch(/role="alert"/);
    const busy = await post(path, { password: 'busy' });
    expect([busy.status, busy.headers.get('retry-after')]).toEqual([503, '2']);
    const chosen = await post(path, { password: 'correct-horse-riverside' });
    expect(chosen.status).toBe(200);
    expect(cookiesSet(chosen)).toEqual([]);
    expect(await chosen.text()).toContain('href="/sign-in"');
  });

  it('joins or declines an organization', async () => {
    const path = `/invitation/${LINKS.join}`;
    expect(await (await get(path)).text()).toContain('Riverside Clinic');
    expect((await post(path, { join: 'no' })).status).toBe(200);
    expect(app.asked).toEqual([]);
    expect((await post(path, { join: 'yes' })).status).toBe(200);
    expect(app.asked).toEqual([{ asked: 'join', with: [LINKS.join] }]);
  });

  it('is the same page whether it is used, expired or unknown', async () => {
    for (const token of ['x', 'x'.repeat(43), 'x'.repeat(200)]) {
      expect((await get(`/invitation/${token}`)).status).toBe(410);
      expect((await post(`/invitation/${token}`, { password: 'correct-horse-riverside' })).status).toBe(410);
    }
  });

  it.each([{}, { password: 'a', join: 'yes' }, { join: 'maybe' }, { password: 'x'.repeat(5_000) }])(
    'refuses the form %#',
    async (fields) => {
      const answer = await post(`/invitation/${LINKS.invitation}`, fields as Record<string, string>);
      expect(answer.status).toBe(400);
      expect(app.asked).toEqual([]);
    },
  );
});

describe('a stop link', () => {
  it('shows a button and stops only when it is pressed', async () => {
    const page = await get(`/stop/${LINKS.stop}`);
    expect(await page.text()).toContain(`action="/stop/${LINKS.stop}"`);
    expect(app.asked).toEqual([]);
    expect((await post(`/stop/${LINKS.stop}`, {})).status).toBe(200);
    expect(app.asked).toEqual([{ asked: 'stop', with: [LINKS.stop] }]);
  });

  it('that is over says so', async () => {
    expect((await get(`/stop/${'x'.repeat(43)}`)).status).toBe(410);
    expect((await post('/stop/x', {})).status).toBe(410);
  });

  it('leaves its token in no log and sends it on in no `Referer`', async () => {
    const page = await get(`/stop/${LINKS.stop}`);
    expect(page.headers.get('referrer-policy')).toBe('strict-origin');
    expect(app.lines.join('')).not.toContain(LINKS.stop);
  });
});

function get(path: string, session?: string): Promise<Response> {
  return fetch(app.base + path, { headers: { cookie: cookies(session) }, redirect: 'manual' });
}

function post(
  path: string,
  fields: Record<string, string>,
  session?: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(app.base + path, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ ...fields, csrf: browser.csrf }),
    headers: { cookie: cookies(session), ...headers },
  });
}

function cookies(session: string | undefined): string {
  return session === undefined ? browser.cookie : `${browser.cookie}; vestibule_session=${session}`;
}
