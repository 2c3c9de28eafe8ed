import { expect, it } from 'vitest';
import { type RelyingParty, relyingParty, type TokenAnswer } from '../relying-party.ts';
import { allowedAnswerOf, answerOf, OFFLINE, onEachEngine, type Stage } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

async function offline(stage: Stage, party: RelyingParty, browser = userAgent(stage.app)): Promise<TokenAnswer> {
  return party.exchange(await allowedAnswerOf(stage, party, OFFLINE, browser));
}

function refresh(party: RelyingParty, { body }: TokenAnswer): Promise<TokenAnswer> {
  return party.token({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
}

async function userinfoStatus({ app }: Stage, { body }: TokenAnswer): Promise<number> {
  const headers = { authorization: `Bearer ${body.access_token}` };
  return (await fetch(`${app.url}/openid/userinfo`, { headers })).status;
}

onEachEngine('revocation', (stage) => {
  it.each([
    ['confidential', 'client_secret_post', 'refresh_token'],
    ['confidential', 'client_secret_post', 'access_token'],
    ['public', 'none', 'refresh_token'],
    ['public', 'none', 'access_token'],
  ] as const)('RFC 7009 §2.1 ends, for a %s client (%s), the %s and all of its grant', async (kind, auth, which) => {
    const party = await relyingParty(stage().app, { kind, auth });
    const tokens = await offline(stage(), party);
    const next = await refresh(party, tokens);
    expect(await userinfoStatus(stage(), next)).toBe(200);
    const answer = await party.post('/openid/revoke', { token: next.body[which] });
    expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' });
    for (const one of [tokens, next]) {
      expect(await userinfoStatus(stage(), one)).toBe(401);
      expect(await refresh(party, one)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    }
  });

  it('RFC 7009 §2.1 ends no token of another client, whoever asks', async () => {
    const party = await relyingParty(stage().app);
    const tokens = await offline(stage(), party);
    const others = [
      await relyingParty(stage().app),
      await relyingParty(stage().app, { kind: 'public', auth: 'none' }),
      await relyingParty(stage().app, { kind: 'native', auth: 'none', redirectUris: ['com.example.app:/callback'] }),
    ];
    for (const other of others) {
      for (const token of [tokens.body.access_token, tokens.body.refresh_token]) {
        await other.post('/openid/revoke', { token });
      }
    }
    expect(await userinfoStatus(stage(), tokens)).toBe(200);
    expect(await refresh(party, tokens)).toMatchObject({ status: 200 });
  });

  it('RFC 7009 §2.1 refuses a client that does not prove itself, and ends nothing for it', async () => {
    const party = await relyingParty(stage().app);
    const tokens = await offline(stage(), party);
    const { refresh_token: token } = tokens.body;
    expect((await party.post('/openid/revoke', { token, client_secret: 'wrong' })).status).toBe(401);
    const bare = new URLSearchParams({ token, client_id: party.client.id });
    const unproved = await fetch(`${stage().app.url}/openid/revoke`, { method: 'POST', body: bare });
    expect(unproved.status).toBe(401);
    expect(await refresh(party, tokens)).toMatchObject({ status: 200 });
  });

  it('RFC 7009 §2.1 finds a token whatever the hint says', async () => {
    const party = await relyingParty(stage().app);
    for (const hint of ['access_token', 'refresh_token', 'something']) {
      const tokens = await offline(stage(), party);
      const fields = { token: tokens.body.refresh_token, token_type_hint: hint };
      expect((await party.post('/openid/revoke', fields)).status).toBe(200);
      expect(await refresh(party, tokens), hint).toMatchObject({ status: 400 });
    }
  });

  it('RFC 7009 §2.2 answers the same for a token that is unknown, over or revoked', async () => {
    const party = await relyingParty(stage().app);
    const tokens = await offline(stage(), party);
    const { access_token: token } = tokens.body;
    for (const one of ['unknown', token, token]) {
      const answer = await party.post('/openid/revoke', { token: one });
      expect({ status: answer.status, body: await answer.text() }).toEqual({ status: 200, body: '' });
    }
  });

  it('RFC 7009 §2.2.1 says what it does not do: without a token, for a JWT, by GET', async () => {
    const resource = { uri: 'https://records.example/api', scopes: ['read'], format: 'jwt' } as const;
    const party = await relyingParty(stage().app, { resources: [resource] });
    expect((await party.post('/openid/revoke', {})).status).toBe(400);
    const arrived = await answerOf(stage(), party, { resource: resource.uri, scope: 'openid read' });
    const { body } = await party.exchange(arrived);
    const structured = await party.post('/openid/revoke', { token: body.access_token });
    expect({ status: structured.status, body: await structured.json() }).toMatchObject({
      status: 400,
      body: { error: 'unsupported_token_type' },
    });
    expect([404, 405]).toContain((await fetch(`${stage().app.url}/openid/revoke?token=x`)).status);
  });

  it('RFC 7009 §2 leaves the session: its person is still signed in, and other clients keep their tokens', async () => {
    const [party, other] = [await relyingParty(stage().app), await relyingParty(stage().app)];
    const browser = userAgent(stage().app);
    const tokens = await offline(stage(), party, browser);
    const kept = await offline(stage(), other, browser);
    await party.post('/openid/revoke', { token: tokens.body.refresh_token });
    expect(await userinfoStatus(stage(), kept)).toBe(200);
    const again = await answerOf(stage(), party, {}, browser);
    expect(await party.exchange(again)).toMatchObject({ status: 200 });
  });
});
