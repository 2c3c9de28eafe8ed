/** What the page says of the account's passkeys. */
interface Told {
  readonly rpId: string;
  readonly userId: string;
  readonly allAcceptedCredentialIds: readonly string[];
  readonly name: string;
  readonly displayName: string;
}

/** The part of WebAuthn 3 §5.1.10 that TypeScript's own types may lack. */
interface Signals {
  signalAllAcceptedCredentials?(of: Pick<Told, 'rpId' | 'userId' | 'allAcceptedCredentialIds'>): Promise<void>;
  signalCurrentUserDetails?(of: Pick<Told, 'rpId' | 'userId' | 'name' | 'displayName'>): Promise<void>;
}

/** Tells the device which passkeys are still taken, and whose they are, so that its own list stays true. Silent where it cannot. */
export async function signalPasskeys(): Promise<void> {
  const text = document.querySelector<HTMLElement>('[data-passkeys]')?.dataset.passkeys;
  const signals = window.PublicKeyCredential as unknown as Signals | undefined;
  if (text === undefined || signals === undefined) return;
  const { rpId, userId, allAcceptedCredentialIds, name, displayName }: Told = JSON.parse(text);
  await signals.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds }).catch(() => undefined);
  await signals.signalCurrentUserDetails?.({ rpId, userId, name, displayName }).catch(() => undefined);
}
