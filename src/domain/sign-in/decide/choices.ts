import type { EpochMs } from '../../../platform/kernel/time.ts';
import { METHOD_KINDS, type MethodKind, TRAITS } from '../../methods/decide/traits.ts';
import { ATTEMPT_TRIES } from '../../throttling/decide/rules.ts';
import { allows, isInUse, isPrimary, roleOf, type Situation } from './situation.ts';
import { refuse, type Step } from './step.ts';

/** Every method that is bound, allowed and would work now (S16): strongest habits first, recovery code last. */
export function choices(situation: Situation): readonly MethodKind[] {
  return METHOD_KINDS.filter((method) => allows(situation, method) && wouldWork(situation, method));
}

/** What the account has, allowed or not, that can open the set-up of something allowed. */
export function ownChoices(situation: Situation): readonly MethodKind[] {
  if (!situation.bound.some(isPrimary)) return choices(situation);
  return METHOD_KINDS.filter((method) => roleOf(method) === 'primary' && wouldWork(situation, method));
}

function wouldWork(situation: Situation, method: MethodKind): boolean {
  const { account, bound } = situation;
  switch (roleOf(method)) {
    case 'primary':
    case 'emergency':
    case 'recovery':
      return bound.some((one) => one.method === method && isInUse(situation, one));
    case 'fallback':
      return (
        account.addressConfirmed &&
        account.passwordResetByMailAt === null &&
        bound.some((one) => isPrimary(one) && allows(situation, one.method))
      );
    default:
      return false;
  }
}

/** Asks for one of these methods, or says why none can be asked for. Throttled, only what cannot be guessed is left. */
export function askAmong(situation: Situation, methods: readonly MethodKind[], admits: 'sign-in' | 'set-up'): Step {
  if (methods.length === 0) return refuse('no-method-left');
  const closedUntil = laneClosedUntil(situation);
  const throttled = closedUntil !== null || situation.attempt.triesTaken >= ATTEMPT_TRIES;
  const open = throttled ? methods.filter((method) => TRAITS[method].phishingResistant) : methods;
  const suggested = suggestion(situation, open);
  if (suggested === undefined) return refuse('too-many-tries', closedUntil);
  return { kind: 'ask-proof', suggested, choices: open, admits };
}

function laneClosedUntil({ account, now }: Situation): EpochMs | null {
  const { closedUntil } = account.proofLane;
  return closedUntil !== null && closedUntil > now ? closedUntil : null;
}

/** S15: what was picked, else this device's passkey, else the person's own choice, else the app. The mailbox comes after all. */
function suggestion(
  { account, attempt, bound, browser }: Situation,
  open: readonly MethodKind[],
): MethodKind | undefined {
  const trusted = bound.find((one) => browser.trustedPasskeyIds.includes(one.id))?.method;
  const primary = open.filter((method) => roleOf(method) === 'primary');
  return (
    open.find((method) => method === attempt.chosen) ??
    primary.find((method) => method === trusted) ??
    primary.find((method) => method === account.preferredMethod) ??
    primary[0] ??
    // Arriving here must not send a mail unasked, so the mailbox is shown first only when it is all there is.
    open.find((method) => roleOf(method) !== 'fallback') ??
    open[0]
  );
}
