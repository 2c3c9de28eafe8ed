import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key that an application holds, and proofs of it. */
export interface Prover {
  /** RFC 7638. */
  readonly thumbprint: string;
  /** The header `DPoP` of a request; `over` changes its claims, a claim set to null is left out. */
  proof(
    method: string,
    url: string,
    over?: Readonly<Record<string, unknown>>,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly DPoP: string }>;
}

/** A new key. */
export async function prover(alg: 'ES256' | 'RS256' = 'ES256'): Promise<Prover> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = await exportJWK(publicKey);
  return {
    thumbprint: await calculateJwkThumbprint(jwk),
    async proof(htm, htu, over = {}, header = {}) {
      const claims = { htm, htu, jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...over };
      const told = Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null));
      const signed = new SignJWT(told).setProtectedHeader({ alg, typ: 'dpop+jwt', jwk, ...header });
      return { DPoP: await signed.sign(privateKey) };
    },
  };
}

/** The claim `ath` of a proof that goes with a token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
