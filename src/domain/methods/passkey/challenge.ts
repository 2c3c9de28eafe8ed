import { hmacBytes } from '../../../platform/hashing.ts';
import type { Ceremony } from '../method.ts';

/** How long the browser's dialog may stay open, in ms. The attempt's version bounds a challenge's life, not this. */
export const DIALOG_MS = 120_000;

/**
 * 256 bits that the authenticator signs. Derived, so that showing a page writes nothing; it dies when the attempt moves
 * on, because the version does. Bound to account, attempt and purpose: one ceremony's answer fits no other.
 */
export function challengeOf(key: Uint8Array, ceremony: Ceremony): Uint8Array<ArrayBuffer> {
  const { accountId, attemptId, attemptVersion, purpose } = ceremony;
  return Uint8Array.from(hmacBytes(key, accountId, attemptId, String(attemptVersion), purpose));
}

/** A challenge as the browser repeats it in the client data. */
export function challengeText(key: Uint8Array, ceremony: Ceremony): string {
  return Buffer.from(challengeOf(key, ceremony)).toString('base64url');
}
