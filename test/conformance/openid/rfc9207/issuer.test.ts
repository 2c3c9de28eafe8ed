import { expect, it } from 'vitest';
import { relyingParty } from '../relying-party.ts';
import { allow, answered, answerOf, hidden, onEachEngine } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

onEachEngine('the issuer in answers', (stage) => {
  it('RFC 9207 §2 stands in a success, in query, fragment and form', async () => {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const first = await answerOf(stage(), party, {}, browser);
    expect(answered(first)).toMatchObject({ iss: stage().app.url, state: 'state-1' });
    expect(answered(first)).toHaveProperty('code');
    const fragment = await browser.open(party.request({ response_mode: 'fragment' }));
    expect(new URLSearchParams(fragment.url.hash.slice(1)).get('iss')).toBe(stage().app.url);
    const form = await browser.open(party.request({ response_mode: 'form_post' }));
    expect(hidden(form, 'iss')).toBe(stage().app.url);
    expect(hidden(form, 'code')).not.toBe('');
  });

  it.each([
    [{ prompt: 'none' }, 'login_required'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ prompt: 'sing' }, 'invalid_request'],
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ response_type: 'id_token' }, 'unsupported_response_type'],
    [{ response_type: 'code token' }, 'unsupported_response_type'],
    [{ response_type: null }, 'invalid_request'],
    [{ response_mode: 'shout' }, 'unsupported_response_mode'],
    [{ code_challenge: null }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ max_age: 'soon' }, 'invalid_request'],
    [{ claims: '{' }, 'invalid_request'],
    [{ request: 'a.b.c' }, 'request_not_supported'],
    [{ request_uri: 'https://app.example/request' }, 'request_uri_not_supported'],
    [{ registration: '{}' }, 'registration_not_supported'],
    [{ resource: 'https://api.example' }, 'invalid_target'],
    [{ id_token_hint: 'x' }, 'invalid_request'],
  ] as const)('RFC 9207 §2 stands in the error that %j gets', async (over, error) => {
    const party = await relyingParty(stage().app);
    const arrived = await userAgent(stage().app).open(party.request(over));
    // Some answers come in the fragment, where what was asked for belongs there.
    const said = { ...answered(arrived), ...Object.fromEntries(new URLSearchParams(arrived.url.hash.slice(1))) };
    expect(said).toMatchObject({ error, iss: stage().app.url, state: 'state-1' });
  });

  it('RFC 9207 §2 stands in the answer of somebody who went back, and of somebody who denied', async () => {
    const party = await relyingParty(stage().app, { firstParty: false });
    const browser = userAgent(stage().app);
    const at = await browser.open(party.request());
    const back = await browser.open(`/openid/interaction/${at.url.searchParams.get('application')}/cancel`);
    expect(answered(back)).toMatchObject({ error: 'access_denied', iss: stage().app.url, state: 'state-1' });
    const consent = await answerOf(stage(), party, {}, browser);
    const denied = await browser.submit(`${consent.url.pathname}/consent`, {
      decision: 'deny',
      csrf: hidden(consent, 'csrf'),
    });
    expect(answered(denied)).toMatchObject({ error: 'access_denied', iss: stage().app.url, state: 'state-1' });
    const again = await answerOf(stage(), party, {}, browser);
    expect(answered(await allow(browser, again))).toMatchObject({ iss: stage().app.url });
  });

  it('RFC 9207 §2 stands in the refusal of an essential acr', async () => {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    await answerOf(stage(), party, {}, browser);
    const claims = JSON.stringify({ id_token: { acr: { essential: true, value: 'phr' } } });
    const arrived = await browser.open(party.request({ claims, prompt: 'none' }));
    expect(answered(arrived)).toMatchObject({ iss: stage().app.url, state: 'state-1' });
    expect(answered(arrived)).not.toHaveProperty('code');
  });

  it('RFC 9207 §2.4 is the issuer of discovery, and §3 is told there', async () => {
    for (const path of ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server']) {
      const answer = await fetch(`${stage().app.url}${path}`);
      expect(await answer.json()).toMatchObject({
        issuer: stage().app.url,
        authorization_response_iss_parameter_supported: true,
      });
    }
  });
});
