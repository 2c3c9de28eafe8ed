import { hmac, sameText, sha256 } from '../../../platform/hashing.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import type { Random } from '../../../platform/random.ts';
import { crockford, inGroups, readCrockford } from '../../../platform/typed-code.ts';
import { TRAITS } from '../decide/traits.ts';
import type { Method, RecoveryCodes } from '../method.ts';

const RANDOM_BYTES = 15;
const RANDOM_SYMBOLS = 24;
const CHECK_SYMBOLS = 4;

/** The saved recovery code (S8, S19): as a method, and the making of new ones. */
export function createRecoveryCode(deps: { readonly keyRing: KeyRing; readonly random: Random }): {
  readonly method: Method;
  readonly recoveryCodes: RecoveryCodes;
} {
  // 120 random bits need no slow hash; the key keeps a dump of the database from being searched at all.
  const hashOf = (code: string, keyId: string) => hmac(deps.keyRing.derive('recovery-code', 32, keyId), code);
  const method: Method = {
    kind: 'recovery-code',
    traits: TRAITS['recovery-code'],
    challengeView: async () => null,
    async verify(_ceremony, answer, bindings) {
      const code = readRecoveryCode(answer.code);
      if (code === null) return { outcome: 'rejected', reason: 'malformed' };
      if (bindings.length === 0) return { outcome: 'rejected', reason: 'unknown-authenticator' };
      const used = bindings.find(({ secret }) => {
        const { hash, keyId } = JSON.parse(secret) as RecoverySecret;
        return sameText(hash, hashOf(code, keyId));
      });
      if (used === undefined) return { outcome: 'rejected', reason: 'mismatch' };
      return { outcome: 'proved', bindingId: used.id, secretAfter: null, userVerified: false };
    },
  };
  const recoveryCodes: RecoveryCodes = {
    generate() {
      const symbols = crockford(deps.random.bytes(RANDOM_BYTES));
      return symbols + checkSymbolsOf(symbols);
    },
    display: (code) => inGroups(code, 4, '-'),
    secretFor(code) {
      const { keyId } = deps.keyRing;
      const whole = readRecoveryCode(code);
      if (whole === null) throw new Error('only a code that was generated can be saved');
      return JSON.stringify({ hash: hashOf(whole, keyId), keyId } satisfies RecoverySecret);
    },
  };
  return { method, recoveryCodes };
}

/** What the binding of a recovery code holds. */
interface RecoverySecret {
  readonly hash: string;
  /** The root key that the hash was made with. */
  readonly keyId: string;
}

/** The code as it was made, of what was typed; null when its symbols or its check symbols are wrong: a slip of the pen. */
function readRecoveryCode(typed: string | undefined): string | null {
  const code = readCrockford(typed, RANDOM_SYMBOLS + CHECK_SYMBOLS);
  if (code === null) return null;
  return code.endsWith(checkSymbolsOf(code.slice(0, RANDOM_SYMBOLS))) ? code : null;
}

/**
 * Four check symbols: the first 20 bits of SHA-256 over the 24 symbols in ASCII. No secret: they tell a slip from a
 * wrong code, and pass one slip in a million.
 */
function checkSymbolsOf(symbols: string): string {
  return crockford(Buffer.from(sha256(symbols), 'base64url')).slice(0, CHECK_SYMBOLS);
}
