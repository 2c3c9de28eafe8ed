import { calculateJwkThumbprint, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { relyingParty } from '../relying-party.ts';
import { answered, answerOf, onEachEngine } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

onEachEngine('an ID token', (stage) => {
  async function signIn(
    over: Parameters<typeof relyingParty>[1] = {},
    request: Readonly<Record<string, string | null>> = {},
  ) {
    const party = await relyingParty(stage().app, over);
    const browser = userAgent(stage().app);
    const arrived = await answerOf(stage(), party, request, browser);
    return { party, browser, answer: await party.exchange(arrived) };
  }

  const keys = () => createRemoteJWKSet(new URL(`${stage().app.url}/openid/jwks`));

  it.each(['ES256', 'RS256'] as const)('OpenID Connect Core §2 is signed by %s, by a published key', async (alg) => {
    const { party, answer } = await signIn({ idTokenAlg: alg });
    const checked = await jwtVerify(answer.body.id_token, keys(), {
      issuer: stage().app.url,
      audience: party.client.id,
      algorithms: [alg],
    });
    const { kid, typ } = checked.protectedHeader;
    const published = await (await fetch(`${stage().app.url}/openid/jwks`)).json();
    const own = published.keys.find((one: { kid: string }) => one.kid === kid);
    expect(own).toMatchObject({ alg, use: 'sig', kid: await calculateJwkThumbprint(own) });
    expect(typ ?? 'JWT').toBe('JWT');
  });

  it('OpenID Connect Core §3.1.3.7 is never unsigned, whatever was registered', async () => {
    const { answer } = await signIn();
    expect(decodeProtectedHeader(answer.body.id_token).alg).toBe('ES256');
    const unsigned = await relyingParty(stage().app, { idTokenAlg: 'none' as 'ES256' });
    expect(await answerOf(stage(), unsigned)).toMatchObject({ kind: 'page', status: 400 });
  });

  it('OpenID Connect Core §2 says who, when, how and for whom, and nothing else', async () => {
    const { party, answer } = await signIn();
    const account = await stage().app.instance.accounts.find(stage().address);
    expect(answer.claims).toEqual({
      iss: stage().app.url,
      sub: account?.account.id,
      aud: party.client.id,
      exp: expect.any(Number),
      iat: expect.any(Number),
      auth_time: Math.floor(stage().app.clock.now() / 1_000),
      nonce: 'nonce-1',
      acr: 'aal1',
      amr: ['pwd'],
      sid: expect.stringMatching(/^[\w-]{43}$/),
      name: 'Amara Nwosu',
      locale: 'en',
      email: stage().address,
      email_verified: true,
      organizations: [{ id: stage().organization, name: 'Riverside Clinic', kind: 'provider' }],
    });
    expect(Number(answer.claims.exp) - Number(answer.claims.iat)).toBeLessThanOrEqual(600);
  });

  it('OpenID Connect Core §5.4 holds only what the scopes stand for', async () => {
    const { answer } = await signIn({}, { scope: 'openid' });
    for (const claim of ['name', 'locale', 'email', 'email_verified', 'organizations'])
      expect(answer.claims).not.toHaveProperty(claim);
    const email = await signIn({}, { scope: 'openid email' });
    expect(email.answer.claims).toMatchObject({ email: stage().address, email_verified: true });
    expect(email.answer.claims).not.toHaveProperty('name');
    const profile = await signIn({}, { scope: 'openid profile' });
    expect(profile.answer.claims).toMatchObject({ name: 'Amara Nwosu', locale: 'en' });
    expect(profile.answer.claims).not.toHaveProperty('email');
  });

  it('OpenID Connect Core §3.1.2.1 is not there without the scope openid', async () => {
    const { answer } = await signIn({}, { scope: 'profile', nonce: null });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('id_token');
  });

  it('of a client of one organization names it and the kind of member, and no other', async () => {
    const { app, organization } = stage();
    const { answer } = await signIn({ organizationId: organization }, { scope: 'openid' });
    expect(answer.claims).toMatchObject({
      organization: { id: organization, name: 'Riverside Clinic' },
      member_kind: 'provider',
    });
    const elsewhere = await app.instance.organizations.create({ name: 'Elsewhere', kind: 'clinic', support: 'x' });
    if (!elsewhere.ok) throw new Error('not made');
    const party = await relyingParty(app, { organizationId: elsewhere.value.id });
    expect(answered(await answerOf(stage(), party))).toMatchObject({ error: 'access_denied' });
  });

  it('has one sub for every client, and a sid for each of them that lasts as long as the session', async () => {
    const { party, browser, answer } = await signIn();
    const again = await party.exchange(await browser.open(party.request()));
    const other = await relyingParty(stage().app);
    const elsewhere = await other.exchange(await browser.open(other.request()));
    expect(again.claims['sid']).toBe(answer.claims['sid']);
    expect(elsewhere.claims['sid']).not.toBe(answer.claims['sid']);
    expect(elsewhere.claims.sub).toBe(answer.claims.sub);
    const anew = await party.exchange(await answerOf(stage(), party));
    expect(anew.claims['sid']).not.toBe(answer.claims['sid']);
  });

  describe('OpenID Connect Core §5.5', () => {
    const claims = (id_token: object, userinfo: object = {}) => JSON.stringify({ id_token, userinfo });

    it('holds a claim that is asked for as essential, without its scope', async () => {
      const asked = { scope: 'openid', claims: claims({ name: { essential: true } }, { email: { essential: true } }) };
      const { answer } = await signIn({}, asked);
      expect(answer.claims).toMatchObject({ name: 'Amara Nwosu' });
      expect(answer.claims).not.toHaveProperty('email');
      const info = await fetch(`${stage().app.url}/openid/userinfo`, {
        headers: { authorization: `Bearer ${answer.body.access_token}` },
      });
      expect(await info.json()).toEqual({ sub: answer.claims.sub, email: stage().address });
    });

    it('is given without a claim that nobody knows', async () => {
      const { answer } = await signIn({}, { scope: 'openid', claims: claims({ shoe_size: { essential: true } }) });
      expect(answer.status).toBe(200);
      expect(answer.claims).not.toHaveProperty('shoe_size');
    });

    it('§5.5.1 is not given to a person other than the asked sub', async () => {
      const party = await relyingParty(stage().app);
      const wrong = await answerOf(stage(), party, { claims: claims({ sub: { value: 'somebody-else' } }) });
      expect(answered(wrong)).toMatchObject({ error: 'login_required' });
      const account = await stage().app.instance.accounts.find(stage().address);
      const right = await answerOf(stage(), party, { claims: claims({ sub: { value: account?.account.id } }) });
      expect((await party.exchange(right)).claims.sub).toBe(account?.account.id);
    });

    it('§5.5.1.1 asked for an essential acr that nobody knows is an error', async () => {
      const party = await relyingParty(stage().app);
      const asked = { claims: claims({ acr: { essential: true, values: ['urn:gold'] } }) };
      expect(answered(await answerOf(stage(), party, asked))).toMatchObject({
        error: 'unmet_authentication_requirements',
      });
    });
  });
});
