import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { createPrescriptionsApi } from './prescriptions.ts';

const ISSUER = 'https://id.example';
const AUDIENCE = 'https://clinic.example/api';
const NOW = Date.parse('2026-11-24T08:00:00Z');
const SECONDS = NOW / 1000;
const BODY = JSON.stringify({ patient: 'Jo Park', medicine: 'Amoxicillin', dose: '500 mg' });

type Key = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];
let key: Key;
let strangerKey: Key;
let keys: ReturnType<typeof createLocalJWKSet>;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256');
  key = pair.privateKey;
  strangerKey = (await generateKeyPair('ES256')).privateKey;
  keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'one' }] });
});

type Claims = Readonly<Record<string, unknown>>;

const PROPER: Claims = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'amara',
  exp: SECONDS + 300,
  scope: 'openid prescriptions',
  acr: 'aal2',
  auth_time: SECONDS - 60,
};

function signed(claims: Claims, typ = 'at+jwt', by: Key = key): Promise<string> {
  return new SignJWT({ ...PROPER, ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'one', typ }).sign(by);
}

const newApi = () => createPrescriptionsApi({ issuer: ISSUER, audience: AUDIENCE, keys, now: () => NOW });

function post(token: string, body = BODY) {
  return newApi()({ method: 'POST', authorization: `Bearer ${token}`, body });
}

test.each(['aal2', 'phr'])('a proof of %s that is five minutes old signs a prescription', async (acr) => {
  const answer = await post(await signed({ acr, auth_time: SECONDS - 300 }));
  expect(answer).toMatchObject({
    status: 201,
    body: { patient: 'Jo Park', medicine: 'Amoxicillin', dose: '500 mg', acr },
  });
});

test.each([
  ['a password alone', { acr: 'aal1' }],
  ['two steps', { acr: 'two-step' }],
  ['a strength that nobody knows', { acr: 'urn:example:best' }],
  ['no strength at all', { acr: undefined }],
  ['a proof that is a second too old', { auth_time: SECONDS - 301 }],
  ['a proof without a time', { auth_time: undefined }],
])('RFC 9470: %s is answered with what is missing', async (_what, claims) => {
  const answer = await post(await signed(claims));
  expect(answer.status).toBe(401);
  expect(answer.challenge).toMatch(/^Bearer error="insufficient_user_authentication", /);
  expect(answer.challenge).toContain('acr_values="phr aal2"');
  expect(answer.challenge).toContain('max_age="300"');
});

test.each([
  ['of another issuer', { iss: 'https://other.example' }],
  ['for another audience', { aud: 'https://other.example/api' }],
  ['that is over', { exp: SECONDS }],
  ['without an end', { exp: undefined }],
  ['of nobody', { sub: undefined }],
])('a token %s is not accepted', async (_what, claims) => {
  expect(await post(await signed(claims))).toMatchObject({ status: 401, challenge: 'Bearer error="invalid_token"' });
});

test.each(['JWT', 'logout+jwt', 'dpop+jwt'])('a token of type %s is not an access token', async (typ) => {
  expect(await post(await signed({}, typ))).toMatchObject({ status: 401, challenge: 'Bearer error="invalid_token"' });
});

test('a token that the issuer did not sign is not accepted', async () => {
  const unsigned = [{ alg: 'none', typ: 'at+jwt' }, PROPER].map((part) =>
    Buffer.from(JSON.stringify(part)).toString('base64url'),
  );
  for (const token of [await signed({}, 'at+jwt', strangerKey), `${unsigned.join('.')}.`, 'opaque']) {
    expect(await post(token)).toMatchObject({ status: 401, challenge: 'Bearer error="invalid_token"' });
  }
});

test('without a token there is a challenge that names no error (RFC 6750 §3.1)', async () => {
  const answer = await newApi()({ method: 'POST', authorization: undefined, body: BODY });
  expect(answer).toMatchObject({ status: 401, challenge: 'Bearer realm="prescriptions"' });
});

test('a token without the scope is refused', async () => {
  expect(await post(await signed({ scope: 'openid' }))).toMatchObject({
    status: 403,
    challenge: 'Bearer error="insufficient_scope", scope="prescriptions"',
  });
});

test.each(['', 'null', '[]', '{"patient":"Jo","medicine":"Amoxicillin"}', '{"patient":1,"medicine":"A","dose":"1"}'])(
  'what cannot be filed is refused before any proof is asked for: %s',
  async (body) => {
    expect(await post(await signed({ acr: 'aal1' }), body)).toEqual({
      status: 400,
      body: { error: 'invalid_request' },
    });
  },
);

test('people read their own prescriptions, with a proof of any age and strength', async () => {
  const api = newApi();
  const as = async (claims: Claims) => `Bearer ${await signed(claims)}`;
  await api({ method: 'POST', authorization: await as({}), body: BODY });
  const old = { acr: 'aal1', auth_time: SECONDS - 9_000 };
  const own = await api({ method: 'GET', authorization: await as(old), body: '' });
  expect(own).toMatchObject({ status: 200, body: { prescriptions: [{ patient: 'Jo Park', acr: 'aal2' }] } });
  const others = await api({ method: 'GET', authorization: await as({ sub: 'ben' }), body: '' });
  expect(others.body).toEqual({ prescriptions: [] });
});

test('an issuer that cannot be reached is no fault of the token', async () => {
  const away = () => Promise.reject(new TypeError('fetch failed'));
  const api = createPrescriptionsApi({ issuer: ISSUER, audience: AUDIENCE, keys: away, now: () => NOW });
  const request = { method: 'POST', authorization: `Bearer ${await signed({})}`, body: BODY };
  await expect(api(request)).rejects.toThrow('fetch failed');
});
