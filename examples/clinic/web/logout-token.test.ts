import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { createLogoutTokenReader } from './logout-token.ts';

const ISSUER = 'https://id.example';
const NOW = Date.parse('2026-11-24T08:00:00Z');
const SECONDS = NOW / 1000;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

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
  aud: 'clinic-web',
  iat: SECONDS,
  exp: SECONDS + 120,
  jti: 'first',
  events: { [EVENT]: {} },
  sub: 'amara',
  sid: 'session-1',
};

function signed(claims: Claims, typ = 'logout+jwt', by: Key = key): Promise<string> {
  return new SignJWT({ ...PROPER, ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'one', typ }).sign(by);
}

const newReader = () => createLogoutTokenReader({ issuer: ISSUER, clientId: 'clinic-web', keys, now: () => NOW });

test.each([
  ['a session of an account', {}, { subject: 'amara', issuerSession: 'session-1' }],
  ['all of an account', { sid: undefined }, { subject: 'amara', issuerSession: null }],
  ['a session', { sub: undefined }, { subject: null, issuerSession: 'session-1' }],
])('a logout token names %s', async (_what, claims, named) => {
  expect(await newReader()(await signed(claims))).toEqual(named);
});

test.each([
  ['of another issuer', { iss: 'https://other.example' }],
  ['for another client', { aud: 'clinic-cart' }],
  ['that is over', { exp: SECONDS }],
  ['without an end', { exp: undefined }],
  ['without the time it was made', { iat: undefined }],
  ['without a name of its own', { jti: undefined }],
  ['without events', { events: undefined }],
  ['with another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
  ['whose event is no object', { events: { [EVENT]: true } }],
  ['whose events are nothing', { events: null }],
  ['that names nobody', { sub: undefined, sid: undefined }],
  ['with a nonce', { nonce: 'n' }],
])('a logout token %s is refused', async (_what, claims) => {
  expect(await newReader()(await signed(claims))).toBeNull();
});

test.each(['JWT', 'at+jwt'])('a token of type %s is no logout token', async (typ) => {
  expect(await newReader()(await signed({}, typ))).toBeNull();
});

test('what the issuer did not sign is refused', async () => {
  for (const token of [await signed({}, 'logout+jwt', strangerKey), 'nonsense', '']) {
    expect(await newReader()(token)).toBeNull();
  }
});

test('a logout token counts once, and a refused one does not use it up', async () => {
  const read = newReader();
  expect(await read(await signed({ nonce: 'n' }))).toBeNull();
  const token = await signed({});
  expect(await read(token)).not.toBeNull();
  expect(await read(token)).toBeNull();
  expect(await read(await signed({ jti: 'second' }))).not.toBeNull();
});

test('an issuer that cannot be reached is asked again later', async () => {
  const keysAway = () => Promise.reject(new TypeError('fetch failed'));
  const read = createLogoutTokenReader({ issuer: ISSUER, clientId: 'clinic-web', keys: keysAway, now: () => NOW });
  await expect(read(await signed({}))).rejects.toThrow('fetch failed');
});
