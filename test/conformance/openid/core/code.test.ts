import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { relyingParty } from '../relying-party.ts';
import { answered, answerOf, onEachEngine } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

onEachEngine('an authorization code', (stage) => {
  async function coded(over: Parameters<typeof relyingParty>[1] = {}) {
    const party = await relyingParty(stage().app, over);
    return { party, arrived: await answerOf(stage(), party) };
  }

  const userinfo = (token: string) =>
    fetch(`${stage().app.url}/openid/userinfo`, { headers: { authorization: `Bearer ${token}` } });

  it('OpenID Connect Core §3.1.3.3 yields tokens that nobody may keep on the way', async () => {
    const { party, arrived } = await coded();
    const { status, headers, body } = await party.exchange(arrived);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toContain('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600, id_token: expect.any(String) });
    expect(body).not.toHaveProperty('refresh_token');
  });

  it.each([
    ['at once', 0],
    ['30 seconds later', 30_000],
  ])('OpenID Connect Core §3.1.3.2 used again %s is refused, and what it yielded ends', async (_when, later) => {
    const { party, arrived } = await coded();
    const { body } = await party.exchange(arrived);
    expect((await userinfo(body.access_token)).status).toBe(200);
    stage().app.clock.move(later);
    expect(await party.exchange(arrived)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await userinfo(body.access_token)).status).toBe(401);
  });

  it('OpenID Connect Core §3.1.3.2 is refused after its minute', async () => {
    const { party, arrived } = await coded();
    stage().app.clock.move(61_000);
    expect(await party.exchange(arrived)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('OpenID Connect Core §3.1.3.2 is for the client it was issued to', async () => {
    const { arrived, party } = await coded();
    const other = await relyingParty(stage().app);
    expect(await other.exchange(arrived)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await party.exchange(arrived)).status).toBe(200);
  });

  it.each([
    ['is left out', null, 'invalid_request'],
    ['is another one', 'https://app.example/other', 'invalid_grant'],
  ])('OpenID Connect Core §3.1.3.2 is refused when redirect_uri %s', async (_how, redirect_uri, error) => {
    const { party, arrived } = await coded({
      redirectUris: ['https://app.example/callback', 'https://app.example/other'],
    });
    const answer = await party.exchange(arrived, { redirect_uri });
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });

  it('OpenID Connect Core §3.1.3.2 is refused without redirect_uri, also where only one is registered', async () => {
    const { party, arrived } = await coded();
    const answer = await party.exchange(arrived, { redirect_uri: null });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect((await party.exchange(arrived)).status).toBe(200);
  });

  it('RFC 6749 §5.2 has an error of its own for each fault of the request', async () => {
    const { party } = await coded();
    expect((await party.token({ grant_type: null })).body).toMatchObject({ error: 'invalid_request' });
    expect((await party.token({ grant_type: 'password' })).body).toMatchObject({ error: 'unsupported_grant_type' });
    expect((await party.token({ grant_type: 'authorization_code' })).body).toMatchObject({ error: 'invalid_request' });
    const fields = { grant_type: 'authorization_code', code: 'made-up', redirect_uri: 'https://app.example/callback' };
    expect((await party.token({ ...fields, code_verifier: 'v'.repeat(43) })).body).toMatchObject({
      error: 'invalid_grant',
    });
  });

  describe('OpenID Connect Core §9', () => {
    it('is redeemed with client_secret_basic, by no wrong secret and not by two proofs at once', async () => {
      const { party, arrived } = await coded({ auth: 'client_secret_basic' });
      const basic = (secret: string | null) => ({
        authorization: `Basic ${Buffer.from(`${party.client.id}:${secret}`).toString('base64')}`,
      });
      const over = { client_id: null, client_secret: null };
      const refused = await party.exchange(arrived, over, basic('wrong'));
      expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
      expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
      expect((await party.exchange(arrived, {}, basic(party.secret))).body).toMatchObject({ error: 'invalid_request' });
      expect((await party.exchange(arrived, over, basic(party.secret))).status).toBe(200);
    });

    it('is redeemed with client_secret_post, and with no wrong or missing secret', async () => {
      const { party, arrived } = await coded();
      expect(await party.exchange(arrived, { client_secret: 'wrong' })).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
      expect((await party.exchange(arrived, { client_secret: null })).body).toMatchObject({ error: 'invalid_client' });
      expect((await party.exchange(arrived)).status).toBe(200);
    });

    it.each([
      ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
      ['RS256', generateKeyPairSync('rsa', { modulusLength: 2_048 })],
    ] as const)('is redeemed with private_key_jwt by %s, each assertion once and only for us', async (alg, pair) => {
      const jwk = { ...pair.publicKey.export({ format: 'jwk' }), alg, kid: 'one' };
      const { party, arrived } = await coded({ auth: 'private_key_jwt', jwks: { keys: [jwk] } });
      const sign = (audience: string, key = pair.privateKey) =>
        new SignJWT({ jti: randomUUID() })
          .setProtectedHeader({ alg, kid: 'one' })
          .setIssuer(party.client.id)
          .setSubject(party.client.id)
          .setAudience(audience)
          .setIssuedAt()
          .setExpirationTime('1 minute')
          .sign(key);
      const by = (client_assertion: string) => ({ client_assertion, client_assertion_type: ASSERTION });
      const good = await sign(stage().app.url);
      const foreign = await sign('https://elsewhere.example');
      expect((await party.exchange(arrived)).body).toMatchObject({ error: 'invalid_client' });
      expect((await party.exchange(arrived, by(foreign))).body).toMatchObject({ error: 'invalid_client' });
      expect((await party.exchange(arrived, by(`${good.slice(0, -4)}AAAA`))).body.error).toBe('invalid_client');
      expect((await party.exchange(arrived, by(good))).status).toBe(200);
      const again = await answerOf(stage(), party);
      expect((await party.exchange(again, by(good))).status).not.toBe(200);
      expect((await party.exchange(again, by(await sign(stage().app.url)))).status).toBe(200);
    });

    it('of a client without a secret is redeemed with its id and the verifier alone', async () => {
      const { party, arrived } = await coded({ kind: 'public', auth: 'none' });
      expect((await party.exchange(arrived)).status).toBe(200);
    });

    it('is not redeemed by a client that was disabled meanwhile', async () => {
      const { party, arrived } = await coded();
      await stage().app.instance.clients.disable(party.client.id);
      expect((await party.exchange(arrived)).body).toMatchObject({ error: 'invalid_client' });
    });

    it('opens with the new secret and no longer with the earlier one', async () => {
      const { party, arrived } = await coded();
      const rotated = await stage().app.instance.clients.rotateSecret(party.client.id);
      if (!rotated.ok) throw new Error('not rotated');
      expect((await party.exchange(arrived)).body).toMatchObject({ error: 'invalid_client' });
      expect((await party.exchange(arrived, { client_secret: rotated.value.secret })).status).toBe(200);
    });
  });

  it('goes to the one of two tabs whose request was answered', async () => {
    const one = await relyingParty(stage().app);
    const two = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const first = await browser.open(one.request({ state: 'one' }));
    const second = await browser.open(two.request({ state: 'two' }));
    const there = await browser.signIn(second.url, { address: stage().address });
    expect(answered(there)).toMatchObject({ state: 'two' });
    expect((await one.exchange(there)).status).toBe(400);
    expect((await two.exchange(there)).status).toBe(200);
    const back = await browser.signIn(first.url, { address: stage().address });
    expect(answered(back)).toMatchObject({ state: 'one' });
    expect((await one.exchange(back)).status).toBe(200);
  });
});
