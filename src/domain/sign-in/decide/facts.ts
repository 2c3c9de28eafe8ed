import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import type { MethodKind, PasswordStanding } from '../../methods/decide/traits.ts';
import type { CombinedMandate } from '../../organizations/decide/mandate.ts';
import type { Acr } from './acr.ts';

/** A method succeeded in this attempt. */
export interface Proof {
  readonly method: MethodKind;
  /** The authenticator that proved it; null for a mailed code or a pass. */
  readonly authenticatorId: AuthenticatorId | null;
  readonly at: EpochMs;
  /** WebAuthn UV: the person was verified by the device. False for every other method. */
  readonly userVerified: boolean;
}

/** What counts as a fresh proof: `own`, where the account has an app or a passkey, only one of those. */
export type FreshBy = 'any' | 'own';

/** What happened in this attempt so far. Where it stands is never stored, only derived. */
export interface AttemptFacts {
  readonly expiresAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly proofs: readonly Proof[];
  /** The method last picked from the list. It changes what is shown, never what is credited. */
  readonly chosen: MethodKind | null;
  /** Second-factor tries this attempt has taken. */
  readonly triesTaken: number;
  /** Answer to "Do you still have your authenticator app?", asked after a recovery code. */
  readonly appKept: boolean | null;
  /** The offer to trust this device was answered, or its dialog ended in any way. */
  readonly trustAnsweredAt: EpochMs | null;
  /** "Set up later" was used in this attempt. */
  readonly setUpPostponedAt: EpochMs | null;
  /** What the requester (an application, or a command run as a person) demands beyond the mandate; null: nothing. */
  readonly demandedAcr: Acr | null;
  /** The demand is a wish: asked for where it is at hand, and the sign-in completes without it. */
  readonly demandVoluntary: boolean;
  /** At least one proof must be as young as this; null: any will do. An attempt that goes on from a session always has it. */
  readonly freshSince: EpochMs | null;
  /** Absent: any. */
  readonly freshBy?: FreshBy;
}

/** What is known of the browser, none of it proof. */
export interface BrowserFacts {
  /** The browser reports a user-verifying platform authenticator. */
  readonly platformAuthenticator: boolean;
  /** Several people use it: nothing of one person is kept in it for the next. */
  readonly sharedWorkstation: boolean;
  /** Passkeys of this account that were created or used in this browser, by its device cookie. */
  readonly trustedPasskeyIds: readonly AuthenticatorId[];
  /** "Not now" or "Not on this device" was said here; ask again from then on. */
  readonly offerTrustAgainAt: EpochMs | null;
}

/** A bound authenticator as policy sees it. */
export interface BoundAuthenticator {
  readonly id: AuthenticatorId;
  readonly method: MethodKind;
  readonly boundAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
  /** Out of use: its owner lost it, or it was guessed at too often. It still is the account's, so that no set-up opens. */
  readonly suspended?: boolean;
}

/** A support reset that was carried out and whose set-up is not finished. */
export interface ResetFacts {
  readonly carriedOutAt: EpochMs;
  /** A pass that could be typed now exists: made, not used up, not expired. Shown to nobody; for wording only. */
  readonly passLive: boolean;
}

/** Room left in a throttling lane; null: there is room. */
export interface LaneFacts {
  readonly closedUntil: EpochMs | null;
}

/** What is known of the account being signed in to. An unknown address has decoy facts and never a valid password. */
export interface AccountFacts {
  readonly createdAt: EpochMs;
  /** Since then neither the account nor any organization it belongs to may be used; null: in force. */
  readonly disabledAt: EpochMs | null;
  readonly lastSignInAt: EpochMs | null;
  readonly preferredMethod: MethodKind | null;
  readonly authenticators: readonly BoundAuthenticator[];
  readonly addressConfirmed: boolean;
  /** The password was replaced by mail and no other root has proved the person since: the mailbox counts once. */
  readonly passwordResetByMailAt: EpochMs | null;
  /** An invitation code that was handed over and still lives. */
  readonly invitationCodeLive: boolean;
  readonly setUpFrozenAt: EpochMs | null;
  readonly reset: ResetFacts | null;
  /** Which rule the current password meets. */
  readonly passwordMeets: PasswordStanding;
  readonly mandate: CombinedMandate | null;
  /** The wait that this attempt's right password must sit out; nobody else's tries reach an attempt past its password. */
  readonly passwordLane: LaneFacts;
  /** Second-factor tries, over all attempts. */
  readonly proofLane: LaneFacts;
}

/** All that decides an attempt's next step. */
export interface Facts {
  readonly now: EpochMs;
  readonly attempt: AttemptFacts;
  readonly browser: BrowserFacts;
  /** Null until an address was given. */
  readonly account: AccountFacts | null;
}
