import { METHOD_KINDS, type MethodKind, TRAITS } from '../../methods/decide/traits.ts';

/** What can be asked first: never e-mail or the recovery code (S15). */
export type DefaultMethod = Extract<MethodKind, 'totp' | 'passkey'>;

/** The methods among which a default can be chosen: bound and accepted, in the order in which they are asked unchosen. */
export function defaultsAmong(
  bound: readonly { readonly method: MethodKind }[],
  allowed: readonly MethodKind[] | null,
): readonly DefaultMethod[] {
  return METHOD_KINDS.filter(
    (method): method is DefaultMethod =>
      TRAITS[method].role === 'primary' &&
      bound.some((one) => one.method === method) &&
      (allowed === null || allowed.includes(method)),
  );
}
