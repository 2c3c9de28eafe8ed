import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '../../../../src/domain/accounts/decide/account.ts';
import { makeOrganization, startApp, type TestApp } from '../../../app.ts';
import { type RelyingParty, relyingParty } from '../relying-party.ts';
import { answered } from '../stage.ts';
import { type Arrived, type Script, type UserAgent, userAgent } from '../user-agent.ts';
import { bareProver, fullProver, PROOFS, type ProofRow } from './proofs.ts';

const essential = (...values: string[]) => ({
  claims: JSON.stringify({ id_token: { acr: { essential: true, values } } }),
});

/** What an application may ask. */
const ASKS = {
  nothing: {},
  'aal2, as a wish': { acr_values: 'aal2' },
  'aal2, essential': essential('aal2'),
  'phr or aal2, essential': essential('phr', 'aal2'),
  'phr, essential': essential('phr'),
  'max_age=0': { max_age: '0' },
} as const;
type Ask = keyof typeof ASKS;
const ASK_NAMES = Object.keys(ASKS) as Ask[];

/** An acr that the ID token says, or the OAuth error. `more`: the row's proof is not enough, and another is asked for. */
type Outcome = 'aal1' | 'two-step' | 'aal2' | 'phr' | 'unmet' | 'more';

const row = (...outcomes: readonly Outcome[]): Readonly<Record<Ask, Outcome>> =>
  Object.fromEntries(ASK_NAMES.map((ask, place) => [ask, outcomes[place]])) as Record<Ask, Outcome>;

/** A sign-in for the very request, in the order of the asks above. */
const FRESH: Readonly<Record<ProofRow, Readonly<Record<Ask, Outcome>>>> = {
  password: row('aal1', 'aal1', 'unmet', 'unmet', 'unmet', 'aal1'),
  'e-mail code': row('two-step', 'two-step', 'more', 'more', 'more', 'two-step'),
  'recovery code': row('two-step', 'two-step', 'more', 'more', 'more', 'two-step'),
  'replaced app': row('aal2', 'aal2', 'aal2', 'aal2', 'more', 'aal2'),
  app: row('aal2', 'aal2', 'aal2', 'aal2', 'more', 'aal2'),
  passkey: row('phr', 'aal2', 'aal2', 'phr', 'phr', 'phr'),
};

/** A request that meets a session of that row: answered at once, by the one step that is missing, or by a sign-in anew. */
const REUSED: Readonly<Record<ProofRow, Readonly<Record<Ask, Outcome | 'anew'>>>> = {
  password: { ...FRESH.password, 'max_age=0': 'anew' },
  'e-mail code': { ...row('two-step', 'more', 'more', 'more', 'more'), 'max_age=0': 'anew' },
  'recovery code': { ...row('two-step', 'more', 'more', 'more', 'more'), 'max_age=0': 'anew' },
  'replaced app': { ...FRESH['replaced app'], 'max_age=0': 'anew' },
  app: { ...FRESH.app, 'max_age=0': 'anew' },
  passkey: { ...FRESH.passkey, 'max_age=0': 'anew' },
};

const AMR: Readonly<Record<ProofRow, readonly string[]>> = {
  password: ['pwd'],
  'e-mail code': ['pwd', 'email'],
  'recovery code': ['pwd', 'rcode'],
  'replaced app': ['pwd', 'rcode', 'otp', 'mfa'],
  app: ['pwd', 'otp', 'mfa'],
  passkey: ['pwd', 'pop', 'user', 'mfa'],
};

const CASES = PROOFS.flatMap((proof) => ASK_NAMES.map((ask) => [proof, ask] as const));

describe.each(['sqlite', 'postgres'] as const)('assurance on %s', (engine) => {
  let app: TestApp;
  let party: RelyingParty;
  let plain: OrganizationId;
  let clinic: OrganizationId;
  beforeAll(async () => {
    app = await startApp({ engine });
    party = await relyingParty(app);
    plain = await makeOrganization(app, 'Oakdale Practice');
    clinic = await makeOrganization(app, 'Riverside Clinic', {});
  });
  afterAll(() => app?.stop());

  const newProver = (proof: ProofRow) => (proof === 'password' ? bareProver(app, plain) : fullProver(app, clinic));

  /** What the ID token says, which introspection says as well. */
  async function tokenOf(arrived: Arrived) {
    const { body, claims } = await party.exchange(arrived);
    const answer = await party.post('/openid/introspect', { token: body.access_token });
    const told = (await answer.json()) as Readonly<Record<string, unknown>>;
    expect(told).toMatchObject({ acr: claims['acr'], auth_time: claims['auth_time'] });
    return claims;
  }

  function expectAmr(claims: Readonly<Record<string, unknown>>, proof: ProofRow): void {
    expect([...(claims['amr'] as string[])].sort()).toEqual([...AMR[proof]].sort());
  }

  /** Goes on from a page to the application. */
  async function arrivedBy(browser: UserAgent, at: Arrived, script: Script): Promise<Arrived> {
    const end = await browser.drive(at.url, script);
    if (end.kind === 'stopped') throw new Error(`stopped at ${JSON.stringify(end.step)}`);
    return end;
  }

  /** Goes back to the application from where a sign-in stands, and gets its error. */
  async function goBack(browser: UserAgent, at: URL, wanted: 'unmet' | 'more') {
    const uid = at.searchParams.get('application');
    return answered(await browser.open(`/openid/interaction/${uid}/cancel${wanted === 'unmet' ? '?unmet' : ''}`));
  }

  it.each(CASES)('sign-in.md D: a sign-in by %s, asked for %s', async (proof, asked) => {
    const prover = await newProver(proof);
    const browser = userAgent(app);
    const at = await browser.open(party.request(ASKS[asked]));
    expect(at.url.pathname).toBe('/sign-in');
    const end = await browser.drive(at.url, prover.by(proof));
    const wanted = FRESH[proof][asked];
    if (wanted !== 'unmet' && wanted !== 'more') {
      if (end.kind === 'stopped') throw new Error(`stopped at ${JSON.stringify(end.step)}`);
      const claims = await tokenOf(end);
      expect(claims['acr']).toBe(wanted);
      expect(claims['auth_time']).toBe(Math.floor(app.clock.now() / 1_000));
      expectAmr(claims, proof);
      return;
    }
    expect(end.kind).toBe('stopped');
    if (wanted === 'unmet') expect(end).toMatchObject({ step: { kind: 'refuse', reason: 'demand-unmet' } });
    const said = await goBack(browser, at.url, wanted);
    expect(said).not.toHaveProperty('code');
    const error = wanted === 'unmet' ? 'unmet_authentication_requirements' : 'access_denied';
    expect(said).toMatchObject({ error, state: 'state-1' });
    expect((await browser.open('/account')).url.pathname).toBe('/sign-in');
  });

  it.each(CASES)('sign-in.md D: a session by %s, then asked for %s', async (proof, asked) => {
    const prover = await newProver(proof);
    const browser = userAgent(app);
    const before = await tokenOf(await arrivedBy(browser, await browser.open(party.request()), prover.by(proof)));
    app.clock.move(30_000);
    const wanted = REUSED[proof][asked];
    const silent = answered(await browser.open(party.request({ ...ASKS[asked], prompt: 'none' })));
    const at = await browser.open(party.request(ASKS[asked]));
    switch (wanted) {
      case 'unmet':
        expect(silent).toMatchObject({ error: 'unmet_authentication_requirements' });
        expect(answered(at)).toMatchObject({ error: 'unmet_authentication_requirements', state: 'state-1' });
        return;
      case 'more': {
        // A wish is none where nobody may be asked.
        if (asked === 'aal2, as a wish') expect(silent).toHaveProperty('code');
        else expect(silent).toMatchObject({ error: 'login_required' });
        // It goes on from the session: the password is not asked for again.
        expect(at.url.searchParams.get('attempt'), at.url.href).not.toBeNull();
        const better = asked === 'phr, essential' ? 'passkey' : 'app';
        const claims = await tokenOf(await arrivedBy(browser, at, prover.by(better)));
        expect(claims).toMatchObject({ acr: better === 'app' ? 'aal2' : 'phr', sub: before.sub, sid: before['sid'] });
        expect(Number(claims['auth_time'])).toBeGreaterThan(Number(before['auth_time']));
        return;
      }
      case 'anew': {
        expect(silent).toMatchObject({ error: 'login_required' });
        expect(at).toMatchObject({ kind: 'page', url: { pathname: '/sign-in' } });
        const claims = await tokenOf(await arrivedBy(browser, at, prover.by(proof)));
        expect(claims).toMatchObject({ acr: FRESH[proof][asked], sub: before.sub });
        expect(claims['auth_time']).toBe(Math.floor(app.clock.now() / 1_000));
        expectAmr(claims, proof);
        return;
      }
      default: {
        expect(silent).toHaveProperty('code');
        const claims = await tokenOf(at);
        expect(claims['acr']).toBe(wanted);
        expect(claims['auth_time']).toBe(before['auth_time']);
        expectAmr(claims, proof);
      }
    }
  });
});
