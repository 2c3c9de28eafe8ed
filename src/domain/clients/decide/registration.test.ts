import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readers } from '../run/readers.ts';
import type { ClientKind, ClientResource } from './client.ts';
import { checkRegistration, type Registration } from './registration.ts';

const CALLBACK = 'https://clinic.example/callback';
const asked = (over: Partial<Registration> = {}): Registration => ({
  name: 'Riverside Portal',
  kind: 'confidential',
  redirectUris: [CALLBACK],
  ...over,
});
const check = (over: Partial<Registration> = {}) => checkRegistration(asked(over), readers);
const refusal = (over: Partial<Registration>) => {
  const checked = check(over);
  return checked.ok ? null : checked.error;
};
/** How a client of this kind fares with one redirect URI: null when it may have it. */
const redirect = (kind: ClientKind, address: string) => {
  const error = refusal({ kind, redirectUris: [address] });
  return error?.reason === 'address-refused' ? error.problem : (error?.reason ?? null);
};

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ecKey = ec.publicKey.export({ format: 'jwk' });
const rsaKey = rsa.publicKey.export({ format: 'jwk' });

describe('a registration', () => {
  it('is stored with what is usual where nothing was said', () => {
    expect(check()).toEqual({
      ok: true,
      value: {
        name: 'Riverside Portal',
        kind: 'confidential',
        auth: 'client_secret_basic',
        idTokenAlg: 'ES256',
        jwks: null,
        firstParty: true,
        organizationId: null,
        redirectUris: [CALLBACK],
        postLogoutRedirectUris: [],
        backchannelLogoutUri: null,
        resources: [],
        support: null,
      },
    });
  });

  it('holds a name and a support contact of one readable line each', () => {
    expect(check({ name: '  Riverside Portal ', support: ' it@riverside.example ' })).toMatchObject({
      value: { name: 'Riverside Portal', support: 'it@riverside.example' },
    });
    expect(refusal({ name: 'Riverside\u202ePortal' })).toEqual({ reason: 'name-malformed' });
    expect(refusal({ name: ' ' })).toEqual({ reason: 'name-malformed' });
    expect(refusal({ support: 'two\nlines' })).toEqual({ reason: 'support-malformed' });
  });

  it.each([
    ['confidential', 'client_secret_post', true],
    ['confidential', 'none', false],
    ['public', 'none', true],
    ['public', 'client_secret_basic', false],
    ['native', 'client_secret_post', false],
    ['device', 'private_key_jwt', false],
  ] as const)('of a %s client with %s is taken: %s', (kind, auth, taken) => {
    const redirectUris = kind === 'device' ? [] : [CALLBACK];
    expect(refusal({ kind, auth, redirectUris })).toEqual(taken ? null : { reason: 'auth-unfit' });
  });

  it('of all but devices names where people go back to, and at most 20 places', () => {
    expect(refusal({ redirectUris: [] })).toEqual({ reason: 'redirect-missing' });
    expect(refusal({ kind: 'device', redirectUris: [] })).toBeNull();
    expect(refusal({ kind: 'device' })).toEqual({ reason: 'redirect-unexpected' });
    expect(refusal({ kind: 'device', redirectUris: [], postLogoutRedirectUris: [CALLBACK] })).toEqual({
      reason: 'redirect-unexpected',
    });
    const many = (count: number) => Array.from({ length: count }, (_, place) => `${CALLBACK}/${place}`);
    expect(refusal({ redirectUris: many(20), postLogoutRedirectUris: many(20) })).toBeNull();
    expect(refusal({ redirectUris: many(21) })).toEqual({ reason: 'addresses-too-many' });
    expect(refusal({ postLogoutRedirectUris: many(21) })).toEqual({ reason: 'addresses-too-many' });
  });

  it('drops what is said twice', () => {
    expect(check({ redirectUris: [CALLBACK, CALLBACK] })).toMatchObject({ value: { redirectUris: [CALLBACK] } });
  });
});

describe('a redirect URI', () => {
  it.each([
    ['https://clinic.example/callback?tenant=1'],
    ['https://clinic.example'],
    ['https://clinic.example/'],
    ['http://localhost:3000/callback'],
    ['http://127.0.0.1/callback'],
    ['http://[::1]:8080/callback'],
    ['https://10.0.0.7/callback'],
    ['https://xn--bcher-kva.example/callback'],
  ])('of an application on a server may be %s', (address) => {
    expect(redirect('confidential', address)).toBeNull();
    expect(redirect('public', address)).toBeNull();
  });

  it.each([
    ['http://127.0.0.1/callback'],
    ['http://[::1]:51004/callback'],
    ['https://clinic.example/app/callback'],
    ['com.riverside.portal:/callback'],
    ['com.riverside.portal://callback'],
  ])('of a native application may be %s', (address) => {
    expect(redirect('native', address)).toBeNull();
  });

  it.each([
    ['/callback', 'malformed'],
    ['clinic.example/callback', 'malformed'],
    ['', 'malformed'],
    ['https://', 'malformed'],
    ['https://clinic.example/a b', 'malformed'],
    ['https://clinic.example/\n', 'malformed'],
    [' https://clinic.example/', 'malformed'],
    ['https://clinic.example\\@evil.example/', 'malformed'],
    ['https://bücher.example/', 'malformed'],
    ['https://clinic.example/callback#', 'fragment'],
    ['https://clinic.example/callback#x', 'fragment'],
    ['https://clinic.example@evil.example/', 'userinfo'],
    ['https://user:pass@clinic.example/', 'userinfo'],
    ['https://*.clinic.example/callback', 'wildcard'],
    ['https://clinic.example/*', 'wildcard'],
    ['https://@clinic.example/', 'not-canonical'],
    ['https://Clinic.example/callback', 'not-canonical'],
    ['https://clinic.example:443/callback', 'not-canonical'],
    ['https://clinic.example/a/../callback', 'not-canonical'],
    ['https://clinic.example/a/%2e%2e/callback', 'not-canonical'],
    ['https:clinic.example/callback', 'not-canonical'],
    ['http://127.1/callback', 'not-canonical'],
    ['http://2130706433/callback', 'not-canonical'],
    ['http://clinic.example/callback', 'insecure'],
    ['http://10.0.0.7/callback', 'insecure'],
    ['http://localhost.clinic.example/callback', 'insecure'],
    ['http://127.0.0.1.clinic.example/callback', 'insecure'],
    ['http://127.0.0.2/callback', 'insecure'],
    ['http://[::ffff:7f00:1]/callback', 'insecure'],
    ['http://0.0.0.0/callback', 'insecure'],
    ['javascript:alert(1)', 'scheme'],
    ['data:text/html,x', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['com.riverside.portal:/callback', 'scheme'],
    ['ftp://clinic.example/', 'scheme'],
    [`https://clinic.example/${'a'.repeat(1_978)}`, 'too-long'],
  ])('is refused: %j is %s', (address, problem) => {
    expect(redirect('confidential', address)).toBe(problem);
    expect(refusal({ postLogoutRedirectUris: [address] })).toEqual({
      reason: 'address-refused',
      use: 'post-logout',
      address,
      problem,
    });
  });

  it.each([
    ['http://localhost/callback', 'loopback-by-name'],
    ['https://localhost/callback', 'loopback-by-name'],
    ['https://127.0.0.1/callback', 'loopback-https'],
    ['portal:/callback', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['com.riverside.portal:callback', 'scheme'],
    ['com..portal:/callback', 'scheme'],
    ['http://clinic.example/callback', 'insecure'],
  ])('of a native application is refused: %s is %s', (address, problem) => {
    expect(redirect('native', address)).toBe(problem);
  });

  it('may have 2,000 characters', () => {
    expect(redirect('public', `https://clinic.example/${'a'.repeat(1_977)}`)).toBeNull();
  });

  it('that is taken never leads anywhere else than its text says, whatever is typed', () => {
    const pieces = fc.constantFrom(
      'https://',
      'http://',
      'clinic.example',
      'localhost',
      '@',
      ':',
      '/',
      '\\',
      '#',
      '%2f',
      '.',
      '*',
      '?',
      '\t',
      '443',
      'É',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 9 }), (parts) => {
        const text = parts.join('');
        if (redirect('public', text) !== null) return;
        const { href, protocol, hostname, origin } = new URL(text);
        expect([text, `${text}/`]).toContain(href);
        expect(text.startsWith(origin)).toBe(true);
        expect(protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the address for logout tokens', () => {
  const told = (backchannelLogoutUri: string, kind: ClientKind = 'confidential') => {
    const error = refusal({ kind, backchannelLogoutUri });
    return error?.reason === 'address-refused' ? error.problem : (error?.reason ?? null);
  };
  it.each([
    ['https://clinic.example/logged-out'],
    ['http://localhost:3000/logged-out'],
    ['http://127.0.0.1/logged-out'],
    ['http://10.20.0.7:8080/logged-out'],
    ['http://172.16.0.1/logged-out'],
    ['http://192.168.1.2/logged-out'],
    ['http://[fd00::7]/logged-out'],
  ])('may be %s', (address) => {
    expect(told(address)).toBeNull();
  });

  it.each([
    ['http://clinic.example/logged-out', 'insecure'],
    ['http://clinic.local/logged-out', 'insecure'],
    ['http://203.0.113.9/logged-out', 'insecure'],
    ['http://169.254.169.254/latest', 'insecure'],
    ['http://172.32.0.1/logged-out', 'insecure'],
    ['com.riverside.portal:/logged-out', 'scheme'],
    ['https://clinic.example/logged-out#x', 'fragment'],
    ['https://user@clinic.example/', 'userinfo'],
  ])('is refused: %s is %s', (address, problem) => {
    expect(told(address)).toBe(problem);
  });

  it.each(['public', 'native'] as const)('is for a confidential client, and not for a %s one', (kind) => {
    expect(told('https://clinic.example/logged-out', kind)).toBe('backchannel-unexpected');
  });
});

describe('the keys of a client', () => {
  const keys = (...jwks: unknown[]) => check({ auth: 'private_key_jwt', jwks: { keys: jwks } });
  const problem = (...jwks: unknown[]) => {
    const checked = keys(...jwks);
    return checked.ok ? null : checked.error.reason;
  };

  it('are stored as public keys for one algorithm each, and nothing else of what was given', () => {
    const checked = keys(
      { ...ecKey, kid: 'one', x5c: ['…'], key_ops: ['verify'] },
      { ...rsaKey, kid: 'two', alg: 'RS256', use: 'sig' },
    );
    expect(checked).toMatchObject({ ok: true, value: { auth: 'private_key_jwt' } });
    expect(checked.ok && checked.value.jwks?.keys).toEqual([
      { kty: 'EC', crv: 'P-256', x: ecKey.x, y: ecKey.y, kid: 'one', alg: 'ES256', use: 'sig' },
      { kty: 'RSA', n: rsaKey.n, e: rsaKey.e, kid: 'two', alg: 'RS256', use: 'sig' },
    ]);
  });

  it('make it a client that signs, without saying so', () => {
    expect(check({ jwks: { keys: [ecKey] } })).toMatchObject({ value: { auth: 'private_key_jwt' } });
  });

  it('are given exactly where they are used', () => {
    expect(refusal({ auth: 'private_key_jwt' })).toEqual({ reason: 'keys-missing' });
    expect(refusal({ auth: 'client_secret_basic', jwks: { keys: [ecKey] } })).toEqual({ reason: 'keys-unexpected' });
    expect(refusal({ kind: 'public', jwks: { keys: [ecKey] } })).toEqual({ reason: 'keys-unexpected' });
  });

  it('are public: a private or shared one is refused', () => {
    expect(problem(ec.privateKey.export({ format: 'jwk' }))).toBe('key-private');
    expect(problem(ecKey, rsa.privateKey.export({ format: 'jwk' }))).toBe('key-private');
    expect(problem({ kty: 'oct', k: 'c2VjcmV0' })).toBe('key-private');
  });

  it('check ES256 or RS256, and are strong enough', () => {
    const other = (curve: string) =>
      generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ format: 'jwk' });
    const short = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' });
    expect(problem(other('P-384'))).toBe('key-unfit');
    expect(problem(generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }))).toBe('key-unfit');
    expect(problem(short)).toBe('key-unfit');
    expect(problem({ ...rsaKey, e: 'Aw' })).toBe('key-unfit');
    expect(problem({ ...rsaKey, alg: 'PS256' })).toBe('key-unfit');
    expect(problem({ ...ecKey, alg: 'none' })).toBe('key-unfit');
    expect(problem({ ...ecKey, use: 'enc' })).toBe('key-unfit');
  });

  it.each([
    ['no set', 'x'],
    ['an empty set', { keys: [] }],
    ['a list', [ecKey]],
    ['eleven keys', { keys: Array.from({ length: 11 }, () => ecKey) }],
    ['something that is no key', { keys: [null] }],
    ['a point beside the curve', { keys: [{ ...ecKey, y: ecKey.x }] }],
    [
      'two keys of one name',
      {
        keys: [
          { ...ecKey, kid: 'k' },
          { ...rsaKey, kid: 'k' },
        ],
      },
    ],
    ['a name that is no text', { keys: [{ ...ecKey, kid: 7 }] }],
  ])('are refused when they are %s', (_what, jwks) => {
    expect(refusal({ auth: 'private_key_jwt', jwks })).toEqual({ reason: 'keys-malformed' });
  });
});

describe('an API that a client may ask tokens for', () => {
  const api = (over: Partial<ClientResource> = {}): ClientResource => ({
    uri: 'https://api.clinic.example',
    scopes: ['prescriptions:read'],
    format: 'opaque',
    ...over,
  });
  const problem = (...resources: ClientResource[]) => {
    const error = refusal({ resources });
    return error?.reason === 'resource-refused' ? error.problem : (error?.reason ?? null);
  };

  it('is an absolute URI with scopes', () => {
    expect(problem(api(), api({ uri: 'urn:clinic:records', scopes: ['a', 'b!'], format: 'jwt' }))).toBeNull();
    expect(check({ resources: [api({ scopes: ['a', 'a'] })] })).toMatchObject({
      value: { resources: [api({ scopes: ['a'] })] },
    });
  });

  it.each([
    ['api', 'uri-malformed'],
    ['https://api.clinic.example/#x', 'uri-malformed'],
    ['https://api.clinic.example/*', 'uri-malformed'],
    ['https://user@api.clinic.example/', 'uri-malformed'],
  ])('is refused: %s is %s', (uri, why) => {
    expect(problem(api({ uri }))).toBe(why);
  });

  it.each([
    [[], 'scopes-malformed'],
    [['with space'], 'scopes-malformed'],
    [['"'], 'scopes-malformed'],
    [['\\'], 'scopes-malformed'],
    [['é'], 'scopes-malformed'],
    [[''], 'scopes-malformed'],
    [['a'.repeat(101)], 'scopes-malformed'],
    [['read', 'openid'], 'scope-reserved'],
    [['offline_access'], 'scope-reserved'],
  ])('is refused with the scopes %j: %s', (scopes, why) => {
    expect(problem(api({ scopes }))).toBe(why);
  });

  it('is named once, in one of two formats, and is one of at most 20', () => {
    expect(problem(api(), api({ scopes: ['other'] }))).toBe('repeated');
    expect(problem(api({ format: 'saml' as 'jwt' }))).toBe('format-unknown');
    const many = Array.from({ length: 21 }, (_, place) => api({ uri: `urn:clinic:${place}` }));
    expect(problem(...many.slice(1))).toBeNull();
    expect(problem(...many)).toBe('resources-too-many');
  });
});
