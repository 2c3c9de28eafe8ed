import type { AuthenticatorId } from '../../accounts/decide/account.ts';
import { type MethodKind, TRAITS } from '../../methods/decide/traits.ts';
import type { CombinedMandate } from '../../organizations/decide/mandate.ts';

/** A bound authenticator, as far as its removal asks for it. */
export interface Removable {
  readonly id: AuthenticatorId;
  readonly method: MethodKind;
  /** Reported lost: nothing rests on it. Absent: it works. */
  readonly suspended?: boolean;
}

/**
 * Whether an authenticator may be removed: `needed` is the last one that the mandate accepts, which is replaced instead.
 * `because` is the one that then satisfies the mandate: the removal holds only while that one stays; null: none is needed.
 */
export type Removal = { readonly kind: 'free'; readonly because: AuthenticatorId | null } | { readonly kind: 'needed' };

/** Says whether it may be removed. Without a mandate everything may be (S3). */
export function removal(
  id: AuthenticatorId,
  bound: readonly Removable[],
  mandate: Pick<CombinedMandate, 'allowedMethods'> | null,
): Removal {
  const accepted = bound.filter(
    ({ method }) => TRAITS[method].role === 'primary' && mandate?.allowedMethods.some((one) => one === method) === true,
  );
  if (!accepted.some((one) => one.id === id)) return { kind: 'free', because: null };
  const because = accepted.find((one) => one.id !== id && one.suspended !== true)?.id;
  return because === undefined ? { kind: 'needed' } : { kind: 'free', because };
}
