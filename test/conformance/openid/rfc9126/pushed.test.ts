import { expect, it } from 'vitest';
import { CALLBACK, type RelyingParty, relyingParty } from '../relying-party.ts';
import { answered, answerOf, onEachEngine, type Stage, signInAt } from '../stage.ts';
import { type Arrived, userAgent } from '../user-agent.ts';

onEachEngine('pushed authorization requests', (stage) => {
  it.each([
    ['a confidential client', { kind: 'confidential', auth: 'client_secret_post' }],
    ['a public client', { kind: 'public', auth: 'none' }],
    ['a native client', { kind: 'native', auth: 'none', redirectUris: ['com.example.app:/callback'] }],
  ] as const)(
    'RFC 9126 §2.2 gives %s an address that lives a minute at most, and signs in by it',
    async (_title, kind) => {
      const party = await relyingParty(stage().app, kind);
      const answer = await push(party);
      expect(answer.status).toBe(201);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('content-type')).toContain('application/json');
      const body = (await answer.json()) as { request_uri: string; expires_in: number };
      expect(body.request_uri).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{40,}$/);
      expect(body.expires_in).toBeGreaterThan(0);
      expect(body.expires_in).toBeLessThanOrEqual(60);
      const arrived = await signInAt(
        userAgent(stage().app),
        await byUri(stage(), party, body.request_uri),
        stage().address,
      );
      // Another browser than the one that opened it has no cookie of the request: nothing comes of it.
      expect(arrived.kind).toBe('page');
      const own = await signedInBy(stage(), party, body.request_uri);
      expect(answered(own)).toMatchObject({ state: 'state-1', iss: stage().app.url });
      expect(await party.exchange(own)).toMatchObject({ status: 200, claims: { nonce: 'nonce-1' } });
    },
  );

  it('RFC 9126 §2.1 refuses a request that would be refused at the authorization endpoint', async () => {
    const party = await relyingParty(stage().app);
    const refused = [
      [{ redirect_uri: 'https://app.example/other' }, 'invalid_request'],
      [{ redirect_uri: 'https://evil.example/callback' }, 'invalid_request'],
      [{ code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ response_type: 'code id_token' }, 'unsupported_response_type'],
      [{ scope: 'profile', prompt: 'none login' }, 'invalid_request'],
      [{ max_age: '-1' }, 'invalid_request'],
      [{ resource: 'https://api.example' }, 'invalid_target'],
      [{ claims: '{' }, 'invalid_request'],
    ] as const;
    for (const [over, error] of refused) {
      const answer = await push(party, over);
      expect({ over, status: answer.status, body: await answer.json() }).toMatchObject({
        over,
        status: 400,
        body: { error },
      });
    }
  });

  it('RFC 9126 §2.1 refuses an address of a request within the request that is pushed', async () => {
    const party = await relyingParty(stage().app);
    const first = await pushed(party);
    const answer = await push(party, { request_uri: first });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: 'request_uri_not_supported' });
    const object = await push(party, { request: 'a.b.c' });
    expect(object.status).toBe(400);
  });

  it('RFC 9126 §2 refuses a client that does not prove itself', async () => {
    const party = await relyingParty(stage().app);
    for (const over of [{ client_secret: 'wrong' }, { client_secret: party.client.secretHash ?? '' }]) {
      const answer = await push(party, over);
      expect({ status: answer.status, body: await answer.json() }).toMatchObject({
        status: 401,
        body: { error: 'invalid_client' },
      });
    }
    const unnamed = await push(party, { client_secret: '' });
    expect([400, 401]).toContain(unnamed.status);
    expect(await unnamed.json()).not.toHaveProperty('request_uri');
    const other = await relyingParty(stage().app);
    const mixed = await push(party, { client_id: other.client.id });
    expect(mixed.status).toBe(401);
  });

  it('RFC 9126 §2.3 takes POST alone', async () => {
    const answer = await fetch(`${stage().app.url}/openid/par`, { headers: { accept: 'application/json' } });
    expect([404, 405]).toContain(answer.status);
  });

  it('RFC 9126 §4 refuses an address that is a minute old, and takes it until then', async () => {
    const party = await relyingParty(stage().app);
    const [young, old] = [await pushed(party), await pushed(party)];
    stage().app.clock.move(59_000);
    expect(answered(await signedInBy(stage(), party, young))).toHaveProperty('code');
    stage().app.clock.move(1_000);
    refusedBy(await byUri(stage(), party, old));
  });

  it('RFC 9126 §4 goes by what was pushed once its person has begun to sign in, however long that takes', async () => {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const at = await browser.open(pathOf(party, await pushed(party)));
    stage().app.clock.move(10 * 60_000);
    expect(answered(await signInAt(browser, at, stage().address))).toHaveProperty('code');
  });

  it('RFC 9126 §7.3 takes an address once', async () => {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    await answerOf(stage(), party, {}, browser);
    const uri = await pushed(party);
    expect(answered(await browser.open(pathOf(party, uri)))).toHaveProperty('code');
    refusedBy(await browser.open(pathOf(party, uri)));
    refusedBy(await signedInBy(stage(), party, uri));
  });

  it('RFC 9126 §7.3 answers one of two browsers that go by the same address at once', async () => {
    const party = await relyingParty(stage().app);
    const browsers = [userAgent(stage().app), userAgent(stage().app)];
    for (const browser of browsers) await answerOf(stage(), party, {}, browser);
    const uri = await pushed(party);
    const arrived = await Promise.all(browsers.map((browser) => browser.open(pathOf(party, uri))));
    expect(arrived.filter((one) => one.url.searchParams.has('code'))).toHaveLength(1);
    refusedBy(arrived.find((one) => !one.url.searchParams.has('code')));
  });

  it('RFC 9126 §7.3 answers one of two browsers that both stood at the sign-in with the same address', async () => {
    const party = await relyingParty(stage().app);
    const browsers = [userAgent(stage().app), userAgent(stage().app)];
    const uri = await pushed(party);
    const standing = await Promise.all(browsers.map((browser) => browser.open(pathOf(party, uri))));
    const arrived: Arrived[] = [];
    for (const [at, browser] of browsers.entries()) {
      arrived.push(await signInAt(browser, standing[at] as Arrived, stage().address));
    }
    expect(arrived.filter((one) => one.url.searchParams.has('code'))).toHaveLength(1);
    refusedBy(arrived.find((one) => !one.url.searchParams.has('code')));
  });

  it('RFC 9126 §2.2 binds an address to the client that pushed it', async () => {
    const [party, other] = [await relyingParty(stage().app), await relyingParty(stage().app)];
    const browser = userAgent(stage().app);
    await answerOf(stage(), other, {}, browser);
    const uri = await pushed(party);
    const arrived = await browser.open(pathOf(other, uri));
    expect(arrived.url.searchParams.has('code')).toBe(false);
    const unnamed = await browser.open(`/openid/authorize?${new URLSearchParams({ request_uri: uri })}`);
    expect(unnamed).toMatchObject({ kind: 'page', status: 400 });
    // Nothing of that used it up.
    expect(answered(await signedInBy(stage(), party, uri))).toHaveProperty('code');
  });

  it('RFC 9126 §4 and RFC 9101 §6.3 ignore what stands beside the address', async () => {
    const party = await relyingParty(stage().app, { redirectUris: [CALLBACK, 'https://app.example/other'] });
    const browser = userAgent(stage().app);
    await answerOf(stage(), party, {}, browser);
    const beside = new URLSearchParams({
      redirect_uri: 'https://app.example/other',
      scope: 'openid email offline_access',
      state: 'state-2',
      nonce: 'nonce-2',
      code_challenge: 'a'.repeat(43),
      prompt: 'login',
      response_mode: 'fragment',
    });
    const arrived = await browser.open(`${pathOf(party, await pushed(party, { scope: 'openid' }))}&${beside}`);
    expect(arrived.url.href.startsWith(`${CALLBACK}?`)).toBe(true);
    expect(answered(arrived)).toMatchObject({ state: 'state-1' });
    const { body, claims } = await party.exchange(arrived);
    expect(body.scope).toBe('openid');
    expect(body).not.toHaveProperty('refresh_token');
    expect(claims).toMatchObject({ nonce: 'nonce-1' });
    expect(claims).not.toHaveProperty('email');
    const evil = new URLSearchParams({ redirect_uri: 'https://evil.example/' });
    const sent = await browser.open(`${pathOf(party, await pushed(party))}&${evil}`);
    expect(sent.url.host).not.toBe('evil.example');
  });

  it('RFC 9126 §4 refuses an address that nobody pushed, and never fetches one', async () => {
    const party = await relyingParty(stage().app);
    for (const uri of ['urn:ietf:params:oauth:request_uri:unknown', `${stage().app.url}/request.jwt`, 'x']) {
      refusedBy(await byUri(stage(), party, uri));
    }
  });

  it('RFC 9126 §5 is told by discovery', async () => {
    const answer = await fetch(`${stage().app.url}/.well-known/openid-configuration`);
    expect(await answer.json()).toMatchObject({
      pushed_authorization_request_endpoint: `${stage().app.url}/openid/par`,
    });
  });
});

/** Pushes the request that would otherwise be a redirect. */
function push(party: RelyingParty, over: Readonly<Record<string, string>> = {}): Promise<Response> {
  const fields = Object.fromEntries(new URL(party.request(), 'http://localhost').searchParams);
  return party.post('/openid/par', { ...fields, ...over });
}

async function pushed(party: RelyingParty, over: Readonly<Record<string, string>> = {}): Promise<string> {
  return ((await (await push(party, over)).json()) as { request_uri: string }).request_uri;
}

function pathOf(party: RelyingParty, uri: string): string {
  return `/openid/authorize?${new URLSearchParams({ client_id: party.client.id, request_uri: uri })}`;
}

function byUri({ app }: Stage, party: RelyingParty, uri: string): Promise<Arrived> {
  return userAgent(app).open(pathOf(party, uri));
}

async function signedInBy({ app, address }: Stage, party: RelyingParty, uri: string): Promise<Arrived> {
  const browser = userAgent(app);
  return signInAt(browser, await browser.open(pathOf(party, uri)), address);
}

/** An error, told on a page or to the client that is registered; never a code. */
function refusedBy(arrived: Arrived | undefined): void {
  if (arrived === undefined) throw new Error('nobody was refused');
  expect(arrived.url.searchParams.has('code')).toBe(false);
  if (arrived.kind === 'page') expect(arrived).toMatchObject({ status: 400 });
  else expect(['invalid_request_uri', 'request_uri_not_supported']).toContain(answered(arrived)['error']);
}
