import { expect, it } from 'vitest';
import type { TestApp } from '../../../app.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { allow, allowedAnswerOf, answered, answerOf, hidden, onEachEngine } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

const ADDRESSES = [
  'http://127.0.0.1/callback',
  'http://[::1]/callback',
  'com.example.app:/callback',
  'https://app.example/native',
];

function native(app: TestApp): Promise<RelyingParty> {
  return relyingParty(app, { name: 'Clinic messenger', kind: 'native', auth: 'none', redirectUris: ADDRESSES });
}

onEachEngine('native applications', (stage) => {
  it.each([
    'http://127.0.0.1/callback',
    'http://127.0.0.1:1/callback',
    'http://127.0.0.1:8080/callback',
    'http://127.0.0.1:51234/callback',
    'http://127.0.0.1:65535/callback',
    'http://[::1]/callback',
    'http://[::1]:51234/callback',
    'com.example.app:/callback',
    'https://app.example/native',
  ])('RFC 8252 §7 answers at %s, and gives tokens for the code of that very address', async (redirect_uri) => {
    const party = await native(stage().app);
    const arrived = await allowedAnswerOf(stage(), party, { redirect_uri });
    expect(arrived.kind).toBe('away');
    expect(arrived.url.href.startsWith(`${new URL(redirect_uri).href}?`)).toBe(true);
    expect(await party.exchange(arrived, { redirect_uri: 'http://127.0.0.1:9/callback' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await party.exchange(arrived, { redirect_uri })).toMatchObject({ status: 200 });
  });

  it.each([
    'http://127.0.0.1:8080/',
    'http://127.0.0.1:8080/callback/',
    'http://127.0.0.1:8080/callback?a=1',
    'http://127.0.0.1:8080/callback#a',
    'http://127.0.0.1:8080/Callback',
    'http://127.0.0.1:8080/x/../callback',
    'http://127.0.0.1:65536/callback',
    'http://127.0.0.1:80@evil.example/callback',
    'http://127.0.0.1.evil.example:8080/callback',
    'http://evil.example:8080/callback',
    'http://user@127.0.0.1:8080/callback',
    'http://127.0.0.2:8080/callback',
    'http://127.1:8080/callback',
    'http://0x7f.0.0.1:8080/callback',
    'http://2130706433:8080/callback',
    'http://localhost:8080/callback',
    'http://[::ffff:127.0.0.1]:8080/callback',
    'http://[0:0:0:0:0:0:0:1]:8080/callback',
    'http://[::1%25lo]:8080/callback',
    'https://127.0.0.1:8080/callback',
    'https://app.example:8080/native',
    'https://app.example:443/native',
    'com.example.app:/other',
    'com.example.app:/callback?a=1',
    'com.example.app://callback',
    'com.example.app.evil:/callback',
    'COM.example.app:/callback',
    'javascript:alert(1)',
  ])('RFC 8252 §8.4 never leads to %s', async (redirect_uri) => {
    const party = await native(stage().app);
    const arrived = await userAgent(stage().app).open(party.request({ redirect_uri }));
    expect(arrived).toMatchObject({ kind: 'page', status: 400 });
    expect(arrived.url.pathname).toBe('/openid/authorize');
  });

  it('RFC 8252 §7.3 varies the port of native applications alone', async () => {
    for (const [kind, auth] of [
      ['public', 'none'],
      ['confidential', 'client_secret_post'],
    ] as const) {
      const party = await relyingParty(stage().app, { kind, auth, redirectUris: ['http://127.0.0.1:3000/callback'] });
      const arrived = await userAgent(stage().app).open(
        party.request({ redirect_uri: 'http://127.0.0.1:3001/callback' }),
      );
      expect(arrived, kind).toMatchObject({ kind: 'page', status: 400 });
    }
  });

  it('RFC 8252 §8.6 asks the person each time, also who is signed in, and takes a denial back', async () => {
    const party = await native(stage().app);
    const browser = userAgent(stage().app);
    // Who has just signed in for this very request was asked by that.
    expect((await answerOf(stage(), party, {}, browser)).kind).toBe('away');
    for (let n = 0; n < 2; n++) {
      const asked = await browser.open(party.request());
      expect(asked).toMatchObject({ kind: 'page', status: 200, html: expect.stringContaining('Clinic messenger') });
      expect(answered(await allow(browser, asked))).toHaveProperty('code');
    }
    const asked = await browser.open(party.request());
    const fields = { decision: 'deny', csrf: hidden(asked, 'csrf') };
    expect(answered(await browser.submit(`${asked.url.pathname}/consent`, fields))).toMatchObject({
      error: 'access_denied',
    });
  });

  it('RFC 8252 §8.6 gives nothing to a native application that asks for no page', async () => {
    const party = await native(stage().app);
    const browser = userAgent(stage().app);
    await answerOf(stage(), party, {}, browser);
    const silent = answered(await browser.open(party.request({ prompt: 'none' })));
    expect(silent).toMatchObject({ error: 'interaction_required' });
    expect(silent).not.toHaveProperty('code');
  });

  it('RFC 8252 §8.5 has no secret: none is made, and one that is sent proves nothing', async () => {
    const party = await native(stage().app);
    expect(party.secret).toBeNull();
    const arrived = await answerOf(stage(), party);
    const answer = await party.exchange(arrived, { client_secret: 'anything' });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toMatchObject({ error: 'invalid_client' });
    expect(await party.exchange(arrived)).toMatchObject({ status: 200 });
    for (const path of ['/openid/introspect']) {
      const told = await party.post(path, { token: 'x' });
      expect(await told.json()).not.toMatchObject({ active: true });
    }
  });
});
