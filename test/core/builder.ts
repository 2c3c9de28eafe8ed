import type { AuthenticatorId, OrganizationId } from '../../src/domain/accounts/decide/account.ts';
import type { MethodKind } from '../../src/domain/methods/decide/traits.ts';
import type { CombinedMandate, SelectableMethod } from '../../src/domain/organizations/decide/mandate.ts';
import type {
  AccountFacts,
  AttemptFacts,
  BoundAuthenticator,
  BrowserFacts,
  Facts,
  Proof,
} from '../../src/domain/sign-in/decide/facts.ts';
import { DAY_MS, MINUTE_MS } from '../../src/platform/kernel/time.ts';

/** The moment at which every situation is looked at. */
export const NOW = 2_000_000_000_000;

/** When the attempt began. */
export const STARTED = NOW - 5 * MINUTE_MS;

/** When an attempt that goes on from a session began: proofs of the session are older. */
export const GOING_ON = NOW - MINUTE_MS;

/** An authenticator's id that can be read in a failing test. */
export const id = (name: string): AuthenticatorId => name as AuthenticatorId;

/** An authenticator, bound and last used three days ago unless said otherwise. */
export function bound(
  name: string,
  method: MethodKind,
  boundAt = NOW - 30 * DAY_MS,
  lastUsedAt: number | null = NOW - 3 * DAY_MS,
): BoundAuthenticator {
  return { id: id(name), method, boundAt, lastUsedAt };
}

/** Authenticators by the names that the situations use. */
export const APP = bound('app', 'totp');
export const NEW_APP = bound('new-app', 'totp', NOW - MINUTE_MS, null);
export const KEY = bound('key', 'passkey');
export const OTHER_KEY = bound('other-key', 'passkey');
export const NEW_KEY = bound('new-key', 'passkey', NOW - MINUTE_MS, null);
export const SHEET = bound('sheet', 'recovery-code', NOW - 30 * DAY_MS, null);
export const NEW_SHEET = bound('new-sheet', 'recovery-code', NOW - MINUTE_MS, null);

/** A proof of this attempt, two minutes old. */
export function proof(
  method: MethodKind,
  authenticator: string | null = null,
  at = NOW - 2 * MINUTE_MS,
  userVerified = method === 'passkey',
): Proof {
  return { method, authenticatorId: authenticator === null ? null : id(authenticator), at, userVerified };
}

/** Proofs by the names that the situations use. */
export const PASSWORD = proof('password', 'password', STARTED + 1);
export const BY_APP = proof('totp', 'app');
export const BY_NEW_APP = proof('totp', 'new-app', NOW - MINUTE_MS);
export const BY_KEY = proof('passkey', 'key');
export const BY_NEW_KEY = proof('passkey', 'new-key', NOW - MINUTE_MS);
export const BY_UNVERIFIED_KEY = proof('passkey', 'key', NOW - 2 * MINUTE_MS, false);
export const BY_MAIL = proof('email-code');
export const BY_SHEET = proof('recovery-code', 'sheet');
export const BY_PASS = proof('one-time-pass');
export const BY_INVITATION = proof('invitation-code');

/** The same proof once more, as early as counts for fresh. */
export const again = (earlier: Proof): Proof => ({ ...earlier, at: GOING_ON });

/** Every method that an organization can allow. */
export const ALL_METHODS: readonly SelectableMethod[] = ['totp', 'passkey', 'email-code', 'recovery-code'];

/** A mandate that holds now, without grace, allowing everything, unless said otherwise. */
export function mandate(over: Partial<CombinedMandate> = {}): CombinedMandate {
  return {
    organizations: [{ id: 'clinic' as OrganizationId, name: 'Clinic', support: null }],
    allowedMethods: ALL_METHODS,
    grace: null,
    setUpProof: 'none',
    passkeyFirst: false,
    passAfterReset: true,
    ...over,
  };
}

/** An account in daily use, with a password alone and no mandate, unless said otherwise. */
export function account(over: Partial<AccountFacts> = {}): AccountFacts {
  return {
    createdAt: NOW - 400 * DAY_MS,
    disabledAt: null,
    lastSignInAt: NOW - DAY_MS,
    preferredMethod: null,
    authenticators: [],
    addressConfirmed: true,
    passwordResetByMailAt: null,
    invitationCodeLive: false,
    setUpFrozenAt: null,
    reset: null,
    passwordMeets: 'alone',
    mandate: null,
    passwordLane: { closedUntil: null },
    proofLane: { closedUntil: null },
    ...over,
  };
}

/** What a situation says beyond the plainest one: a live attempt with its password proved, in an ordinary browser. */
export interface Said {
  readonly attempt?: Partial<AttemptFacts>;
  readonly browser?: Partial<BrowserFacts>;
  readonly account?: Partial<AccountFacts> | null;
  /** Proofs after the password. */
  readonly proofs?: readonly Proof[];
}

/** Facts from what is said. */
export function factsOf(said: Said): Facts {
  return {
    now: NOW,
    attempt: {
      expiresAt: NOW + 10 * MINUTE_MS,
      endedAt: null,
      proofs: [PASSWORD, ...(said.proofs ?? [])],
      chosen: null,
      triesTaken: 0,
      appKept: null,
      trustAnsweredAt: null,
      setUpPostponedAt: null,
      demandedAcr: null,
      demandVoluntary: false,
      freshSince: null,
      ...said.attempt,
    },
    browser: {
      platformAuthenticator: false,
      sharedWorkstation: false,
      trustedPasskeyIds: [],
      offerTrustAgainAt: null,
      ...said.browser,
    },
    account: said.account === null ? null : account(said.account),
  };
}
