import { hmacBytes, sameText } from '../../../platform/hashing.ts';
import { MINUTE_MS } from '../../../platform/kernel/time.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import { readDigits } from '../../../platform/typed-code.ts';
import { TRAITS } from '../decide/traits.ts';
import type { MailedCodes, Method } from '../method.ts';

const DIGITS = 6;
const CODES = 10 ** DIGITS;
/** SP 800-63B-4 §3.1.3.2: at most ten minutes. */
const LIFETIME_MS = 10 * MINUTE_MS;

/** The mailed code (S17, S18): as a method, and the deriving of codes for mails. */
export function createEmailCode(deps: { readonly keyRing: KeyRing }): {
  readonly method: Method;
  readonly mailedCodes: MailedCodes;
} {
  const key = deps.keyRing.derive('mailed-code', 32);
  const codeFor = (attemptId: string, serial: number) => sixDigits(key, attemptId, String(serial));
  const method: Method = {
    kind: 'email-code',
    traits: TRAITS['email-code'],
    challengeView: async () => null,
    async verify(ceremony, answer, _bindings, issued) {
      const code = readDigits(answer.code, DIGITS);
      if (code === null) return { outcome: 'rejected', reason: 'malformed' };
      if (issued === null) return { outcome: 'rejected', reason: 'unknown-authenticator' };
      if (ceremony.now - issued.issuedAt >= LIFETIME_MS) return { outcome: 'rejected', reason: 'expired' };
      const matches = sameText(code, codeFor(ceremony.attemptId, issued.serial));
      if (!matches) return { outcome: 'rejected', reason: 'mismatch' };
      return { outcome: 'proved', bindingId: null, userVerified: false };
    },
  };
  return { method, mailedCodes: { codeFor, lifetimeMs: LIFETIME_MS } };
}

/** Six digits, each of the million equally likely: numbers above the last whole million of 32 bits are drawn again. */
function sixDigits(key: Uint8Array, attemptId: string, serial: string): string {
  const limit = 2 ** 32 - (2 ** 32 % CODES);
  for (let draw = 0; ; draw++) {
    const number = hmacBytes(key, attemptId, serial, String(draw)).readUInt32BE();
    if (number < limit) return String(number % CODES).padStart(DIGITS, '0');
  }
}
