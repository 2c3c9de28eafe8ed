import { createPublicKey } from 'node:crypto';
import { webauthnHelpers } from './library.ts';

/** COSE algorithms that are asked for and taken: EdDSA, ES256, RS256. */
export const ALGORITHMS = [-8, -7, -257] as const;

/** COSE key parameters (RFC 9053 §7). */
const [KTY, ALG, CRV, X, Y] = [1, 3, -1, -2, -3] as const;
/** RSA keys keep their numbers under the same labels. */
const [N, E] = [-1, -2] as const;

/** RSA moduli from 2,048 to 4,096 bits: shorter ones are weak, longer ones only cost. */
const RSA_BYTES = { least: 256, most: 512 } as const;

/**
 * Whether a COSE key is of an algorithm that was asked for, of the type and curve that belong to it, and a point of its
 * curve (WebAuthn L3 §5.8.5, RFC 9053). Attestation is not asked for, so nothing else would check this.
 */
export async function isAcceptable(cose: Uint8Array): Promise<boolean> {
  const { decodeCredentialPublicKey } = await webauthnHelpers();
  try {
    const key = decodeCredentialPublicKey(Uint8Array.from(cose)) as unknown as ReadonlyMap<number, unknown>;
    const jwk = jwkOf(key);
    if (jwk === null) return false;
    // Throws for a point that is not on its curve.
    createPublicKey({ key: jwk, format: 'jwk' });
    return true;
  } catch {
    return false;
  }
}

function jwkOf(key: ReadonlyMap<number, unknown>): Record<string, string> | null {
  const [kty, alg, crv] = [key.get(KTY), key.get(ALG), key.get(CRV)];
  if (alg === -7 && kty === 2 && crv === 1) {
    const [x, y] = [bytesOf(key, X, 32, 32), bytesOf(key, Y, 32, 32)];
    return x === null || y === null ? null : { kty: 'EC', crv: 'P-256', x, y };
  }
  if (alg === -8 && kty === 1 && crv === 6) {
    const x = bytesOf(key, X, 32, 32);
    return x === null || isLowOrder(Buffer.from(x, 'base64url')) ? null : { kty: 'OKP', crv: 'Ed25519', x };
  }
  if (alg === -257 && kty === 3) {
    const [n, e] = [bytesOf(key, N, RSA_BYTES.least, RSA_BYTES.most), bytesOf(key, E, 3, 3)];
    return n === null || e !== 'AQAB' ? null : { kty: 'RSA', n, e };
  }
  return null;
}

function bytesOf(key: ReadonlyMap<number, unknown>, label: number, least: number, most: number): string | null {
  const value = key.get(label);
  if (!(value instanceof Uint8Array) || value.length < least || value.length > most) return null;
  return Buffer.from(value).toString('base64url');
}

/** y-coordinates of small-order points of edwards25519, canonical or not: under such a key many signatures fit many messages. */
const LOW_ORDER: ReadonlySet<string> = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

function isLowOrder(x: Buffer): boolean {
  const y = Buffer.from(x);
  // The top bit is the sign of x, not part of y (RFC 8032 §5.1.2).
  y[31] = (y[31] ?? 0) & 0x7f;
  return LOW_ORDER.has(y.toString('hex'));
}
