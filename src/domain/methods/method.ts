import type { Result } from '../../platform/kernel/result.ts';
import type { EpochMs } from '../../platform/kernel/time.ts';
import type { AccountId, AuthenticatorId } from '../accounts/decide/account.ts';
import type { PasswordPreset } from '../organizations/decide/mandate.ts';
import type { LaneName } from '../throttling/decide/known.ts';
import type { MethodKind, PasswordStanding, Traits } from './decide/traits.ts';

/** What a method is told about the attempt that it takes part in. Everything it issues is bound to this. */
export interface Ceremony {
  readonly accountId: AccountId;
  readonly attemptId: string;
  /** Moves with every POST; part of WebAuthn challenges, so a failed ceremony cannot be replayed. */
  readonly attemptVersion: number;
  /** `prove` an authenticator, `bind` one in set-up, `trust` this device, or add a `security-key` to it. */
  readonly purpose: 'prove' | 'bind' | 'trust' | 'security-key';
  readonly now: EpochMs;
  /** Whether the account knows the browser; absent: it does not. Says only who is let in first when the server is busy. */
  readonly lane?: LaneName;
}

/** Who an authenticator is made for, as the app or device will label it. */
export interface Subject {
  readonly accountId: AccountId;
  readonly address: string;
  readonly name: string;
}

/** A bound authenticator with its secret opened. `secret` is text that only its method understands. */
export interface Binding {
  readonly id: AuthenticatorId;
  readonly externalId: string | null;
  readonly label: string;
  readonly secret: string;
}

/** A code that this attempt issued (mailed); nothing readable is stored, the code is derived (HMAC of attempt and `serial`). */
export interface IssuedCode {
  readonly serial: number;
  readonly issuedAt: EpochMs;
}

/** Why a proof was rejected: precise, for the log and the audit trail. The page shows one bland text per method. */
export type RejectionReason =
  | 'malformed'
  | 'mismatch'
  | 'replayed'
  | 'expired'
  | 'unknown-authenticator'
  | 'not-verified'
  | 'counter-went-back'
  | 'backup-state-changed';

/** What checking an answer yields. A method writes nothing; it returns what is to be stored. */
export type Verdict =
  | {
      readonly outcome: 'proved';
      /** Which binding proved it; null for issued codes. */
      readonly bindingId: AuthenticatorId | null;
      /** The binding's secret after use; `null` when the binding is used up and must be revoked; undefined when unchanged. */
      readonly secretAfter?: string | null;
      readonly userVerified: boolean;
      /** Accepted all the same, but worth a word in the audit trail: a synced passkey's counter went back (W7). */
      readonly remark?: 'counter-went-back';
    }
  | { readonly outcome: 'rejected'; readonly reason: RejectionReason }
  /** Nothing was compared: the hash queue is full. Any try that was taken is given back. */
  | { readonly outcome: 'busy'; readonly retryAfterMs: number };

/** A fresh authenticator, confirmed and ready to store. */
export interface NewBinding {
  readonly externalId: string | null;
  readonly label: string;
  readonly secret: string;
  /** Whether finishing also proved it (a code from the new app is today's proof). */
  readonly proves: boolean;
  readonly userVerified: boolean;
}

/**
 * Fields of a posted answer, as text. Wrong types never get this far. Each method reads one field:
 * `password` the password; `credential` (passkey, to prove and to bind) the browser's response as JSON text;
 * `code` all others.
 */
export type AnswerFields = Readonly<Record<string, string | undefined>>;

/** Binding a new authenticator. */
export interface BindCeremony {
  /** Makes the pending secret that the attempt keeps sealed until it is confirmed; '' where none is needed. */
  start(subject: Subject): string;
  /** What the page shows. Same input, same view: a reload shows the same QR. */
  view(ceremony: Ceremony, subject: Subject, pending: string, existing: readonly Binding[]): Promise<unknown>;
  /** Checks the confirming answer. `userAgent` names the row. */
  finish(
    ceremony: Ceremony,
    pending: string,
    answer: AnswerFields,
    userAgent: string,
  ): Promise<
    | { readonly outcome: 'bound'; readonly binding: NewBinding }
    | { readonly outcome: 'rejected'; readonly reason: RejectionReason }
  >;
}

/** A way to prove something: one folder each, listed in `registry.ts`. */
export interface Method {
  readonly kind: MethodKind;
  readonly traits: Traits;
  /** What the page of a challenge shows; null where the form is all. */
  challengeView(ceremony: Ceremony, bindings: readonly Binding[]): Promise<unknown>;
  /** Checks an answer. Never throws for bad input. `issued` is set for mailed codes. */
  verify(
    ceremony: Ceremony,
    answer: AnswerFields,
    bindings: readonly Binding[],
    issued: IssuedCode | null,
  ): Promise<Verdict>;
  /** Present where a person can bind it. */
  readonly bind?: BindCeremony;
}

/** Why a password was not taken. */
export type PasswordProblem =
  | 'too-short'
  | 'too-long'
  | 'common'
  | 'contains-context'
  /** On the operator's list of passwords that were stolen elsewhere. */
  | 'leaked'
  /** Where an organization wants it: no upper or lower case letter, digit or symbol. */
  | 'composition'
  /** One that somebody else may know; where an organization wants it, one of the last six. */
  | 'reused';

/** Setting passwords (SP 800-63B-4 §3.1.1.2). */
export interface Passwords {
  /** Fewest characters (code points): 15 alone, 8 beside a second factor. */
  minimum(alone: boolean): number;
  /** `context`: names and parts of the address that may not be the password. */
  check(
    password: string,
    alone: boolean,
    context: readonly string[],
    preset: PasswordPreset,
  ): Promise<PasswordProblem | null>;
  /** Whether a password, checked before, is behind one of these secrets. As slow as so many sign-ins. */
  isAmong(
    password: string,
    secrets: readonly string[],
  ): Promise<
    | { readonly outcome: 'compared'; readonly found: boolean }
    | { readonly outcome: 'busy'; readonly retryAfterMs: number }
  >;
  /** Hashes a new password into a binding's secret. */
  secretFor(
    password: string,
  ): Promise<
    { readonly outcome: 'made'; readonly secret: string } | { readonly outcome: 'busy'; readonly retryAfterMs: number }
  >;
  /** Which rule the password behind a secret met when it was last typed. */
  meets(secret: string): PasswordStanding;
}

/** Why a password hash of another program is not taken. */
export type ForeignHashProblem =
  /** None of the known forms: plain text, an unsalted digest, something else. */
  | 'hash-unknown'
  | 'hash-broken'
  /** A check would take seconds, or hundreds of megabytes. */
  | 'hash-too-costly';

/** Why a secret of an authenticator app is not taken. */
export type ForeignAppProblem =
  | 'app-secret-malformed'
  /** Less than 128 bits (RFC 4226 §4, R6). */
  | 'app-secret-short'
  /** Another algorithm than SHA-1, or not 6 digits, or not 30 seconds. */
  | 'app-unlike-ours';

/** An authenticator app as another program kept it: base32, and what it counts with; null: the usual. */
export interface ForeignApp {
  readonly secret: string;
  readonly algorithm: string | null;
  readonly digits: string | null;
  readonly period: string | null;
}

/** Secrets that another program made, as those of bindings. Only read, never computed: fast. */
export interface ForeignSecrets {
  /** `form`: the family of the hash, such as `bcrypt`; it may be recorded. */
  password(text: string): Result<{ readonly secret: string; readonly form: string }, ForeignHashProblem>;
  app(app: ForeignApp): Result<Pick<NewBinding, 'label' | 'secret'>, ForeignAppProblem>;
}

/** Making recovery codes (S8): 120 random bits, 24 symbols of Crockford base32 and 4 check symbols. */
export interface RecoveryCodes {
  generate(): string;
  /** In groups of four with dashes. */
  display(code: string): string;
  /** The keyed hash that is stored. */
  secretFor(code: string): string;
}

/** Deriving mailed codes: the same one can be sent again and nothing readable is stored. */
export interface MailedCodes {
  /** Six digits for this attempt and serial. */
  codeFor(attemptId: string, serial: number): string;
  /** How long a code lives, in ms. */
  readonly lifetimeMs: number;
}

/** Making codes that staff hand over: one-time passes after a reset and invitation codes (at least 40 bits). */
export interface Passes {
  generate(): { readonly code: string; readonly hash: string };
  readonly lifetimeMs: number;
}

/** Making what lies sealed in the envelopes of a break-glass account: 120 random bits in groups of four with dashes. */
export interface SealedCodes {
  generate(): string;
  /** What is stored of a generated code that serves as the second half. */
  secretFor(code: string, expiresAt: EpochMs): string;
}

/** Passkeys that open a sign-in: the first page's autofill offers them before an address was given (S11). */
export interface FirstPasskeys {
  /** A new question for one browser. `options` are the JSON of WebAuthn request options; `ticket` comes back with the answer. */
  offer(browserHash: string, now: EpochMs): { readonly ticket: string; readonly options: unknown };
  /** The id of the one attempt that an answer to this question may open. */
  attemptId(browserHash: string, ticket: string): string;
  /** The credential id that an answer names; null when it is no answer. */
  credentialIdOf(credential: string): string | null;
  /** Checks an answer against the passkey that it names. `expired`: the question is too old. */
  verify(
    asked: {
      readonly browserHash: string;
      readonly ticket: string;
      /** Whose passkey it is. */
      readonly accountId: AccountId;
      readonly now: EpochMs;
    },
    credential: string,
    binding: Binding,
  ): Promise<Verdict>;
}

/** All methods, and what is needed to make new secrets for them. */
export interface Methods {
  readonly byKind: Readonly<Record<MethodKind, Method>>;
  readonly passwords: Passwords;
  readonly recoveryCodes: RecoveryCodes;
  readonly mailedCodes: MailedCodes;
  readonly passes: Passes;
  readonly sealedCodes: SealedCodes;
  readonly firstPasskeys: FirstPasskeys;
  readonly foreign: ForeignSecrets;
}
