import { expect, it } from 'vitest';
import { type RelyingParty, relyingParty, type TokenAnswer } from '../relying-party.ts';
import { allowedAnswerOf, answered, answerOf, OFFLINE, onEachEngine, type Stage } from '../stage.ts';
import { userAgent } from '../user-agent.ts';
import { hashOf, type Prover, prover } from './proof.ts';

const API = { uri: 'https://api.example', scopes: ['read'], format: 'jwt' } as const;

onEachEngine('proof of possession', (stage) => {
  const tokenUrl = () => `${stage().app.url}/openid/token`;
  const userinfoUrl = () => `${stage().app.url}/openid/userinfo`;

  async function bound(party: RelyingParty, key: Prover, over: Readonly<Record<string, string>> = {}) {
    const arrived = await allowedAnswerOf(stage(), party, over);
    return party.exchange(arrived, {}, await key.proof('POST', tokenUrl()));
  }

  async function userinfo(headers: Readonly<Record<string, string>>) {
    const answer = await fetch(userinfoUrl(), { headers });
    return {
      status: answer.status,
      challenge: answer.headers.get('www-authenticate') ?? '',
      body: await answer.json(),
    };
  }

  it('RFC 9449 §5 binds tokens to the key of the proof, and §6.2 introspection names it', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const { status, body } = await bound(party, key);
    expect({ status, type: body.token_type }).toEqual({ status: 200, type: 'DPoP' });
    const told = await party.post('/openid/introspect', { token: body.access_token });
    expect(await told.json()).toMatchObject({
      active: true,
      token_type: 'DPoP',
      cnf: { jkt: key.thumbprint },
    });
  });

  it('RFC 9449 §6.1 names the key in a JWT access token', async () => {
    const [party, key] = [await relyingParty(stage().app, { resources: [API] }), await prover()];
    const { body } = await bound(party, key, { scope: 'openid read', resource: API.uri });
    const payload = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString());
    expect(payload).toMatchObject({ aud: API.uri, cnf: { jkt: key.thumbprint } });
  });

  it('RFC 9449 §7.1 answers userinfo to the scheme DPoP with a proof that names the token', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const { access_token: token } = (await bound(party, key)).body;
    const proof = await key.proof('GET', userinfoUrl(), { ath: hashOf(token) });
    expect(await userinfo({ authorization: `DPoP ${token}`, ...proof })).toMatchObject({
      status: 200,
      body: { email: stage().address },
    });
  });

  it('RFC 9449 §7.2 refuses a bound token as a bearer token, without a proof, and with that of another key', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const { access_token: token } = (await bound(party, key)).body;
    const ath = { ath: hashOf(token) };
    const stolen = await (await prover()).proof('GET', userinfoUrl(), ath);
    const refused = [
      { authorization: `Bearer ${token}` },
      { authorization: `DPoP ${token}` },
      { authorization: `Bearer ${token}`, ...(await key.proof('GET', userinfoUrl(), ath)) },
      { authorization: `DPoP ${token}`, ...stolen },
    ];
    for (const headers of refused) {
      const { status, body } = await userinfo(headers);
      expect({ ok: status === 200, email: body.email }).toEqual({ ok: false, email: undefined });
    }
    const { status, challenge } = await userinfo({ authorization: `DPoP ${token}`, ...stolen });
    expect(status).toBe(401);
    expect(challenge).toMatch(/^DPoP .*error="invalid_token".*algs="ES256"/);
  });

  it('RFC 9449 §4.3 refuses a proof of another method, address, token, type, algorithm or age at userinfo', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const { access_token: token } = (await bound(party, key)).body;
    const ath = hashOf(token);
    const now = Math.floor(Date.now() / 1000);
    const rsa = await prover('RS256');
    const proofs = {
      'another method': await key.proof('POST', userinfoUrl(), { ath }),
      'another address': await key.proof('GET', tokenUrl(), { ath }),
      'another host': await key.proof('GET', 'https://evil.example/openid/userinfo', { ath }),
      'no address': await key.proof('GET', userinfoUrl(), { ath, htu: null }),
      'no token': await key.proof('GET', userinfoUrl()),
      'another token': await key.proof('GET', userinfoUrl(), { ath: hashOf(`${token}x`) }),
      'no id': await key.proof('GET', userinfoUrl(), { ath, jti: null }),
      'no age': await key.proof('GET', userinfoUrl(), { ath, iat: null }),
      'too old': await key.proof('GET', userinfoUrl(), { ath, iat: now - 600 }),
      'too young': await key.proof('GET', userinfoUrl(), { ath, iat: now + 600 }),
      'another type': await key.proof('GET', userinfoUrl(), { ath }, { typ: 'JWT' }),
      'another algorithm': await rsa.proof('GET', userinfoUrl(), { ath }),
      'no signature': {
        DPoP: `${(await key.proof('GET', userinfoUrl(), { ath })).DPoP.split('.').slice(0, 2).join('.')}.`,
      },
      'no proof at all': { DPoP: 'x' },
    };
    for (const [title, proof] of Object.entries(proofs)) {
      const { status, challenge } = await userinfo({ authorization: `DPoP ${token}`, ...proof });
      expect({ title, status, scheme: challenge.split(' ')[0] }).toEqual({ title, status: 401, scheme: 'DPoP' });
    }
  });

  it('RFC 9449 §5 refuses a wrong proof at the token endpoint', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const browser = userAgent(stage().app);
    const proofs = [
      await key.proof('GET', tokenUrl()),
      await key.proof('POST', userinfoUrl()),
      await key.proof('POST', tokenUrl().replace('http://', 'https://')),
      await key.proof('POST', tokenUrl(), {}, { typ: 'jwt' }),
    ];
    for (const proof of proofs) {
      const answer = await party.exchange(await answerOf(stage(), party, {}, browser), {}, proof);
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });
    }
  });

  it('RFC 9449 §11.1 takes a proof once, at the token endpoint and at userinfo, 10 at once too', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const browser = userAgent(stage().app);
    const proof = await key.proof('POST', tokenUrl());
    const first = await party.exchange(await answerOf(stage(), party, {}, browser), {}, proof);
    const second = await party.exchange(await answerOf(stage(), party, {}, browser), {}, proof);
    expect([first.status, second.status]).toEqual([200, 400]);
    expect(second.body).not.toHaveProperty('access_token');
    const { access_token: token } = first.body;
    const headers = {
      authorization: `DPoP ${token}`,
      ...(await key.proof('GET', userinfoUrl(), { ath: hashOf(token) })),
    };
    const answers = await Promise.all(Array.from({ length: 10 }, () => userinfo(headers)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status >= 400 && status < 500)).toHaveLength(9);
  });

  it('RFC 9449 §8 gives a nonce to who asks with an old clock, and takes it, and no other', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const browser = userAgent(stage().app);
    const arrived = await answerOf(stage(), party, {}, browser);
    const iat = Math.floor(Date.now() / 1000) - 3_600;
    const late = await party.exchange(arrived, {}, await key.proof('POST', tokenUrl(), { iat }));
    expect(late).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
    const nonce = late.headers.get('dpop-nonce') ?? '';
    expect(nonce).not.toBe('');
    const guessed = await party.exchange(
      arrived,
      {},
      await key.proof('POST', tokenUrl(), { iat, nonce: 'x'.repeat(43) }),
    );
    expect(guessed).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
    const answer = await party.exchange(arrived, {}, await key.proof('POST', tokenUrl(), { iat, nonce }));
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
  });

  it('RFC 9449 §8.2 offers the next nonce with an answer', async () => {
    const [party, key] = [await relyingParty(stage().app), await prover()];
    const answer = await bound(party, key);
    expect(answer.headers.get('dpop-nonce')).toMatch(/^[\w-]{43}$/);
  });

  it('RFC 9449 §5 binds the refresh token of a public client to its key', async () => {
    const party = await relyingParty(stage().app, { kind: 'public', auth: 'none' });
    const [key, thief] = [await prover(), await prover()];
    const { body } = await bound(party, key, OFFLINE);
    const refresh = async (token: string, by: Prover | null): Promise<TokenAnswer> =>
      party.token(
        { grant_type: 'refresh_token', refresh_token: token },
        by === null ? {} : { ...(await by.proof('POST', tokenUrl())) },
      );
    for (const by of [null, thief]) {
      expect(await refresh(body.refresh_token, by)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    }
    // Who has not the key did not use it up either.
    const next = await refresh(body.refresh_token, key);
    expect(next).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
    expect(await refresh(next.body.refresh_token, thief)).toMatchObject({ status: 400 });
    expect(await refresh(next.body.refresh_token, key)).toMatchObject({ status: 200 });
  });

  it('RFC 9449 §5 lets a confidential client change its key when it refreshes: its secret binds the token', async () => {
    const party = await relyingParty(stage().app);
    const [key, other] = [await prover(), await prover()];
    const { body } = await bound(party, key, OFFLINE);
    const fields = { grant_type: 'refresh_token', refresh_token: body.refresh_token as string };
    const next = await party.token(fields, { ...(await other.proof('POST', tokenUrl())) });
    expect(next).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
    const told = await party.post('/openid/introspect', { token: next.body.access_token });
    expect(await told.json()).toMatchObject({ cnf: { jkt: other.thumbprint } });
  });

  it('RFC 9449 §10 binds a code to the key that its request names', async () => {
    const party = await relyingParty(stage().app);
    const [key, thief] = [await prover(), await prover()];
    const browser = userAgent(stage().app);
    const asked = () => answerOf(stage(), party, { dpop_jkt: key.thumbprint }, browser);
    expect(await party.exchange(await asked(), {}, await thief.proof('POST', tokenUrl()))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await party.exchange(await asked())).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await party.exchange(await asked(), {}, await key.proof('POST', tokenUrl()))).toMatchObject({
      status: 200,
      body: { token_type: 'DPoP' },
    });
  });

  it('RFC 9449 §10.1 binds a pushed request by its proof, and refuses one of another key than it names', async () => {
    const party = await relyingParty(stage().app);
    const [key, thief] = [await prover(), await prover()];
    const parUrl = `${stage().app.url}/openid/par`;
    const fields = Object.fromEntries(new URL(party.request(), 'http://localhost').searchParams);
    const wrong = await party.post(
      '/openid/par',
      { ...fields, dpop_jkt: thief.thumbprint },
      { ...(await key.proof('POST', parUrl)) },
    );
    expect({ status: wrong.status, body: await wrong.json() }).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    const pushed = await party.post('/openid/par', fields, { ...(await key.proof('POST', parUrl)) });
    const { request_uri } = (await pushed.json()) as { request_uri: string };
    const arrived = await signInBy(stage(), party, request_uri);
    expect(answered(arrived)).toHaveProperty('code');
    expect(await party.exchange(arrived, {}, await thief.proof('POST', tokenUrl()))).toMatchObject({ status: 400 });
  });

  it('RFC 9449 §5.1 tells its algorithms in discovery', async () => {
    const answer = await fetch(`${stage().app.url}/.well-known/openid-configuration`);
    expect(await answer.json()).toMatchObject({ dpop_signing_alg_values_supported: ['ES256'] });
  });
});

async function signInBy({ app, address }: Stage, party: RelyingParty, uri: string) {
  const browser = userAgent(app);
  const query = new URLSearchParams({ client_id: party.client.id, request_uri: uri });
  const at = await browser.open(`/openid/authorize?${query}`);
  return browser.signIn(at.url, { address });
}
