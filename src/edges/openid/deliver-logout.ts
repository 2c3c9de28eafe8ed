import { importJWK, type JWK, SignJWT } from 'jose';
import type { SignatureAlg } from '../../domain/clients/decide/client.ts';
import type { DeliverLogout, DueLogout } from '../../domain/clients/run/logout-ports.ts';
import type { ClientStore } from '../../domain/clients/run/ports.ts';
import type { PublicUrl } from '../../platform/config.ts';
import { SECOND_MS } from '../../platform/kernel/time.ts';
import { newToken, type Random } from '../../platform/random.ts';
import type { SigningKeys } from './signing-keys.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const LIFETIME = '2 minutes';
const PATIENCE_MS = 5 * SECOND_MS;

/** Delivers logout tokens to the address that a client registered, and to no other: redirects are not followed. */
export function createLogoutDelivery(parts: {
  readonly url: PublicUrl;
  readonly clients: Pick<ClientStore, 'byId'>;
  readonly signingKeys: SigningKeys;
  readonly random: Random;
}): DeliverLogout {
  return async (logout) => {
    const client = await parts.clients.byId(null, logout.clientId);
    if (client === null || client.disabledAt !== null || client.backchannelLogoutUri === null) {
      return { outcome: 'refused', reason: 'no-address' };
    }
    const body = new URLSearchParams({ logout_token: await logoutToken(parts, logout, client.idTokenAlg) });
    try {
      const answer = await fetch(client.backchannelLogoutUri, {
        method: 'POST',
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await answer.body?.cancel();
      if (answer.ok) return { outcome: 'delivered' };
      // 400: the client says that it could not sign the person out; it may later.
      return { outcome: 'later', reason: `http-${answer.status}` };
    } catch {
      return { outcome: 'later', reason: 'connection' };
    }
  };
}

/** OpenID Connect Back-Channel Logout 1.0 §2.4; signed as the client's ID tokens are (§2.6). */
async function logoutToken(
  { url, signingKeys, random }: { readonly url: PublicUrl; readonly signingKeys: SigningKeys; readonly random: Random },
  { clientId, accountId, sid }: DueLogout,
  alg: SignatureAlg,
): Promise<string> {
  const jwk = (await signingKeys.load()).find((one) => one.alg === alg) as JWK & { readonly kid: string };
  return new SignJWT({ events: { [EVENT]: {} }, sid })
    .setProtectedHeader({ alg, kid: jwk.kid, typ: 'logout+jwt' })
    .setIssuer(url.origin)
    .setSubject(accountId)
    .setAudience(clientId)
    .setJti(newToken(random))
    .setIssuedAt()
    .setExpirationTime(LIFETIME)
    .sign(await importJWK(jwk, alg));
}
