import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { Account, AccountId, AuthenticatorId, DeviceId, Locale } from '../../accounts/decide/account.ts';
import type { AuditEvent } from '../../audit/decide/event.ts';
import type { OutboxMessage } from '../../mail/decide/message.ts';
import type { MethodKind } from '../../methods/decide/traits.ts';
import type { IssuedCode } from '../../methods/method.ts';
import type { Membership } from '../../organizations/decide/mandate.ts';
import type { Session, SessionEnd } from '../../sessions/decide/session.ts';
import type { LaneName } from '../../throttling/decide/known.ts';
import type { Counted, Lane } from '../../throttling/run/ports.ts';
import type { Acr } from '../decide/acr.ts';
import type { FreshBy, Proof } from '../decide/facts.ts';
import type { PageApplication } from './application.ts';
import type { OwnPath } from './own-path.ts';

/** Who asks, seen from the edge. */
export interface Visitor {
  /** Canonical network address: IPv4, or the /64 of an IPv6 one. */
  readonly source: string;
  readonly userAgent: string;
  readonly locale: Locale;
  /** The browser's cookie; null when it sent none. */
  readonly browserToken: string | null;
  /** The device cookie; null when it sent none. */
  readonly deviceToken: string | null;
  /** The session cookie of an earlier sign-in; a new session replaces it. */
  readonly sessionToken: string | null;
  /** Several people use the browser: it carries their organization's mark, or the gateway in front says so. Absent: no. */
  readonly sharedWorkstation?: boolean;
  /** Hidden field of the posted form: the browser has a user-verifying platform authenticator. */
  readonly platformAuthenticator: boolean;
}

/** One try to sign in, as stored. */
export interface Attempt {
  readonly id: string;
  /** SHA-256 of the browser cookie that it is bound to. */
  readonly browserHash: string;
  readonly version: number;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly endedAt: EpochMs | null;
  readonly source: string;
  /** The account behind the given address; null while unknown. */
  readonly accountId: AccountId | null;
  /** The address as typed, sealed, to be shown back in this attempt only. */
  readonly addressSealed: string | null;
  /** HMAC of the canonical address: keys the counters of unknown addresses. */
  readonly addressMac: string | null;
  readonly proofs: readonly Proof[];
  readonly chosen: MethodKind | null;
  /** A right password came while its lane made people wait: nothing goes on before then; null: no wait. */
  readonly passwordWaitUntil: EpochMs | null;
  /** Whether the account knew the browser when the first proof was given; absent: it did not. Chooses counters, proves nothing. */
  readonly lane?: LaneName;
  readonly appKept: boolean | null;
  readonly trustAnsweredAt: EpochMs | null;
  readonly setUpPostponedAt: EpochMs | null;
  /** Which mail about set-up this attempt has sent. */
  readonly setUpNotice: 'started' | 'finished' | null;
  /** `session` ends in a session; `command` only proves a person to the command line. */
  readonly purpose: 'session' | 'command';
  readonly demandedAcr: Acr | null;
  readonly demandVoluntary: boolean;
  /** Proofs before then came along from a session; see `AttemptFacts.freshSince`. */
  readonly freshSince: EpochMs | null;
  readonly freshBy: FreshBy;
  /** The application that sent the person; null: the person came by herself. */
  readonly application: PageApplication | null;
  /** The page of the person's own that it leads back to; null: the account, or the application. */
  readonly next: OwnPath | null;
  readonly platformAuthenticator: boolean;
  /** Pending secrets, sealed and bound to this attempt; null when there are none. */
  readonly pendingSealed: string | null;
  readonly issued: IssuedCode | null;
  /** How many different codes were issued; each has a serial of its own. */
  readonly codesIssued: number;
  /** When codes were mailed, newest last. */
  readonly mailedAt: readonly EpochMs[];
  /** The outbox row of the last mailed code. */
  readonly mailId: string | null;
}

/** What an attempt keeps sealed until it is confirmed. */
export interface Pending {
  /** The new app's secret, before its first code. */
  readonly totp?: string;
  /** The new recovery code, before it is ticked as saved. */
  readonly recoveryCode?: string;
}

/** An authenticator as stored: its secret sealed to this row and account. */
export interface AuthenticatorRow {
  readonly id: AuthenticatorId;
  readonly accountId: AccountId;
  readonly kind: MethodKind;
  /** A credential id that is unique over all accounts; null for other kinds. */
  readonly externalId: string | null;
  readonly label: string;
  readonly secretSealed: string;
  readonly version: number;
  readonly boundAt: EpochMs;
  readonly lastUsedAt: EpochMs | null;
  readonly revokedAt: EpochMs | null;
  /** Wrong answers in a row; absent: none. Only the store counts them. */
  readonly failures?: number;
  /** Its owner reported it lost; absent or null: they have it. */
  readonly suspendedAt?: EpochMs | null;
  /** Somebody else may know the password; absent: nobody said so. Only the store marks it; see `AccountCuts.markCompromised`. */
  readonly compromisedAt?: EpochMs;
}

/** A browser that holds a device cookie, as one account sees it. */
export interface Device {
  readonly id: DeviceId;
  readonly tokenHash: string;
  readonly accountId: AccountId;
  /** The passkey made or used here; null: none. */
  readonly passkeyId: AuthenticatorId | null;
  readonly offerTrustAgainAt: EpochMs | null;
  readonly createdAt: EpochMs;
  readonly lastUsedAt: EpochMs;
  /** The account no longer knows the browser; absent: it does. */
  readonly burned?: boolean;
  /** A mailed link let it in, and nobody has signed in fully from it since; absent: somebody has. */
  readonly byMail?: boolean;
  /** Wrong passwords in a row from it; absent: none. Only the store counts them. */
  readonly failures?: number;
  /** Browser and system when it was last used, for the owner to recognize; null: not kept yet. */
  readonly browser: string | null;
}

/** All that is stored of an account and matters for signing in: live authenticators only, accepted memberships only. */
export interface AccountSnapshot {
  readonly account: Account;
  readonly address: { readonly address: string; readonly canonical: string; readonly confirmedAt: EpochMs | null };
  readonly memberships: readonly Membership[];
  readonly authenticators: readonly AuthenticatorRow[];
  /** An unfinished reset: carried out, set-up not finished. */
  readonly reset: OpenReset | null;
  /** A live invitation code for set-up: its hash and end; null when there is none. */
  readonly invitationCode: { readonly hash: string; readonly expiresAt: EpochMs } | null;
  /** The account's own key for sealed audit text, itself sealed. */
  readonly auditKeySealed: string;
}

/** A reset that was carried out and waits for its set-up. */
export interface OpenReset {
  readonly caseId: string;
  readonly carriedOutAt: EpochMs;
  /** SHA-256 of the live pass; null: none. */
  readonly passHash: string | null;
  readonly passExpiresAt: EpochMs | null;
}

/** One atomic change. Everything in it happens, or nothing does. */
export interface Change {
  /** Fails as `lost: attempt` when there was one of this id. */
  readonly createAttempt?: Attempt;
  /** Fails as `lost: attempt` unless the stored row still has `fromVersion` and is not ended. */
  readonly swapAttempt?: { readonly fromVersion: number; readonly next: Attempt };
  /** What was counted as a failure before the comparison and was none. */
  readonly giveBack?: {
    readonly tries?: {
      readonly key: string;
      readonly attemptId: string;
      readonly which: 'all' | 'newest';
      /** The lane as the try left it; absent: none was taken. */
      readonly seen?: Lane;
    };
    /** By id: one failure fewer, and none at all. */
    readonly failures?: {
      readonly of: Counted;
      readonly takeBack: readonly string[];
      readonly clear: readonly string[];
    };
  };
  readonly addAuthenticators?: readonly AuthenticatorRow[];
  /** Fails as `lost: attempt` unless the account's set-up is still frozen, or free, since the time the answer was checked against. */
  readonly requireFreeze?: { readonly accountId: AccountId; readonly since: EpochMs | null };
  /** Fails as `lost: attempt` unless this session is still live: what it asks for it may no longer have. */
  readonly requireSession?: { readonly sessionId: string };
  /** Each fails as `lost: binding` unless the stored row has `fromVersion` and is not revoked. */
  readonly swapAuthenticators?: readonly { readonly fromVersion: number; readonly next: AuthenticatorRow }[];
  /** Only the named columns move. */
  readonly account?: { readonly id: AccountId } & Partial<
    Pick<Account, 'lastSignInAt' | 'preferredMethod' | 'passwordResetByMailAt' | 'setUpFrozenAt' | 'locale'>
  >;
  readonly confirmAddress?: { readonly accountId: AccountId; readonly at: EpochMs };
  /** One more skip of grace for each organization of this account whose mandate counts skips; lost (`binding`) unless each still has the given count. */
  readonly useSkips?: readonly {
    readonly accountId: AccountId;
    readonly organizationId: string;
    readonly skipsUsed: number;
  }[];
  /** `replacesTokenHash`: the browser's cookie becomes a new one, for all of its accounts. */
  readonly putDevice?: Device & { readonly replacesTokenHash?: string };
  /** The account no longer knows these browsers, or any but the one with this cookie: a copy of their cookie is worth nothing. */
  readonly burnDevices?: { readonly accountId: AccountId } & (
    | { readonly ids: readonly DeviceId[] }
    | { readonly exceptTokenHash: string | null }
  );
  /** Uses up the pass: fails as `lost: binding` unless the case's live pass has this hash. */
  readonly usePass?: { readonly caseId: string; readonly passHash: string; readonly at: EpochMs };
  /** Spends the code of a break-glass account: fails as `lost: binding` unless it is sealed still. Leaves a use to be reviewed. */
  readonly breakGlass?: { readonly id: string; readonly accountId: AccountId; readonly at: EpochMs };
  readonly finishReset?: { readonly caseId: string; readonly at: EpochMs };
  readonly startSession?: Session;
  /** Ends live sessions: one by its id, or all of an account but one. */
  readonly endSessions?: readonly (
    | {
        readonly sessionId: string;
        readonly at: EpochMs;
        readonly reason: SessionEnd;
        /** The same person's next session in the same browser: what applications hold goes on under it. */
        readonly successorId?: string;
      }
    | {
        readonly accountId: AccountId;
        readonly exceptId: string | null;
        readonly at: EpochMs;
        readonly reason: SessionEnd;
      }
  )[];
  /** Ends live attempts of an account but this one. */
  readonly endAttempts?: { readonly accountId: AccountId; readonly exceptId: string | null; readonly at: EpochMs };
  /** Uses up every mailed link for a new password. */
  readonly endPasswordLinks?: { readonly accountId: AccountId; readonly at: EpochMs };
  readonly addStopLinks?: readonly StopLink[];
  readonly outbox?: readonly OutboxMessage[];
  readonly audit: readonly AuditEvent[];
}

/** A mailed "this was not me" or veto link: a GET shows a button, the POST ends everything (section C). */
export interface StopLink {
  readonly id: string;
  /** SHA-256 of the token in the link. */
  readonly tokenHash: string;
  readonly accountId: AccountId;
  readonly caseId: string | null;
  /** The mail tells of a new password: one set at or after this time is revoked by the stop. Null or absent: none is. */
  readonly passwordSince?: EpochMs | null;
  /** What the mail tells of began with the right password: if that was not its owner, somebody else knows it. */
  readonly passwordGiven?: boolean;
  readonly createdAt: EpochMs;
  readonly expiresAt: EpochMs;
  readonly usedAt: EpochMs | null;
}

/** How a commit ended. `attempt`: somebody else moved it, show where it stands. `binding`: verify once more. */
export type Committed = 'done' | { readonly lost: 'attempt' | 'binding' };
