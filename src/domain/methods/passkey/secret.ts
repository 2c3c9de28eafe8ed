/** What the binding of a passkey holds. */
export interface PasskeySecret {
  /** COSE public key, base64url. */
  readonly publicKey: string;
  /** Signature counter as of the last use; 0 where the authenticator has none. */
  readonly counter: number;
  /** BS: a copy existed elsewhere at the last use. */
  readonly backedUp: boolean;
  /** BE: may be copied to other devices. Never changes over a credential's life (WebAuthn L3 §6.1.3). */
  readonly backupEligible: boolean;
  /** The kind of authenticator, unattested: a label, never proof. */
  readonly aaguid: string;
  readonly transports: readonly string[];
  readonly attachment: 'platform' | 'cross-platform' | null;
}

/** Writes a secret as the text that is sealed. */
export function formatSecret(secret: PasskeySecret): string {
  return JSON.stringify(secret);
}

/** Opens what {@link formatSecret} wrote: the text was sealed, so nobody else wrote it. */
export function parseSecret(text: string): PasskeySecret {
  return JSON.parse(text) as PasskeySecret;
}
