import type { AccountFacts, Proof } from './facts.ts';
import {
  allows,
  type Bare,
  isPrimary,
  proved,
  roleOf,
  type Situation,
  type Standing,
  standingOf,
} from './situation.ts';

/**
 * What an account still owes before it may have a session.
 * `own-proof`: it has authenticators, none of which the mandate accepts; one of them must open the set-up of another.
 */
export type Owed = 'opening' | 'second-proof' | 'own-proof' | 'set-up' | 'nothing';

/** The one rule of what is owed, for attempts and for sessions. */
export function owedBy(standing: Standing): Owed {
  if (!opened(standing)) return 'opening';
  if (usable(standing)) return hasSecondProof(standing) ? 'nothing' : 'second-proof';
  if (standing.mandate === null) return 'nothing';
  return hasOwn(standing) && !hasOwnProof(standing) ? 'own-proof' : 'set-up';
}

/** Whether a session's proofs still satisfy what its account owes now. Asked at every use of the session. */
export function sessionStanding(proofs: readonly Proof[], account: AccountFacts): 'sufficient' | 'insufficient' {
  if (account.disabledAt !== null) return 'insufficient';
  const owed = owedBy(standingOf(proofs, account));
  const graced = { account, mandate: account.mandate };
  return owed === 'nothing' || (owed === 'set-up' && graceHolds(graced)) ? 'sufficient' : 'insufficient';
}

/**
 * Whether a session's proofs satisfy what its account owes, without any grace. Then {@link sessionStanding} is `sufficient` as well;
 * otherwise it has to be asked. Needs far less of the account: of its authenticators those that are primary or for emergencies.
 */
export function plainlyHolds(proofs: readonly Proof[], account: Bare & Pick<AccountFacts, 'disabledAt'>): boolean {
  return account.disabledAt === null && owedBy(standingOf(proofs, account)) === 'nothing';
}

/** Whether set-up may still be put off: never after a reset, nor while it is frozen. A used-up grace holds for who used it. */
export function graceHolds({ account, mandate }: Pick<Situation, 'account' | 'mandate'>): boolean {
  return mandate !== null && mandate.grace !== null && account.reset === null && account.setUpFrozenAt === null;
}

/** The password, or a verified passkey in its place where every mandate allows that (S11). */
function opened(standing: Standing): boolean {
  if (proved(standing, 'password')) return true;
  return (
    standing.mandate?.passkeyFirst === true &&
    standing.proofs.some(({ method, userVerified }) => method === 'passkey' && userVerified && allows(standing, method))
  );
}

/** An authenticator that was bound is asked for even where no organization requires it. */
function usable(standing: Standing): boolean {
  return standing.bound.some(
    (one) => (isPrimary(one) || roleOf(one.method) === 'emergency') && allows(standing, one.method),
  );
}

function hasSecondProof(standing: Standing): boolean {
  return standing.proofs.some(
    ({ method }) =>
      ['primary', 'emergency', 'fallback', 'recovery'].includes(roleOf(method)) && allows(standing, method),
  );
}

function hasOwn({ bound }: Standing): boolean {
  return bound.some((one) => isPrimary(one) || roleOf(one.method) === 'recovery');
}

function hasOwnProof(standing: Standing): boolean {
  if (standing.proofs.some(({ method }) => roleOf(method) === 'primary')) return true;
  // A recovery code alone replaces what is not there; it does not add another kind to what is.
  return !standing.bound.some(isPrimary) && standing.proofs.some(({ method }) => roleOf(method) === 'recovery');
}
