import { put } from './dom.ts';
import { creationOptions, toJson } from './webauthn-json.ts';

/** User presence and verification (WebAuthn 3 §6.1). */
const PRESENT_AND_VERIFIED = 0x05;

/** What not every browser has yet (WebAuthn 3 §5.1.10). */
interface Signals {
  signalUnknownCredential?(of: { rpId: string; credentialId: string }): Promise<void>;
}

/**
 * Where the browser can, a passkey is made without a dialog (WebAuthn 3, conditional create), and the form that offers one is
 * sent with it. Whatever else happens, the page stays as it is; a button that is pressed first calls it off.
 */
export async function createQuietly(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('form[data-quietly]');
  if (form === null || !(await canCreateQuietly())) return;
  const pressed = new AbortController();
  document.addEventListener('submit', () => pressed.abort(), { capture: true });
  try {
    const options = JSON.parse(form.dataset.options ?? '');
    const publicKey = creationOptions(options);
    // Not in every list of types yet.
    const quietly = { publicKey, mediation: 'conditional', signal: pressed.signal } as CredentialCreationOptions;
    const credential = (await navigator.credentials.create(quietly)) as PublicKeyCredential;
    if (pressed.signal.aborted || !isVerified(credential)) await takeBack(options.rp.id, credential.id);
    else send(form, credential);
  } catch {
    // It may not, or will not: the button is there.
  }
}

async function canCreateQuietly(): Promise<boolean> {
  const capabilities = await window.PublicKeyCredential?.getClientCapabilities?.().catch(() => undefined);
  return capabilities?.conditionalCreate === true;
}

/** Some browsers ask nobody for a finger here, whatever the options say; such a passkey is not taken. */
function isVerified({ response }: PublicKeyCredential): boolean {
  const data = (response as AuthenticatorAttestationResponse).getAuthenticatorData?.();
  const flags = data === undefined ? 0 : (new Uint8Array(data)[32] ?? 0);
  return (flags & PRESENT_AND_VERIFIED) === PRESENT_AND_VERIFIED;
}

/** The device forgets a passkey that nobody took. */
async function takeBack(rpId: string, credentialId: string): Promise<void> {
  await (window.PublicKeyCredential as Signals).signalUnknownCredential?.({ rpId, credentialId });
}

function send(form: HTMLFormElement, credential: PublicKeyCredential): void {
  form.dataset.sent = '';
  put(form, 'response', JSON.stringify(toJson(credential)));
  put(form, 'answer', form.dataset.success ?? '');
  form.submit();
}
