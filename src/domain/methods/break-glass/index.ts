import { hmac, sameText } from '../../../platform/hashing.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import type { Random } from '../../../platform/random.ts';
import { crockford, inGroups, readCrockford } from '../../../platform/typed-code.ts';
import { TRAITS } from '../decide/traits.ts';
import type { Binding, Method, SealedCodes, Verdict } from '../method.ts';

/** 120 random bits: it lies in an envelope for months, and whoever copies the database must not find it. */
const SYMBOLS = 24;
const RANDOM_BYTES = 15;
const GROUP = 4;

/** What the binding of a sealed code holds. */
interface SealedSecret {
  /** The key's id and the keyed hash. */
  readonly hash: string;
  /** Not accepted from then on. */
  readonly expiresAt: EpochMs;
  /** Null: not used. */
  readonly usedAt: EpochMs | null;
}

/** The sealed code of a break-glass account. */
export function createBreakGlassCode(deps: { readonly keyRing: KeyRing; readonly random: Random }): {
  readonly method: Method;
  readonly sealedCodes: SealedCodes;
} {
  const { keyRing, random } = deps;
  const hashOf = (code: string, keyId: string) => `${keyId}.${hmac(keyRing.derive('break-glass', 32, keyId), code)}`;
  const method: Method = {
    kind: 'break-glass-code',
    traits: TRAITS['break-glass-code'],
    challengeView: async () => null,
    async verify(ceremony, answer, bindings) {
      const code = readCrockford(answer['code'], SYMBOLS);
      if (code === null) return { outcome: 'rejected', reason: 'malformed' };
      const binding = bindings[0];
      if (binding === undefined) return { outcome: 'rejected', reason: 'unknown-authenticator' };
      return check(binding, (keyId) => hashOf(code, keyId), ceremony.now);
    },
  };
  const sealedCodes: SealedCodes = {
    generate() {
      return inGroups(crockford(random.bytes(RANDOM_BYTES)), GROUP, '-');
    },
    secretFor(code, expiresAt) {
      const symbols = readCrockford(code, SYMBOLS);
      if (symbols === null) throw new Error('a sealed code that none was made of');
      const held: SealedSecret = { hash: hashOf(symbols, keyRing.keyId), expiresAt, usedAt: null };
      return JSON.stringify(held);
    },
  };
  return { method, sealedCodes };
}

function check(binding: Binding, typedHash: (keyId: string) => string, now: EpochMs): Verdict {
  const held = JSON.parse(binding.secret) as SealedSecret;
  const keyId = held.hash.slice(0, held.hash.indexOf('.'));
  if (!sameText(held.hash, typedHash(keyId))) return { outcome: 'rejected', reason: 'mismatch' };
  // Told only to whoever holds the right code.
  if (held.usedAt !== null) return { outcome: 'rejected', reason: 'replayed' };
  if (now >= held.expiresAt) return { outcome: 'rejected', reason: 'expired' };
  const spent: SealedSecret = { ...held, usedAt: now };
  return { outcome: 'proved', bindingId: binding.id, secretAfter: JSON.stringify(spent), userVerified: false };
}
