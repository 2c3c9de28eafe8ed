import type { Locale, MemberKind } from '../../../domain/accounts/decide/account.ts';
import type { PasswordProblem } from '../../../domain/methods/method.ts';
import type { Sign } from '../../../domain/organizations/decide/branding.ts';
import type { DefaultMethod } from '../../../domain/self-service/decide/default-method.ts';
import type { Page } from '../../../domain/sign-in/run/page.ts';
import type { EpochMs } from '../../../platform/kernel/time.ts';

/**
 * What the routes and the views agree on.
 *
 * Forms post to the address of their attempt, `/sign-in?attempt=<id>`, so that a refused answer leaves it in the address bar;
 * only their fields count: hidden are `answer` (a kind of `Answer`), `attempt`, `version`, `csrf` and `platform` (`yes` when
 * the script found a user-verifying platform authenticator, else empty), and there are the fields of their answer:
 *
 * | `answer` | fields |
 * |---|---|
 * | `identifier` | `address` |
 * | `passkey-first` | `ticket`, and `response`: the script sends the first form so when autofill gave it a passkey |
 * | `password` | `password`, and `work` and `ticket` where the page asks for work: the script fills in `work` |
 * | `new-password` | `password` |
 * | `proof`, `bind` | `method`, and `code` (typed) or `response` (a passkey's JSON) |
 * | `choose-method` | `method` |
 * | `passkey-failed` | `reason`: a {@link PasskeyFailure} |
 * | `recovery-code-saved` | `saved`: `yes` when the box is ticked, else absent |
 * | `app-kept` | `kept`: `yes` or `no` |
 * | `trust-accepted` | `response` |
 * | `trust-declined` | `until`: `not-now` or `not-on-this-device` |
 * | `app-lost`, `resend`, `postpone-set-up`, `start-over` | none |
 *
 * A passkey's form is sent as `passkey-failed` with the reason `no-script` unless the script changed it. Unknown fields are to be ignored.
 *
 * Other addresses: `POST /sign-in/recovery-code` (`attempt`, `csrf`) answers with {@link Views.recoveryCodeFile} as an attachment;
 * `POST /account/sign-out` (`csrf`); `POST /invitation/<token>` (`csrf`, and `password`, or `join`: `yes` | `no`); `POST /stop/<token>` (`csrf`);
 * `GET /account`, `/account/security`, `/help`. Of an attempt, `GET /sign-in?attempt=<id>` with `&methods` shows the list
 * of other methods and with `&key` the key to type by hand. Any page takes `?lang=<locale>`: the choice is kept in a cookie.
 */
export interface Views {
  /** Every step of an attempt. */
  renderSignIn(page: Page, chrome: Chrome, display: SignInDisplay): string;
  renderAccount(view: AccountView, chrome: Chrome): string;
  renderSecurity(view: SecurityView, chrome: Chrome): string;
  renderHelp(view: HelpView, chrome: Chrome): string;
  renderInvitation(view: InvitationView, chrome: Chrome): string;
  renderStop(view: StopView, chrome: Chrome): string;
  renderForgot(view: ForgotView, chrome: Chrome): string;
  renderUnlock(view: UnlockView, chrome: Chrome): string;
  renderPassword(view: PasswordView, chrome: Chrome): string;
  renderProblem(view: ProblemView, chrome: Chrome): string;
  renderConsent(view: ConsentView, chrome: Chrome): string;
  renderDevice(view: DeviceView, chrome: Chrome): string;
  renderSignOut(view: SignOutView, chrome: Chrome): string;
  renderApplicationError(view: ApplicationErrorView, chrome: Chrome): string;
  /** Title and detail of a problem in the person's language, for its JSON twin (RFC 9457). */
  problemWords(
    problem: Pick<ProblemView, 'reason' | 'retryAfterS'>,
    locale: Locale,
  ): { readonly title: string; readonly detail: string };
  /** The text file behind **Download**; null when the page shows no recovery code. */
  recoveryCodeFile(page: Page, chrome: Chrome): { readonly name: string; readonly text: string } | null;
}

/** What is around every page. All addresses are paths below the instance's own. */
export interface Chrome {
  /** Value of the hidden field `csrf` of each form. */
  readonly csrf: string;
  readonly locale: Locale;
  readonly languages: readonly Locale[];
  readonly instanceName: string;
  /** Where to get help: an address, a number or a link; null: whoever runs the instance gave none. */
  readonly instanceSupport: string | null;
  /** Addresses of the style sheet, the client script, and the script that does work where it is asked for. */
  readonly assets: { readonly css: string; readonly js: string; readonly work: string };
  /** Path and query of a GET that shows this page, without `lang`: the language picker leads back to it. */
  readonly path: string;
  /** Several people use the browser: nothing is filled in, and one press switches to the next. Absent: no. */
  readonly shared?: boolean;
  /** Reading direction where it is not the locale's own. */
  readonly direction?: 'ltr' | 'rtl';
}

/** Which face of a step is shown: neither writes nor credits anything. */
export interface SignInDisplay {
  /** `&methods`: the list of "Try another method". */
  readonly list: boolean;
  /** `&key`: "Can't scan the code?" was pressed. */
  readonly key: boolean;
}

/** Value of the field `reason`: how a passkey dialog ended without a passkey. */
export type PasskeyFailure = 'cancelled' | 'timed-out' | 'already-there' | 'not-supported' | 'failed' | 'no-script';

/** The signed-in person, as the profile menu shows it. */
export interface Person {
  readonly name: string;
  readonly address: string;
  /** The organization's support contact; null: show the instance's own. */
  readonly support: string | null;
  /** What hangs on the wall; null or absent: the instance's name. */
  readonly sign?: Sign | null;
  /** How long the session still lasts, for the warning before its end. */
  readonly session?: SessionTime;
}

/** How long a session still lasts, in ms: without a request, and whatever happens. */
export interface SessionTime {
  readonly idleMs: number;
  readonly absoluteMs: number;
}

/** `/account`. */
export interface AccountView {
  readonly person: Person;
  readonly organizations: readonly { readonly name: string; readonly kind: MemberKind }[];
  /** How many ways back remain if one is lost; see {@link SecurityView}. */
  readonly waysBack: number;
  /** Whether they hold a role in the console. */
  readonly console: boolean;
}

/** `/account/security`: what is bound, and what remains when one is lost. */
export interface SecurityView {
  readonly person: Person;
  readonly now: EpochMs;
  /** Names of the organizations whose mandate holds; empty: none. */
  readonly organizations: readonly string[];
  readonly apps: readonly (BoundView & {
    /** Reported lost, or guessed at too often: it proves nothing now. */
    readonly suspended: boolean;
  })[];
  readonly passkeys: readonly (BoundView & {
    /** Backup eligible: the passkey may be copied to the owner's other devices. */
    readonly maySync: boolean;
    /** Made or used in the browser that asks. */
    readonly here: boolean;
  })[];
  /** When the recovery code was saved; null: there is none. */
  readonly recoveryCodeSavedAt: EpochMs | null;
  /** Whether a mailed code may be used as a fallback now. */
  readonly emailFallback: boolean;
  /** How many bound or allowed ways to verify there are in all. */
  readonly waysBack: number;
  /** What of it can be added; see `own/contract.ts`. */
  readonly addable: { readonly app: boolean; readonly passkey: boolean; readonly recoveryCode: boolean };
  /** What is asked first, where there is something to choose; null: there is not. */
  readonly asksFirst: DefaultMethod | null;
  /** What the device's own list of passkeys is told, so that it stays true (WebAuthn 3 §5.1.10). */
  readonly signal: PasskeySignal;
}

/** The account's passkeys in the words of the WebAuthn Signal API; ids in base64url. */
export interface PasskeySignal {
  readonly rpId: string;
  readonly userId: string;
  readonly allAcceptedCredentialIds: readonly string[];
  readonly name: string;
  readonly displayName: string;
}

/** An app or a passkey. */
export interface BoundView {
  readonly id: string;
  readonly label: string;
  readonly boundAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
}

/** `/help`. `person` is null for whoever is not signed in. */
export interface HelpView {
  readonly person: Person | null;
}

/** `/invitation/<token>`. */
export type InvitationView =
  | {
      readonly kind: 'choose-password';
      readonly token: string;
      readonly name: string;
      readonly address: string;
      readonly organization: string;
      readonly minimum: number;
      readonly problem:
        | { readonly kind: 'password-refused'; readonly reason: PasswordProblem }
        | { readonly kind: 'busy' }
        | null;
    }
  | { readonly kind: 'join'; readonly token: string; readonly organization: string; readonly address: string }
  /** To join one more organization its owner signs in first. */
  | { readonly kind: 'sign-in-first'; readonly organization: string; readonly address: string }
  | { readonly kind: 'password-chosen' }
  | { readonly kind: 'joined'; readonly organization: string }
  | { readonly kind: 'declined'; readonly organization: string }
  /** Joining would leave no way to sign in that both organizations of `conflict` accept; null: for another reason. */
  | { readonly kind: 'refused'; readonly organization: string; readonly conflict: readonly [string, string] | null }
  /** Used, expired or unknown. */
  | { readonly kind: 'over' };

/** `/stop/<token>`: the link in a mail that says something happened. */
export type StopView =
  | { readonly kind: 'ask'; readonly token: string; readonly about: 'reset' | 'sign-in' }
  | { readonly kind: 'stopped'; readonly password: 'kept' | 'taken-back' | 'must-change' }
  /** Used, expired or unknown. */
  | { readonly kind: 'over' };

/** `/unlock` posts `address`; `/unlock/<token>`, the link in its mail, posts nothing more. */
export type UnlockView =
  | Extract<ForgotView, { readonly kind: 'ask' | 'sent' | 'other-browser' | 'over' }>
  | { readonly kind: 'open'; readonly token: string; readonly address: string }
  | { readonly kind: 'opened' }
  /** A shared workstation keeps nothing of anybody, so it cannot be let in. */
  | { readonly kind: 'shared' };

/** Asks for an address to mail a link to. `back`: the attempt that it came from, or the first page. */
export interface LinkAskView {
  readonly kind: 'ask';
  readonly address: string | null;
  readonly back: string;
  readonly malformed: boolean;
}

/** `/forgot` posts `address`; `/forgot/<token>`, the link in its mail, posts `password`. */
export type ForgotView =
  | LinkAskView
  /** Said whether or not a mail was sent. */
  | { readonly kind: 'sent'; readonly address: string }
  | {
      readonly kind: 'choose';
      readonly token: string;
      readonly address: string;
      readonly minimum: number;
      readonly problem:
        | { readonly kind: 'password-refused'; readonly reason: PasswordProblem }
        | { readonly kind: 'busy' }
        | null;
    }
  | { readonly kind: 'done' }
  /** The link works only in the browser that asked. */
  | { readonly kind: 'other-browser' }
  /** Used, expired or unknown. */
  | { readonly kind: 'over' };

/** `/account/password` posts `current` and `password` to itself. */
export type PasswordView =
  /** A fresh proof comes first: posts `next` to `/account/prove`. */
  | { readonly kind: 'prove'; readonly person: Person }
  | {
      readonly kind: 'choose';
      readonly person: Person;
      readonly now: EpochMs;
      readonly minimum: number;
      readonly problem:
        | { readonly kind: 'current-wrong' }
        | { readonly kind: 'password-refused'; readonly reason: PasswordProblem }
        | { readonly kind: 'throttled'; readonly until: EpochMs }
        | { readonly kind: 'busy' }
        | null;
    }
  | { readonly kind: 'changed'; readonly person: Person }
  /** "This was not me" was said: support lifts it. */
  | { readonly kind: 'frozen'; readonly person: Person };

/** Why a request was refused outside of an attempt. */
export type ProblemReason =
  | 'bad-request'
  /** The form's CSRF value did not fit: cookies are off, or the page is old. */
  | 'form-expired'
  | 'not-found'
  | 'method-not-allowed'
  | 'too-large'
  | 'unsupported-type'
  | 'too-many-requests'
  | 'busy'
  | 'failed';

/** A refusal or a defect as a page. */
export interface ProblemView {
  readonly status: number;
  readonly reason: ProblemReason;
  /** Read out to support so that they find it in the log; null: nothing was logged. */
  readonly traceId: string | null;
  /** Path that leads back to where the person was; absent: nowhere in particular. */
  readonly back?: string;
  /** Seconds until it is worth another try; null: unknown. */
  readonly retryAfterS: number | null;
}

/** What a client asks to know, in words of our own on the consent page. Any other scope is shown by its name. */
export type KnownScope = 'openid' | 'profile' | 'email' | 'organizations' | 'offline_access';

/** `/openid/interaction/<uid>`: a client that is not the organization's own asks for consent. */
export interface ConsentView {
  /** Posts to `/openid/interaction/<uid>/consent`: `csrf`, and `decision`: `allow` | `deny`. */
  readonly uid: string;
  readonly client: { readonly name: string; readonly support: string | null };
  /** The signed-in address. */
  readonly address: string;
  /** Only what was not allowed before. */
  readonly scopes: readonly (KnownScope | (string & {}))[];
  /** APIs that the client wants to use on the person's behalf: their address and scopes. */
  readonly resources: readonly { readonly uri: string; readonly scopes: readonly string[] }[];
}

/** `/openid/device`: a device without a browser is let in by a code that it shows (RFC 8628). Posts to the same address. */
export type DeviceView =
  /** Fields: `xsrf`, `user_code` (label **Code**). */
  | {
      readonly kind: 'ask';
      readonly xsrf: string;
      readonly typed: string;
      readonly problem: 'missing' | 'unknown' | 'expired' | 'used' | null;
    }
  /** Compare the code, then let it in. Fields: `xsrf`, `user_code`, and `confirm` = `yes` or `abort` = `yes`. */
  | { readonly kind: 'confirm'; readonly xsrf: string; readonly code: string; readonly client: string }
  | { readonly kind: 'done'; readonly client: string }
  | { readonly kind: 'denied' };

/** `/openid/logout`: an application asks to sign the person out. */
export type SignOutView =
  /** Posts to `/openid/logout/confirm`: `xsrf`, and `logout` = `yes` (**Sign out**), or no `logout` (**Stay signed in**). */
  | {
      readonly kind: 'ask';
      readonly xsrf: string;
      readonly client: string | null;
      readonly person: Person | null;
    }
  | { readonly kind: 'done'; readonly client: string | null };

/** An application sent a request that cannot be answered by going back to it (RFC 6749 §4.1.2.1). */
export interface ApplicationErrorView {
  /** OAuth's own error code and description, for whoever runs the application. */
  readonly error: string;
  readonly description: string | null;
  readonly traceId: string | null;
}
