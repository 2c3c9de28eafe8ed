import { describe, expect, test } from 'vitest';
import { encodeCbor } from '../../../../test/fixtures/cbor.ts';
import {
  type Algorithm,
  FLAGS,
  type Forgery,
  keyPair,
  SoftwareAuthenticator,
} from '../../../../test/fixtures/software-authenticator.ts';
import { keyRingFrom } from '../../../platform/key-ring.ts';
import type { AccountId, AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Binding, Ceremony, RejectionReason, Verdict } from '../method.ts';
import { createPasskey } from './index.ts';
import { formatSecret, type PasskeySecret, parseSecret } from './secret.ts';
import type { PasskeyRequestOptions } from './view.ts';

const origin = 'https://sign-in.riverside.example';
const rpId = 'riverside.example';
const method = createPasskey({
  keyRing: keyRingFrom(Buffer.alloc(32, 1)),
  party: { name: 'Riverside', id: rpId, origin },
});
const accountId = 'account-1' as AccountId;
const handleOf = (text: string) => Buffer.from(text, 'utf8').toString('base64url');
const { UP, UV, BE, BS } = FLAGS;

const ceremony: Ceremony = {
  accountId,
  attemptId: 'attempt-1',
  attemptVersion: 3,
  purpose: 'prove',
  now: 1_800_000_000_000,
};

/** The binding of an authenticator, as it was stored when the passkey was made. */
function bindingOf(authenticator: SoftwareAuthenticator, held: Partial<PasskeySecret> = {}): Binding {
  const secret = formatSecret({
    publicKey: encodeCbor(authenticator.cose).toString('base64url'),
    counter: authenticator.counter,
    backedUp: (authenticator.flags & BS) !== 0,
    backupEligible: (authenticator.flags & BE) !== 0,
    aaguid: '00000000-0000-0000-0000-000000000000',
    transports: ['internal'],
    attachment: 'platform',
    ...held,
  });
  return { id: `row-${authenticator.id}` as AuthenticatorId, externalId: authenticator.id, label: '', secret };
}

const optionsFor = async (bindings: readonly Binding[], of: Ceremony = ceremony) =>
  (await method.challengeView(of, bindings)) as PasskeyRequestOptions;

/** Runs a whole ceremony; `forged` says what is not as it should be. */
async function prove(
  authenticator: SoftwareAuthenticator,
  forged: Forgery = {},
  bindings: readonly Binding[] = [bindingOf(authenticator)],
): Promise<Verdict> {
  const credential = authenticator.assert(await optionsFor(bindings), forged);
  return method.verify(ceremony, { credential }, bindings, null);
}

const make = (options: ConstructorParameters<typeof SoftwareAuthenticator>[1] = {}) =>
  new SoftwareAuthenticator({ origin, rpId }, options);

const refused = (reason: RejectionReason) => ({ outcome: 'rejected', reason });

describe('an honest ceremony', () => {
  test('proves with every algorithm that is asked for', async () => {
    for (const algorithm of ['ES256', 'RS256', 'EdDSA'] as const satisfies readonly Algorithm[]) {
      const authenticator = make({ algorithm });
      expect(await prove(authenticator, { userHandle: handleOf(accountId) })).toMatchObject({
        outcome: 'proved',
        bindingId: `row-${authenticator.id}`,
        userVerified: true,
      });
    }
  });

  test('offers exactly the bound passkeys, demands verification, and a reload shows the same', async () => {
    const bindings = [bindingOf(make()), bindingOf(make())];
    const options = await optionsFor(bindings);
    expect(options).toMatchObject({ rpId, userVerification: 'required' });
    expect(options.allowCredentials).toEqual(
      bindings.map(({ externalId }) => ({ id: externalId, type: 'public-key', transports: ['internal'] })),
    );
    expect(Buffer.from(options.challenge, 'base64url')).toHaveLength(32);
    expect(await optionsFor(bindings)).toEqual(options);
  });

  test('the challenge changes with account, attempt, version and purpose', async () => {
    const changes: Partial<Ceremony>[] = [
      {},
      { accountId: 'account-2' as AccountId },
      { attemptId: 'attempt-2' },
      { attemptVersion: 4 },
      { purpose: 'bind' },
      { purpose: 'trust' },
    ];
    const options = await Promise.all(changes.map((change) => optionsFor([], { ...ceremony, ...change })));
    expect(new Set(options.map(({ challenge }) => challenge)).size).toBe(changes.length);
  });

  test('a user handle need not be given', async () => {
    for (const userHandle of [null, ''])
      expect(await prove(make(), { userHandle })).toMatchObject({ outcome: 'proved' });
  });
});

describe('what a forged answer is refused for', () => {
  const vectors: readonly (readonly [title: string, forged: Forgery, reason: RejectionReason])[] = [
    ['another type of ceremony', { clientData: { type: 'webauthn.create' } }, 'mismatch'],
    ['a payment instead of a sign-in', { clientData: { type: 'payment.get' } }, 'mismatch'],
    ['no type', { clientData: { type: undefined } }, 'mismatch'],
    ['another challenge', { clientData: { challenge: 'A'.repeat(43) } }, 'mismatch'],
    ['no challenge', { clientData: { challenge: undefined } }, 'mismatch'],
    ['an empty challenge', { clientData: { challenge: '' } }, 'mismatch'],
    ['another origin', { clientData: { origin: 'https://riverside.example' } }, 'mismatch'],
    ['the origin with a port', { clientData: { origin: `${origin}:8443` } }, 'mismatch'],
    ['the origin without TLS', { clientData: { origin: origin.replace('https', 'http') } }, 'mismatch'],
    ['the origin with a longer domain', { clientData: { origin: `${origin}.attacker.example` } }, 'mismatch'],
    ['the origin in another case', { clientData: { origin: origin.toUpperCase() } }, 'mismatch'],
    ['origins in a list', { clientData: { origin: [origin] } }, 'mismatch'],
    ['a frame of another site', { clientData: { crossOrigin: true } }, 'mismatch'],
    ['a frame of another site, in words', { clientData: { crossOrigin: 'true' } }, 'mismatch'],
    [
      'a frame of another site that says its name',
      { clientData: { crossOrigin: true, topOrigin: origin } },
      'mismatch',
    ],
    ['a top origin without a frame', { clientData: { topOrigin: 'https://attacker.example' } }, 'mismatch'],
    ['a top origin of our own', { clientData: { topOrigin: origin } }, 'mismatch'],
    ['client data that is no JSON', { clientDataText: '{"type":' }, 'mismatch'],
    ['client data that is null', { clientDataText: 'null' }, 'mismatch'],
    ['client data that is a list', { clientDataText: '[]' }, 'mismatch'],
    ['another rpID', { rpId: 'attacker.example' }, 'mismatch'],
    ['a subdomain as rpID', { rpId: 'sign-in.riverside.example' }, 'mismatch'],
    ['nobody present', { flags: UV }, 'not-verified'],
    ['a person not verified', { flags: UP }, 'not-verified'],
    ['neither present nor verified', { flags: 0 }, 'not-verified'],
    ['a copy of what cannot be copied', { flags: UP | UV | BS }, 'mismatch'],
    ['backup that became possible', { flags: UP | UV | BE }, 'backup-state-changed'],
    ['backup that became possible and was made', { flags: UP | UV | BE | BS }, 'backup-state-changed'],
    ['a signature of another key', { signer: keyPair('ES256').privateKey }, 'mismatch'],
    ['a signature of another kind of key', { signer: keyPair('EdDSA').privateKey }, 'mismatch'],
    ['no signature', { signature: Buffer.from([0]) }, 'mismatch'],
    ['a signature of zeros', { signature: Buffer.from('3006020100020100', 'hex') }, 'mismatch'],
    ['id and rawId that differ', { rawId: 'AAAA' }, 'malformed'],
    ['a credential nobody bound', { id: 'AAAA' }, 'unknown-authenticator'],
    ['another type of credential', { type: 'password' }, 'malformed'],
    ['the user handle of another account', { userHandle: handleOf('account-2') }, 'unknown-authenticator'],
    ['a user handle that continues ours', { userHandle: handleOf('account-10') }, 'unknown-authenticator'],
    ['authenticator data cut short', { shape: (data) => data.subarray(0, 36) }, 'malformed'],
    ['authenticator data with more after it', { shape: (data) => Buffer.concat([data, Buffer.alloc(1)]) }, 'malformed'],
    ['extensions that are not there', { flags: UP | UV | FLAGS.ED }, 'malformed'],
    ['a credential id of 1,024 bytes', { id: Buffer.alloc(1_024, 1).toString('base64url') }, 'malformed'],
    ['an id with padding', { id: 'AAAA====' }, 'malformed'],
  ];

  for (const [title, forged, reason] of vectors) {
    test(`${title}: ${reason}`, async () => {
      expect(await prove(make(), forged)).toEqual(refused(reason));
    });
  }

  test('any bit of the authenticator data changed after it was signed', async () => {
    const authenticator = make({ counter: 5 });
    const bindings = [bindingOf(authenticator, { counter: 1 })];
    for (let bit = 0; bit < 37 * 8; bit++) {
      const tamper = (data: Buffer) => {
        const changed = Buffer.from(data);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return changed;
      };
      expect(await prove(authenticator, { tamper }, bindings)).toMatchObject({ outcome: 'rejected' });
    }
  });
});

describe('an answer where it does not belong', () => {
  test('an answer given once fits no later version, no other attempt and no other purpose', async () => {
    const authenticator = make();
    const bindings = [bindingOf(authenticator)];
    const credential = authenticator.assert(await optionsFor(bindings));
    expect(await method.verify(ceremony, { credential }, bindings, null)).toMatchObject({ outcome: 'proved' });
    const elsewhere: Partial<Ceremony>[] = [{ attemptVersion: 4 }, { attemptId: 'attempt-2' }, { purpose: 'trust' }];
    for (const change of elsewhere) {
      expect(await method.verify({ ...ceremony, ...change }, { credential }, bindings, null)).toEqual(
        refused('mismatch'),
      );
    }
  });

  test('the valid passkey of another person proves nothing in this attempt', async () => {
    const [mine, theirs] = [make(), make()];
    expect(await prove(theirs, {}, [bindingOf(mine)])).toEqual(refused('unknown-authenticator'));
    expect(await prove(theirs, { id: mine.id }, [bindingOf(mine)])).toEqual(refused('mismatch'));
  });

  test('the registration of a passkey is no proof of it', async () => {
    const authenticator = make();
    const bindings = [bindingOf(authenticator)];
    const credential = authenticator.register(await optionsFor(bindings));
    expect(await method.verify(ceremony, { credential }, bindings, null)).toEqual(refused('malformed'));
  });

  test('without a bound passkey nothing proves', async () => {
    expect(await prove(make(), {}, [])).toEqual(refused('unknown-authenticator'));
  });

  test('text that is no answer is malformed', async () => {
    const texts = ['', 'null', '[]', '{}', '"x"', '{"id":1}', '{"__proto__":{"id":"AAAA"}}', '['.repeat(60_000)];
    for (const credential of [...texts, undefined, `"${'x'.repeat(70_000)}"`]) {
      expect(await method.verify(ceremony, { credential }, [bindingOf(make())], null)).toEqual(refused('malformed'));
    }
  });
});

describe('backup state', () => {
  test('a synced passkey stays one: backup that became impossible is refused', async () => {
    const synced = make({ flags: UP | UV | BE | BS });
    expect(await prove(synced, { flags: UP | UV })).toEqual(refused('backup-state-changed'));
  });

  test('whether a copy exists may change and is remembered', async () => {
    const synced = make({ flags: UP | UV | BE });
    const verdict = await prove(synced, { flags: UP | UV | BE | BS });
    expect(secretAfter(verdict)).toMatchObject({ backupEligible: true, backedUp: true });
  });
});

describe('the signature counter', () => {
  const counted = (flags: number, stored: number, signed: number) => {
    const authenticator = make({ flags, counter: signed });
    return prove(authenticator, {}, [bindingOf(authenticator, { counter: stored })]);
  };

  test('it moves forward, and no counter at all is fine', async () => {
    expect(secretAfter(await counted(UP | UV, 4, 5)).counter).toBe(5);
    expect(secretAfter(await counted(UP | UV, 4, 4_000_000_000)).counter).toBe(4_000_000_000);
    expect(secretAfter(await counted(UP | UV, 0, 0)).counter).toBe(0);
  });

  test('a device-bound passkey whose counter stands or goes back is refused: it was cloned', async () => {
    for (const signed of [5, 4, 0]) expect(await counted(UP | UV, 5, signed)).toEqual(refused('counter-went-back'));
  });

  test('a synced passkey whose counter goes back is accepted with a remark, every time', async () => {
    const verdict = await counted(UP | UV | BE, 5, 4);
    expect(verdict).toMatchObject({ outcome: 'proved', remark: 'counter-went-back' });
    expect(secretAfter(verdict).counter).toBe(5);
    expect(await counted(UP | UV | BE, 5, 6)).not.toHaveProperty('remark');
  });
});

function secretAfter(verdict: Verdict): PasskeySecret {
  if (verdict.outcome !== 'proved' || typeof verdict.secretAfter !== 'string') throw new Error(JSON.stringify(verdict));
  return parseSecret(verdict.secretAfter);
}
