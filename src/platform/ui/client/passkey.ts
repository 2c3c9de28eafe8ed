import { showBusy } from './busy.ts';
import { all, put } from './dom.ts';
import { creationOptions, requestOptions, toJson } from './webauthn-json.ts';

/** Tells the server by a hidden field of each form whether this device can verify its user. Absent means no. */
export async function reportPlatformAuthenticator(): Promise<void> {
  const there = await window.PublicKeyCredential?.isUserVerifyingPlatformAuthenticatorAvailable?.().catch(() => false);
  if (there !== true) return;
  for (const field of all<HTMLInputElement>('input[name=platform]')) field.value = 'yes';
}

/** Forms with a ceremony run it when their button is pressed, and are sent however it ends. */
export function runCeremonies(): void {
  for (const form of all<HTMLFormElement>('form[data-ceremony]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (form.dataset.sent !== undefined) return;
      form.dataset.sent = '';
      const button = event.submitter;
      if (button !== null) showBusy(button);
      void run(form);
    });
  }
}

async function run(form: HTMLFormElement): Promise<void> {
  const { ceremony, success = '', options: text = 'null' } = form.dataset;
  const started = performance.now();
  let timeout = Number.POSITIVE_INFINITY;
  try {
    const options = JSON.parse(text);
    timeout = options.timeout ?? timeout;
    const credential =
      ceremony === 'create'
        ? await navigator.credentials.create({ publicKey: creationOptions(options) })
        : await navigator.credentials.get({ publicKey: requestOptions(options) });
    put(form, 'response', JSON.stringify(toJson(credential as PublicKeyCredential)));
    put(form, 'answer', success);
  } catch (error) {
    put(form, 'reason', reasonOf(error, performance.now() - started >= timeout));
  }
  // Not `requestSubmit`: the ceremony must not run again.
  form.submit();
}

/** On the first page autofill offers passkeys beside addresses. Whoever picks none goes on with an address. */
export async function offerPasskeys(): Promise<void> {
  const form = document.querySelector<HTMLFormElement>('form[data-autofill]');
  if (form === null || !(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  try {
    const publicKey = requestOptions(JSON.parse(form.dataset.autofill ?? ''));
    const credential = await navigator.credentials.get({ publicKey, mediation: 'conditional' });
    if (form.dataset.sent !== undefined) return;
    form.dataset.sent = '';
    put(form, 'response', JSON.stringify(toJson(credential as PublicKeyCredential)));
    put(form, 'answer', 'passkey-first');
    form.submit();
  } catch {
    // Closed, or the browser changed its mind: the field for the address is there.
  }
}

/** Browsers say "not allowed" for both Cancel and time-out, on purpose; only the time tells them apart. */
function reasonOf(error: unknown, late: boolean): string {
  if (!window.PublicKeyCredential) return 'not-supported';
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'AbortError':
      return late ? 'timed-out' : 'cancelled';
    case 'InvalidStateError':
      return 'already-there';
    case 'NotSupportedError':
      return 'not-supported';
    default:
      return 'failed';
  }
}
