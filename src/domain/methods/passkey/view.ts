import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import { providerOf } from './provider.ts';
import { parseSecret } from './secret.ts';

/** Challenge view: the JSON that the browser's `startAuthentication({ optionsJSON })` takes. */
export type PasskeyRequestOptions = PublicKeyCredentialRequestOptionsJSON;

/** Bind view, for set-up and for trusting a device: the JSON that `startRegistration({ optionsJSON })` takes. */
export type PasskeyCreationOptions = PublicKeyCredentialCreationOptionsJSON;

/** What the security page says about a bound passkey. */
export interface PasskeyDescription {
  /** It may be copied to the owner's other devices. */
  readonly maySync: boolean;
  /** The passkey provider's name ("iCloud Keychain"), as it says itself; null when unknown. */
  readonly provider: string | null;
}

/** Describes a passkey from its opened secret. */
export function describePasskey(secret: string): PasskeyDescription {
  const { backupEligible, aaguid } = parseSecret(secret);
  return { maySync: backupEligible, provider: providerOf(aaguid) };
}
