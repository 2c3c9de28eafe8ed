import type { PictureRefusal } from '../../../platform/pictures/layout.ts';
import type { PasswordProblem } from '../../methods/method.ts';
import type { Denial } from '../../roles/decide/permissions.ts';

/** Why an administrative act was refused. Closed; every edge says each in words of its own. */
export type Refusal =
  | { readonly reason: PlainReason }
  /** No method would be left that both organizations accept, so their common member could never sign in. */
  | { readonly reason: 'empty-intersection'; readonly organizations: readonly [string, string] }
  | { readonly reason: 'password-refused'; readonly problem: PasswordProblem; readonly minimum: number }
  /** Nothing was done: the queue of password hashes is full. */
  | { readonly reason: 'busy'; readonly retryAfterMs: number };

/** Reasons that say all there is to say. */
export type PlainReason =
  | Denial
  | 'organization-unknown'
  | 'organization-disabled'
  | 'name-malformed'
  | 'name-taken'
  | 'support-malformed'
  /** Not a color in hexadecimal. */
  | 'color-malformed'
  /** See `PictureRefusal`. */
  | `logo-${PictureRefusal}`
  /** Longer than 24 hours, or idle longer than absolute, or shorter than a minute. */
  | 'limits-out-of-range'
  /** A solo provider's organization of one has no mandate (S2). */
  | 'solo-organization'
  /** A solo provider's organization has one member beside its patients. */
  | 'solo-organization-full'
  | 'not-an-admin'
  | 'already-requested'
  | 'already-granted'
  | 'nothing-granted'
  /** Nobody asks for a mandate, or somebody answered meanwhile. */
  | 'nothing-requested'
  | 'reason-malformed'
  | 'kinds-empty'
  /** Neither authenticator app nor passkey: nobody could be set up. */
  | 'primary-method-missing'
  /** Both a due date and skips, or skips out of range, or a due date that is over. */
  | 'grace-malformed'
  /** Grace may end earlier than was said, never later. */
  | 'grace-renewed'
  | 'account-unknown'
  | 'alert-unknown'
  /** Whom an alert is about does not say that it was in order. */
  | 'own-alert'
  | 'already-member'
  | 'not-a-member'
  /** A session that was to be ended had ended. */
  | 'session-over'
  | 'address-malformed'
  | 'address-taken'
  | 'unchanged'
  /** A review says something. */
  | 'note-missing'
  /** Sealed codes live from a day to a year. */
  | 'expiry-out-of-range'
  /** How well people must be proved for the console is the operator's to say. */
  | 'not-the-operator'
  /** The console would take a passkey, and its owners' mandate none. */
  | 'console-needs-passkey'
  /** Whoever opens the console to passkeys alone has none that works: they would be kept out themselves. */
  | 'own-passkey-missing'
  /** The link was used, replaced or never existed, or is over. */
  | 'invitation-over'
  /** Somebody else is signed in than the one who was invited. */
  | 'not-the-owner';

/** A refusal that needs no more than its reason. */
export function because(reason: PlainReason): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error: { reason } };
}
