import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { HandOver } from '../../mail/decide/message.ts';
import type { MethodKind, SelectableBinding } from '../../methods/decide/traits.ts';
import type { PasswordProblem } from '../../methods/method.ts';
import type { Sign } from '../../organizations/decide/branding.ts';
import type { Session } from '../../sessions/decide/session.ts';
import type { WorkView } from '../../throttling/run/work.ts';
import type { Acr } from '../decide/acr.ts';
import type { demandStanding } from '../decide/next-step.ts';
import type { Step } from '../decide/step.ts';
import type { ApplicationRequest, Demand, OwnRequest, PageApplication } from './application.ts';
import type { OwnPath } from './own-path.ts';
import type { AccountSnapshot, Attempt, Visitor } from './records.ts';

export type { PageApplication } from './application.ts';

/** What a person did on a page. The edges parse forms and JSON into this; nothing else enters the domain. */
export type Answer =
  | { readonly kind: 'identifier'; readonly address: string }
  /** `work` and `ticket`: done or waited for beforehand, where the page asked for it. */
  | { readonly kind: 'password'; readonly password: string; readonly work?: string; readonly ticket?: string }
  /** A second proof, a set-up admission, or the confirmation of a new authenticator: fields are the method's own. */
  | {
      readonly kind: 'proof';
      readonly method: MethodKind;
      readonly fields: Readonly<Record<string, string | undefined>>;
    }
  | {
      readonly kind: 'bind';
      readonly method: SelectableBinding;
      readonly fields: Readonly<Record<string, string | undefined>>;
    }
  /** A passkey that the first page's autofill offered: it opens an attempt, as an address does (S11). */
  | { readonly kind: 'passkey-first'; readonly ticket: string; readonly credential: string }
  /** Picked from "Try another method", or another thing to set up. */
  | { readonly kind: 'choose-method'; readonly method: MethodKind }
  | { readonly kind: 'resend' }
  /** "I lost my phone": suspends the apps, credits nothing (SP 800-63B-4 §4.3). */
  | { readonly kind: 'app-lost' }
  /** A passkey dialog was cancelled, timed out or failed. */
  | { readonly kind: 'passkey-failed'; readonly reason: string }
  | { readonly kind: 'postpone-set-up' }
  | { readonly kind: 'recovery-code-saved'; readonly saved: boolean }
  | { readonly kind: 'app-kept'; readonly kept: boolean }
  | { readonly kind: 'trust-accepted'; readonly fields: Readonly<Record<string, string | undefined>> }
  | { readonly kind: 'trust-declined'; readonly until: 'not-now' | 'not-on-this-device' }
  | { readonly kind: 'new-password'; readonly password: string }
  /** "Use another email": ends this attempt. */
  | { readonly kind: 'start-over' };

/** What went wrong with the last answer. The page says it in words beside the field. */
export type Problem =
  | { readonly kind: 'address-malformed' }
  | { readonly kind: 'password-wrong' }
  /** Nothing was compared: the work that the page asks for was not done. From `at` on a wait does instead. */
  | { readonly kind: 'work-missing'; readonly at: EpochMs }
  | { readonly kind: 'proof-wrong'; readonly method: MethodKind; readonly triesLeft: number }
  | { readonly kind: 'code-expired'; readonly method: MethodKind }
  | { readonly kind: 'binding-wrong'; readonly method: SelectableBinding }
  | { readonly kind: 'passkey-failed' }
  /** The first page's passkey was not taken: give an address. */
  | { readonly kind: 'passkey-first-failed' }
  | { readonly kind: 'resend-too-early'; readonly at: EpochMs }
  | { readonly kind: 'resend-limit'; readonly at: EpochMs }
  | { readonly kind: 'box-not-ticked' }
  | { readonly kind: 'password-refused'; readonly reason: PasswordProblem; readonly minimum: number }
  /** Nothing was checked and nothing was counted: the server is busy; try again at `at`. */
  | { readonly kind: 'busy'; readonly at: EpochMs };

/** The mailed code's page. */
export interface EmailCodeView {
  /** As `a•••a@r•••.example`. */
  readonly maskedAddress: string;
  /** Resend is possible from then on. */
  readonly resendAt: EpochMs;
  readonly handOver: HandOver | null;
}

/** What the page of a step shows beyond the step itself. `null` where the form is all. */
export interface StepViews {
  /** The view of the suggested method: {@link EmailCodeView}, or the passkey's request options. */
  readonly challenge:
    | { readonly method: 'email-code'; readonly email: EmailCodeView }
    | { readonly method: 'passkey'; readonly options: unknown }
    | null;
  /** What the first page's autofill asks of passkeys; null where no organization lets one open a sign-in. */
  readonly passkeyFirst: { readonly ticket: string; readonly options: unknown } | null;
  /** The pending authenticator: what the method's `bind.view` gave. */
  readonly binding: { readonly method: SelectableBinding; readonly view: unknown } | null;
  /** The recovery code, grouped, while it is not ticked as saved. */
  readonly recoveryCode: string | null;
  /** Creation options for this device's passkey. */
  readonly trustOptions: unknown;
  /** What is to be done before a password is compared; null: nothing. Depends on where the request comes from (T7). */
  readonly work: WorkView | null;
  /** Fewest characters a new password may have. */
  readonly passwordMinimum: number | null;
}

/** A step with all that its page needs. */
export interface Page {
  /** Null: the person came by herself. */
  readonly application: PageApplication | null;
  /** The page of the person's own that asked for a fresh proof: a completed step-up leads back there; null: none did. */
  readonly next: OwnPath | null;
  /** Null before an address was given. */
  readonly attempt: { readonly id: string; readonly version: number; readonly expiresAt: EpochMs } | null;
  readonly step: Step;
  readonly problem: Problem | null;
  /** The address being signed in to, as typed. */
  readonly address: string | null;
  /** Names of the organizations whose mandate holds; only after a correct password. */
  readonly organizations: readonly string[];
  /** What hangs on the wall; null: the instance's name, as before a correct password. */
  readonly sign: Sign | null;
  /** The organization's support contact; null: show the instance's own. */
  readonly support: string | null;
  /** "Step 2 of 3" of a set-up. */
  readonly setUp: { readonly position: number; readonly of: number } | null;
  readonly views: StepViews;
  readonly now: EpochMs;
}

/** What an answer led to. Tokens leave here once, as cookies. */
export interface Answered {
  readonly page: Page;
  /** A new session: set the cookie and go on to `/account`. */
  readonly sessionToken: string | null;
  /** A device cookie to set, after a strong sign-in. */
  readonly deviceToken: string | null;
  /** False when the answer was to another step or version: nothing was checked, the page shows where things stand. */
  readonly accepted: boolean;
}

/** What an attempt is for, beyond a session of the person's own: the waiting request of an application by its uid, or proving a person to a command. */
export type Purpose = { readonly application: string } | { readonly command: Acr };

/** How a session stands to a demand: `met`, or what is missing can be asked for, or nothing would get there. */
export type Standing = ReturnType<typeof demandStanding>;

/** The sign-in as the edges see it. */
export interface SignIn {
  /** Where an attempt stands. Never writes. A null, unknown or foreign id shows the first page. */
  show(attemptId: string | null, visitor: Visitor): Promise<Page>;
  /** Takes an address and opens an attempt bound to the visitor's browser cookie. */
  begin(address: string, visitor: Visitor, purpose?: Purpose): Promise<Answered>;
  /** Where the first page of an application's request stands: as {@link show} without an attempt. Never writes. */
  welcome(uid: string, visitor: Visitor): Promise<Page>;
  /** Takes a passkey on the first page: the attempt that it opens goes on like any other, and may be complete at once. */
  beginWithPasskey(
    answer: Extract<Answer, { kind: 'passkey-first' }>,
    visitor: Visitor,
    purpose?: Purpose,
  ): Promise<Answered>;
  /**
   * Opens an attempt that goes on from a live session: its proofs come along, one fresh one and what the application
   * or the page demands are still to come. Null: the visitor has no such session.
   */
  stepUp(visitor: Visitor, request: ApplicationRequest | OwnRequest): Promise<Attempt | null>;
  /** Whether a session that was just checked answers a demand as it is; see `demandStanding`. */
  standing(session: Session, snapshot: AccountSnapshot, visitor: Visitor, demand: Demand): Promise<Standing>;
  /** Takes an answer. An answer to an older version changes nothing. */
  answer(attemptId: string, version: number, answer: Answer, visitor: Visitor): Promise<Answered>;
}
