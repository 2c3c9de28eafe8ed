import { createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Cbor } from '../../../../test/fixtures/cbor.ts';
import {
  FLAGS,
  type Forgery,
  keyPair,
  SoftwareAuthenticator,
} from '../../../../test/fixtures/software-authenticator.ts';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Binding, Ceremony, NewBinding, RejectionReason } from '../method.ts';
import { createPasskey } from './index.ts';
import { parseSecret } from './secret.ts';
import { describePasskey, type PasskeyCreationOptions, type PasskeyRequestOptions } from './view.ts';

const origin = 'https://sign-in.riverside.example';
const rpId = 'riverside.example';
const method = createPasskey({
  keyRing: keyRingFrom(Buffer.alloc(32, 1)),
  party: { name: 'Riverside', id: rpId, origin },
});
const bind = method.bind as NonNullable<typeof method.bind>;
const accountId = 'account-1' as AccountId;
const subject = { accountId, address: 'amara@riverside.example', name: 'Amara Okafor' };
const { UP, UV, BE, BS } = FLAGS;
const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

const ceremonyFor = (purpose: Ceremony['purpose']): Ceremony => ({
  accountId,
  attemptId: 'attempt-1',
  attemptVersion: 3,
  purpose,
  now: 1_800_000_000_000,
});

const optionsFor = async (purpose: Ceremony['purpose'] = 'trust', existing: readonly Binding[] = []) =>
  (await bind.view(ceremonyFor(purpose), subject, '', existing)) as PasskeyCreationOptions;

const make = (options: ConstructorParameters<typeof SoftwareAuthenticator>[1] = {}) =>
  new SoftwareAuthenticator({ origin, rpId }, options);

async function finish(
  authenticator: SoftwareAuthenticator,
  forged: Forgery = {},
  purpose: Ceremony['purpose'] = 'trust',
) {
  const credential = authenticator.register(await optionsFor(purpose), forged);
  return bind.finish(ceremonyFor(purpose), '', { credential }, chrome);
}

async function bound(...args: Parameters<typeof finish>): Promise<NewBinding> {
  const finished = await finish(...args);
  if (finished.outcome !== 'bound') throw new Error(JSON.stringify(finished));
  return finished.binding;
}

const refused = (reason: RejectionReason) => ({ outcome: 'rejected', reason });

describe('what the browser is asked for', () => {
  test('trusting this device asks for a discoverable passkey of the device itself, with verification', async () => {
    const options = await optionsFor('trust');
    expect(options.rp).toEqual({ id: rpId, name: 'Riverside' });
    expect(options.user).toEqual({
      id: Buffer.from(accountId).toString('base64url'),
      name: 'amara@riverside.example',
      displayName: 'Amara Okafor',
    });
    expect(options.authenticatorSelection).toMatchObject({
      residentKey: 'required',
      userVerification: 'required',
      authenticatorAttachment: 'platform',
    });
    expect(options.attestation).toBe('none');
    expect(options.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-8, -7, -257]);
    expect(await optionsFor('trust')).toEqual(options);
  });

  test('a set-up leaves the kind of authenticator open, so that a security key will do', async () => {
    const options = await optionsFor('bind');
    expect(options.authenticatorSelection).not.toHaveProperty('authenticatorAttachment');
    expect(options.authenticatorSelection).toMatchObject({ residentKey: 'required', userVerification: 'required' });
    expect(options.challenge).not.toBe((await optionsFor('trust')).challenge);
  });

  test('a device that has a passkey already is not asked for another', async () => {
    const authenticator = make();
    const binding = await bound(authenticator);
    const existing = [{ id: 'row-1' as AuthenticatorId, ...binding }];
    expect((await optionsFor('trust', existing)).excludeCredentials).toEqual([
      { id: authenticator.id, type: 'public-key', transports: ['internal', 'hybrid'] },
    ]);
  });
});

describe('an honest ceremony', () => {
  for (const algorithm of ['ES256', 'RS256', 'EdDSA'] as const) {
    test(`binds an ${algorithm} passkey that proves afterwards`, async () => {
      const authenticator = make({ algorithm });
      const binding = { id: 'row-1' as AuthenticatorId, ...(await bound(authenticator)) };
      expect(binding.externalId).toBe(authenticator.id);
      const ceremony = ceremonyFor('prove');
      const options = (await method.challengeView(ceremony, [binding])) as PasskeyRequestOptions;
      const credential = authenticator.assert(options);
      expect(await method.verify(ceremony, { credential }, [binding], null)).toMatchObject({ outcome: 'proved' });
    });
  }

  test('self attestation is taken, and its signature is checked', async () => {
    expect(await bound(make(), { format: 'packed' })).toMatchObject({ userVerified: true });
    const forged = { format: 'packed', signer: keyPair('ES256').privateKey };
    expect(await finish(make(), forged)).toEqual(refused('mismatch'));
  });

  test('the row is named after browser, system and provider', async () => {
    const provider = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
    expect((await bound(make({ aaguid: provider }))).label).toBe('Chrome on Windows · Apple Passwords');
    expect((await bound(make())).label).toBe('Chrome on Windows');
    const credential = make().register(await optionsFor());
    const unnamed = await bind.finish(ceremonyFor('trust'), '', { credential }, '<script>');
    expect(unnamed).toMatchObject({ binding: { label: 'Passkey' } });
  });

  test('what is kept says whether it may sync, how it travels and who provides it', async () => {
    const synced = await bound(make({ flags: UP | UV | BE | BS, aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd' }));
    expect(parseSecret(synced.secret)).toMatchObject({
      backupEligible: true,
      backedUp: true,
      transports: ['internal', 'hybrid'],
      attachment: 'platform',
    });
    expect(describePasskey(synced.secret)).toEqual({ maySync: true, provider: 'Apple Passwords' });
    expect(describePasskey((await bound(make())).secret)).toEqual({ maySync: false, provider: null });
  });

  test('making a passkey counts as its use in a set-up, not when a device is trusted', async () => {
    expect((await bound(make(), {}, 'bind')).proves).toBe(true);
    expect((await bound(make(), {}, 'trust')).proves).toBe(false);
  });

  test('a security key is taken in a set-up and is no trusted device', async () => {
    const roaming = { attachment: 'cross-platform' };
    expect(parseSecret((await bound(make(), roaming, 'bind')).secret).attachment).toBe('cross-platform');
    expect(await finish(make(), roaming, 'trust')).toEqual(refused('mismatch'));
  });

  test('a credential id of 1,023 bytes is taken', async () => {
    expect(await bound(make(), { credentialId: Buffer.alloc(1_023, 1) })).toMatchObject({ userVerified: true });
  });
});

describe('what a forged answer is refused for', () => {
  const ec = [...make().cose] as [number, Cbor][];
  const okp = [...make({ algorithm: 'EdDSA' }).cose] as [number, Cbor][];
  const rsa = [...make({ algorithm: 'RS256' }).cose] as [number, Cbor][];
  const changed = (cose: [number, Cbor][], ...changes: [number, Cbor][]) => ({ cose: new Map([...cose, ...changes]) });
  const certified = new Map<string, Cbor>([
    ['alg', -7],
    ['sig', Buffer.alloc(8)],
    ['x5c', [Buffer.alloc(8)]],
  ]);
  const small = keyPair('ES256').publicKey.export({ format: 'jwk' });

  const vectors: readonly (readonly [title: string, forged: Forgery, reason: RejectionReason])[] = [
    ['another type of ceremony', { clientData: { type: 'webauthn.get' } }, 'mismatch'],
    ['another challenge', { clientData: { challenge: 'A'.repeat(43) } }, 'mismatch'],
    ['no challenge', { clientData: { challenge: undefined } }, 'mismatch'],
    ['another origin', { clientData: { origin: 'https://attacker.example' } }, 'mismatch'],
    ['a frame of another site', { clientData: { crossOrigin: true } }, 'mismatch'],
    ['a top origin', { clientData: { topOrigin: 'https://attacker.example' } }, 'mismatch'],
    ['client data that is no JSON', { clientDataText: 'x' }, 'mismatch'],
    ['another rpID', { rpId: 'attacker.example' }, 'mismatch'],
    ['nobody present', { flags: UV }, 'not-verified'],
    ['a person not verified', { flags: UP }, 'not-verified'],
    ['a copy of what cannot be copied', { flags: UP | UV | BS }, 'mismatch'],
    ['id and rawId that differ', { rawId: 'AAAA' }, 'malformed'],
    ['the id of another credential', { id: 'AAAA' }, 'malformed'],
    ['another type of credential', { type: 'federated' }, 'malformed'],
    ['a credential id of 1,024 bytes', { credentialId: Buffer.alloc(1_024, 1) }, 'malformed'],
    ['an attestation with a certificate', { format: 'packed', statement: certified }, 'malformed'],
    ['an attestation of a TPM', { format: 'tpm' }, 'malformed'],
    ['an attestation of an unknown kind', { format: 'home-made' }, 'malformed'],
    ['no attestation, but a statement', { statement: certified }, 'mismatch'],
    ['a statement that is no map', { format: 'packed', statement: 'x' }, 'malformed'],
    ['authenticator data cut short', { shape: (data) => data.subarray(0, 60) }, 'malformed'],
    ['more after the authenticator data', { shape: (data) => Buffer.concat([data, Buffer.alloc(3)]) }, 'malformed'],
    ['no credential in it', { shape: withoutCredential }, 'malformed'],
    ['ES384', changed(ec, [3, -35]), 'mismatch'],
    ['PS256', changed(rsa, [3, -37]), 'mismatch'],
    ['RS1', changed(rsa, [3, -65_535]), 'mismatch'],
    ['no algorithm', { cose: new Map(ec.filter(([label]) => label !== 3)) }, 'mismatch'],
    ['an algorithm in words', changed(ec, [3, 'ES256']), 'mismatch'],
    ['ES256 with an RSA key', changed(rsa, [3, -7]), 'mismatch'],
    ['RS256 with an EC key', changed(ec, [3, -257]), 'mismatch'],
    ['ES256 over another curve', changed(ec, [-1, 2]), 'mismatch'],
    ['EdDSA over another curve', changed(okp, [-1, 7]), 'mismatch'],
    ['a point that is not on the curve', changed(ec, [-3, Buffer.alloc(32, 1)]), 'mismatch'],
    ['a coordinate of 31 bytes', changed(ec, [-2, Buffer.from(small.x ?? '', 'base64url').subarray(1)]), 'mismatch'],
    ['an RSA key of 1,024 bits', changed(rsa, [-1, Buffer.alloc(128, 255)]), 'mismatch'],
    ['an RSA exponent of 3', changed(rsa, [-2, Buffer.from([3])]), 'mismatch'],
    ['the neutral point of Ed25519', changed(okp, [-2, Buffer.from([1, ...Buffer.alloc(31)])]), 'mismatch'],
    ['a point of order 8 with its sign set', changed(okp, [-2, lowOrder()]), 'mismatch'],
    ['a key that is a list', { cose: [1, 2, 3] }, 'mismatch'],
  ];

  for (const [title, forged, reason] of vectors) {
    test(`${title}: ${reason}`, async () => {
      expect(await finish(make(), forged)).toEqual(refused(reason));
    });
  }

  test('an answer to the set-up does not trust a device, and none fits another version', async () => {
    const credential = make().register(await optionsFor('bind'));
    expect(await bind.finish(ceremonyFor('trust'), '', { credential }, chrome)).toEqual(refused('mismatch'));
    const later = { ...ceremonyFor('bind'), attemptVersion: 4 };
    expect(await bind.finish(later, '', { credential }, chrome)).toEqual(refused('mismatch'));
  });

  test('text that is no answer is malformed', async () => {
    for (const credential of ['', 'null', '[]', '{}', undefined, '['.repeat(60_000)]) {
      expect(await bind.finish(ceremonyFor('trust'), '', { credential }, chrome)).toEqual(refused('malformed'));
    }
  });
});

/** Authenticator data as an assertion has it: the flag and the credential are missing. */
function withoutCredential(data: Buffer): Buffer {
  const head = Buffer.from(data.subarray(0, 37));
  head[32] = (head[32] ?? 0) & ~FLAGS.AT;
  return head;
}

/** A point of order 8 on edwards25519, the sign of its x set: a key that node:crypto itself takes. */
function lowOrder(): Buffer {
  const x = Buffer.from('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'hex');
  x[31] = (x[31] ?? 0) | 0x80;
  createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') }, format: 'jwk' });
  return x;
}
