import { hmac, sameText } from '../../../platform/hashing.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import type { Random } from '../../../platform/random.ts';
import { crockford, inGroups, readCrockford } from '../../../platform/typed-code.ts';
import { type MethodKind, TRAITS } from '../decide/traits.ts';
import type { Binding, Method, Passes, Verdict } from '../method.ts';

/** 50 random bits, of which SP 800-63B-4 §4.1.2.2 asks 40. */
const SYMBOLS = 10;
const RANDOM_BYTES = 7;
/** A pass is read out on the telephone and typed at once. Invitation codes live as long as their owner says. */
const LIFETIME_MS = 10 * MINUTE_MS;

/** What the binding of a handed-over code holds; its owner makes it of what it stored. */
export interface PassSecret {
  readonly hash: string;
  /** Not accepted from then on, in ms since the epoch. */
  readonly expiresAt: number;
}

/** Codes that staff hand over: the one-time pass after a support reset, and the invitation code for a set-up. */
export function createOneTimePass(deps: { readonly keyRing: KeyRing; readonly random: Random }): {
  readonly oneTimePass: Method;
  readonly invitationCode: Method;
  readonly passes: Passes;
} {
  const { keyRing, random } = deps;
  const hashOf = (code: string, keyId: string) => `${keyId}.${hmac(keyRing.derive('pass', 32, keyId), code)}`;
  const methodOf = (kind: Extract<MethodKind, 'one-time-pass' | 'invitation-code'>): Method => ({
    kind,
    traits: TRAITS[kind],
    challengeView: async () => null,
    async verify(ceremony, answer, bindings) {
      const code = readCrockford(answer.code, SYMBOLS);
      if (code === null) return { outcome: 'rejected', reason: 'malformed' };
      const binding = bindings[0];
      if (binding === undefined) return { outcome: 'rejected', reason: 'unknown-authenticator' };
      return check(binding, (keyId) => hashOf(code, keyId), ceremony.now);
    },
  });
  const passes: Passes = {
    generate() {
      const code = crockford(random.bytes(RANDOM_BYTES)).slice(0, SYMBOLS);
      return { code: inGroups(code, SYMBOLS / 2, '-'), hash: hashOf(code, keyRing.keyId) };
    },
    lifetimeMs: LIFETIME_MS,
  };
  return { oneTimePass: methodOf('one-time-pass'), invitationCode: methodOf('invitation-code'), passes };
}

function check(binding: Binding, typedHash: (keyId: string) => string, now: number): Verdict {
  const held = JSON.parse(binding.secret) as PassSecret;
  const keyId = held.hash.slice(0, held.hash.indexOf('.'));
  if (!sameText(held.hash, typedHash(keyId))) return { outcome: 'rejected', reason: 'mismatch' };
  // Told only to whoever holds the right code.
  if (now >= held.expiresAt) return { outcome: 'rejected', reason: 'expired' };
  return { outcome: 'proved', bindingId: binding.id, secretAfter: null, userVerified: false };
}
