import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { SoftwareAuthenticator } from '../../../test/fixtures/software-authenticator.ts';
import { keyRingFrom } from '../../platform/key-ring.ts';
import { systemRandom } from '../../platform/random.ts';
import type { AccountId, AuthenticatorId } from '../accounts/decide/account.ts';
import { METHOD_KINDS, type MethodKind, TRAITS } from './decide/traits.ts';
import type { AnswerFields, Binding, Ceremony } from './method.ts';
import type { PasskeyCreationOptions } from './passkey/view.ts';
import { createMethods } from './registry.ts';

const origin = 'https://sign-in.riverside.example';
const rpId = 'riverside.example';
const methods = createMethods({
  keyRing: keyRingFrom(Buffer.alloc(32, 1)),
  random: systemRandom,
  instanceName: 'Riverside',
  origin,
  passkeyDomain: rpId,
  hashConcurrency: 2,
});

const ceremony: Ceremony = {
  accountId: 'account-1' as AccountId,
  attemptId: 'attempt-1',
  attemptVersion: 1,
  purpose: 'bind',
  now: 1_800_000_000_000,
};
const subject = { accountId: ceremony.accountId, address: 'amara@riverside.example', name: 'Amara' };
const bindings: Partial<Record<MethodKind, Binding>> = {};
const authenticator = new SoftwareAuthenticator({ origin, rpId });

beforeAll(async () => {
  const bindingOf = (secret: string, externalId: string | null = null): Binding => ({
    id: 'row-1' as AuthenticatorId,
    externalId,
    label: '',
    secret,
  });
  const password = await methods.passwords.secretFor('correct-horse-riverside');
  if (password.outcome === 'made') bindings.password = bindingOf(password.secret);
  const app = methods.byKind.totp.bind?.start(subject) ?? '';
  bindings.totp = bindingOf(JSON.stringify({ secret: app, lastStep: -1, drift: 0, lean: 0 }));
  bindings['recovery-code'] = bindingOf(methods.recoveryCodes.secretFor(methods.recoveryCodes.generate()));
  const pass = JSON.stringify({ hash: methods.passes.generate().hash, expiresAt: ceremony.now + 600_000 });
  const sealed = methods.sealedCodes.generate();
  bindings['break-glass-code'] = bindingOf(methods.sealedCodes.secretFor(sealed, ceremony.now + 600_000));
  bindings['one-time-pass'] = bindingOf(pass);
  bindings['invitation-code'] = bindingOf(pass);
  const { bind } = methods.byKind.passkey;
  const options = (await bind?.view(ceremony, subject, '', [])) as PasskeyCreationOptions;
  const bound = await bind?.finish(ceremony, '', { credential: authenticator.register(options) }, '');
  if (bound?.outcome === 'bound') bindings.passkey = bindingOf(bound.binding.secret, bound.binding.externalId);
});

test('every kind of method is in the list, with its own traits', () => {
  expect(Object.keys(methods.byKind).sort()).toEqual([...METHOD_KINDS].sort());
  for (const kind of METHOD_KINDS) {
    expect(methods.byKind[kind].kind).toBe(kind);
    expect(methods.byKind[kind].traits).toBe(TRAITS[kind]);
  }
});

test('the parts that can be set up are the app and the passkey', () => {
  expect(METHOD_KINDS.filter((kind) => methods.byKind[kind].bind !== undefined)).toEqual(['totp', 'passkey']);
});

/** Texts that people, programs and attackers send instead of an answer. */
const oddText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.json(),
  // Shapes of a credential with anything in its fields: deeper than random JSON gets.
  credentialLike(),
  fc.stringMatching(/^[0-9 -]{0,12}$/),
  fc.stringMatching(/^[0-9A-Za-z -]{20,40}$/),
  fc.constantFrom(
    '',
    'null',
    'undefined',
    'true',
    '__proto__',
    '000000',
    '[object Object]',
    '\u0000'.repeat(6),
    '١٢٣٤٥٦',
  ),
);

function credentialLike() {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each).toString('base64url')),
    fc.json().map((each) => Buffer.from(each).toString('base64url')),
    fc.jsonValue(),
  );
  const id = fc.constantFrom(authenticator.id, 'AAAA');
  return fc
    .record(
      {
        id,
        rawId: id,
        type: fc.constant('public-key'),
        response: fc.record({
          clientDataJSON: bytes,
          authenticatorData: bytes,
          attestationObject: bytes,
          signature: bytes,
        }),
      },
      { noNullPrototype: true },
    )
    .map((each) => JSON.stringify({ ...each, rawId: each.id }));
}

const oddFields: fc.Arbitrary<AnswerFields> = fc.oneof(
  fc.record({ password: oddText, code: oddText, credential: oddText }, { requiredKeys: [], noNullPrototype: true }),
  fc.dictionary(fc.string(), oddText, { maxKeys: 4 }),
);

describe('whatever is typed', () => {
  for (const kind of METHOD_KINDS) {
    // A password costs a hash each time.
    const numRuns = kind === 'password' ? 60 : 500;

    test(`${kind} is never proved by it and never fails over it`, async () => {
      const bound = bindings[kind];
      const issued = kind === 'email-code' ? { serial: 1, issuedAt: ceremony.now } : null;
      if (kind !== 'email-code') expect(bound).toBeDefined();
      await fc.assert(
        fc.asyncProperty(oddFields, fc.boolean(), async (fields, isBound) => {
          const held = isBound && bound !== undefined ? [bound] : [];
          const verdict = await methods.byKind[kind].verify({ ...ceremony, purpose: 'prove' }, fields, held, issued);
          expect(verdict.outcome).toBe('rejected');
        }),
        { numRuns, seed: 2026 },
      );
    });
  }

  for (const kind of ['totp', 'passkey'] as const) {
    test(`no ${kind} is bound by it, and binding never fails over it`, async () => {
      const { bind } = methods.byKind[kind];
      const pending = bind?.start(subject) ?? '';
      await fc.assert(
        fc.asyncProperty(
          oddFields,
          oddText,
          fc.constantFrom('bind' as const, 'trust' as const),
          async (fields, agent, purpose) => {
            const finished = await bind?.finish({ ...ceremony, purpose }, pending, fields, agent);
            expect(finished?.outcome).toBe('rejected');
          },
        ),
        { numRuns: 500, seed: 2026 },
      );
    });
  }
});
