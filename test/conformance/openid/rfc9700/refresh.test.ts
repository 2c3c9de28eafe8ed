import { expect, it } from 'vitest';
import { HOUR_MS } from '../../../../src/platform/kernel/time.ts';
import { type RelyingParty, relyingParty, type TokenAnswer } from '../relying-party.ts';
import { allowedAnswerOf, answerOf, OFFLINE, onEachEngine, type Stage } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

function refresh(party: RelyingParty, { body }: TokenAnswer, over: Readonly<Record<string, string>> = {}) {
  return party.token({ grant_type: 'refresh_token', refresh_token: body.refresh_token as string, ...over });
}

async function first(stage: Stage, party: RelyingParty, browser = userAgent(stage.app)): Promise<TokenAnswer> {
  const tokens = await party.exchange(await allowedAnswerOf(stage, party, OFFLINE, browser));
  expect(tokens).toMatchObject({ status: 200, body: { refresh_token: expect.any(String) } });
  return tokens;
}

async function userinfoStatus({ app }: Stage, { body }: TokenAnswer): Promise<number> {
  const headers = { authorization: `Bearer ${body.access_token}` };
  return (await fetch(`${app.url}/openid/userinfo`, { headers })).status;
}

const REFUSED = { status: 400, body: { error: 'invalid_grant' } };

onEachEngine('codes and refresh tokens', (stage) => {
  it('RFC 9700 §2.1.1 and RFC 6749 §4.1.2 let a code live a minute', async () => {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const [young, old] = [await answerOf(stage(), party, {}, browser), await answerOf(stage(), party, {}, browser)];
    stage().app.clock.move(59_000);
    expect(await party.exchange(young)).toMatchObject({ status: 200 });
    stage().app.clock.move(1_000);
    expect(await party.exchange(old)).toMatchObject(REFUSED);
  });

  it('RFC 6749 §4.1.2 ends what came of a code that is used again, refreshed or not', async () => {
    const party = await relyingParty(stage().app);
    const arrived = await allowedAnswerOf(stage(), party, OFFLINE);
    const tokens = await party.exchange(arrived);
    const next = await refresh(party, tokens);
    expect(await userinfoStatus(stage(), next)).toBe(200);
    expect(await party.exchange(arrived)).toMatchObject(REFUSED);
    for (const one of [tokens, next]) {
      expect(await userinfoStatus(stage(), one)).toBe(401);
      expect(await refresh(party, one)).toMatchObject(REFUSED);
    }
  });

  it.each([
    ['public', 'none'],
    ['confidential', 'client_secret_post'],
  ] as const)(
    'RFC 9700 §4.14.2 gives a %s client a new refresh token each time, and ends all when an old one comes',
    async (kind, auth) => {
      const party = await relyingParty(stage().app, { kind, auth });
      const family = [await first(stage(), party)];
      for (let n = 0; n < 3; n++) family.push(await refresh(party, family.at(-1) as TokenAnswer));
      expect(new Set(family.map(({ body }) => body.refresh_token)).size).toBe(4);
      expect(family.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      expect(await userinfoStatus(stage(), family[3] as TokenAnswer)).toBe(200);
      expect(await refresh(party, family[1] as TokenAnswer)).toMatchObject(REFUSED);
      for (const one of family) {
        expect(await userinfoStatus(stage(), one)).toBe(401);
        expect(await refresh(party, one)).toMatchObject(REFUSED);
      }
    },
  );

  it('RFC 9700 §4.14.2 keeps families apart: one that dies takes no other along', async () => {
    const party = await relyingParty(stage().app);
    const [mine, other] = [await first(stage(), party), await first(stage(), party)];
    await refresh(party, mine);
    expect(await refresh(party, mine)).toMatchObject(REFUSED);
    expect(await refresh(party, other)).toMatchObject({ status: 200 });
  });

  it('RFC 9700 §4.14.2 ends refresh tokens that were used before, also after a restart', async () => {
    const party = await relyingParty(stage().app);
    const tokens = await first(stage(), party);
    const next = await refresh(party, tokens);
    await stage().app.restart();
    // The first request may find the connection that the old process closed.
    await fetch(`${stage().app.url}/openid/jwks`).catch(() => null);
    expect(await refresh(party, tokens)).toMatchObject(REFUSED);
    expect(await refresh(party, next)).toMatchObject(REFUSED);
  });

  it('RFC 6749 §10.4 binds a refresh token to its client, and a stranger does not use it up', async () => {
    const [party, other] = [await relyingParty(stage().app), await relyingParty(stage().app)];
    const tokens = await first(stage(), party);
    expect(await refresh(other, tokens)).toMatchObject(REFUSED);
    expect(await refresh(party, tokens, { client_secret: 'wrong' })).toMatchObject({ status: 401 });
    expect(await refresh(party, tokens)).toMatchObject({ status: 200 });
  });

  it('RFC 6749 §6 narrows what was granted, and never widens it', async () => {
    const party = await relyingParty(stage().app);
    const tokens = await first(stage(), party);
    expect(await refresh(party, tokens, { scope: 'openid profile' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_scope' },
    });
    const narrow = await refresh(party, tokens, { scope: 'openid' });
    expect(narrow).toMatchObject({ status: 200, body: { scope: 'openid' } });
  });

  it('RFC 9700 §4.14.2 ends a refresh token with its session', async () => {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const tokens = await first(stage(), party, browser);
    const token = [...browser.cookies('/account')].find(([name]) => name.includes('session'))?.[1];
    await stage().app.instance.sessions.signOut(token ?? null);
    expect(await refresh(party, tokens)).toMatchObject(REFUSED);
    expect(await userinfoStatus(stage(), tokens)).toBe(401);
  });

  it('RFC 9700 §4.14.2 ends the last refresh token at the absolute end of its session, however often it was renewed', async () => {
    const party = await relyingParty(stage().app);
    let tokens = await first(stage(), party);
    for (let hours = 0; hours < 11; hours++) {
      stage().app.clock.move(HOUR_MS);
      tokens = await refresh(party, tokens);
      expect(tokens.status, `${hours}`).toBe(200);
    }
    stage().app.clock.move(HOUR_MS);
    expect(await refresh(party, tokens)).toMatchObject(REFUSED);
    expect(await userinfoStatus(stage(), tokens)).toBe(401);
  });

  it('RFC 9700 §2.1.2 and §2.4 know no implicit grant, no passwords and no clients for themselves', async () => {
    const party = await relyingParty(stage().app);
    for (const fields of [
      { grant_type: 'password', username: stage().address, password: 'correct-horse-battery' },
      { grant_type: 'client_credentials' },
      { grant_type: 'implicit' },
      { grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange' },
      {},
    ]) {
      const { status, body } = await party.token(fields);
      expect({ status, token: body.access_token }).toEqual({ status: 400, token: undefined });
    }
  });

  it('RFC 9700 §4.3.2 takes no access token from an address, and tells answers from caches', async () => {
    const party = await relyingParty(stage().app);
    const tokens = await party.exchange(await answerOf(stage(), party));
    expect(tokens.headers.get('cache-control')).toBe('no-store');
    const { access_token } = tokens.body;
    const asked = await fetch(`${stage().app.url}/openid/userinfo?access_token=${access_token}`);
    expect(asked.status).toBe(400);
    expect(await userinfoStatus(stage(), tokens)).toBe(200);
  });
});
