/** `acr` values of Vestibule in words. */
const STRENGTHS: Readonly<Record<string, string>> = {
  aal1: 'A password alone',
  'two-step': 'Two steps, one of them a code that was mailed or saved',
  aal2: 'Two factors: a password and an authenticator app',
  phr: 'A passkey of your own device, which no false page can collect',
};

/** `amr` values in words (RFC 8176, and `rcode` and `email` of Vestibule). */
const MEANS: Readonly<Record<string, string>> = {
  pwd: 'password',
  otp: 'code of an authenticator app',
  email: 'mailed code',
  rcode: 'recovery code',
  pop: 'key of a device',
  user: 'fingerprint, face or device PIN',
};

/** What an application may be told instead of who somebody is. */
const REFUSALS: Readonly<Record<string, readonly [heading: string, text: string]>> = {
  access_denied: [
    'Sign-in was stopped',
    'You chose not to go on, or your account may not use this application. Nothing was changed.',
  ],
  unmet_authentication_requirements: [
    'That needs a stronger proof',
    'What you asked for needs an authenticator app or a passkey, and your account could not give that proof just now. Nothing was done. Set one up, or ask your organization for help.',
  ],
  login_required: ['Please sign in', 'You are not signed in any more.'],
  temporarily_unavailable: ['Please try again in a moment', 'The sign-in service is busy. Nothing was changed.'],
};

/** How strong a proof was, as a sentence without its stop. */
export function strengthInWords(acr: string): string {
  return STRENGTHS[acr] ?? 'In a way that this application does not know';
}

/** What was used, joined; never empty. */
export function meansInWords(amr: readonly string[]): string {
  // `mfa` says of the others that they count as more than one factor.
  const known = amr.filter((value) => value !== 'mfa').map((value) => MEANS[value] ?? value);
  return known.length === 0 ? 'Not told' : capitalized(known.join(' + '));
}

/** Heading and text for an error code of OAuth or OpenID Connect. */
export function refusalInWords(error: string): readonly [heading: string, text: string] {
  return REFUSALS[error] ?? ['Sign-in did not work', 'The sign-in service refused our request. Nothing was changed.'];
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** How long ago, roughly. `seconds` may be a little below zero when two clocks differ. */
export function agoInWords(seconds: number): string {
  if (seconds < 60) return 'Just now';
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'A minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  return hours === 1 ? 'An hour ago' : `${hours} hours ago`;
}

/** The exact time, to the minute. `time` is in milliseconds since 1970, or ISO 8601. */
export function timeInWords(time: number | string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
