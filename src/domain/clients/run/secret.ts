import { sameText, sha256 } from '../../../platform/hashing.ts';
import type { Client } from '../decide/client.ts';

/** How a client's secret is stored: SHA-256 in hex. It is 256 random bits, so nothing slower is needed. */
export function secretHash(secret: string): string {
  return Buffer.from(sha256(secret), 'base64url').toString('hex');
}

/** Whether this is the secret of the client, in a time that does not tell how nearly. Never true where it has none. */
export function isSecretOf(client: Pick<Client, 'secretHash'>, presented: string): boolean {
  return client.secretHash !== null && sameText(client.secretHash, secretHash(presented));
}
