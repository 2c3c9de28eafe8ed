import { describe, expect, it } from 'vitest';
import { onEachEngine } from '../stage.ts';

const WELL_KNOWN = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'] as const;

onEachEngine('the provider’s metadata', (stage) => {
  const get = async (path: string) => (await fetch(`${stage().app.url}${path}`)).json() as Promise<Metadata>;

  it.each(WELL_KNOWN)('OpenID Connect Discovery §3 at %s is exactly what the provider does', async (path) => {
    const at = (route: string) => `${stage().app.url}${route}`;
    expect(await get(path)).toEqual({
      issuer: stage().app.url,
      authorization_endpoint: at('/openid/authorize'),
      token_endpoint: at('/openid/token'),
      userinfo_endpoint: at('/openid/userinfo'),
      jwks_uri: at('/openid/jwks'),
      introspection_endpoint: at('/openid/introspect'),
      revocation_endpoint: at('/openid/revoke'),
      pushed_authorization_request_endpoint: at('/openid/par'),
      device_authorization_endpoint: at('/openid/device/authorize'),
      end_session_endpoint: at('/openid/logout'),
      acr_values_supported: ['aal1', 'two-step', 'aal2', 'phr'],
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
      claim_types_supported: ['normal'],
      claims_parameter_supported: true,
      claims_supported: expect.any(Array),
      code_challenge_methods_supported: ['S256'],
      dpop_signing_alg_values_supported: ['ES256'],
      grant_types_supported: expect.any(Array),
      id_token_signing_alg_values_supported: ['ES256', 'RS256'],
      request_uri_parameter_supported: false,
      response_modes_supported: ['form_post', 'fragment', 'query'],
      response_types_supported: ['code'],
      scopes_supported: ['openid', 'profile', 'email', 'organizations', 'offline_access'],
      subject_types_supported: ['public'],
      ui_locales_supported: ['en', 'es'],
      ...endpointAuth('token'),
      // Whoever has no secret is told nothing about tokens.
      ...endpointAuth('introspection', []),
      ...endpointAuth('revocation'),
    });
  });

  it('OpenID Connect Discovery §3 lists claims and grants, each once and all that are given', async () => {
    const { claims_supported: claims, grant_types_supported: grants } = await get(WELL_KNOWN[0]);
    const given = ['sub', 'acr', 'amr', 'auth_time', 'iss', 'sid', 'name', 'locale', 'email', 'email_verified'];
    expect([...claims].sort()).toEqual([...given, 'organization', 'organizations', 'member_kind'].sort());
    expect([...grants].sort()).toEqual(
      ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'].sort(),
    );
  });

  it('OpenID Connect Discovery §4 is JSON that every origin may read', async () => {
    const answer = await fetch(`${stage().app.url}${WELL_KNOWN[0]}`, { headers: { origin: 'https://spa.example' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('access-control-allow-origin')).toMatch(/^(\*|https:\/\/spa\.example)$/);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('OpenID Connect Discovery §3 names no endpoint that does not answer', async () => {
    const named = Object.entries(await get(WELL_KNOWN[0])).filter(
      ([name]) => name.endsWith('_endpoint') || name === 'jwks_uri',
    );
    expect(named).toHaveLength(9);
    for (const [name, url] of named as [string, string][]) {
      expect(url.startsWith(`${stage().app.url}/`), name).toBe(true);
      const statuses = await Promise.all(
        ['GET', 'POST'].map(async (method) => (await fetch(url, { method, redirect: 'manual' })).status),
      );
      expect(
        statuses.some((status) => status !== 404),
        name,
      ).toBe(true);
      expect(
        statuses.every((status) => status < 500),
        name,
      ).toBe(true);
    }
  });

  it('RFC 8628 §3.3 asks for the code again where a device’s request is not there, or its form was not', async () => {
    const at = (path: string) => `${stage().app.url}/openid/device${path}`;
    for (const asked of [
      fetch(at('/nothing'), { headers: { accept: 'text/html' } }),
      fetch(at(''), { method: 'POST', headers: { accept: 'text/html' }, body: new URLSearchParams({ xsrf: 'x' }) }),
    ]) {
      const answer = await asked;
      expect(answer.status).toBe(400);
      expect(await answer.text()).toContain('name="user_code"');
      expect(answer.headers.getSetCookie().join()).toContain('vestibule_openid=');
    }
  });

  describe('OpenID Connect Discovery §3 promises nothing that would weaken a sign-in', () => {
    it('neither unsigned tokens nor shared secrets as keys', async () => {
      const text = JSON.stringify(await get(WELL_KNOWN[0]));
      for (const weak of ['HS256', 'plain', 'implicit', '"password"', '"token"', '"id_token"', 'registration_endpoint'])
        expect(text).not.toContain(weak);
      const metadata = await get(WELL_KNOWN[0]);
      for (const [name, value] of Object.entries(metadata))
        if (name.includes('alg_values')) expect(value, name).not.toContain('none');
    });
  });
});

type Metadata = Readonly<Record<string, string | boolean | readonly string[]>> & {
  readonly claims_supported: readonly string[];
  readonly grant_types_supported: readonly string[];
};

/** How clients prove themselves at an endpoint. */
function endpointAuth(endpoint: string, without: readonly string[] = ['none']) {
  return {
    [`${endpoint}_endpoint_auth_methods_supported`]: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
      ...without,
    ],
    [`${endpoint}_endpoint_auth_signing_alg_values_supported`]: ['ES256', 'RS256'],
  };
}
