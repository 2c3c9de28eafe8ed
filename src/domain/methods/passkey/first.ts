import { hmacBytes } from '../../../platform/hashing.ts';
import { HOUR_MS } from '../../../platform/kernel/time.ts';
import type { KeyRing } from '../../../platform/keys.ts';
import { newToken, type Random } from '../../../platform/random.ts';
import type { FirstPasskeys } from '../method.ts';
import { verifyAssertion } from './prove.ts';
import type { RelyingParty } from './relying-party.ts';
import { readAssertion } from './response.ts';

/** How long an offer works: a first page may lie open for a while before somebody picks a passkey. */
const OFFER_MS = HOUR_MS;
/** When it was made, in ms, and a nonce of its own. */
const TICKET = /^(\d{13,15})\.([\w-]{43})$/;

/**
 * Passkeys on the first page (S11), where nobody has given an address yet. The page's challenge follows from its ticket
 * and the browser's cookie, so that showing it writes nothing; who answers it opens the one attempt that it stands for.
 */
export function firstPasskeys(deps: {
  readonly keyRing: KeyRing;
  readonly random: Random;
  readonly party: RelyingParty;
}): FirstPasskeys {
  const { party, random } = deps;
  const key = deps.keyRing.derive('passkey-first', 32);
  const challengeOf = (browserHash: string, ticket: string) => hmacBytes(key, 'challenge', browserHash, ticket);
  return {
    offer(browserHash, now) {
      const ticket = `${now}.${newToken(random)}`;
      const challenge = challengeOf(browserHash, ticket).toString('base64url');
      return { ticket, options: { challenge, rpId: party.id, userVerification: 'required' } };
    },
    attemptId: (browserHash, ticket) =>
      hmacBytes(key, 'attempt', browserHash, ticket).subarray(0, 16).toString('base64url').replace(/^-/, '_'),
    credentialIdOf: (credential) => readAssertion(credential)?.id ?? null,
    async verify({ browserHash, ticket, accountId, now }, credential, binding) {
      const made = Number(TICKET.exec(ticket)?.[1] ?? Number.NaN);
      if (!(made <= now && now < made + OFFER_MS)) return { outcome: 'rejected', reason: 'expired' };
      const challenge = challengeOf(browserHash, ticket).toString('base64url');
      const assertion = readAssertion(credential);
      // A discoverable passkey always names its account (WebAuthn L3 §7.2 step 6).
      if (!assertion?.response.userHandle) return { outcome: 'rejected', reason: 'unknown-authenticator' };
      return verifyAssertion(party, challenge, accountId, assertion, [binding]);
    },
  };
}
