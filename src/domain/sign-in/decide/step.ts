import type { EpochMs } from '../../../platform/kernel/time.ts';
import type { MethodKind, SelectableBinding } from '../../methods/decide/traits.ts';
import type { Acr } from './acr.ts';

/** Why an attempt cannot go on. A closed list; each has its own page. */
export type RefusalReason =
  /** The attempt ended or ran out: start again. */
  | 'attempt-over'
  | 'account-disabled'
  /** Right password, but too many wrong ones before it: wait. */
  | 'password-throttled'
  /** Too many wrong second proofs, in this attempt or over all. */
  | 'too-many-tries'
  /** A veto froze set-up: support must lift it. */
  | 'set-up-frozen'
  /** Nothing that is bound and allowed would work: support must reset. */
  | 'no-method-left'
  /** The requester demands more than this account can prove. */
  | 'demand-unmet';

/** What the person does next. Recomputed from facts at every request; no step routes to another. */
export type Step =
  | { readonly kind: 'ask-identifier' }
  | { readonly kind: 'ask-password' }
  /** Prove it is you. `choices` holds every method that would work now, `suggested` among them, recovery last. */
  | {
      readonly kind: 'ask-proof';
      readonly suggested: MethodKind;
      readonly choices: readonly MethodKind[];
      /** `sign-in`: a second proof; `set-up`: a proof that only opens the set-up. */
      readonly admits: 'sign-in' | 'set-up';
    }
  | {
      readonly kind: 'bind-authenticator';
      readonly suggested: SelectableBinding;
      readonly choices: readonly SelectableBinding[];
      /** "Set up later" is on the page; with what remains of grace. */
      readonly grace: { readonly until: EpochMs | null; readonly skipsLeft: number | null } | null;
      /** True when this replaces an app that was lost. */
      readonly replaces: boolean;
    }
  /** "Do you still have your authenticator app?" after a recovery code. */
  | { readonly kind: 'ask-app-kept' }
  | { readonly kind: 'save-recovery-code'; readonly replaces: boolean }
  | { readonly kind: 'offer-trust' }
  /** `unsafe`: it is one that others use, or somebody else may know it; `too-short`: it stands alone now. */
  | { readonly kind: 'choose-password'; readonly because: 'too-short' | 'unsafe' }
  | { readonly kind: 'complete'; readonly acr: Acr; readonly amr: readonly string[]; readonly strong: boolean }
  | { readonly kind: 'refuse'; readonly reason: RefusalReason; readonly retryAt: EpochMs | null };

/** Ends the way: says why, and from when on it can be tried again. */
export function refuse(reason: RefusalReason, retryAt: EpochMs | null = null): Step {
  return { kind: 'refuse', reason, retryAt };
}
