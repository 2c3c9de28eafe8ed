import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../../../src/domain/accounts/decide/account.ts';
import { makeAccount, makeOrganization, must, startApp, type TestApp } from '../../../app.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { allow, answered, OFFLINE } from '../stage.ts';
import { type Arrived, type Script, type UserAgent, userAgent } from '../user-agent.ts';
import { bareProver, fullProver } from './proofs.ts';

const ESSENTIAL_AAL2 = { claims: JSON.stringify({ id_token: { acr: { essential: true, values: ['aal2'] } } }) };

describe.each(['sqlite', 'postgres'] as const)('a session used again on %s', (engine) => {
  let app: TestApp;
  let party: RelyingParty;
  beforeAll(async () => {
    app = await startApp({ engine });
    party = await relyingParty(app);
  });
  afterAll(() => app?.stop());

  const clinic = (): Promise<OrganizationId> => makeOrganization(app, `Clinic ${randomUUID()}`);

  async function goOn(browser: UserAgent, at: Arrived, script: Script): Promise<Arrived> {
    const end = await browser.drive(at.url, script);
    if (end.kind === 'stopped') throw new Error(`stopped at ${JSON.stringify(end.step)}`);
    return end;
  }

  const silently = async (browser: UserAgent, of: RelyingParty = party) =>
    answered(await browser.open(of.request({ prompt: 'none' })));

  it('S1 falls short of a mandate that was switched on meanwhile: set-up first, and no code before it ends', async () => {
    const organization = await clinic();
    const { address, by } = await bareProver(app, organization);
    const browser = userAgent(app);
    const first = await goOn(browser, await browser.open(party.request()), by('password'));
    expect((await party.exchange(first)).claims).toMatchObject({ acr: 'aal1' });
    must(await app.instance.organizations.mandates.grant(organization, {}));
    expect(await silently(browser)).toMatchObject({ error: 'login_required' });
    const at = await browser.open(party.request());
    expect(at).toMatchObject({ kind: 'page', url: { pathname: '/sign-in' } });
    const halfway = await browser.drive(at.url, async (page) =>
      page.step.kind === 'bind-authenticator' ? null : by('password')(page),
    );
    expect(halfway).toMatchObject({ kind: 'stopped', step: { kind: 'bind-authenticator' } });
    expect(await silently(browser)).toMatchObject({ error: 'login_required' });
    const uid = at.url.searchParams.get('application');
    expect(await browser.open(`/openid/interaction/${uid}/finish`)).toMatchObject({ url: { pathname: '/sign-in' } });
    const done = await goOn(browser, await browser.open(party.request()), by('password'));
    const { claims } = await party.exchange(done);
    expect(claims).toMatchObject({ email: address, acr: 'aal2' });
    expect(claims['amr']).toEqual(expect.arrayContaining(['pwd', 'otp', 'mfa']));
  });

  it('S17 falls short of a mandate that no longer takes a mailed code', async () => {
    const organization = await makeOrganization(app, `Clinic ${randomUUID()}`, {});
    const { by } = await fullProver(app, organization);
    const browser = userAgent(app);
    await goOn(browser, await browser.open(party.request()), by('e-mail code'));
    expect(await silently(browser)).toHaveProperty('code');
    must(await app.instance.organizations.mandates.change(organization, { allowedMethods: ['totp', 'passkey'] }));
    expect(await silently(browser)).toMatchObject({ error: 'login_required' });
    const again = await goOn(browser, await browser.open(party.request()), by('app'));
    expect((await party.exchange(again)).claims).toMatchObject({ acr: 'aal2' });
  });

  it('serves one application after another without a page, each with the proof as it was', async () => {
    const { by } = await fullProver(app, await makeOrganization(app, `Clinic ${randomUUID()}`, {}));
    const browser = userAgent(app);
    const first = await party.exchange(await goOn(browser, await browser.open(party.request()), by('app')));
    for (let count = 0; count < 3; count++) {
      const other = await relyingParty(app);
      const { claims } = await other.exchange(await browser.open(other.request()));
      for (const claim of ['sub', 'acr', 'amr', 'auth_time']) expect(claims[claim]).toEqual(first.claims[claim]);
    }
  });

  it('O9 of one person is never answered for another who signs in here', async () => {
    const organization = await clinic();
    const one = await bareProver(app, organization);
    const two = await bareProver(app, organization);
    const browser = userAgent(app);
    const first = await party.exchange(await goOn(browser, await browser.open(party.request()), one.by('password')));
    const at = await browser.open(party.request({ prompt: 'login' }));
    const second = await party.exchange(await goOn(browser, at, two.by('password')));
    expect(second.claims.sub).not.toBe(first.claims.sub);
    expect(second.claims['sid']).not.toBe(first.claims['sid']);
  });

  it('RFC 9470 §5 a refresh tells the proof as it was, and a step-up meanwhile raises nothing', async () => {
    const { by } = await fullProver(app, await makeOrganization(app, `Clinic ${randomUUID()}`, {}));
    const browser = userAgent(app);
    const asked = await goOn(browser, await browser.open(party.request(OFFLINE)), by('e-mail code'));
    const weak = await party.exchange(await allow(browser, asked));
    expect(weak.claims).toMatchObject({ acr: 'two-step', amr: ['pwd', 'email'] });
    app.clock.move(5_000);
    const stronger = await goOn(browser, await browser.open(party.request(ESSENTIAL_AAL2)), by('app'));
    const strong = await party.exchange(stronger);
    expect(strong.claims).toMatchObject({ acr: 'aal2' });
    const next = await party.token({ grant_type: 'refresh_token', refresh_token: weak.body.refresh_token });
    expect(next.status).toBe(200);
    for (const claim of ['acr', 'amr', 'auth_time', 'sid']) expect(next.claims[claim]).toEqual(weak.claims[claim]);
    for (const [token, acr] of [
      [weak.body.access_token, 'two-step'],
      [next.body.access_token, 'two-step'],
      [strong.body.access_token, 'aal2'],
    ]) {
      const told = await (await party.post('/openid/introspect', { token })).json();
      expect(told).toMatchObject({ active: true, acr });
    }
  });

  it('O10 a wish is answered by the first value that is met, in the order asked', async () => {
    const { by } = await fullProver(app, await makeOrganization(app, `Clinic ${randomUUID()}`, {}));
    const browser = userAgent(app);
    await goOn(browser, await browser.open(party.request()), by('passkey'));
    for (const [acr_values, acr] of [
      ['phr aal2', 'phr'],
      ['aal2 phr', 'aal2'],
      ['two-step', 'two-step'],
      ['urn:gold aal1', 'aal1'],
      ['urn:gold', 'phr'],
      ['AAL2', 'phr'],
    ]) {
      const { claims } = await party.exchange(await browser.open(party.request({ acr_values: acr_values ?? '' })));
      expect(claims['acr'], acr_values).toBe(acr);
    }
  });

  it('O10 an essential claim goes before a wish, and one value is as good as a list', async () => {
    const address = `${randomUUID()}@riverside.example`;
    await makeAccount(app, address, await clinic());
    const browser = userAgent(app);
    await browser.signIn((await browser.open(party.request())).url, { address });
    const single = JSON.stringify({ id_token: { acr: { essential: true, value: 'aal2' } } });
    const said = answered(await browser.open(party.request({ acr_values: 'aal1', claims: single })));
    expect(said).toMatchObject({ error: 'unmet_authentication_requirements' });
    const voluntary = JSON.stringify({ id_token: { acr: { values: ['aal2'] } } });
    const { claims } = await party.exchange(await browser.open(party.request({ claims: voluntary })));
    expect(claims['acr']).toBe('aal1');
  });
});
