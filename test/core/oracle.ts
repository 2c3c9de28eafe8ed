import type { MethodKind } from '../../src/domain/methods/decide/traits.ts';
import type { Acr } from '../../src/domain/sign-in/decide/acr.ts';
import type { AccountFacts, BoundAuthenticator, Facts, Proof } from '../../src/domain/sign-in/decide/facts.ts';
import { DAY_MS } from '../../src/platform/kernel/time.ts';

/** The same contract said once more, in plain methods and without the core's own words. Slow and literal on purpose. */
export interface Oracle {
  readonly facts: Facts;
  readonly account: AccountFacts;
  /** Whether any proof of this method was made, whatever it is worth. */
  readonly made: (method: MethodKind) => boolean;
  /** Proofs that are worth something now. */
  readonly worth: readonly Proof[];
  readonly allowed: (method: MethodKind) => boolean;
  readonly app: boolean;
  /** Every app that is bound is out of use. */
  readonly appsSuspended: boolean;
  /** An app or passkey is bound that is not suspended. */
  readonly primaryInUse: boolean;
  readonly passkey: boolean;
  /** A recovery code is bound that this attempt has not used. */
  readonly sheet: boolean;
  /** An app or passkey is bound that the mandate accepts. */
  readonly enrolled: boolean;
  /** Methods of a sign-in that would work now, in the order of the list. */
  readonly working: readonly MethodKind[];
  /** Tries of the account or of the attempt are used up. */
  readonly throttled: boolean;
  /** What the proofs that are worth something reach. */
  readonly acr: Acr | null;
  readonly opened: boolean;
  readonly graceOpen: boolean;
  /** More is demanded than the mandate asks for, and nothing less will do. */
  readonly essential: boolean;
  /** A fresh proof is wanted and none was made: what only opens a set-up is none. */
  readonly stale: boolean;
}

/** Looks at facts of an account. */
export function oracleOf(facts: Facts, account: AccountFacts): Oracle {
  const { proofs } = facts.attempt;
  const { mandate } = account;
  const made = (method: MethodKind) => proofs.some((one) => one.method === method);
  const allowed = (method: MethodKind) => mandate === null || (mandate.allowedMethods as MethodKind[]).includes(method);
  const usedSheets = proofs.filter((one) => one.method === 'recovery-code').map((one) => one.authenticatorId);
  const bound = account.authenticators.filter((one) => one.method !== 'recovery-code' || !usedSheets.includes(one.id));
  const has = (method: MethodKind) => bound.some((one) => one.method === method);
  const hasInUse = (method: MethodKind) => bound.some((one) => one.method === method && one.suspended !== true);
  const resting = restingPasskeys(facts, account, bound);
  const worth = proofs.filter((one) => isWorth(one, account, bound, resting));
  const enrolled = (has('totp') && allowed('totp')) || (has('passkey') && allowed('passkey'));
  const works: Partial<Record<MethodKind, boolean>> = {
    totp: hasInUse('totp'),
    passkey: bound.some((one) => one.method === 'passkey' && one.suspended !== true && !resting.includes(one)),
    'email-code': account.addressConfirmed && account.passwordResetByMailAt === null && enrolled,
    'recovery-code': hasInUse('recovery-code'),
  };
  const { closedUntil } = account.proofLane;
  return {
    facts,
    account,
    made,
    worth,
    allowed,
    app: has('totp'),
    appsSuspended: has('totp') && !hasInUse('totp'),
    primaryInUse: hasInUse('totp') || hasInUse('passkey'),
    passkey: has('passkey'),
    sheet: has('recovery-code'),
    enrolled,
    working: LIST.filter((method) => works[method] === true && allowed(method)),
    throttled: (closedUntil !== null && closedUntil > facts.now) || facts.attempt.triesTaken >= 5,
    acr: acrOf(worth),
    opened:
      made('password') ||
      (mandate?.passkeyFirst === true &&
        allowed('passkey') &&
        worth.some((one) => one.method === 'passkey' && one.userVerified)),
    essential: facts.attempt.demandedAcr !== null && !facts.attempt.demandVoluntary,
    stale: isStale(facts.attempt.freshSince, worth),
    graceOpen: mandate !== null && mandate.grace !== null && account.reset === null && account.setUpFrozenAt === null,
  };
}

const LIST: readonly MethodKind[] = ['totp', 'passkey', 'email-code', 'recovery-code'];

/** Section D, read off its table. */
export function acrOf(proofs: readonly Proof[]): Acr | null {
  const made = (method: MethodKind) => proofs.some((one) => one.method === method);
  if (proofs.some((one) => one.method === 'passkey' && one.userVerified)) return 'phr';
  if (!made('password')) return null;
  if (made('totp') || made('passkey')) return 'aal2';
  return made('email-code') || made('recovery-code') ? 'two-step' : 'aal1';
}

function isStale(freshSince: number | null, worth: readonly Proof[]): boolean {
  const opensOnly: readonly MethodKind[] = ['one-time-pass', 'invitation-code'];
  return freshSince !== null && worth.every((one) => one.at < freshSince || opensOnly.includes(one.method));
}

function isWorth(
  proof: Proof,
  account: AccountFacts,
  bound: readonly BoundAuthenticator[],
  resting: readonly BoundAuthenticator[],
): boolean {
  const by = bound.find((one) => one.id === proof.authenticatorId);
  if (proof.method === 'totp' || proof.method === 'passkey')
    return by !== undefined && by.suspended !== true && !resting.includes(by);
  if (proof.method !== 'email-code') return true;
  const before = (one: BoundAuthenticator) =>
    (one.method === 'totp' || one.method === 'passkey') && one.boundAt <= proof.at;
  return account.passwordResetByMailAt === null && bound.some(before);
}

function restingPasskeys(
  facts: Facts,
  account: AccountFacts,
  bound: readonly BoundAuthenticator[],
): readonly BoundAuthenticator[] {
  const woken = facts.attempt.proofs.some(
    (one) =>
      one.method === 'recovery-code' ||
      (one.method === 'totp' && bound.some((authenticator) => authenticator.id === one.authenticatorId)),
  );
  if (woken) return [];
  const unused = bound.every((one) => (one.lastUsedAt ?? one.boundAt) <= facts.now - 90 * DAY_MS);
  const resetAt = account.passwordResetByMailAt;
  return bound.filter((one) => one.method === 'passkey' && (unused || (resetAt !== null && one.boundAt <= resetAt)));
}
