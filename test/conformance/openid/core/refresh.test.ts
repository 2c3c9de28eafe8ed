import { expect, it } from 'vitest';
import { relyingParty } from '../relying-party.ts';
import { allowedAnswerOf, answerOf, OFFLINE, onEachEngine } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

const HOUR_MS = 3_600_000;

onEachEngine('a refresh token', (stage) => {
  async function offline() {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const answer = await party.exchange(await allowedAnswerOf(stage(), party, OFFLINE, browser));
    const refresh = (token: string, over: Readonly<Record<string, string | null>> = {}) =>
      party.token({ grant_type: 'refresh_token', refresh_token: token, ...over });
    return { party, browser, answer, token: answer.body.refresh_token as string, refresh };
  }

  it('OpenID Connect Core §11 is given for offline_access that the person was asked about, and for nothing less', async () => {
    const { token } = await offline();
    expect(token).toEqual(expect.any(String));
    const party = await relyingParty(stage().app);
    for (const over of [{}, { scope: OFFLINE.scope }]) {
      const { status, body } = await party.exchange(await answerOf(stage(), party, over));
      expect(status).toBe(200);
      expect(body).not.toHaveProperty('refresh_token');
    }
  });

  it('OpenID Connect Core §12.2 yields an ID token of the same person, time and issuer', async () => {
    const { answer, token, refresh, party } = await offline();
    stage().app.clock.move(HOUR_MS);
    const next = await refresh(token);
    expect(next.status).toBe(200);
    for (const claim of ['iss', 'sub', 'aud', 'auth_time', 'acr', 'amr', 'sid'])
      expect(next.claims[claim]).toEqual(answer.claims[claim]);
    expect(next.claims.aud).toBe(party.client.id);
    expect(next.body.access_token).not.toBe(answer.body.access_token);
  });

  it('RFC 6749 §6 is replaced at each use, may ask for less, and never for more', async () => {
    const { token, refresh } = await offline();
    const less = await refresh(token, { scope: 'openid' });
    expect(less.body).toMatchObject({ scope: 'openid' });
    expect(less.body.refresh_token).not.toBe(token);
    const more = await refresh(less.body.refresh_token, { scope: 'openid profile address' });
    expect(more.body).toMatchObject({ error: 'invalid_scope' });
  });

  it('RFC 9700 §4.14.2 used twice ends its whole family', async () => {
    const { token, refresh } = await offline();
    const next = await refresh(token);
    expect((await refresh(token)).body).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(next.body.refresh_token)).body).toMatchObject({ error: 'invalid_grant' });
    const info = await fetch(`${stage().app.url}/openid/userinfo`, {
      headers: { authorization: `Bearer ${next.body.access_token}` },
    });
    expect(info.status).toBe(401);
  });

  it('RFC 6749 §10.4 is for the client it was issued to', async () => {
    const { token, refresh } = await offline();
    const other = await relyingParty(stage().app);
    const stolen = await other.token({ grant_type: 'refresh_token', refresh_token: token });
    expect(stolen.body).toMatchObject({ error: 'invalid_grant' });
    expect((await refresh(token)).status).toBe(200);
  });

  it('RFC 9700 §4.14.2 ends with the session it came from, however often it was replaced', async () => {
    const { token, refresh } = await offline();
    let held = token;
    let lasted = 0;
    for (let hour = 0; hour < 60; hour += 6) {
      stage().app.clock.move(6 * HOUR_MS);
      const next = await refresh(held);
      if (next.status !== 200) break;
      held = next.body.refresh_token;
      lasted += 6;
    }
    expect(lasted).toBeGreaterThan(0);
    expect(lasted).toBeLessThan(60);
  });
});
