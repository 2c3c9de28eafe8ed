import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import type { Lane } from '../../throttling/run/ports.ts';
import type { AccountFacts, Facts } from '../decide/facts.ts';
import { nextStep } from '../decide/next-step.ts';
import type { Step } from '../decide/step.ts';
import type { SignInDeps } from './deps.ts';
import { accountFacts, passwordMeets } from './load-facts.ts';
import type { AccountSnapshot } from './records.ts';

/** What a person will see at the next sign-in. */
export interface Foresight {
  /** False: they were imported or invited without a password and have chosen none yet; the steps wait until they have. */
  readonly hasPassword: boolean;
  /** See {@link stepElsewhere}. */
  readonly elsewhere: Step;
  /** The same where one of their passkeys is at hand; null: there is none, or it waits for a password. */
  readonly onTrustedDevice: Step | null;
  /** What the core decided it from. */
  readonly account: AccountFacts;
}

/** Asks the core that will decide then, with the facts of now. `lane`: second-factor tries of unknown browsers. */
export function foresee(
  deps: Pick<SignInDeps, 'methods' | 'sealing'>,
  snapshot: AccountSnapshot,
  lane: Lane,
  now: EpochMs,
): Foresight {
  const meets = passwordMeets(deps, snapshot);
  const account = accountFacts({ lane: 'unknown', proofLane: lane, passwordMeets: meets, now }, snapshot, null);
  const hasPassword = account.authenticators.some(({ method }) => method === 'password');
  const opens = hasPassword || account.mandate?.passkeyFirst === true;
  const passkey = opens ? snapshot.authenticators.find((row) => row.kind === 'passkey') : undefined;
  return {
    hasPassword,
    elsewhere: stepElsewhere(account, now),
    onTrustedDevice: passkey === undefined ? null : nextStep(pastPassword(account, [passkey.id], now)),
    account,
  };
}

/** The step after a right password, in a browser that the account does not know. */
export function stepElsewhere(account: AccountFacts, now: EpochMs): Step {
  return nextStep(pastPassword(account, [], now));
}

function pastPassword(account: AccountFacts, trustedPasskeyIds: readonly AuthenticatorId[], now: EpochMs): Facts {
  const password = account.authenticators.find(({ method }) => method === 'password');
  return {
    now,
    attempt: {
      expiresAt: now + 1,
      endedAt: null,
      proofs: [{ method: 'password', authenticatorId: password?.id ?? null, at: now, userVerified: false }],
      chosen: null,
      triesTaken: 0,
      appKept: null,
      trustAnsweredAt: null,
      setUpPostponedAt: null,
      demandedAcr: null,
      demandVoluntary: false,
      freshSince: null,
    },
    browser: { platformAuthenticator: true, sharedWorkstation: false, trustedPasskeyIds, offerTrustAgainAt: null },
    account,
  };
}
