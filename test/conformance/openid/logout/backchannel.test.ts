import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../../src/platform/kernel/time.ts';
import { systemRandom } from '../../../../src/platform/random.ts';
import { openInstance } from '../../../../src/wiring/instance.ts';
import { relyingParty } from '../relying-party.ts';
import { answerOf, hidden, onEachEngine } from '../stage.ts';
import { type UserAgent, userAgent } from '../user-agent.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

onEachEngine('telling applications that a session ended', (stage) => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver();
  });
  afterEach(() => receiver.stop());

  /** Somebody signed in to an application that wants to know. */
  async function signedIn(over: Parameters<typeof relyingParty>[1] = {}) {
    const party = await relyingParty(stage().app, { backchannelLogoutUri: receiver.url, ...over });
    const browser = userAgent(stage().app);
    const answer = await party.exchange(await answerOf(stage(), party, {}, browser));
    return { party, browser, claims: answer.claims, idToken: answer.body.id_token as string };
  }

  async function signOut(browser: UserAgent): Promise<void> {
    const csrf = hidden(await browser.open('/account'), 'csrf');
    await browser.submit('/account/sign-out', { csrf });
  }

  const run = () => stage().app.instance.logouts.run();

  describe('Back-Channel Logout 1.0 §2.4', () => {
    it.each(['ES256', 'RS256'] as const)(
      'the token says whose session at which client it was, signed by %s',
      async (alg) => {
        const { party, browser, claims } = await signedIn({ idTokenAlg: alg });
        await signOut(browser);
        expect(await run()).toBe(1);
        const [sent] = receiver.received;
        expect(sent).toMatchObject({ method: 'POST', path: '/logged-out' });
        expect(sent?.contentType).toMatch(/^application\/x-www-form-urlencoded/);
        const keys = createRemoteJWKSet(new URL(`${stage().app.url}/openid/jwks`));
        const { payload, protectedHeader } = await jwtVerify(sent?.token ?? '', keys, {
          issuer: stage().app.url,
          audience: party.client.id,
          typ: 'logout+jwt',
          algorithms: [alg],
        });
        expect(protectedHeader).toEqual({ alg, typ: 'logout+jwt', kid: expect.any(String) });
        expect(payload).toEqual({
          iss: stage().app.url,
          aud: party.client.id,
          sub: claims.sub,
          sid: claims['sid'],
          iat: expect.any(Number),
          exp: Number(payload.iat) + 120,
          jti: expect.stringMatching(/^[\w-]{43}$/),
          events: { [EVENT]: {} },
        });
      },
    );

    it('is no ID token: it names no nonce, and cannot be a hint', async () => {
      const { browser, party } = await signedIn();
      await signOut(browser);
      await run();
      const token = receiver.received[0]?.token ?? '';
      expect(decodeJwt(token)).not.toHaveProperty('nonce');
      const at = await browser.open(party.request({ id_token_hint: token }));
      expect(at.url.searchParams.get('code')).toBeNull();
    });
  });

  describe('Back-Channel Logout 1.0 §2.5', () => {
    it('goes once to each application of the session, with a sid of its own, and to no other', async () => {
      const { browser, party, claims } = await signedIn();
      const second = await relyingParty(stage().app, { backchannelLogoutUri: receiver.url });
      const other = await second.exchange(await browser.open(second.request()));
      const elsewhere = await signedIn();
      await relyingParty(stage().app, { backchannelLogoutUri: receiver.url });
      await signOut(browser);
      expect(await run()).toBe(2);
      const told = receiver.received.map(({ token }) => decodeJwt(token));
      expect(new Map(told.map(({ aud, sid }) => [aud, sid]))).toEqual(
        new Map([
          [party.client.id, claims['sid']],
          [second.client.id, other.claims['sid']],
        ]),
      );
      expect(new Set(told.map(({ jti }) => jti)).size).toBe(2);
      await signOut(elsewhere.browser);
      expect(await run()).toBe(1);
      expect(await run()).toBe(0);
    });

    it('names the same session to the application after a stronger or later sign-in took its place', async () => {
      const { browser, party, claims } = await signedIn();
      const at = await browser.open(party.request({ prompt: 'login' }));
      const again = await party.exchange(await browser.signIn(at.url, { address: stage().address }));
      expect(again.claims['sid']).toBe(claims['sid']);
      expect(await run()).toBe(0);
      await signOut(browser);
      await run();
      expect(receiver.received.map(({ token }) => decodeJwt(token)['sid'])).toEqual([claims['sid']]);
    });

    it('goes to nobody who was disabled meanwhile, and to no address that was not registered', async () => {
      const { browser, party } = await signedIn();
      await stage().app.instance.clients.disable(party.client.id);
      await signOut(browser);
      expect(await run()).toBe(0);
      expect(receiver.received).toEqual([]);
    });

    it.each([
      ['http://app.example/logged-out', 'insecure'],
      ['http://192.0.2.1/logged-out', 'insecure'],
      ['https://app.example/logged-out#x', 'fragment'],
      ['https://name:word@app.example/', 'userinfo'],
      ['ftp://app.example/', 'scheme'],
      ['file:///etc/hosts', 'scheme'],
    ])('has no address %s', async (backchannelLogoutUri, problem) => {
      const made = await stage().app.instance.clients.create({
        name: 'Portal',
        kind: 'confidential',
        redirectUris: ['https://app.example/callback'],
        backchannelLogoutUri,
      });
      expect(made).toMatchObject({ ok: false, error: { reason: 'address-refused', problem } });
    });
  });

  describe('Back-Channel Logout 1.0 §2.8', () => {
    it.each([
      ['answers 400', { status: 400 }],
      ['answers 500', { status: 500 }],
      ['redirects', { status: 302, location: '/elsewhere' }],
      ['redirects with the body', { status: 307, location: '/elsewhere' }],
      ['closes the connection', 'close'],
      ['does not answer', 'hang'],
    ] as const)(
      'is tried again later at an application that %s, with a token of that moment',
      async (_how, behavior) => {
        const { browser } = await signedIn();
        receiver.behave(behavior);
        await signOut(browser);
        expect(await run()).toBe(0);
        expect(receiver.received.map(({ path }) => path)).toEqual(['/logged-out']);
        receiver.behave({ status: 200 });
        expect(await run()).toBe(0);
        stage().app.clock.move(MINUTE_MS);
        expect(await run()).toBe(1);
        const [first, second] = receiver.received.map(({ token }) => decodeJwt(token));
        expect(second?.['sid']).toBe(first?.['sid']);
        expect(second?.jti).not.toBe(first?.jti);
        stage().app.clock.move(HOUR_MS);
        expect(await run()).toBe(0);
      },
    );

    it('is tried again after a restart of the server', async () => {
      const { browser } = await signedIn();
      receiver.behave({ status: 503 });
      await signOut(browser);
      await run();
      await stage().app.restart();
      receiver.behave({ status: 200 });
      stage().app.clock.move(MINUTE_MS);
      expect(await run()).toBe(1);
      expect(receiver.received).toHaveLength(2);
    });

    it('is given up after about two days, and the audit trail says so', async () => {
      const { browser, party } = await signedIn();
      receiver.behave({ status: 500 });
      await signOut(browser);
      for (let tried = 0; tried < 20; tried++) {
        await run();
        stage().app.clock.move(17 * HOUR_MS);
      }
      expect(receiver.received).toHaveLength(13);
      const failed = await stage().app.instance.storage.auditReads.newest({ name: 'logout.failed' }, 5);
      expect(JSON.stringify(failed)).toContain(party.client.id);
    });
  });

  it('happens once when two nodes look at the same time', async () => {
    const { app } = stage();
    const outside = { clock: app.clock, random: systemRandom, log: app.instance.log, transport: null };
    const other = await openInstance(app.instance.config, outside);
    try {
      // One after another: passwords of one account wait for each other.
      const people: Awaited<ReturnType<typeof signedIn>>[] = [];
      for (let made = 0; made < 6; made++) people.push(await signedIn());
      for (const { browser } of people) await signOut(browser);
      const counts = await Promise.all([run(), other.logouts.run(), run(), other.logouts.run()]);
      expect(counts.reduce((sum, count) => sum + count)).toBe(6);
      const sids = receiver.received.map(({ token }) => decodeJwt(token)['sid']);
      expect(sids.sort()).toEqual(people.map(({ claims }) => claims['sid']).sort());
    } finally {
      await other.close();
    }
  });
});
