import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { answered, answerOf, onEachEngine } from '../stage.ts';
import { userAgent } from '../user-agent.ts';

const KINDS = [
  ['a confidential client', { kind: 'confidential', auth: 'client_secret_post' }],
  ['a public client', { kind: 'public', auth: 'none' }],
  ['a native client', { kind: 'native', auth: 'none', redirectUris: ['com.example.app:/callback'] }],
] as const;

onEachEngine('proof key for code exchange', (stage) => {
  it.each(KINDS)('RFC 7636 §4.4.1 refuses %s without a challenge', async (_title, kind) => {
    const party = await relyingParty(stage().app, kind);
    const arrived = await userAgent(stage().app).open(
      party.request({ code_challenge: null, code_challenge_method: null }),
    );
    expect(answered(arrived)).toMatchObject({ error: 'invalid_request', state: 'state-1' });
    expect(answered(arrived)['error_description']).toContain('PKCE');
    expect(answered(arrived)).not.toHaveProperty('code');
  });

  it.each(KINDS)(
    'RFC 7636 §4.3 refuses the method plain of %s, and the default that is plain',
    async (_title, kind) => {
      const party = await relyingParty(stage().app, kind);
      const browser = userAgent(stage().app);
      for (const method of ['plain', 's256', 'none', null]) {
        const arrived = await browser.open(party.request({ code_challenge_method: method }));
        expect(answered(arrived), String(method)).toMatchObject({ error: 'invalid_request' });
      }
    },
  );

  it('RFC 7636 §4.2 refuses a challenge that is too short, too long or of other characters', async () => {
    const party = await relyingParty(stage().app);
    for (const challenge of ['a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(42)}!`, `${'a'.repeat(42)}%`]) {
      const arrived = await userAgent(stage().app).open(party.request({ code_challenge: challenge }));
      expect(answered(arrived), challenge).toMatchObject({ error: 'invalid_request' });
    }
  });

  it.each(KINDS)('RFC 7636 §4.6 gives %s tokens for the right verifier, once', async (_title, kind) => {
    const party = await relyingParty(stage().app, kind);
    const arrived = await answerOf(stage(), party);
    expect(await party.exchange(arrived)).toMatchObject({ status: 200, body: { token_type: 'Bearer' } });
    expect(await party.exchange(arrived)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it.each(KINDS)('RFC 7636 §4.6 refuses a wrong or missing verifier of %s', async (_title, kind) => {
    const party = await relyingParty(stage().app, kind);
    const arrived = await answerOf(stage(), party);
    for (const code_verifier of [null, '', 'x'.repeat(43), await challengeOf(party)]) {
      const { status, body } = await party.exchange(arrived, { code_verifier });
      expect({ status, error: body.error, verifier: code_verifier }).toEqual({
        status: 400,
        error: 'invalid_grant',
        verifier: code_verifier,
      });
    }
  });

  it('RFC 7636 §4.1 refuses a verifier that is too short, too long or of other characters', async () => {
    const party = await relyingParty(stage().app);
    for (const code_verifier of ['x'.repeat(42), 'x'.repeat(129), `${'x'.repeat(42)}+`]) {
      // Its challenge is made as the application would: only the form of the verifier is wrong.
      const code_challenge = createHash('sha256').update(code_verifier).digest('base64url');
      const arrived = await answerOf(stage(), party, { code_challenge });
      const { status, body } = await party.exchange(arrived, { code_verifier });
      expect({ status, known: ['invalid_request', 'invalid_grant'].includes(body.error) }).toEqual({
        status: 400,
        known: true,
      });
    }
  });

  it('RFC 7636 §4.6 binds each code to the challenge of its own request, although another is used twice', async () => {
    const party = await relyingParty(stage().app);
    const other = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    const twice = [await answerOf(stage(), party, {}, browser), await answerOf(stage(), party, {}, browser)];
    const mixed = await answerOf(stage(), party, { code_challenge: await challengeOf(other) }, browser);
    // The same challenge in two requests is no reason to refuse either; the codes are two and single.
    expect(new Set(twice.map((arrived) => answered(arrived)['code'])).size).toBe(2);
    for (const arrived of twice) expect(await party.exchange(arrived)).toMatchObject({ status: 200 });
    expect(await party.exchange(mixed)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('RFC 9700 §4.8.2 gives a code no way back to a request without a challenge', async () => {
    const party = await relyingParty(stage().app);
    const browser = userAgent(stage().app);
    await answerOf(stage(), party, {}, browser);
    const downgraded = await browser.open(party.request({ code_challenge: '', code_challenge_method: '' }));
    expect(answered(downgraded)).toMatchObject({ error: 'invalid_request' });
    const doubled = await browser.open(`${party.request()}&code_challenge=${'a'.repeat(43)}`);
    expect(doubled.kind === 'away' ? answered(doubled) : {}).not.toHaveProperty('code');
  });
});

async function challengeOf(party: RelyingParty): Promise<string> {
  return new URL(party.request(), 'http://localhost').searchParams.get('code_challenge') ?? '';
}
