import { ScureBase32Plugin } from 'otplib';
import { ok, refused } from '../../../platform/kernel/result.ts';
import type { ForeignApp, ForeignSecrets } from '../method.ts';
import { APP_LABEL } from './bind.ts';
import { DIGITS, PERIOD_S, type TotpSecret } from './codes.ts';

/** RFC 4226 §4, R6: at least 128 bits; nobody makes more than 64 bytes, the block of SHA-1. */
const SECRET_BYTES = { min: 16, max: 64 };
/** Longest text that is looked at. */
const LENGTH_MAX = 256;

const base32 = new ScureBase32Plugin();

/** An authenticator app that another program knows. The person keeps it: its codes are those of the same secret. */
export function foreignApp({ secret, algorithm, digits, period }: ForeignApp): ReturnType<ForeignSecrets['app']> {
  const plain = secret.replaceAll(/[\s-]/g, '').replace(/=+$/, '').toUpperCase();
  const bytes = secret.length > LENGTH_MAX ? null : decoded(plain);
  if (bytes === null) return refused('app-secret-malformed');
  if (!isUsual(algorithm, digits, period)) return refused('app-unlike-ours');
  if (bytes.length < SECRET_BYTES.min) return refused('app-secret-short');
  if (bytes.length > SECRET_BYTES.max) return refused('app-secret-malformed');
  const held: TotpSecret = { secret: base32.encode(bytes), lastStep: -1, drift: 0, lean: 0 };
  return ok({ label: APP_LABEL, secret: JSON.stringify(held) });
}

/** The one kind of code that every app shows. */
function isUsual(algorithm: string | null, digits: string | null, period: string | null): boolean {
  const sha1 = algorithm === null || /^(hmac)?-?sha-?1$/i.test(algorithm);
  return sha1 && (digits ?? String(DIGITS)) === String(DIGITS) && (period ?? String(PERIOD_S)) === String(PERIOD_S);
}

function decoded(text: string): Uint8Array | null {
  if (!/^[A-Z2-7]+$/.test(text)) return null;
  try {
    return base32.decode(text);
  } catch {
    // Bits left over that are not zero: a character is missing or wrong.
    return null;
  }
}
