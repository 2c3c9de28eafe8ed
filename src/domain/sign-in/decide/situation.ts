import { DAY_MS, type EpochMs } from '../../../platform/kernel/time.ts';
import { type MethodKind, type Role, TRAITS } from '../../methods/decide/traits.ts';
import type { Accepted, CombinedMandate } from '../../organizations/decide/mandate.ts';
import type { AccountFacts, AttemptFacts, BoundAuthenticator, BrowserFacts, Facts, Proof } from './facts.ts';

/** An account nobody signed in to, or whose authenticators nobody used, for this long is dormant (sign-in.md section B). */
export const DORMANT_MS = 90 * DAY_MS;

/** As much of an account as says what its proofs are worth. */
export interface Bare<A = Standing['bound'][number], M = Accepted | null> {
  readonly passwordResetByMailAt: EpochMs | null;
  readonly authenticators: readonly A[];
  readonly mandate: M;
}

/** What an account has and what its claimant has proved: enough to say what is owed. */
export interface Standing {
  readonly mandate: Accepted | null;
  /** Bound authenticators, without a recovery code that these proofs used up. */
  readonly bound: readonly Pick<BoundAuthenticator, 'id' | 'method' | 'boundAt'>[];
  /** The proofs that count. */
  readonly proofs: readonly Proof[];
}

/** A standing within an attempt: all that the questions of the next step are asked of. */
export interface Situation extends Standing {
  readonly account: AccountFacts;
  readonly mandate: CombinedMandate | null;
  readonly bound: readonly BoundAuthenticator[];
  readonly now: EpochMs;
  readonly attempt: AttemptFacts;
  readonly browser: BrowserFacts;
}

/** Sorts an attempt's facts into a situation. */
export function situationOf(facts: Facts, account: AccountFacts): Situation {
  const standing = standingOf(facts.attempt.proofs, account);
  const situation = { ...facts, ...standing, account };
  const awake = (proof: Proof) => {
    if (!['primary', 'emergency'].includes(roleOf(proof.method))) return true;
    // An authenticator that was removed or suspended meanwhile, perhaps because it was stolen, vouches for nobody.
    const authenticator = standing.bound.find((one) => one.id === proof.authenticatorId);
    return authenticator !== undefined && isInUse(situation, authenticator);
  };
  return { ...situation, proofs: standing.proofs.filter(awake) };
}

/** Sorts proofs and an account's facts, of an attempt or of a session. */
export function standingOf<A extends Standing['bound'][number], M>(proofs: readonly Proof[], account: Bare<A, M>) {
  const usedUp = proofs.filter((proof) => roleOf(proof.method) === 'recovery').map((proof) => proof.authenticatorId);
  const bound = account.authenticators.filter((one) => roleOf(one.method) !== 'recovery' || !usedUp.includes(one.id));
  const counts = (proof: Proof) => roleOf(proof.method) !== 'fallback' || mailboxCounts(account, bound, proof.at);
  return { mandate: account.mandate, bound, proofs: proofs.filter(counts) };
}

/** The mailbox is never the only factor: it counts beside an authenticator that was bound before, and not after it replaced the password. */
function mailboxCounts(account: Pick<Bare, 'passwordResetByMailAt'>, bound: Standing['bound'], at: EpochMs): boolean {
  return account.passwordResetByMailAt === null && bound.some((one) => isPrimary(one) && one.boundAt <= at);
}

/** Whether a bound authenticator is accepted now. */
export function isInUse(situation: Situation, authenticator: BoundAuthenticator): boolean {
  return authenticator.suspended !== true && !rests(situation, authenticator);
}

/** Whether a bound authenticator is not accepted until the app or the recovery code was used in this attempt. */
function rests(situation: Situation, authenticator: BoundAuthenticator): boolean {
  const { account, attempt, bound, now } = situation;
  if (!TRAITS[authenticator.method].deviceBound) return false;
  const woken = attempt.proofs.some(({ method, authenticatorId }) => {
    if (roleOf(method) !== 'primary') return roleOf(method) === 'recovery';
    return !TRAITS[method].deviceBound && bound.some((one) => one.id === authenticatorId);
  });
  if (woken) return false;
  const replacedAt = account.passwordResetByMailAt;
  if (replacedAt !== null && authenticator.boundAt <= replacedAt) return true;
  const lastUse = Math.max(
    ...bound.filter((one) => one.method !== 'password').map((one) => one.lastUsedAt ?? one.boundAt),
  );
  return lastUse + DORMANT_MS <= now;
}

/** Whether nobody has signed in for so long that the password alone no longer opens a set-up. */
export function dormant({ account, now }: Situation): boolean {
  return (account.lastSignInAt ?? account.createdAt) + DORMANT_MS <= now;
}

/** Whether the mandate accepts a method; without one, all do. None switches off what is for emergencies. */
export function allows({ mandate }: Standing, method: MethodKind): boolean {
  return mandate === null || roleOf(method) === 'emergency' || mandate.allowedMethods.some((one) => one === method);
}

/** Whether a method was proved, and counts. */
export function proved({ proofs }: Standing, method: MethodKind): boolean {
  return proofs.some((proof) => proof.method === method);
}

/** Whether an authenticator can be the default and reach `aal2`. */
export function isPrimary(authenticator: Pick<BoundAuthenticator, 'method'>): boolean {
  return roleOf(authenticator.method) === 'primary';
}

/** What policy does with a method. */
export function roleOf(method: MethodKind): Role {
  return TRAITS[method].role;
}
