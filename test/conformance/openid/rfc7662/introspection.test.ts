import { expect, it } from 'vitest';
import { MINUTE_MS } from '../../../../src/platform/kernel/time.ts';
import { makeAccount, makeOrganization, must } from '../../../app.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { allowedAnswerOf, answerOf, OFFLINE, onEachEngine, type Stage } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

async function asks(party: RelyingParty, token: string): Promise<Readonly<Record<string, unknown>>> {
  const answer = await party.post('/openid/introspect', { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

async function offline(stage: Stage, party: RelyingParty, browser = userAgent(stage.app)) {
  return party.exchange(await allowedAnswerOf(stage, party, OFFLINE, browser));
}

const INACTIVE = { active: false };

onEachEngine('introspection', (stage) => {
  it('RFC 7662 §2.2 says of a client’s own tokens who they are about, for whom and until when', async () => {
    const party = await relyingParty(stage().app);
    const { body, claims } = await offline(stage(), party);
    const access = await asks(party, body.access_token);
    expect(access).toMatchObject({
      active: true,
      client_id: party.client.id,
      sub: claims.sub,
      iss: stage().app.url,
      scope: 'openid email offline_access',
      token_type: 'Bearer',
      acr: 'aal1',
      auth_time: expect.any(Number),
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
    expect((access['exp'] as number) - (access['iat'] as number)).toBeLessThanOrEqual(601);
    // Nothing but an id says who it is.
    expect(JSON.stringify(access)).not.toContain('amara');
    expect(await asks(party, body.refresh_token)).toMatchObject({ active: true, client_id: party.client.id });
  });

  it('RFC 7662 §2.2 says nothing but that it is inactive of a token that is unknown, over, revoked or used', async () => {
    const party = await relyingParty(stage().app);
    const { body } = await offline(stage(), party);
    const next = await party.token({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
    expect(await asks(party, 'unknown')).toEqual(INACTIVE);
    expect(await asks(party, body.refresh_token)).toEqual(INACTIVE);
    expect(await asks(party, next.body.access_token)).toMatchObject({ active: true });
    stage().app.clock.move(10 * MINUTE_MS);
    expect(await asks(party, next.body.access_token)).toEqual(INACTIVE);
    expect(await asks(party, next.body.refresh_token)).toMatchObject({ active: true });
    await party.post('/openid/revoke', { token: next.body.refresh_token });
    expect(await asks(party, next.body.refresh_token)).toEqual(INACTIVE);
  });

  it('RFC 7662 §4 says so as well of tokens of other clients, and to public clients', async () => {
    const party = await relyingParty(stage().app);
    const spa = await relyingParty(stage().app, { kind: 'public', auth: 'none' });
    const [tokens, own] = [await offline(stage(), party), await offline(stage(), spa)];
    const other = await relyingParty(stage().app);
    for (const by of [other, spa]) {
      for (const token of [tokens.body.access_token, tokens.body.refresh_token]) {
        expect(await asks(by, token)).toEqual(INACTIVE);
      }
    }
    // Who has no secret could be anybody that found the token.
    expect(await asks(spa, own.body.access_token)).toEqual(INACTIVE);
  });

  it('RFC 7662 §2.1 refuses who does not prove itself', async () => {
    const party = await relyingParty(stage().app);
    const { body } = await offline(stage(), party);
    expect((await party.post('/openid/introspect', { token: body.access_token, client_secret: 'x' })).status).toBe(401);
    const url = `${stage().app.url}/openid/introspect`;
    const bare = await fetch(url, { method: 'POST', body: new URLSearchParams({ token: body.access_token }) });
    expect([400, 401]).toContain(bare.status);
    const bearer = { authorization: `Bearer ${body.access_token}` };
    const borne = await fetch(url, { method: 'POST', headers: bearer, body: new URLSearchParams({ token: 'x' }) });
    expect([400, 401]).toContain(borne.status);
    expect([404, 405]).toContain((await fetch(`${url}?token=${body.access_token}`)).status);
  });

  it('RFC 7662 §2.1 takes opaque tokens alone: no JWT, no ID token, no code', async () => {
    const resource = { uri: 'https://records.example/api', scopes: ['read'], format: 'jwt' } as const;
    const party = await relyingParty(stage().app, { resources: [resource] });
    const browser = userAgent(stage().app);
    const arrived = await answerOf(stage(), party, { resource: resource.uri, scope: 'openid read' }, browser);
    const { body } = await party.exchange(arrived);
    for (const token of [body.access_token, body.id_token]) {
      const answer = await party.post('/openid/introspect', { token });
      expect(await answer.json()).not.toMatchObject({ active: true });
    }
    const code = (await answerOf(stage(), party, {}, browser)).url.searchParams.get('code') ?? '';
    expect(await asks(party, code)).toEqual(INACTIVE);
    expect((await party.post('/openid/introspect', {})).status).toBe(400);
  });

  it('RFC 7662 §4 keeps its answers from caches', async () => {
    const party = await relyingParty(stage().app);
    const answer = await party.post('/openid/introspect', { token: 'x' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['sign-out', 'disabling', 'mandate', 'deletion'] as const)(
    'RFC 7662 §2.2 says inactive at once when the session is over by %s',
    async (how) => {
      const { app } = stage();
      const { instance } = app;
      const organization = await makeOrganization(app, `Clinic of ${how}`);
      const address = `${how}@riverside.example`;
      const accountId = await makeAccount(app, address, organization);
      const party = await relyingParty(app);
      const browser = userAgent(app);
      const { body } = await offline({ ...stage(), address }, party, browser);
      expect(await asks(party, body.access_token)).toMatchObject({ active: true });
      const cookie = [...browser.cookies('/account')].find(([name]) => name.includes('session'))?.[1] ?? null;
      if (how === 'sign-out') await instance.sessions.signOut(cookie);
      if (how === 'disabling') must(await instance.accounts.disable(accountId));
      if (how === 'deletion') must(await instance.accounts.delete(accountId));
      if (how === 'mandate') must(await instance.organizations.mandates.grant(organization, {}));
      for (const token of [body.access_token, body.refresh_token]) expect(await asks(party, token)).toEqual(INACTIVE);
      const headers = { authorization: `Bearer ${body.access_token}` };
      expect((await fetch(`${app.url}/openid/userinfo`, { headers })).status).toBe(401);
      const refreshed = await party.token({ grant_type: 'refresh_token', refresh_token: body.refresh_token });
      expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    },
  );

  it('RFC 7662 §2.2 says inactive of the tokens of a client that was disabled', async () => {
    const resource = { uri: 'https://orders.example/', scopes: ['order'], format: 'opaque' } as const;
    const party = await relyingParty(stage().app, { resources: [resource] });
    const api = await relyingParty(stage().app, { resources: [resource] });
    const { body } = await party.exchange(
      await answerOf(stage(), party, { resource: resource.uri, scope: 'openid order' }),
    );
    expect(await asks(api, body.access_token)).toMatchObject({ active: true });
    must(await stage().app.instance.clients.disable(party.client.id));
    expect(await asks(api, body.access_token)).toEqual(INACTIVE);
    expect((await party.token({ grant_type: 'refresh_token', refresh_token: 'x' })).status).toBe(401);
  });
});
