import type { CDPSession, Page } from 'playwright-core';

/** A passkey as the browser's virtual authenticator holds it. */
export type VirtualCredential = Awaited<ReturnType<typeof credentialsOf>>[number];

/** What differs between devices. */
export interface AuthenticatorTraits {
  /** `internal` is the device itself, `usb` a security key. */
  readonly transport?: 'internal' | 'usb';
  readonly hasUserVerification?: boolean;
  /** Whether the finger, face or PIN fits. */
  readonly userVerified?: boolean;
  /** Whether passkeys made here may sync, and do. */
  readonly synced?: boolean;
}

/** Forged answers: a wrong signature, user verification or presence not claimed. */
export interface ForgedBits {
  readonly isBogusSignature?: boolean;
  readonly isBadUV?: boolean;
  readonly isBadUP?: boolean;
}

/** An authenticator plugged into one page, over the DevTools protocol's WebAuthn domain. */
export interface VirtualAuthenticator {
  setUserVerified(verified: boolean): Promise<void>;
  /** False: nobody touches the device, so that a ceremony stays pending. */
  setAutomaticPresence(automatic: boolean): Promise<void>;
  credentials(): Promise<readonly VirtualCredential[]>;
  /** Carries a passkey here from another page. */
  add(credential: VirtualCredential): Promise<void>;
  removeCredential(credentialId: string): Promise<void>;
  forge(bits: ForgedBits): Promise<void>;
  /** The device is lost. */
  remove(): Promise<void>;
}

/** Plugs an authenticator into a page. The page must be on `http://localhost` or https. */
export async function plugIn(page: Page, traits: AuthenticatorTraits = {}): Promise<VirtualAuthenticator> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const synced = traits.synced ?? false;
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: traits.transport ?? 'internal',
      hasResidentKey: true,
      hasUserVerification: traits.hasUserVerification ?? true,
      isUserVerified: traits.userVerified ?? true,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: synced,
      defaultBackupState: synced,
    },
  });
  return {
    setUserVerified: (isUserVerified) =>
      cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }).then(nothing),
    setAutomaticPresence: (enabled) =>
      cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled }).then(nothing),
    credentials: () => credentialsOf(cdp, authenticatorId),
    add: (credential) => cdp.send('WebAuthn.addCredential', { authenticatorId, credential }).then(nothing),
    removeCredential: (credentialId) =>
      cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId }).then(nothing),
    forge: (bits) => cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, ...bits }).then(nothing),
    remove: () => cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId }).then(nothing),
  };
}

async function credentialsOf(cdp: CDPSession, authenticatorId: string) {
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
  return credentials;
}

function nothing(): void {}
