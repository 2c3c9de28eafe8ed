import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AccountId, Locale } from '../../accounts/decide/account.ts';

/** Where something happened, and the "this was not me" link, or the page to look at. */
export interface Noticed {
  readonly browser: string;
  /** The network address. */
  readonly source: string;
  readonly path: string;
}

/** Every mail that is sent, with what its text needs. Links carry a path below the public address. */
export type MailContent =
  /** The code is not in here: it is derived when the mail is rendered. */
  | { readonly kind: 'sign-in-code'; readonly attemptId: string; readonly serial: number; readonly browser: string }
  | { readonly kind: 'invitation'; readonly organization: string; readonly path: string; readonly code: string | null }
  | { readonly kind: 'join-organization'; readonly organization: string; readonly path: string }
  | ({ readonly kind: 'set-up-started' } & Noticed)
  | ({ readonly kind: 'set-up-finished' } & Noticed)
  | ({ readonly kind: 'recovery-code-used' } & Noticed)
  | ({ readonly kind: 'authenticator-bound'; readonly what: string } & Noticed)
  | ({ readonly kind: 'authenticator-removed'; readonly what: string } & Noticed)
  | ({ readonly kind: 'recovery-code-made' } & Noticed)
  | ({ readonly kind: 'app-resumed' } & Noticed)
  /** Out of use: its owner reported it lost, or a hundred wrong codes came in a row. */
  | ({ readonly kind: 'authenticator-suspended'; readonly what: string; readonly why: 'lost' | 'guessed' } & Noticed)
  | ({ readonly kind: 'wrong-second-proofs'; readonly count: number } & Noticed)
  /** Signed in, after so many wrong second steps since the sign-in before (ASVS 6.3.5). */
  | ({ readonly kind: 'signed-in-after-failures'; readonly count: number } & Noticed)
  /** Signed in by a browser that the account did not know. */
  | ({ readonly kind: 'new-device' } & Noticed)
  /** The link sets a new password; in the browser that asked, and nowhere else. */
  | { readonly kind: 'password-reset'; readonly browser: string; readonly path: string }
  /** The link lets the browser that asked try its password, whatever strangers have tried; and no other browser. */
  | { readonly kind: 'browser-unlock'; readonly browser: string; readonly path: string }
  | ({ readonly kind: 'password-changed' } & Noticed)
  | { readonly kind: 'reset-opened'; readonly path: string; readonly holdUntil: EpochMs | null }
  | { readonly kind: 'reset-carried-out'; readonly path: string }
  | { readonly kind: 'reset-cancelled' }
  | { readonly kind: 'reset-stopped' }
  /** To every owner: a break-glass account of this name was used. */
  | ({ readonly kind: 'break-glass-used'; readonly name: string } & Noticed)
  /** To every owner: an agent of this name carried out so many resets within a day. */
  | { readonly kind: 'many-resets'; readonly name: string; readonly count: number; readonly path: string }
  /** To every owner: somebody of this name was reset, and signed in from a country (ISO 3166) where they were not seen before. */
  | { readonly kind: 'new-country'; readonly name: string; readonly country: string; readonly path: string }
  /** An organization asked for a mandate; `reason`: '' where none was given. */
  | { readonly kind: 'mandate-declined'; readonly organization: string; readonly reason: string }
  | { readonly kind: 'address-changed'; readonly newAddress: string };

/** Names a kind of mail. */
export type MailKind = MailContent['kind'];

/** A message waiting to be handed over. `to` and `content` are sealed in the store and erased after hand-over or expiry. */
export interface OutboxMessage {
  readonly id: string;
  readonly accountId: AccountId | null;
  readonly to: { readonly name: string; readonly address: string };
  readonly locale: Locale;
  readonly content: MailContent;
  readonly createdAt: EpochMs;
  /** Never handed over after this; null: no end. */
  readonly notAfter: EpochMs | null;
  /** Names what it tells of: the outbox takes one message of a cause and leaves later ones out. Absent: each is its own. */
  readonly cause?: string;
}

/** Where a message is, told truthfully on the page. */
export type HandOver = 'waiting' | 'handed-over' | 'failed' | 'expired';
