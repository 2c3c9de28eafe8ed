import { expect, it } from 'vitest';
import { relyingParty } from '../relying-party.ts';
import { answerOf, onEachEngine } from '../stage.ts';

onEachEngine('the userinfo endpoint', (stage) => {
  async function tokens(scope = 'openid profile email organizations', over = {}) {
    const party = await relyingParty(stage().app);
    const { body, claims } = await party.exchange(await answerOf(stage(), party, { scope, ...over }));
    return { party, token: body.access_token as string, idToken: body.id_token as string, sub: claims.sub };
  }

  const ask = (init: RequestInit, query = '') => fetch(`${stage().app.url}/openid/userinfo${query}`, init);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  it('OpenID Connect Core §5.3.1 answers GET, POST with a header and POST with a body alike', async () => {
    const { token, sub } = await tokens();
    const answers = await Promise.all([
      ask({ headers: bearer(token) }),
      ask({ method: 'POST', headers: bearer(token) }),
      ask({ method: 'POST', headers: form, body: new URLSearchParams({ access_token: token }).toString() }),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.headers.get('cache-control')).toContain('no-store');
      expect(await answer.json()).toEqual({
        sub,
        name: 'Amara Nwosu',
        locale: 'en',
        email: stage().address,
        email_verified: true,
        organizations: [{ id: stage().organization, name: 'Riverside Clinic', kind: 'provider' }],
      });
    }
  });

  it.each([
    ['openid', []],
    ['openid profile', ['name', 'locale']],
    ['openid email', ['email', 'email_verified']],
    ['openid organizations', ['organizations']],
    ['openid phone address', []],
  ] as const)('OpenID Connect Core §5.4 tells of the scope %s only what it stands for', async (scope, names) => {
    const { token } = await tokens(scope);
    const told = (await (await ask({ headers: bearer(token) })).json()) as object;
    expect(Object.keys(told).sort()).toEqual(['sub', ...names].sort());
  });

  it('OpenID Connect Core §5.3.3 refuses no token, a made-up one, an ID token and one in the address', async () => {
    const { token, idToken } = await tokens();
    const none = await ask({});
    expect(none.status).toBe(401);
    expect(none.headers.get('www-authenticate')).toMatch(/^Bearer /);
    for (const wrong of ['made-up', idToken, `${token}x`]) {
      const answer = await ask({ headers: bearer(wrong) });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toMatch(/error="invalid_token"/);
    }
    expect((await ask({}, `?access_token=${token}`)).status).toBe(400);
  });

  it('OpenID Connect Core §5.3.1 refuses a token without the scope openid', async () => {
    const { token } = await tokens('profile', { nonce: null });
    const answer = await ask({ headers: bearer(token) });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toMatch(/error="insufficient_scope"/);
  });

  it('refuses a token after its ten minutes', async () => {
    const { token } = await tokens();
    stage().app.clock.move(9 * 60_000);
    expect((await ask({ headers: bearer(token) })).status).toBe(200);
    stage().app.clock.move(70_000);
    expect((await ask({ headers: bearer(token) })).status).toBe(401);
  });
});
