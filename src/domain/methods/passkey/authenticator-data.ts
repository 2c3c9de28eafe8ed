import type { parseAuthenticatorData } from '@simplewebauthn/server/helpers';
import { webauthnHelpers } from './library.ts';

/** What an authenticator says of itself and of the person (WebAuthn L3 §6.1). Signed, but not yet checked. */
export type AuthenticatorData = ReturnType<typeof parseAuthenticatorData>;

/** Reads authenticator data; null when it is malformed. */
export async function readAuthenticatorData(bytes: Uint8Array): Promise<AuthenticatorData | null> {
  const { parseAuthenticatorData } = await webauthnHelpers();
  try {
    return parseAuthenticatorData(Uint8Array.from(bytes));
  } catch {
    return null;
  }
}

/** UP and UV: somebody was there, and the device verified who. */
export function personVerified({ flags }: AuthenticatorData): boolean {
  return flags.up && flags.uv;
}
